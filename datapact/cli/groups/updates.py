"""datapact update: check, fetch, try, trust."""

from pathlib import Path
from typing import Annotated

import typer

from datapact.base.texts import _


def make_app() -> typer.Typer:
    """The commands with help in the current language."""
    app = typer.Typer(
        help=_("Newer versions of DataPact, as files that its makers signed; only when you ask."),
        no_args_is_help=True,
    )
    release = Annotated[
        str,
        typer.Argument(envvar="DATAPACT_RELEASE", help=_("Folder of a release, or its address (https).")),
    ]

    @app.command(help=_("Say whether a release is its makers' and newer than this program; nothing is changed."))
    def check(place: release) -> None:
        from datapact.cli.actions.updates import check_release

        check_release(place)

    @app.command(help=_("Verify a release and copy its package for this computer into a folder; nothing is installed."))
    def fetch(
        place: release,
        output: Annotated[Path, typer.Option("--output", "-o", help=_("Folder to write into."))],
        kind: Annotated[str, typer.Option("--kind", help=_("deb, rpm, tar or wheel; any without."))] = "",
    ) -> None:
        from datapact.cli.actions.updates import fetch_package

        fetch_package(place, output, kind)

    @app.command(
        "try", help=_("Let a new program open and check a copy of the vault before it takes the old one's place.")
    )
    def try_(
        program: Annotated[Path, typer.Argument(help=_("The new program: datapact in its unpacked folder."))],
    ) -> None:
        from datapact.cli.actions.updates import try_new

        try_new(program)

    @app.command(help=_("Believe the makers of this file of keys from now on, after comparing its fingerprint."))
    def trust(
        file: Annotated[Path, typer.Argument(help=_("Their file root.json."))],
        fingerprint: Annotated[str, typer.Option("--fingerprint", help=_("40 digits; spaces do not matter."))] = "",
    ) -> None:
        from datapact.cli.actions.updates import trust_makers

        trust_makers(file, fingerprint)

    return app
