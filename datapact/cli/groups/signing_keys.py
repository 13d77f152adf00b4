"""datapact signing-keys: list, add-module, remove-module."""

from pathlib import Path
from typing import Annotated

import typer

from datapact.base.texts import _


def make_app() -> typer.Typer:
    """The commands with help in the current language."""
    app = typer.Typer(
        help=_("Keys of others for signing: tokens and smart cards at this computer."), no_args_is_help=True
    )
    library = Annotated[
        Path, typer.Argument(help=_("The module (PKCS#11) of the token's software: .so, .dll, .dylib."))
    ]

    @app.command("list", help=_("Show the certificates on connected tokens; no PIN is asked."))
    def list_() -> None:
        from datapact.cli.actions.signing_keys import show_keys

        show_keys()

    @app.command("add-module", help=_("Name the module of a token, on this computer only."))
    def add_module(file: library) -> None:
        from datapact.cli.actions.signing_keys import add_library

        add_library(file)

    @app.command("remove-module", help=_("Forget the module of a token; the file itself stays."))
    def remove_module(file: library) -> None:
        from datapact.cli.actions.signing_keys import remove_library

        remove_library(file)

    return app
