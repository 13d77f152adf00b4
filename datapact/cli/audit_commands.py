"""datapact audit: export, decision."""

from pathlib import Path
from typing import Annotated

import typer

from datapact.texts import _


def make_app() -> typer.Typer:
    """The commands with help in the current language."""
    app = typer.Typer(help=_("Dossiers that prove themselves, for partners and auditors."), no_args_is_help=True)

    @app.command(help=_("Write the dossier of an agreement: one signed PDF with everything that proves it."))
    def export(
        output: Annotated[Path, typer.Option("-o", "--output", help=_("File to write."))],
        agreement: Annotated[str, typer.Option("--agreement", help=_("Id or number of the agreement."))],
        internal: Annotated[
            bool, typer.Option("--internal", help=_("With internal entries, approvals and decisions (legal members)."))
        ] = False,
        for_partner: Annotated[
            bool, typer.Option("--for-partner", help=_("Only what the parties share; this is the default."))
        ] = False,
        on: Annotated[str, typer.Option("--on", help=_("Day YYYY-MM-DD, today by default."))] = "",
        withhold: Annotated[
            list[str] | None, typer.Option("--withhold", help=_("Leave out names, terms or clauses; repeatable."))
        ] = None,
        recipient: Annotated[str, typer.Option("--recipient", help=_("For whom it is; recorded."))] = "",
    ) -> None:
        from datapact.cli.audit_actions import export_one

        export_one(
            agreement,
            output,
            internal=internal,
            for_partner=for_partner,
            on=on,
            withhold=withhold or [],
            recipient=recipient,
        )

    @app.command(help=_("Write one used answer with all that proves it, so that a stranger can recount it."))
    def decision(
        entry: Annotated[str, typer.Argument(help=_("Entry of the answer, as may-share --use printed it."))],
        output: Annotated[Path, typer.Option("-o", "--output", help=_("File to write."))],
        without_chain: Annotated[
            bool,
            typer.Option(
                "--without-chain",
                help=_(
                    "Leave out kinds and times of earlier entries; then nobody can tell whether a batch is missing."
                ),
            ),
        ] = False,
    ) -> None:
        from datapact.cli.audit_actions import export_decision

        export_decision(entry, output, complete=not without_chain)

    return app
