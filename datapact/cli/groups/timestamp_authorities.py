"""datapact timestamp-authorities: add, list, remove."""

from pathlib import Path
from typing import Annotated

import typer

from datapact.base.texts import _


def make_app() -> typer.Typer:
    """The commands with help in the current language."""
    app = typer.Typer(
        help=_("Authorities that attest when a signature was made, as you set them up on this computer."),
        no_args_is_help=True,
    )

    @app.command(help=_("Set up an authority (RFC 3161). It is asked once, now, to learn its certificate."))
    def add(
        address: Annotated[str, typer.Argument(help=_("Its address, https:// or http://."))],
        name: Annotated[str, typer.Option("--name", help=_("How you call it; by default its computer."))] = "",
        certificate: Annotated[
            Path | None,
            typer.Option("--certificate", help=_("The certificate that it publishes; then it is not asked now.")),
        ] = None,
        revocation: Annotated[
            list[str] | None,
            typer.Option(
                "--revocation",
                help=_(
                    "A further address that is asked whether a certificate was revoked: OCSP, or a list. Repeatable."
                ),
            ),
        ] = None,
        first: Annotated[bool, typer.Option("--first", help=_("Ask it before all others."))] = False,
    ) -> None:
        from datapact.cli.actions.timestamp_authorities import add as action

        action(address, name, certificate, revocation or (), first=first)

    @app.command("list", help=_("Show the authorities in the order in which they are asked."))
    def list_() -> None:
        from datapact.cli.actions.timestamp_authorities import show

        show()

    @app.command(help=_("Ask an authority no longer."))
    def remove(name: Annotated[str, typer.Argument(help=_("Its name."))]) -> None:
        from datapact.cli.actions.timestamp_authorities import remove as action

        action(name)

    return app
