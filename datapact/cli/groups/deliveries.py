"""datapact delivery: record, list, correct, proof."""

from pathlib import Path
from typing import Annotated

import typer

from datapact.base.texts import _
from datapact.cli.kit.moments import WrittenMoment, read_moment_if_any
from datapact.cli.kit.new_option import NEW


def make_app() -> typer.Typer:
    """The commands with help in the current language."""
    app = typer.Typer(help=_("What left: which data went to whom, when, and on which answer."), no_args_is_help=True)

    @app.command(help=_("Record that data has left for a partner, with the list of people in it."))
    def record(
        decision: Annotated[
            str,
            typer.Option("--decision", help=_("Entry of the answer relied on; dataset, partner and purpose are its.")),
        ] = "",
        dataset: Annotated[str, typer.Option("--dataset", help=_("Key of the dataset in the agreement."))] = "",
        to: Annotated[str, typer.Option("--to", help=_("Partner, with or without DataPact."))] = "",
        purpose: Annotated[str, typer.Option("--purpose", help=_("Purpose, as an IRI or key."))] = "",
        subjects: Annotated[
            Path | None, typer.Option("--subjects", help=_("List of pseudonyms: one a line, or a CSV table."))
        ] = None,
        version: Annotated[str, typer.Option("--version-of-data", help=_("Version of the dataset."))] = "",
        on: Annotated[
            WrittenMoment | None,
            typer.Option(
                "--on", parser=read_moment_if_any, help=_("Day, or day and time, when it left; now by default.")
            ),
        ] = None,
        reason: Annotated[
            str, typer.Option("--no-decision", help=_("Why no answer was asked for; or name the answer."))
        ] = "",
        override: Annotated[
            str, typer.Option("--override", help=_("Why people left whom the answer does not allow (legal members)."))
        ] = "",
        agreement: Annotated[str, typer.Option("--agreement", help=_("Id or number of the agreement."))] = "",
        basis: Annotated[str, typer.Option("--basis", help=_("Article of the GDPR, such as 6(1)(a)."))] = "",
        note: Annotated[str, typer.Option("--note", help=_("Remark."))] = "",
        new: Annotated[bool, typer.Option("--new", help=_(NEW))] = False,
    ) -> None:
        from datapact.cli.actions.deliveries import Given, record_one

        record_one(
            Given(dataset, to, purpose, subjects, version, on, decision, reason, override, agreement, basis, note, new)
        )

    @app.command("list", help=_("List what has left, the newest first."))
    def list_(
        dataset: Annotated[str, typer.Option("--dataset", help=_("Only this dataset."))] = "",
        to: Annotated[str, typer.Option("--to", help=_("Only this partner."))] = "",
        agreement: Annotated[str, typer.Option("--agreement", help=_("Only under this agreement."))] = "",
    ) -> None:
        from datapact.cli.actions.deliveries import list_all

        list_all(dataset, to, agreement)

    @app.command(
        help=_("Correct a recorded delivery with a reason; it stays unless two persons say that it never left.")
    )
    def correct(
        delivery: Annotated[str, typer.Argument(help=_("Entry of the delivery, or its beginning."))],
        finding: Annotated[
            str,
            typer.Option(
                "--finding", help=_("wrong (recorded wrongly), never-left, or holds (take your correction back).")
            ),
        ],
        reason: Annotated[str, typer.Option("--reason", help=_("Why; it is signed and stays."))],
        evidence: Annotated[
            Path | None, typer.Option("--evidence", help=_("File that shows it; kept in the vault."))
        ] = None,
    ) -> None:
        from datapact.cli.actions.deliveries import correct_one

        correct_one(delivery, finding, reason, evidence)

    @app.command(help=_("Write the proof of a delivery with its sealed list, so that a stranger can verify it."))
    def proof(
        delivery: Annotated[str, typer.Argument(help=_("Entry of the delivery, or its beginning."))],
        output: Annotated[Path, typer.Option("-o", "--output", help=_("File to write (.json)."))],
        subject: Annotated[
            list[str] | None,
            typer.Option("--subject", help=_("Show only this person's line (pseudonym); repeatable; none: all.")),
        ] = None,
    ) -> None:
        from datapact.audit.exports.record_proof import prove_delivery
        from datapact.cli.actions.consent import write_proof

        write_proof(prove_delivery, delivery, output, subject or [])

    return app
