"""datapact agreement register and ended: contracts that were signed on paper or in another service."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from datapact.texts import _

CLASSES = "qualified_as_stated, pdf_signature, other_service, paper_scan, reference_only"


def add_to(app: typer.Typer) -> None:
    """Add the commands to ``datapact agreement``."""

    @app.command(help=_("Record a contract that was signed elsewhere, with its scan or signed PDF; prints its id."))
    def register(
        answers: Annotated[Path, typer.Option("--answers", help=_("Answers file (TOML); terms may be partial."))],
        evidence: Annotated[str, typer.Option("--evidence", help=_("Class of evidence: {names}.", names=CLASSES))],
        file: Annotated[
            list[Path] | None, typer.Option("--file", help=_("Scan or signed PDF; may be given several times."))
        ] = None,
        signed_on: Annotated[
            datetime | None, typer.Option("--signed-on", formats=["%Y-%m-%d"], help=_("Day of the last signature."))
        ] = None,
        reference: Annotated[str, typer.Option("--reference", help=_("Own reference number."))] = "",
        note: Annotated[str, typer.Option("--note", help=_("Remark."))] = "",
        corrects: Annotated[
            str, typer.Option("--corrects", help=_("Id or number of the contract whose record this corrects."))
        ] = "",
    ) -> None:
        from datapact.cli.registering_actions import register_one

        register_one(answers, evidence, file or [], signed_on.date() if signed_on else None, reference, note, corrects)

    @app.command("register-many", help=_("Record many contracts that were signed elsewhere, from a CSV or XLSX table."))
    def register_many(
        table: Annotated[Path, typer.Argument(help=_("The table; headings in German or English."))],
        files: Annotated[Path | None, typer.Option("--files", help=_("Folder with the scans and PDFs."))] = None,
        dry_run: Annotated[bool, typer.Option("--dry-run", help=_("Only say what would be recorded."))] = False,
        language: Annotated[
            str, typer.Option("--contract-language", help=_("Language of titles and names: de, en."))
        ] = "de",
        encoding: Annotated[str, typer.Option("--encoding", help=_("Encoding of a CSV file: utf-8 or cp1252."))] = "",
    ) -> None:
        from datapact.cli.registering_actions import register_all

        register_all(table, files, dry_run=dry_run, language=language, encoding=encoding)

    @app.command(help=_("Record how a contract that was signed elsewhere ended, or will end."))
    def ended(
        agreement: Annotated[str, typer.Argument(help=_("Id or number of the agreement."))],
        reason: Annotated[str, typer.Option("--reason", help=_("Why."))],
        end: Annotated[
            datetime | None,
            typer.Option(
                "--end", formats=["%Y-%m-%d"], help=_("Last day; without it an earlier record is taken back.")
            ),
        ] = None,
        ground: Annotated[str, typer.Option("--ground", help=_("ordinary, cause, agreed or other."))] = "ordinary",
        file: Annotated[list[Path] | None, typer.Option("--file", help=_("Evidence, such as the letter."))] = None,
    ) -> None:
        from datapact.cli.registering_actions import end_one

        end_one(agreement, end.date() if end else None, ground, reason, file or [])
