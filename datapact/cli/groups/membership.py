"""datapact agreement for its members: join, admit, leave, end-order, exclude, end-for-all, vote, members."""

from datetime import date
from typing import Annotated

import typer

from datapact.base.texts import _
from datapact.cli.kit.moments import read_day


def add_membership_commands(app: typer.Typer) -> None:
    """Add the commands to ``datapact agreement``."""
    which = Annotated[str, typer.Argument(help=_("Id or number of the agreement."))]
    why = Annotated[str, typer.Option("--reason", help=_("Why."))]
    last_day = Annotated[
        date | None,
        typer.Option("--end", parser=read_day, help=_("Last day; by default the first that is possible.")),
    ]

    @app.command(help=_("Draft the accession of a partner to a signed agreement, as the contract provides."))
    def join(
        agreement: which,
        partner: Annotated[
            str, typer.Option("--partner", help=_("Who joins: beginning of its id or of its fingerprint."))
        ],
        role: Annotated[
            list[str] | None,
            typer.Option("--role", help=_("Its role in all activities, or ACTIVITY=ROLE; repeatable.")),
        ] = None,
        effective: Annotated[
            date | None, typer.Option("--effective", parser=read_day, help=_("First day on which it counts."))
        ] = None,
    ) -> None:
        from datapact.cli.negotiation.membership import join as action

        action(agreement, partner, role or [], effective)

    @app.command(help=_("Ask the others for votes on an accession, or record it once it is signed: then it counts."))
    def admit(
        accession: Annotated[str, typer.Argument(help=_("Id or number of the accession that everybody signed."))],
    ) -> None:
        from datapact.cli.negotiation.membership import admit as action

        action(accession)

    @app.command(help=_("Leave an agreement that goes on for the others, as the contract provides."))
    def leave(
        agreement: which,
        end: last_day = None,
        reason: why = "",
        ground: Annotated[str, typer.Option("--ground", help=_("ordinary or cause."))] = "ordinary",
    ) -> None:
        from datapact.cli.negotiation.membership import leave as action

        action(agreement, end, reason, ground)

    @app.command(
        "end-order",
        help=_("End one order and leave the agreement as it is: as its provider, or as a recipient for yourself."),
    )
    def end_order(
        agreement: which,
        order: Annotated[
            str,
            typer.Argument(help=_("Key of a dataset, or the beginning of the digest of an order for all of its data.")),
        ],
        end: last_day = None,
        reason: why = "",
        ground: Annotated[str, typer.Option("--ground", help=_("ordinary or cause."))] = "ordinary",
    ) -> None:
        from datapact.cli.negotiation.membership import end_order as action

        action(agreement, order, end, reason, ground)

    @app.command(help=_("Ask the others for votes on the exclusion of a party, for an important reason."))
    def exclude(
        agreement: which,
        party: Annotated[str, typer.Option("--party", help=_("Key, name or beginning of the id of the party."))],
        reason: why,
        end: last_day = None,
    ) -> None:
        from datapact.cli.negotiation.membership import exclude as action

        action(agreement, party, end, reason)

    @app.command("end-for-all", help=_("Ask the others for votes on ending the agreement for all."))
    def end_for_all(agreement: which, end: last_day = None, reason: why = "") -> None:
        from datapact.cli.negotiation.membership import end_for_all as action

        action(agreement, end, reason)

    @app.command(help=_("Vote on an accession, an exclusion or the end of an agreement for all."))
    def vote(
        agreement: which,
        choice: Annotated[str, typer.Argument(help=_("yes or no."))],
        motion: Annotated[
            str, typer.Option("--motion", help=_("Beginning of the motion's digest; the only one by default."))
        ] = "",
        reason: why = "",
    ) -> None:
        from datapact.cli.negotiation.membership import vote as action

        action(agreement, choice, motion, reason)

    @app.command(help=_("Who is a party from when until when, and what is being voted on."))
    def members(
        agreement: which,
        on: Annotated[date | None, typer.Option("--on", parser=read_day, help=_("As at this day."))] = None,
    ) -> None:
        from datapact.cli.negotiation.membership import show_members as action

        action(agreement, on)
