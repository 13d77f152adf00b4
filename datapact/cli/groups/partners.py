"""datapact partner: card, add, trust, distrust, remove, list, show, import."""

from pathlib import Path
from typing import Annotated

import typer

from datapact.base.texts import _


def make_app() -> typer.Typer:
    """The commands with help in the current language."""
    app = typer.Typer(
        help=_("Partners: their cards, their fingerprints, and those without DataPact."), no_args_is_help=True
    )
    who = Annotated[str, typer.Argument(help=_("Name of the partner, or the beginning of its id or fingerprint."))]

    @app.command(help=_("Write your organisation's card for partners."))
    def card(output: Annotated[Path, typer.Option("--output", "-o", help=_("File to write (.dpcard)."))]) -> None:
        from datapact.cli.network.partners import write_own_card

        write_own_card(output)

    @app.command(help=_("Take in a partner's card. Its identity is declared until you have compared fingerprints."))
    def add(file: Annotated[Path, typer.Argument(help=_("The .dpcard file."))]) -> None:
        from datapact.cli.network.partners import add_card

        add_card(file)

    @app.command(help=_("Confirm a partner's identity with the fingerprint that it read to you, or withdraw that."))
    def trust(
        partner: who,
        fingerprint: Annotated[str, typer.Option("--fingerprint", help=_("40 digits; spaces do not matter."))] = "",
        withdraw: Annotated[bool, typer.Option("--withdraw", help=_("Withdraw the trust; say why."))] = False,
        reason: Annotated[str, typer.Option("--reason", help=_("Why the trust is withdrawn."))] = "",
    ) -> None:
        from datapact.cli.network.partners import confirm, distrust

        if withdraw:
            distrust(partner, reason, fingerprint)
        else:
            confirm(partner, fingerprint, reason)

    @app.command(help=_("Withdraw the trust in a partner's identity: until you compare again, it is only declared."))
    def distrust(
        partner: who, reason: Annotated[str, typer.Option("--reason", help=_("Why the trust is withdrawn."))]
    ) -> None:
        from datapact.cli.network.partners import distrust as action

        action(partner, reason)

    @app.command(help=_("Take a partner off the list; one with agreements or records stays, and can be distrusted."))
    def remove(
        partner: who, reason: Annotated[str, typer.Option("--reason", help=_("Why the partner is removed."))]
    ) -> None:
        from datapact.cli.network.partners import remove as action

        action(partner, reason)

    @app.command(
        "exchange-rule", help=_("Show or set how sure you must be of a partner before files go to it (administrators).")
    )
    def exchange_rule(
        needs: Annotated[
            str,
            typer.Option(
                "--needs",
                help=_(
                    "card: every partner; introduced: compared here or by a confirmed partner; confirmed: compared here."
                ),
            ),
        ] = "",
    ) -> None:
        from datapact.cli.network.partners import exchange_rule as action

        action(needs)

    @app.command("list", help=_("List the partners."))
    def list_() -> None:
        from datapact.cli.network.partners import list_all

        list_all()

    @app.command(help=_("Show one partner with its fingerprint and members."))
    def show(partner: who) -> None:
        from datapact.cli.network.partners import show_one

        show_one(partner)

    @app.command("import", help=_("Import partners without DataPact from a CSV or XLSX file: all of it, or nothing."))
    def import_(
        file: Annotated[Path, typer.Argument(help=_("CSV or XLSX file."))],
        column: Annotated[
            list[str] | None,
            typer.Option("--column", help=_("Heading=field: what a column is read as; Heading= leaves it out.")),
        ] = None,
    ) -> None:
        from datapact.cli.network.partners import import_list

        import_list(file, column or [])

    return app
