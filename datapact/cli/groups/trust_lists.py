"""datapact trust-lists: import, list."""

from pathlib import Path
from typing import Annotated

import typer

from datapact.base.texts import _


def make_app() -> typer.Typer:
    """The commands with help in the current language."""
    app = typer.Typer(
        help=_("Trusted lists of the European Union on this computer: who was qualified on which day."),
        no_args_is_help=True,
    )

    @app.command(
        "import", help=_("Verify the list of lists and national lists, and keep the newer ones; nothing is fetched.")
    )
    def import_(
        files: Annotated[list[Path], typer.Argument(help=_("XML files, or a folder with them."))],
    ) -> None:
        from datapact.cli.actions.trust_lists import import_files

        import_files(files)

    @app.command("list", help=_("Show the lists on this computer, with the day of each and when the next is due."))
    def list_() -> None:
        from datapact.cli.actions.trust_lists import show_lists

        show_lists()

    return app
