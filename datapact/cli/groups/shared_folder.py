"""datapact shared-folder: share, put, look, take."""

from pathlib import Path
from typing import Annotated

import typer

from datapact.base.texts import _


def make_app() -> typer.Typer:
    """The commands with help in the current language."""
    app = typer.Typer(
        help=_("Folders that you share with partners, on a cloud or a server, so that nobody attaches files by hand."),
        no_args_is_help=True,
    )

    @app.command("set", help=_("Share a folder with a partner at this computer; without a folder: no more."))
    def set_folder(
        partner: Annotated[str, typer.Argument(help=_("Name or id of the partner."))],
        folder: Annotated[Path | None, typer.Argument(help=_("Folder that both can read and write."))] = None,
    ) -> None:
        from datapact.cli.network.shared_folder import share_folder

        share_folder(partner, folder)

    @app.command(help=_("Lay there what partners with a shared folder were not sent yet, of all offered agreements."))
    def put() -> None:
        from datapact.cli.network.shared_folder import put_files

        put_files()

    @app.command(help=_("Show what lies there: what is new, what is left alone, and why. Nothing is taken in."))
    def look() -> None:
        from datapact.cli.network.shared_folder import look_at_folders

        look_at_folders()

    @app.command(help=_("Take in what is new there. The files stay where they are."))
    def take() -> None:
        from datapact.cli.network.shared_folder import take_files

        take_files()

    return app
