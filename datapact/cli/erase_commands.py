"""datapact erase: rules, rule, due, person, report."""

from pathlib import Path
from typing import Annotated

import typer

from datapact.texts import _


def make_app() -> typer.Typer:
    """The commands with help in the current language."""
    app = typer.Typer(help=_("Keeping and erasing what names people."), no_args_is_help=True)
    output = Annotated[Path | None, typer.Option("--output", "-o", help=_("Write the report as PDF too."))]
    renew = Annotated[
        bool, typer.Option("--renew-backups", help=_("Make a backup now and delete all earlier automatic ones."))
    ]

    @app.command(help=_("Show how long each type of records is kept, and what is due today."))
    def rules() -> None:
        from datapact.cli.erase_actions import show_rules

        show_rules()

    @app.command(help=_("Set how long a type of records is kept."))
    def rule(
        kind: Annotated[str, typer.Argument(help=_("consent, delivery or recall."))],
        months: Annotated[int, typer.Option("--months", help=_("How many months."))],
        reason: Annotated[str, typer.Option("--reason", help=_("Why that long."))],
    ) -> None:
        from datapact.cli.erase_actions import set_rule

        set_rule(kind, months, reason)

    @app.command(help=_("Destroy what the rules say is due."))
    def due(
        kind: Annotated[list[str] | None, typer.Option("--type", help=_("Only this type; repeat for several."))] = None,
        output: output = None,
        renew_backups: renew = False,
    ) -> None:
        from datapact.cli.erase_actions import erase_what_is_due

        erase_what_is_due(kind or [], output, renew_backups=renew_backups)

    @app.command(help=_("Destroy what is recorded of one person in a dataset, on request (Art. 17 GDPR)."))
    def person(
        subject: Annotated[str, typer.Argument(help=_("The person's pseudonym."))],
        dataset: Annotated[str, typer.Option("--dataset", help=_("Key of the dataset in the agreement."))],
        reason: Annotated[str, typer.Option("--reason", help=_("Such as the number of the request; name nobody."))],
        output: output = None,
        renew_backups: renew = False,
    ) -> None:
        from datapact.cli.erase_actions import erase_one

        erase_one(subject, dataset, reason, output, renew_backups=renew_backups)

    @app.command(help=_("List what was erased, when, under which rule; with an entry, write its report."))
    def report(
        entry: Annotated[str, typer.Argument(help=_("Beginning of the erasure's entry."))] = "",
        output: output = None,
    ) -> None:
        from datapact.cli.erase_actions import report_on

        report_on(entry, output)

    return app
