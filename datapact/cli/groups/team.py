"""datapact team: create, join, sync, status, news, answers, decide, maintain, leave, delete, try."""

from pathlib import Path
from typing import Annotated

import typer

from datapact.base.texts import _


def make_app() -> typer.Typer:
    """The commands with help in the current language."""
    app = typer.Typer(
        help=_("One organisation at several desks: own encrypted copies, and a database that reads nothing."),
        no_args_is_help=True,
    )
    database = Annotated[
        str, typer.Option("--database", help=_("postgresql://USER@SERVER/DATABASE, no password in it."))
    ]
    password_file = Annotated[
        Path | None, typer.Option("--password-file", help=_("File that holds the password of the database's user."))
    ]

    @app.command(help=_("Create the team of this vault."))
    def create(database: database, password_file: password_file = None) -> None:
        from datapact.cli.network.team import create_team

        create_team(database, password_file)

    @app.command(
        help=_(
            "Join with an own copy: make the vault named by --vault from a colleague's backup. Without a backup: reach the team's database by another address or password."
        )
    )
    def join(
        database: database,
        backup: Annotated[
            Path | None, typer.Argument(help=_("Backup that a colleague made after the team was created."))
        ] = None,
        password_file: password_file = None,
    ) -> None:
        from datapact.cli.network.team import join_team

        join_team(backup, database, password_file)

    @app.command(help=_("Take in what colleagues wrote, and send what this computer has."))
    def sync(
        follow: Annotated[
            bool, typer.Option("--follow", help=_("Go on until you stop it, as soon as colleagues write."))
        ] = False,
    ) -> None:
        from datapact.cli.network.team import follow_team, synchronise_team

        follow_team() if follow else synchronise_team()

    @app.command(help=_("Show the computers of the team, what waits, what was found, and what does not travel yet."))
    def status() -> None:
        from datapact.cli.network.team import show_team

        show_team()

    @app.command(
        help=_(
            "Show what colleagues did since you marked it as seen: their steps, comments that name you, texts that wait for your approval, agreements that you look after."
        )
    )
    def news(seen: Annotated[bool, typer.Option("--seen", help=_("Mark all of it as seen."))] = False) -> None:
        from datapact.cli.network.team_news import show_news

        show_news(seen=seen)

    @app.command(
        help=_(
            "Set within how many hours of a synchronisation a computer of the team answers “May we share?”, for all."
        )
    )
    def answers(hours: Annotated[int, typer.Argument(help=_("Hours, 1 to 336."))]) -> None:
        from datapact.cli.network.team import set_hours

        set_hours(hours)

    @app.command(
        help=_("Decide, as an administrator, on an item that was refused: take it in all the same, or set it aside.")
    )
    def decide(
        number: Annotated[int, typer.Argument(help=_("Number of the item, as team status shows it."))],
        take: Annotated[
            bool,
            typer.Option(
                "--take/--set-aside", help=_("Take it in, or set it aside so that answers are complete again.")
            ),
        ] = False,
    ) -> None:
        from datapact.cli.network.team import decide_item

        decide_item(number, take=take)

    @app.command(help=_("Delete what was erased from the team's database, with a user who may delete."))
    def maintain(
        database: Annotated[
            str, typer.Option("--database", help=_("Address with a user who may delete; without it the team's own."))
        ] = "",
        password_file: password_file = None,
    ) -> None:
        from datapact.cli.network.team import maintain_team

        maintain_team(database, password_file)

    @app.command(
        name="try",
        help=_("Run a small PostgreSQL in a folder, for trying a team on this computer, until you stop it."),
    )
    def try_team(
        folder: Annotated[Path, typer.Argument(help=_("Folder of the database; made where it is missing."))],
    ) -> None:
        from datapact.cli.network.team_trial import run_trial

        run_trial(folder)

    @app.command(help=_("Leave the team with this computer; its copy of the vault stays with all that it has."))
    def leave() -> None:
        from datapact.cli.network.team import leave_team

        leave_team()

    @app.command(
        help=_("Delete the team and its rows in the database, once all others have left; the vault keeps what it has.")
    )
    def delete(
        database: Annotated[
            str, typer.Option("--database", help=_("Address with a user who may delete; without it the team's own."))
        ] = "",
        password_file: password_file = None,
    ) -> None:
        from datapact.cli.network.team import delete_team

        delete_team(database, password_file)

    return app
