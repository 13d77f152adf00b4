"""datapact signing-keys: list, add-module, remove-module, add-service, remove-service."""

from pathlib import Path
from typing import Annotated

import typer

from datapact.base.texts import _


def make_app() -> typer.Typer:
    """The commands with help in the current language."""
    app = typer.Typer(
        help=_("Keys of others for signing: tokens and smart cards at this computer, remote signing services."),
        no_args_is_help=True,
    )
    library = Annotated[
        Path, typer.Argument(help=_("The module (PKCS#11) of the token's software: .so, .dll, .dylib."))
    ]

    @app.command("list", help=_("Show the certificates on connected tokens, or at a service; no PIN is asked."))
    def list_(
        service: Annotated[
            str,
            typer.Option("--service", help=_("Name of a signing service, which may ask for a login in the browser.")),
        ] = "",
    ) -> None:
        from datapact.cli.actions.signing_keys import show_keys

        show_keys(service)

    @app.command("add-module", help=_("Name the module of a token, on this computer only."))
    def add_module(file: library) -> None:
        from datapact.cli.actions.signing_keys import add_library

        add_library(file)

    @app.command("remove-module", help=_("Forget the module of a token; the file itself stays."))
    def remove_module(file: library) -> None:
        from datapact.cli.actions.signing_keys import remove_library

        remove_library(file)

    @app.command(
        "add-service", help=_("Set up a remote signing service (Cloud Signature Consortium), on this computer only.")
    )
    def add_service(
        name: Annotated[str, typer.Argument(help=_("As you call it."))],
        address: Annotated[
            str, typer.Option("--address", help=_("Its address, as its operator gives it, without /csc."))
        ],
        api: Annotated[
            str, typer.Option("--api", help=_("Version of its interface: 1 (1.0.4.0) or 2 (2.0.0.2)."))
        ] = "2",
        client_id: Annotated[
            str, typer.Option("--client-id", help=_("The client id that the operator gave you for DataPact."))
        ] = "",
    ) -> None:
        from datapact.cli.actions.signing_keys import add_service as action

        action(name, address, api, client_id)

    @app.command("remove-service", help=_("Forget a remote signing service and the keys noted for it."))
    def remove_service(name: Annotated[str, typer.Argument(help=_("As you call it."))]) -> None:
        from datapact.cli.actions.signing_keys import remove_service as action

        action(name)

    return app
