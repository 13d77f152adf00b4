"""datapact register: agreements, transfers, processing-controller, processing-processor."""

from pathlib import Path
from typing import Annotated

import typer

from datapact.texts import _


def make_app() -> typer.Typer:
    """The commands with help in the current language, one a register."""
    app = typer.Typer(help=_("Registers as at any date, as PDF, XLSX, CSV or JSON."), no_args_is_help=True)
    helps = {
        "agreements": _("All agreements, those signed elsewhere included."),
        "transfers": _("Transfers outside the EEA: country, mechanism, module, assessment."),
        "processing-controller": _("Entries for the record of processing as controller, Art. 30(1) GDPR."),
        "processing-processor": _("Entries for the record of processing as processor, Art. 30(2) GDPR."),
    }
    for name, words in helps.items():
        _add(app, name, words)
    return app


def _add(app: typer.Typer, name: str, words: str) -> None:
    @app.command(name, help=words)
    def command(
        output: Annotated[Path, typer.Option("-o", "--output", help=_("File to write."))],
        form: Annotated[
            str, typer.Option("--format", help=_("pdf, xlsx, csv or json; by default as the name of the file ends."))
        ] = "",
        on: Annotated[str, typer.Option("--on", help=_("Day YYYY-MM-DD, today by default."))] = "",
        status: Annotated[list[str] | None, typer.Option("--status", help=_("Only this status; repeatable."))] = None,
        partner: Annotated[str, typer.Option("--partner", help=_("Only partners whose name begins so."))] = "",
    ) -> None:
        from datapact.cli.register_actions import write_one

        write_one(name, output, form, on, status or [], partner)
