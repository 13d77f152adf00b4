"""datapact agreement after signature (notice to reading-version), and for contracts signed elsewhere (register, ended)."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from datapact.base.texts import _
from datapact.cli.kit.moments import read_day

ANNEX_NAMES = "sub_processors, measures, contacts, order, datasets"
SUBJECTS = "sub_processors, measures, contacts, other"


def add_contract_commands(app: typer.Typer) -> None:
    """Add the commands to ``datapact agreement``."""
    which = Annotated[str, typer.Argument(help=_("Id or number of the agreement."))]
    remark = Annotated[str, typer.Option("--note", help=_("Remark."))]
    changes = Annotated[Path, typer.Option("--answers", help=_("Changes (TOML)."))]
    first_day = Annotated[
        date | None, typer.Option("--effective", parser=read_day, help=_("First day on which it counts."))
    ]

    @app.command(help=_("Give the other parties notice of a change or another matter."))
    def notice(
        agreement: which,
        about: Annotated[str, typer.Option("--about", help=_("Subject: {names}.", names=SUBJECTS))],
        effective: Annotated[
            date, typer.Option("--effective", parser=read_day, help=_("First day on which it counts."))
        ],
        text: Annotated[str, typer.Option("--text", help=_("What the notice says."))] = "",
        objection_days: Annotated[
            int | None,
            typer.Option("--objection-days", min=0, max=3650, help=_("Days within which the others may object.")),
        ] = None,
    ) -> None:
        from datapact.cli.actions.contracts import notice as action

        action(agreement, about, text, effective, objection_days)

    @app.command(help=_("Object to a notice or a proposed change; to your own: take it back."))
    def objection(
        agreement: which,
        to: Annotated[str, typer.Option("--to", help=_("Beginning of the digest of the notice or change."))],
        reason: Annotated[str, typer.Option("--reason", help=_("Why."))],
    ) -> None:
        from datapact.cli.actions.contracts import objection as action

        action(agreement, to, reason)

    @app.command(help=_("Change an annex under its own rule; the signed core stays as it is."))
    def annex(
        agreement: which,
        name: Annotated[str, typer.Option("--annex", help=_("Annex: {names}.", names=ANNEX_NAMES))],
        answers: changes,
        effective: first_day = None,
        objection_days: Annotated[
            int | None,
            typer.Option("--objection-days", min=0, max=3650, help=_("Days within which the others may object.")),
        ] = None,
        note: remark = "",
    ) -> None:
        from datapact.cli.actions.contracts import annex as action

        action(agreement, name, answers, effective, objection_days, note)

    @app.command(help=_("Propose an amendment: in text form by consent, or as a draft to be signed, as was agreed."))
    def amend(agreement: which, answers: changes, effective: first_day = None, note: remark = "") -> None:
        from datapact.cli.actions.contracts import amend as action

        action(agreement, answers, effective, note)

    @app.command(help=_("Agree to a proposed amendment or order of datasets."))
    def agree(
        agreement: which,
        change: Annotated[
            str, typer.Option("--change", help=_("Beginning of the change's digest; the only one by default."))
        ] = "",
        authority: Annotated[
            str,
            typer.Option(
                "--authority",
                help=_(
                    "What your authority to bind your organisation rests on, such as Prokura or a power with its day."
                ),
            ),
        ] = "",
    ) -> None:
        from datapact.cli.actions.contracts import agree as action

        action(agreement, change, authority)

    @app.command(
        help=_("Record that an order was not answered in time; the contract says whether that is consent or refusal.")
    )
    def silence(
        agreement: which,
        change: Annotated[
            str, typer.Option("--change", help=_("Beginning of the order's digest; the only one by default."))
        ] = "",
    ) -> None:
        from datapact.cli.actions.contracts import silence as action

        action(agreement, change)

    @app.command(help=_("Suspend the agreement from a day on, with a reason."))
    def suspend(
        agreement: which,
        begins: Annotated[date, typer.Option("--from", parser=read_day, help=_("First day."))],
        reason: Annotated[str, typer.Option("--reason", help=_("Why."))],
        until: Annotated[
            date | None, typer.Option("--until", parser=read_day, help=_("Last day; open without it."))
        ] = None,
    ) -> None:
        from datapact.cli.actions.contracts import suspend as action

        action(agreement, begins, until, reason)

    @app.command(help=_("Resume an agreement that you suspended."))
    def resume(
        agreement: which,
        day: Annotated[date, typer.Option("--from", parser=read_day, help=_("First day."))],
    ) -> None:
        from datapact.cli.actions.contracts import resume as action

        action(agreement, day)

    @app.command(
        "reading-version", help=_("The agreement as it reads on a day, with everything that changed it since.")
    )
    def reading_version(
        agreement: which,
        on: Annotated[date | None, typer.Option("--on", parser=read_day, help=_("As at this day."))] = None,
        output: Annotated[Path | None, typer.Option("--output", "-o", help=_("PDF to write."))] = None,
    ) -> None:
        from datapact.cli.actions.contracts import reading_version as action

        action(agreement, on, output)


CLASSES = "qualified_as_stated, pdf_signature, other_service, paper_scan, reference_only"


def add_registering_commands(app: typer.Typer) -> None:
    """Add the commands to ``datapact agreement``."""

    @app.command(help=_("Record a contract that was signed elsewhere, with its scan or signed PDF; prints its id."))
    def register(
        answers: Annotated[Path, typer.Option("--answers", help=_("Answers file (TOML); terms may be partial."))],
        evidence: Annotated[str, typer.Option("--evidence", help=_("Class of evidence: {names}.", names=CLASSES))],
        file: Annotated[
            list[Path] | None, typer.Option("--file", help=_("Scan or signed PDF; may be given several times."))
        ] = None,
        signed_on: Annotated[
            date | None, typer.Option("--signed-on", parser=read_day, help=_("Day of the last signature."))
        ] = None,
        reference: Annotated[str, typer.Option("--reference", help=_("Own reference number."))] = "",
        note: Annotated[str, typer.Option("--note", help=_("Remark."))] = "",
        corrects: Annotated[
            str, typer.Option("--corrects", help=_("Id or number of the contract whose record this corrects."))
        ] = "",
        party: Annotated[
            list[str] | None,
            typer.Option(
                "--party",
                help=_("Which partner a party is: its key=beginning of the id or fingerprint. May be repeated."),
            ),
        ] = None,
    ) -> None:
        from datapact.cli.actions.contracts import register_one

        register_one(answers, evidence, file or [], signed_on, reference, note, corrects, party or [])

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
        from datapact.cli.actions.contracts import register_all

        register_all(table, files, dry_run=dry_run, language=language, encoding=encoding)

    @app.command(
        "add-texts",
        help=_(
            "Read the texts of contracts that were registered before texts were kept, so that the search finds them by their words"
            " (legal members)."
        ),
    )
    def add_texts() -> None:
        from datapact.cli.actions.contracts import add_all_texts

        add_all_texts()

    @app.command(help=_("Record how a contract that was signed elsewhere ended, or will end."))
    def ended(
        agreement: Annotated[str, typer.Argument(help=_("Id or number of the agreement."))],
        reason: Annotated[str, typer.Option("--reason", help=_("Why."))],
        end: Annotated[
            date | None,
            typer.Option("--end", parser=read_day, help=_("Last day; without it an earlier record is taken back.")),
        ] = None,
        ground: Annotated[str, typer.Option("--ground", help=_("ordinary, cause, agreed or other."))] = "ordinary",
        file: Annotated[list[Path] | None, typer.Option("--file", help=_("Evidence, such as the letter."))] = None,
    ) -> None:
        from datapact.cli.actions.contracts import end_one

        end_one(agreement, end, ground, reason, file or [])
