"""datapact audit: exports (export, decision) and the work of an audit (engage, close, show, remark, sample, seal, open)."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from datapact.base.texts import _
from datapact.cli.kit.moments import read_day_if_any


def add_commands(app: typer.Typer) -> None:
    """The commands with help in the current language."""

    @app.command(
        help=_("Open an audit for a member with the role auditor or for an auditor outside; without options list all.")
    )
    def engage(
        title: Annotated[str, typer.Option("--title", help=_("Name of the audit."))] = "",
        auditor: Annotated[
            str, typer.Option("--auditor", help=_("Id of a member with the role auditor, or a partner by name or id."))
        ] = "",
        until: Annotated[
            date | None, typer.Option("--until", parser=read_day_if_any, help=_("Last day, YYYY-MM-DD."))
        ] = None,
        first: Annotated[
            date | None,
            typer.Option("--from", parser=read_day_if_any, help=_("First day, YYYY-MM-DD; today by default.")),
        ] = None,
        scope: Annotated[str, typer.Option("--scope", help=_("What is audited, in words."))] = "",
        agreement: Annotated[
            list[str] | None, typer.Option("--agreement", help=_("Agreement in its scope; repeatable; none: all."))
        ] = None,
        release: Annotated[
            bool, typer.Option("--release", help=_("The auditor may export internal dossiers of the scope."))
        ] = False,
        without_card: Annotated[
            bool,
            typer.Option(
                "--without-card", help=_("The auditor outside has no DataPact: --auditor is a name in words.")
            ),
        ] = False,
    ) -> None:
        from datapact.cli.actions.audit import engage_auditor, list_audits

        if not (title or auditor or until):
            list_audits()
        else:
            engage_auditor(
                title, auditor, first, until, scope, agreement or [], release=release, without_card=without_card
            )

    @app.command(help=_("End an audit before its last day (legal members)."))
    def close(audit: Annotated[str, typer.Argument(help=_("Key of the audit, or its beginning."))]) -> None:
        from datapact.cli.actions.audit import close_audit

        close_audit(audit)

    @app.command(help=_("Show an audit with its remarks, samples and what was looked at."))
    def show(audit: Annotated[str, typer.Argument(help=_("Key of the audit, or its beginning."))]) -> None:
        from datapact.cli.actions.audit import show_audit

        show_audit(audit)

    @app.command(help=_("Set a mark or write a remark; it stays the auditor's own."))
    def remark(
        audit: Annotated[str, typer.Argument(help=_("Key of the audit, or its beginning."))],
        about: Annotated[str, typer.Option("--about", help=_("Entry, agreement or item that it is on."))],
        text: Annotated[str, typer.Option("--text", help=_("The remark."))] = "",
        mark: Annotated[str, typer.Option("--mark", help=_("seen, in_order, question, finding or none."))] = "none",
        key: Annotated[str, typer.Option("--replace", help=_("Key of an own earlier remark that it replaces."))] = "",
    ) -> None:
        from datapact.cli.actions.audit import write_remark

        write_remark(audit, about, text, mark, key)

    @app.command(
        help=_(
            "Answer a remark for the house, also after the audit was closed (legal members); the remark stays as it is."
        )
    )
    def answer(
        audit: Annotated[str, typer.Argument(help=_("Key of the audit, or its beginning."))],
        remark: Annotated[str, typer.Argument(help=_("Key of the remark, or its beginning."))],
        stands: Annotated[str, typer.Option("--stands", help=_("agreed, mended or disputed."))],
        text: Annotated[str, typer.Option("--text", help=_("What the house does about it, or why not."))],
    ) -> None:
        from datapact.cli.actions.audit import answer_for_house

        answer_for_house(audit, remark, stands, text)

    @app.command(help=_("Draw a sample with a recorded seed, so that anybody can draw it again."))
    def sample(
        audit: Annotated[str, typer.Argument(help=_("Key of the audit, or its beginning."))],
        of: Annotated[
            str, typer.Option("--of", help=_("agreements, decisions, deliveries, consents or consent_batches."))
        ],
        size: Annotated[int, typer.Option("--size", help=_("How many items."))],
        seed: Annotated[str, typer.Option("--seed", help=_("An agreed seed; random by default."))] = "",
        population: Annotated[
            Path | None, typer.Option("--population", help=_("Also write what it was drawn from, an item a line."))
        ] = None,
    ) -> None:
        from datapact.cli.actions.audit import draw

        draw(audit, of, size, seed, population)

    @app.command(
        help=_("Seal an export to the card of an auditor outside, for use until a day: a courtesy, not a lock.")
    )
    def seal(
        audit: Annotated[str, typer.Argument(help=_("Key of the audit, or its beginning."))],
        file: Annotated[Path, typer.Argument(help=_("The export: .zip or .pdf."))],
        output: Annotated[Path, typer.Option("-o", "--output", help=_("File to write (.dpseal)."))],
        use_by: Annotated[
            date | None,
            typer.Option(
                "--use-by", parser=read_day_if_any, help=_("Last day of use; by default the last day of the audit.")
            ),
        ] = None,
    ) -> None:
        from datapact.cli.actions.audit import seal_file

        seal_file(audit, file, output, use_by)

    @app.command("open", help=_("Open a sealed copy that was made for this organisation, while its day lasts."))
    def open_(
        file: Annotated[Path, typer.Argument(help=_("The sealed copy (.dpseal)."))],
        output: Annotated[Path, typer.Option("-o", "--output", help=_("File to write the export to."))],
    ) -> None:
        from datapact.cli.actions.audit import open_file

        open_file(file, output)


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
            bool, typer.Option("--internal", help=_("With internal entries, approvals and answers (legal members)."))
        ] = False,
        for_partner: Annotated[
            bool, typer.Option("--for-partner", help=_("Only what the parties share; this is the default."))
        ] = False,
        on: Annotated[
            date | None, typer.Option("--on", parser=read_day_if_any, help=_("Day YYYY-MM-DD, today by default."))
        ] = None,
        withhold: Annotated[
            list[str] | None, typer.Option("--withhold", help=_("Leave out names, terms or clauses; repeatable."))
        ] = None,
        comment: Annotated[
            list[str] | None,
            typer.Option("--comment", help=_("Internal comment that is let out (beginning of its digest), or all.")),
        ] = None,
        recipient: Annotated[str, typer.Option("--recipient", help=_("For whom it is; recorded."))] = "",
        processes: Annotated[
            int, typer.Option("--processes", min=0, max=2, help=_("With --all: processes at work; 0: as it fits."))
        ] = 0,
    ) -> None:
        from datapact.cli.actions.audit import Wanted, export_many, export_one

        wanted = Wanted(internal, for_partner, on, tuple(withhold or ()), recipient, tuple(comment or ()))
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
        format_: Annotated[
            str,
            typer.Option(
                "--format",
                help=_("pdf, or odrl: policy, request and state of the world for evaluators of ODRL, into a folder."),
            ),
        ] = "pdf",
    ) -> None:
        from datapact.cli.actions.audit import export_decision, export_evaluation

        if format_ == "odrl":
            export_evaluation(entry, output)
        else:
            export_decision(entry, output, form=format_, complete=not without_chain)

    @app.command(
        help=_(
            "Prove over the agreements on file that no delivery which one permits breaks another upstream; else print an example."
        )
    )
    def chain(
        agreement: Annotated[
            str,
            typer.Option("--agreement", help=_("Only what this one gives, a draft as well; all that bind by default.")),
        ] = "",
        smt: Annotated[
            Path | None,
            typer.Option("--smt", help=_("Folder for the questions in SMT-LIB, for any other solver.")),
        ] = None,
    ) -> None:
        from datapact.cli.actions.decisions import prove_chain

        prove_chain(agreement, smt)

    add_commands(app)
    return app
