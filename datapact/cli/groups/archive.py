"""datapact archive: renew, list."""

from typing import Annotated

import typer

from datapact.base.texts import _


def make_app() -> typer.Typer:
    """The commands with help in the current language."""
    app = typer.Typer(
        help=_("The archive of signed agreements: until when their signatures can be proven, and renewing that."),
        no_args_is_help=True,
    )

    @app.command(
        help=_(
            "Add proofs to every agreement that all have signed, to the level that is set, and renew those that end soon. Stop"
            " it at any time and run it again: what is done stays. Exit 1 when some lack what was wanted."
        )
    )
    def renew(
        agreements: Annotated[
            list[str] | None,
            typer.Option("--agreement", help=_("Only this agreement; repeatable. Without any, the whole archive.")),
        ] = None,
        level: Annotated[
            str | None, typer.Option("--level", help=_("Level for all of them; by default as set for each."))
        ] = None,
        within: Annotated[int, typer.Option("--within", help=_("Renew what ends within so many days."), min=0)] = 90,
    ) -> None:
        from datapact.cli.actions.archive import renew as action

        action(agreements or (), level, within)

    @app.command("list", help=_("Show until when the signatures of each agreement can be proven, as last found."))
    def list_() -> None:
        from datapact.cli.actions.archive import show

        show()

    return app
