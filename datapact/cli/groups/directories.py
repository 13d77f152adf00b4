"""datapact directory: write, show, read, confirm, list."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from datapact.base.texts import _
from datapact.cli.kit.moments import read_day


def make_app() -> typer.Typer:
    """The commands with help in the current language."""
    app = typer.Typer(
        help=_("Directories of networks: all cards in one signed file, confirmed in one meeting or call."),
        no_args_is_help=True,
    )
    which = Annotated[Path, typer.Argument(help=_("The .dpdir file."))]

    @app.command(help=_("Put the next version of a network's directory together, with the members of the one before."))
    def write(
        output: Annotated[Path, typer.Option("--output", "-o", help=_("File to write (.dpdir)."))],
        name: Annotated[str, typer.Option("--name", help=_("Name of the network, the same in every version."))],
        member: Annotated[
            list[str] | None, typer.Option("--member", help=_("A partner that joins; repeat for several."))
        ] = None,
        left: Annotated[
            list[str] | None, typer.Option("--left", help=_("A member that left; repeat for several."))
        ] = None,
        never: Annotated[
            list[str] | None,
            typer.Option(
                "--never", help=_("Who was listed by mistake and never was a member: left out; repeat for several.")
            ),
        ] = None,
        left_on: Annotated[
            date | None, typer.Option("--left-on", parser=read_day, help=_("Day on which they left; today by default."))
        ] = None,
        day: Annotated[
            date | None, typer.Option("--day", parser=read_day, help=_("Day of the directory; today by default."))
        ] = None,
        vouch: Annotated[
            bool, typer.Option("--vouch", help=_("Say whose fingerprints your organisation has compared, and when."))
        ] = False,
        follow: Annotated[
            str | None,
            typer.Option(
                "--follow",
                help=_(
                    "Agreement whose parties the members are: who joined is listed, who is none any more left on its last day."
                ),
            ),
        ] = None,
        labels: Annotated[
            bool,
            typer.Option(
                "--labels",
                help=_(
                    "Give the network routing labels, so that a relay can carry its files; every later version has them."
                ),
            ),
        ] = False,
    ) -> None:
        from datapact.cli.network.directories import write_to

        write_to(
            output,
            name,
            member or [],
            left or [],
            never or [],
            left_on=left_on,
            day=day,
            vouch=vouch,
            labels=labels,
            follow=follow,
        )

    @app.command(help=_("Show what a directory would change; nothing is taken in."))
    def show(file: which) -> None:
        from datapact.cli.network.directories import show_file

        show_file(file)

    @app.command(help=_("Take the cards of a directory in, and print the list of fingerprints to compare."))
    def read(file: which) -> None:
        from datapact.cli.network.directories import read_file

        read_file(file)

    @app.command(help=_("Confirm, in one step, all members of a directory whose fingerprints were read aloud."))
    def confirm(
        file: which,
        heard: Annotated[
            list[str],
            typer.Option(
                "--heard",
                help=_(
                    "A fingerprint as it was read aloud; repeat for several. Followed by “=NAME”, it is confirmed under "
                    "that name only."
                ),
            ),
        ],
    ) -> None:
        from datapact.cli.network.directories import confirm_members

        confirm_members(file, heard)

    @app.command("list", help=_("List the directories that were taken in or written, and who left."))
    def list_() -> None:
        from datapact.cli.network.directories import list_known

        list_known()

    @app.command(help=_("Write the routing labels of a network without names, for whoever carries its files."))
    def labels(
        network: Annotated[str, typer.Argument(help=_("Name of the network, or its beginning."))],
        output: Annotated[Path, typer.Option("--output", "-o", help=_("File to write (.dplabels)."))],
    ) -> None:
        from datapact.cli.network.relay import write_label_list

        write_label_list(network, output)

    return app
