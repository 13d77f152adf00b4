"""datapact audit: what goes out (export, decision); the work of an audit is in audit_work_commands."""

from pathlib import Path
from typing import Annotated

import typer

from datapact.cli import audit_work_commands
from datapact.texts import _


def make_app() -> typer.Typer:
    """The commands with help in the current language."""
    app = typer.Typer(help=_("Dossiers that prove themselves, for partners and auditors."), no_args_is_help=True)

    @app.command(
        help=_(
            "Write the dossier of one agreement as a signed PDF, or with --all an archive (BagIt) of many with an index."
        )
    )
    def export(
        output: Annotated[Path, typer.Option("-o", "--output", help=_("File to write."))],
        agreement: Annotated[
            list[str] | None,
            typer.Option("--agreement", help=_("Id or number of the agreement; with --all several: the scope.")),
        ] = None,
        everything: Annotated[
            bool, typer.Option("--all", help=_("All agreements, or those that pass the filters, as a .zip."))
        ] = False,
        status: Annotated[
            list[str] | None, typer.Option("--status", help=_("With --all: only with this status; repeatable."))
        ] = None,
        partner: Annotated[
            str, typer.Option("--partner", help=_("With --all: only with this partner (beginning of the name)."))
        ] = "",
        engagement: Annotated[
            str, typer.Option("--engagement", help=_("With --all: for this audit; its scope limits the agreements."))
        ] = "",
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
        processes: Annotated[
            int, typer.Option("--processes", min=0, max=2, help=_("With --all: processes at work; 0: as it fits."))
        ] = 0,
    ) -> None:
        from datapact.cli.audit_actions import Wanted, export_many, export_one

        wanted = Wanted(internal, for_partner, on, tuple(withhold or ()), recipient)
        if everything or status or partner or engagement:
            export_many(
                tuple(agreement or ()), output, wanted, tuple(status or ()), partner, engagement, processes or None
            )
        else:
            export_one(tuple(agreement or ()), output, wanted)

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

    audit_work_commands.add_commands(app)
    return app
