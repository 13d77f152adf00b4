"""datapact obligations: the due days, as a list or a calendar file, and records about obligations."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from datapact.base.texts import _
from datapact.cli.kit.moments import read_day


def make_app() -> typer.Typer:
    """datapact obligations, alone or with done, waive, reopen, assign, add, remind."""
    app = typer.Typer(help=_("Duties from agreements and records: what is due when."), invoke_without_command=True)
    which = Annotated[str, typer.Argument(help=_("Key of the duty, or its beginning."))]

    @app.callback()
    def list_(
        context: typer.Context,
        due_within: Annotated[
            int, typer.Option("--due-within", min=0, max=36_500, help=_("Only what is due within so many days."))
        ] = 365,
        agreement: Annotated[str, typer.Option("--agreement", help=_("Id or number of the agreement."))] = "",
        kind: Annotated[list[str] | None, typer.Option("--kind", help=_("Only this kind; several times."))] = None,
        mine: Annotated[bool, typer.Option("--mine", help=_("Only what you look after."))] = False,
        closed: Annotated[bool, typer.Option("--closed", help=_("Also what is done or waived."))] = False,
        steps: Annotated[bool, typer.Option("--steps", help=_("Show how each day was found."))] = False,
        ics: Annotated[Path | None, typer.Option("--ics", help=_("Write a calendar file (iCalendar)."))] = None,
    ) -> None:
        if context.invoked_subcommand is not None:
            return
        from datapact.cli.actions.obligations import list_all

        list_all(due_within, agreement, tuple(kind or ()), mine=mine, closed=closed, steps=steps, ics=ics)

    @app.command(help=_("Record that a duty was met, with evidence."))
    def done(
        key: which,
        on: Annotated[date | None, typer.Option("--on", parser=read_day, help=_("Day; today by default."))] = None,
        reference: Annotated[str, typer.Option("--reference", help=_("Where the evidence is."))] = "",
        file: Annotated[Path | None, typer.Option("--file", help=_("Evidence to keep in the vault."))] = None,
        scope: Annotated[str, typer.Option("--scope", help=_("For a deletion: what was deleted."))] = "",
        method: Annotated[str, typer.Option("--method", help=_("For a deletion: how."))] = "",
        signatory: Annotated[str, typer.Option("--signatory", help=_("For a deletion: who certified it."))] = "",
    ) -> None:
        from datapact.cli.actions.obligations import record_done

        record_done(key, on, reference, file, scope, method, signatory)

    @app.command(help=_("Record, as a legal member, that a duty need not be met."))
    def waive(key: which, reason: Annotated[str, typer.Option("--reason", help=_("Why."))]) -> None:
        from datapact.cli.actions.obligations import waive as action

        action(key, reason)

    @app.command(help=_("Open a duty again that was recorded as met or waived by mistake."))
    def reopen(key: which) -> None:
        from datapact.cli.actions.obligations import reopen as action

        action(key)

    @app.command(help=_("Say which member looks after a duty."))
    def assign(
        key: which,
        to: Annotated[str, typer.Option("--to", help=_("Member; empty for nobody."))],
        note: Annotated[str, typer.Option("--note", help=_("Remark."))] = "",
    ) -> None:
        from datapact.cli.actions.obligations import assign as action

        action(key, to, note)

    @app.command(help=_("Add a duty of your own, such as a certificate that expires."))
    def add(
        title: Annotated[str, typer.Argument(help=_("What is to be done."))],
        due: Annotated[date, typer.Option("--due", parser=read_day, help=_("Day on which it is due."))],
        agreement: Annotated[str, typer.Option("--agreement", help=_("Id or number of the agreement."))] = "",
        about: Annotated[
            str,
            typer.Option(
                "--about",
                help=_("own, certificate, guarantee, training, review, sub_processor or transfer_assessment."),
            ),
        ] = "own",
        every: Annotated[
            int, typer.Option("--every", min=0, max=1200, help=_("Recurs after so many months; 0 does not."))
        ] = 0,
        to: Annotated[str, typer.Option("--to", help=_("Member who looks after it."))] = "",
        note: Annotated[str, typer.Option("--note", help=_("Remark."))] = "",
    ) -> None:
        from datapact.cli.actions.obligations import add as action

        action(title, due, agreement, about, every, to, note)

    @app.command(help=_("What you are to be reminded of today: 90, 30 and 7 days before, and once overdue."))
    def remind(
        acknowledge: Annotated[bool, typer.Option("--acknowledge", help=_("Do not show these again."))] = False,
    ) -> None:
        from datapact.cli.actions.obligations import remind as action

        action(acknowledge=acknowledge)

    return app
