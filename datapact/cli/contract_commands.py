"""datapact agreement notice, objection, annex, amend, agree, suspend, resume, reading-version: after signature."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from datapact.texts import _

ANNEX_NAMES = "sub_processors, measures, contacts, datasets"
SUBJECTS = "sub_processors, measures, contacts, other"


def add_to(app: typer.Typer) -> None:
    """Add the commands to ``datapact agreement``."""
    which = Annotated[str, typer.Argument(help=_("Id or number of the agreement."))]
    remark = Annotated[str, typer.Option("--note", help=_("Remark."))]
    changes = Annotated[Path, typer.Option("--answers", help=_("Changes (TOML)."))]
    first_day = Annotated[
        datetime | None, typer.Option("--effective", formats=["%Y-%m-%d"], help=_("First day on which it counts."))
    ]

    @app.command(help=_("Give the other parties notice of a change or another matter."))
    def notice(
        agreement: which,
        about: Annotated[str, typer.Option("--about", help=_("Subject: {names}.", names=SUBJECTS))],
        effective: Annotated[
            datetime, typer.Option("--effective", formats=["%Y-%m-%d"], help=_("First day on which it counts."))
        ],
        text: Annotated[str, typer.Option("--text", help=_("What the notice says."))] = "",
        objection_days: Annotated[
            int | None,
            typer.Option("--objection-days", min=0, max=3650, help=_("Days within which the others may object.")),
        ] = None,
    ) -> None:
        from datapact.cli.contract_actions import notice as action

        action(agreement, about, text, effective.date(), objection_days)

    @app.command(help=_("Object to a notice or a proposed change; to your own: take it back."))
    def objection(
        agreement: which,
        to: Annotated[str, typer.Option("--to", help=_("Beginning of the digest of the notice or change."))],
        reason: Annotated[str, typer.Option("--reason", help=_("Why."))],
    ) -> None:
        from datapact.cli.contract_actions import objection as action

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
        from datapact.cli.contract_actions import annex as action

        action(agreement, name, answers, effective.date() if effective else None, objection_days, note)

    @app.command(help=_("Propose an amendment: in text form by consent, or as a draft to be signed, as was agreed."))
    def amend(agreement: which, answers: changes, effective: first_day = None, note: remark = "") -> None:
        from datapact.cli.contract_actions import amend as action

        action(agreement, answers, effective.date() if effective else None, note)

    @app.command(help=_("Agree to a proposed amendment or order of datasets."))
    def agree(
        agreement: which,
        change: Annotated[
            str, typer.Option("--change", help=_("Beginning of the change's digest; the only one by default."))
        ] = "",
    ) -> None:
        from datapact.cli.contract_actions import agree as action

        action(agreement, change)

    @app.command(help=_("Suspend the agreement from a day on, with a reason."))
    def suspend(
        agreement: which,
        begins: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help=_("First day."))],
        reason: Annotated[str, typer.Option("--reason", help=_("Why."))],
        until: Annotated[
            datetime | None, typer.Option("--until", formats=["%Y-%m-%d"], help=_("Last day; open without it."))
        ] = None,
    ) -> None:
        from datapact.cli.contract_actions import suspend as action

        action(agreement, begins.date(), until.date() if until else None, reason)

    @app.command(help=_("Resume an agreement that you suspended."))
    def resume(
        agreement: which,
        day: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help=_("First day."))],
    ) -> None:
        from datapact.cli.contract_actions import resume as action

        action(agreement, day.date())

    @app.command(
        "reading-version", help=_("The agreement as it reads on a day, with everything that changed it since.")
    )
    def reading_version(
        agreement: which,
        on: Annotated[datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], help=_("As at this day."))] = None,
        output: Annotated[Path | None, typer.Option("--output", "-o", help=_("PDF to write."))] = None,
    ) -> None:
        from datapact.cli.contract_actions import reading_version as action

        action(agreement, on.date() if on else None, output)
