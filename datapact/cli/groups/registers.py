"""datapact register (agreements, transfers, processing) and datapact erase (rules, rule, due, person, report)."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from datapact.base.texts import _
from datapact.cli.kit.moments import read_day_if_any


def make_register_app() -> typer.Typer:
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
        on: Annotated[
            date | None, typer.Option("--on", parser=read_day_if_any, help=_("Day YYYY-MM-DD, today by default."))
        ] = None,
        status: Annotated[list[str] | None, typer.Option("--status", help=_("Only this status; repeatable."))] = None,
        partner: Annotated[str, typer.Option("--partner", help=_("Only partners whose name begins so."))] = "",
    ) -> None:
        from datapact.cli.actions.registers import write_one

        write_one(name, output, form, on, status or [], partner)


def make_erase_app() -> typer.Typer:
    """The commands with help in the current language."""
    app = typer.Typer(help=_("Keeping and erasing what names people."), no_args_is_help=True)
    output = Annotated[Path | None, typer.Option("--output", "-o", help=_("Write the report as PDF too."))]
    renew = Annotated[
        bool, typer.Option("--renew-backups", help=_("Make a backup now and delete all earlier automatic ones."))
    ]

    @app.command(help=_("Show how long each type of records is kept, and what is due today."))
    def rules() -> None:
        from datapact.cli.actions.registers import show_rules

        show_rules()

    @app.command(help=_("Set how long a type of records is kept."))
    def rule(
        kind: Annotated[str, typer.Argument(help=_("consent, delivery or recall."))],
        months: Annotated[int, typer.Option("--months", help=_("How many months."))],
        reason: Annotated[str, typer.Option("--reason", help=_("Why that long."))],
    ) -> None:
        from datapact.cli.actions.registers import set_rule

        set_rule(kind, months, reason)

    @app.command(help=_("Destroy what the rules say is due."))
    def due(
        kind: Annotated[list[str] | None, typer.Option("--type", help=_("Only this type; repeat for several."))] = None,
        output: output = None,
        renew_backups: renew = False,
    ) -> None:
        from datapact.cli.actions.registers import erase_what_is_due

        erase_what_is_due(kind or [], output, renew_backups=renew_backups)

    @app.command(help=_("Destroy what is recorded of one person in a dataset, on request (Art. 17 GDPR)."))
    def person(
        subject: Annotated[str, typer.Argument(help=_("The person's pseudonym."))],
        dataset: Annotated[str, typer.Option("--dataset", help=_("Key of the dataset in the agreement."))],
        reason: Annotated[str, typer.Option("--reason", help=_("Such as the number of the request; name nobody."))],
        output: output = None,
        renew_backups: renew = False,
        objections_too: Annotated[
            bool,
            typer.Option(
                "--objections-too",
                help=_("Destroy objections, too: only where the house holds no data of the dataset any more."),
            ),
        ] = False,
    ) -> None:
        from datapact.cli.actions.registers import erase_one

        erase_one(subject, dataset, reason, output, renew_backups=renew_backups, objections_too=objections_too)

    @app.command(help=_("List what was erased, when, under which rule; with an entry, write its report."))
    def report(
        entry: Annotated[str, typer.Argument(help=_("Beginning of the erasure's entry."))] = "",
        output: output = None,
    ) -> None:
        from datapact.cli.actions.registers import report_on

        report_on(entry, output)

    return app
