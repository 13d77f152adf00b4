"""datapact recall: list, send, letter, sent, acknowledge, confirm, settle, proof; and datapact person."""

from pathlib import Path
from typing import Annotated

import typer

from datapact.base.texts import _
from datapact.cli.kit.moments import WrittenMoment, read_moment_if_any


def make_app() -> typer.Typer:
    """The commands with help in the current language."""
    app = typer.Typer(
        help=_("Calling data back after a withdrawal: who must be told, who has confirmed."), no_args_is_help=True
    )
    which = Annotated[str, typer.Argument(help=_("Beginning of the recall's id."))]
    outcome = Annotated[
        str, typer.Option("--outcome", help=_("received, erased, returned, restricted, stopped, rectified or kept."))
    ]
    evidence = Annotated[Path | None, typer.Option("--evidence", help=_("File that shows it; kept in the vault."))]
    person = Annotated[str, typer.Option("--person", help=_("Who confirmed it."))]
    note = Annotated[str, typer.Option("--note", help=_("Remark, or the reason why data is kept."))]
    to = Annotated[str, typer.Option("--to", help=_("Partner, with or without DataPact."))]

    @app.command("list", help=_("List what withdrawals leave to be done; exit 1 when something is overdue."))
    def list_() -> None:
        from datapact.cli.actions.recalls import list_open

        list_open()

    @app.command(help=_("Tell a partner with DataPact, in a sealed file."))
    def send(
        to: to,
        output: Annotated[Path, typer.Option("--output", "-o", help=_("File to write (.dpact)."))],
        note: note = "",
    ) -> None:
        from datapact.cli.actions.recalls import send_to

        send_to(to, output, note)

    @app.command(help=_("Tell a partner without DataPact, by a letter as PDF."))
    def letter(
        to: to,
        output: Annotated[Path, typer.Option("--output", "-o", help=_("File to write (.pdf)."))],
        note: note = "",
    ) -> None:
        from datapact.cli.actions.recalls import letter_to

        letter_to(to, output, note)

    @app.command(
        help=_("Record that data of people was corrected (Art. 16 GDPR): whoever got it is to be told (Art. 19).")
    )
    def rectify(
        subjects: Annotated[list[str], typer.Argument(help=_("Pseudonyms of the people."))],
        dataset: Annotated[str, typer.Option("--dataset", help=_("Key of the dataset in the agreement."))],
        what: Annotated[str, typer.Option("--what", help=_("The fields that were corrected; no values, no names."))],
    ) -> None:
        from datapact.cli.actions.recalls import rectify

        rectify(subjects, dataset, what)

    @app.command(help=_("Record that what was written for a partner was sent: from then on it counts as told."))
    def sent(
        to: to,
        on: Annotated[
            WrittenMoment | None,
            typer.Option(
                "--on", parser=read_moment_if_any, help=_("Day, or day and time, when it was sent; now by default.")
            ),
        ] = None,
        how: Annotated[str, typer.Option("--how", help=_("By e-mail, by post, by hand …"))] = "",
        note: Annotated[str, typer.Option("--note", help=_("Remark."))] = "",
    ) -> None:
        from datapact.cli.actions.recalls import sent_to

        sent_to(to, on, how, note)

    @app.command(help=_("Record that a partner acknowledged a recall, or what it did, with the evidence."))
    def acknowledge(
        recall: which, outcome: outcome, evidence: evidence = None, person: person = "", note: note = ""
    ) -> None:
        from datapact.cli.actions.recalls import acknowledge_one

        acknowledge_one(recall, outcome, evidence, person, note)

    @app.command(help=_("Confirm what you did with data that a partner called back; the next file to it says so."))
    def confirm(
        recall: which, outcome: outcome, evidence: evidence = None, person: person = "", note: note = ""
    ) -> None:
        from datapact.cli.actions.recalls import confirm_one

        confirm_one(recall, outcome, evidence, person, note)

    @app.command(help=_("Confirm that your own house has acted on all withdrawals of a dataset and purpose so far."))
    def settle(
        dataset: Annotated[str, typer.Option("--dataset", help=_("Key of the dataset in the agreement."))],
        purpose: Annotated[str, typer.Option("--purpose", help=_("Purpose, as an IRI or key."))],
        outcome: outcome,
        evidence: evidence = None,
        person: person = "",
        note: note = "",
    ) -> None:
        from datapact.cli.actions.recalls import settle_own

        settle_own(dataset, purpose, outcome, evidence, person, note)

    @app.command(help=_("Set within how many days recipients are told, where the agreement does not say."))
    def deadline(
        days: Annotated[int, typer.Argument(help=_("Days, from when you learned of it; 0 to 365."))],
        follow_up: Annotated[
            int | None,
            typer.Option(
                "--follow-up", help=_("Days after telling until a recipient that has not answered is asked again.")
            ),
        ] = None,
    ) -> None:
        from datapact.cli.actions.recalls import set_deadline

        set_deadline(days, follow_up)

    @app.command(help=_("Write the proof of a recall with all replies to it, so that a stranger can verify it."))
    def proof(
        recall: which,
        output: Annotated[Path, typer.Option("-o", "--output", help=_("File to write (.json)."))],
        subject: Annotated[
            list[str] | None,
            typer.Option("--subject", help=_("Show only this person's line (pseudonym); repeatable; none: all.")),
        ] = None,
    ) -> None:
        from datapact.audit.exports.record_proof import prove_recall
        from datapact.cli.actions.consent import write_proof

        write_proof(prove_recall, recall, output, subject or [])

    return app


def add_to(app: typer.Typer) -> None:
    """Register ``datapact person``."""

    @app.command(help=_("What is on file of a person, and to whom did the data go? (Art. 15 GDPR)"))
    def person(
        subject: Annotated[str, typer.Argument(help=_("The person's pseudonym."))],
        dataset: Annotated[str, typer.Option("--dataset", help=_("Key of the dataset in the agreement."))],
        output: Annotated[
            Path | None, typer.Option("--output", "-o", help=_("Write the reply as a file too (.pdf or .json)."))
        ] = None,
        addressee: Annotated[
            str, typer.Option("--to", help=_("Name and address of the person, for the PDF alone."))
        ] = "",
    ) -> None:
        from datapact.cli.actions.recalls import print_disclosure_log

        print_disclosure_log(subject, dataset, output, addressee)
