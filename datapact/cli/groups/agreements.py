"""datapact template and datapact agreement: from the draft to the signed text."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from datapact.agreements.projection.status import STATUS_WORDS
from datapact.base.texts import _
from datapact.cli.groups import contracts, membership, outside
from datapact.cli.kit.moments import read_day
from datapact.cli.negotiation.commands import add_negotiation_commands

FOR_MACHINES = ("odrl", "dsp", "edc", "catena-x", "dpv", "dcat")
"""Formats of an agreement for programs, named here without reading what writes them."""


def make_template_app() -> typer.Typer:
    """datapact template: list, show."""
    app = typer.Typer(help=_("Templates for agreements."), no_args_is_help=True)

    @app.command("list", help=_("List the templates."))
    def list_() -> None:
        from datapact.cli.negotiation.templates import show_templates

        show_templates()

    @app.command(help=_("Show a template's questions, or an example of an answers file."))
    def show(
        template: Annotated[str, typer.Argument(help=_("Id of the template."))],
        example: Annotated[bool, typer.Option("--example", help=_("Print an example answers file (TOML)."))] = False,
    ) -> None:
        from datapact.cli.negotiation.templates import show_template

        show_template(template, example=example)

    @app.command(help=_("Record that a lawyer read the newest version of a template, or list the reviews on file."))
    def review(
        template: Annotated[str, typer.Argument(help=_("Id of the template; empty: all."))] = "",
        by: Annotated[
            str, typer.Option("--by", help=_("Name of whoever read it; without it reviews are listed."))
        ] = "",
        day: Annotated[date | None, typer.Option("--day", parser=read_day, help=_("Day of the review; today."))] = None,
        note: Annotated[str, typer.Option("--note", help=_("What was remarked."))] = "",
    ) -> None:
        from datapact.cli.negotiation.standards import review_template

        review_template(template, by, day, note)

    return app


def make_app() -> typer.Typer:
    """datapact agreement: every step on one agreement."""
    app = typer.Typer(
        help=_("Agreements: drafting, exchanging, signing, changing and ending them."), no_args_is_help=True
    )
    which = Annotated[str, typer.Argument(help=_("Id or number of the agreement."))]
    day = Annotated[date | None, typer.Option("--on", parser=read_day, help=_("As at this day."))]
    remark = Annotated[str, typer.Option("--note", help=_("Remark."))]
    languages = Annotated[
        list[str] | None,
        typer.Option("--language", help=_("For a Word file: de or en; by default all of the agreement.")),
    ]
    older = Annotated[
        str,
        typer.Option("--against", help=_("For a Word file: beginning of the digest of the version to compare with.")),
    ]

    @app.command(help=_("Draft an agreement from a template; prints its id."))
    def new(
        template: Annotated[str, typer.Option("--template", help=_("Id of the template."))],
        answers: Annotated[Path, typer.Option("--answers", help=_("Answers file (TOML)."))],
        party: Annotated[
            list[str] | None,
            typer.Option(
                "--party",
                help=_("Which partner a party is: its key=beginning of the id or fingerprint. May be repeated."),
            ),
        ] = None,
    ) -> None:
        from datapact.cli.actions.agreements import new as action

        action(template, answers, party or [])

    @app.command("list", help=_("List agreements."))
    def list_(
        search: Annotated[
            str,
            typer.Option(
                "--search", help=_("Words, and fields as in the window: status:, kind:, partner:, number:, ends:2026.")
            ),
        ] = "",
        status: Annotated[
            str, typer.Option("--status", help=_("Only this status: {names}.", names=", ".join(STATUS_WORDS)))
        ] = "",
        turn: Annotated[
            str, typer.Option("--turn", help=_("Only those that wait for us, or for a partner: us or partner."))
        ] = "",
        ending: Annotated[
            int | None,
            typer.Option("--ending", min=0, max=36_500, help=_("Only those that end within so many days.")),
        ] = None,
        sort: Annotated[
            str,
            typer.Option(
                "--sort",
                help=_(
                    "Column: number, title, kind, partners, status, turn, since, due, changed or last_day; a leading"
                    " - reverses."
                ),
            ),
        ] = "-changed",
        limit: Annotated[int, typer.Option("--limit", min=1, max=100_000, help=_("At most so many."))] = 1000,
        offset: Annotated[int, typer.Option("--offset", min=0, help=_("Leave out so many."))] = 0,
    ) -> None:
        from datapact.cli.actions.agreement_list import show_agreements

        show_agreements(search, status, sort, limit, offset, turn=turn, ending=ending)

    @app.command(help=_("Show one agreement: who, what data, for what, until when, whose turn."))
    def show(agreement: which) -> None:
        from datapact.cli.negotiation.agreement_page import show_agreement

        show_agreement(agreement)

    @app.command(help=_("Check against the law, with citations. Exit 1 when an error or a missing statement stands."))
    def check(agreement: which, on: day = None) -> None:
        from datapact.cli.actions.agreements import check_one

        check_one(agreement, on)

    @app.command(help=_("Every step in sentences."))
    def history(agreement: which) -> None:
        from datapact.cli.negotiation.agreement_page import show_history

        show_history(agreement)

    @app.command(help=_("What changed between two proposals, in sentences."))
    def compare(
        agreement: which,
        old: Annotated[
            str, typer.Option("--from", help=_("Beginning of a digest; the previous proposal by default."))
        ] = "",
        new: Annotated[
            str, typer.Option("--to", help=_("Beginning of a digest; the newest proposal by default."))
        ] = "",
        file: Annotated[
            Path | None, typer.Option("--with", help=_("Word file from anywhere, to compare a version with."))
        ] = None,
        pdf: Annotated[Path | None, typer.Option("--pdf", help=_("Write the comparison as PDF."))] = None,
        docx: Annotated[
            Path | None, typer.Option("--docx", help=_("Write it as Word file with tracked changes."))
        ] = None,
    ) -> None:
        from datapact.cli.negotiation.compare import compare_two

        compare_two(agreement, old, new, file, pdf, docx)

    @app.command(help=_("Change your draft by an answers file that holds only the changes."))
    def revise(
        agreement: which,
        answers: Annotated[Path, typer.Option("--answers", help=_("Changes (TOML)."))],
        note: remark = "",
    ) -> None:
        from datapact.cli.actions.agreements import revise as action

        action(agreement, answers, note)

    @app.command(help=_("Answer an offer with a changed text."))
    def counter(
        agreement: which,
        answers: Annotated[
            Path | None, typer.Option("--answers", help=_("Changes (TOML); else the newest draft."))
        ] = None,
        offer: Annotated[str, typer.Option("--offer", help=_("Beginning of the offer's digest."))] = "",
        note: remark = "",
    ) -> None:
        from datapact.cli.actions.agreements import counter as action

        action(agreement, answers, offer, note)

    @app.command(help=_("Accept an offer: the text is agreed, not binding before every signature."))
    def accept(
        agreement: which,
        offer: Annotated[str, typer.Option("--offer", help=_("Beginning of the offer's digest."))] = "",
    ) -> None:
        from datapact.cli.actions.agreements import accept as action

        action(agreement, offer)

    @app.command(help=_("Decline, with a reason."))
    def decline(agreement: which, reason: Annotated[str, typer.Option("--reason", help=_("Why."))]) -> None:
        from datapact.cli.actions.agreements import decline as action

        action(agreement, reason)

    @app.command(help=_("Say which member of the house looks after an agreement."))
    def assign(
        agreement: which,
        to: Annotated[str, typer.Option("--to", help=_("Member; empty for nobody."))],
    ) -> None:
        from datapact.cli.actions.agreements import assign as action

        action(agreement, to)

    @app.command(help=_("Leave a remark that travels to the partners, or comment on a passage."))
    def comment(
        agreement: which,
        text: Annotated[str, typer.Argument(help=_("The remark."))],
        at: Annotated[
            str, typer.Option("--at", help=_("Number or id of a clause, paragraph or point, or term: and a path."))
        ] = "",
        words: Annotated[str, typer.Option("--words", help=_("The passage there that it is about."))] = "",
        internal: Annotated[
            bool, typer.Option("--internal", help=_("For the own house; partners never see it."))
        ] = False,
        to: Annotated[str, typer.Option("--answers", help=_("Beginning of the digest of a comment to answer."))] = "",
    ) -> None:
        if at or words or internal or to:
            from datapact.cli.negotiation.comments import write_comment

            write_comment(agreement, text, at, words, to, internal=internal)
            return
        from datapact.cli.actions.agreements import comment as action

        action(agreement, text)

    @app.command(help=_("Record an internal approval of the current text."))
    def approve(
        agreement: which,
        note: remark = "",
        version: Annotated[
            str, typer.Option("--version", help=_("Beginning of the digest of another version of the text."))
        ] = "",
    ) -> None:
        from datapact.cli.actions.agreements import approve as action

        action(agreement, note, version)

    @app.command(
        help=_(
            "Set a finding aside in your own vault, with a reason; after signature, too. It holds for the wording that it is about."
        )
    )
    def override(
        agreement: which,
        finding: Annotated[str, typer.Option("--finding", help=_("Id of the finding, such as G11."))],
        reason: Annotated[str, typer.Option("--reason", help=_("Why."))],
        place: Annotated[str, typer.Option("--place", help=_("Place of the finding; all places by default."))] = "",
    ) -> None:
        from datapact.cli.actions.agreements import override as action

        action(agreement, finding, place, reason)

    @app.command(
        help=_(
            "The facts that decide which rules apply: what is still open, for one agreement or all; answer them beside an "
            "agreement without changing its text."
        )
    )
    def facts(
        agreement: Annotated[str, typer.Argument(help=_("Id or number of the agreement; all by default."))] = "",
        set_: Annotated[
            list[str] | None,
            typer.Option("--set", help=_("PLACE=yes, no, open, a text, or JSON, such as datasets.trips.children=no.")),
        ] = None,
        none: Annotated[
            list[str] | None,
            typer.Option("--none", help=_("Nothing that is still open holds for this dataset, this party, or facts.")),
        ] = None,
        nobody: Annotated[
            list[str] | None, typer.Option("--nobody", help=_("Nobody can recognise people in this dataset."))
        ] = None,
        note: remark = "",
    ) -> None:
        from datapact.cli.actions.own_facts import facts as action

        action(agreement, set_ or [], none or [], nobody or [], note)

    @app.command(help=_("Confirm what your own words in the text provide, for exactly this wording."))
    def confirm(
        agreement: which,
        place: Annotated[
            list[str] | None, typer.Option("--place", help=_("Id of a paragraph; all that are open by default."))
        ] = None,
        provides: Annotated[
            list[str] | None,
            typer.Option(
                "--provides", help=_("Part of a requirement, such as P09.audits; by default what was replaced.")
            ),
        ] = None,
        note: Annotated[str, typer.Option("--note", help=_("Remark; it stays in the vault."))] = "",
    ) -> None:
        from datapact.cli.negotiation.wording import confirm as action

        action(agreement, place, provides, note)

    @app.command(help=_("Insert the clauses that the check misses, as a draft or as a counter-proposal."))
    def cure(
        agreement: which,
        finding: Annotated[
            str, typer.Option("--finding", help=_("Id of the finding, such as P09; all by default."))
        ] = "",
        place: Annotated[str, typer.Option("--place", help=_("Place of the finding; all places by default."))] = "",
        reason: Annotated[str, typer.Option("--reason", help=_("Why, for the partner; the law by default."))] = "",
        on: day = None,
    ) -> None:
        from datapact.cli.negotiation.wording import cure as action

        action(agreement, finding, place, reason, on)

    @app.command(
        help=_(
            "Count clauses, paragraphs and points anew: show old and new numbers; with --yes, write them as a draft."
        )
    )
    def renumber(
        agreement: which,
        yes: Annotated[bool, typer.Option("--yes", help=_("Write the new numbers as a draft."))] = False,
    ) -> None:
        from datapact.cli.negotiation.wording import renumber as action

        action(agreement, write=yes)

    @app.command(help=_("Fix the agreed text, its signatories and their order for signature."))
    def freeze(
        agreement: which,
        on: day = None,
        copies: Annotated[
            str,
            typer.Option(
                "--copies",
                help=_(
                    "With parties without DataPact: chain (all sign one file), or counterparts (each its own copy)."
                ),
            ),
        ] = "",
        elsewhere: Annotated[
            list[str] | None,
            typer.Option(
                "--elsewhere",
                help=_(
                    "A person who signs in another program or on paper: where all have DataPact, one without a certified key, of any"
                    " party; else one of your house. Several times."
                ),
            ),
        ] = None,
    ) -> None:
        from datapact.cli.signing.sign import freeze as action

        action(agreement, on, copies, elsewhere or ())

    @app.command(help=_("Sign, when it is your turn. The signing key is unlocked with your passphrase once more."))
    def sign(
        agreement: which,
        level: Annotated[
            str | None, typer.Option("--level", help=_("Level of the signature; by default that of the agreement."))
        ] = None,
        token: Annotated[
            bool,
            typer.Option("--token", help=_("By the key on a connected token or smart card, which asks for its PIN.")),
        ] = False,
        service: Annotated[
            bool, typer.Option("--service", help=_("By the key at a signing service that this computer knows for it."))
        ] = False,
        yes: Annotated[
            bool, typer.Option("--yes", help=_("With --service: send the hash without asking once more."))
        ] = False,
        pin_file: Annotated[
            Path | None, typer.Option("--pin-file", help=_("File that holds the PIN, or a line for each secret asked."))
        ] = None,
        key_file: Annotated[
            Path | None, typer.Option("--key-file", help=_("By the key in a PKCS#12 file (.p12, .pfx)."))
        ] = None,
        key_passphrase_file: Annotated[
            Path | None, typer.Option("--key-passphrase-file", help=_("File that holds the passphrase of the key."))
        ] = None,
    ) -> None:
        from datapact.cli.signing.sign import sign as action

        action(
            agreement,
            level,
            token=token,
            service=service,
            yes=yes,
            pin_file=pin_file,
            key_file=key_file,
            key_passphrase_file=key_passphrase_file,
        )

    @app.command(help=_("Show or set the level of your signatures in an agreement."))
    def level(
        agreement: which,
        level: Annotated[
            str | None, typer.Argument(help=_("The level; vault: as the vault has it. Without it, it is shown."))
        ] = None,
    ) -> None:
        from datapact.cli.signing.timestamp_authorities import level_of_agreement

        level_of_agreement(agreement, level)

    @app.command(help=_("Give notice of termination."))
    def terminate(
        agreement: which,
        end: Annotated[
            date | None,
            typer.Option("--end", parser=read_day, help=_("Last day; by default the one that is computed.")),
        ] = None,
        reason: Annotated[str, typer.Option("--reason", help=_("Why."))] = "",
        ground: Annotated[str, typer.Option("--ground", help=_("ordinary or cause."))] = "ordinary",
        received: Annotated[
            date | None,
            typer.Option("--received", parser=read_day, help=_("Day on which the notice arrives; today.")),
        ] = None,
        declared_by: Annotated[
            list[str] | None,
            typer.Option("--declared-by", help=_("Who declares it for your organisation; once for each person.")),
        ] = None,
        authority: Annotated[
            str,
            typer.Option("--authority", help=_("On what it rests where these persons do not represent it alone.")),
        ] = "",
    ) -> None:
        from datapact.cli.actions.agreements import terminate as action

        action(agreement, end, reason, ground, received, declared_by or [], authority)

    @app.command(
        "termination-letter",
        help=_("Write the letter of your notice of termination, in each language of the contract."),
    )
    def termination_letter(
        agreement: which,
        folder: Annotated[Path, typer.Option("--folder", "-d", help=_("Folder to write to."))],
    ) -> None:
        from datapact.cli.actions.agreements import write_termination_letter

        write_termination_letter(agreement, folder)

    @app.command(help=_("Write the agreement as PDF, JSON or Word file."))
    def export(
        agreement: which,
        output: Annotated[Path, typer.Option("--output", "-o", help=_("File to write; for machines a folder, too."))],
        format_: Annotated[
            str,
            typer.Option(
                "--format", help=_("pdf, json or docx; for machines odrl, dsp, edc, catena-x, dpv or dcat; events.")
            ),
        ] = "pdf",
        language: languages = None,
        against: older = "",
        with_proofs: Annotated[
            bool,
            typer.Option(
                "--with-proofs",
                help=_(
                    "The PDF with the proofs that were added in this vault; without it, the one that all parties have."
                ),
            ),
        ] = False,
    ) -> None:
        if format_ == "docx":
            from datapact.cli.negotiation.word import export_word

            export_word(agreement, output, language or [], against)
            return
        if format_ == "events":
            from datapact.cli.actions.machines import export_events

            export_events(agreement, output)
            return
        if format_ in FOR_MACHINES:
            from datapact.cli.actions.machines import export_for_machines

            export_for_machines(agreement, format_, output)
            return
        from datapact.cli.actions.agreements import export as action

        action(agreement, format_, output, with_proofs=with_proofs)

    @app.command(
        "compare-policy",
        help=_(
            "Say where the policy of a machine (ODRL, DSP, EDC) and the paper disagree. Exit code 1 where it permits more, "
            "refers to another text or is not understood; 0 where it says the same or permits less."
        ),
    )
    def compare_policy(
        agreement: which,
        file: Annotated[Path, typer.Argument(help=_("The file of the policy, JSON."))],
        bind: Annotated[
            bool,
            typer.Option(
                "--bind", help=_("Record the digests of policy and text, and what differs, as an internal note.")
            ),
        ] = False,
    ) -> None:
        from datapact.cli.actions.machines import compare_policy as action

        action(agreement, file, bind=bind)

    @app.command(
        "data-contract",
        help=_(
            "Hold a technical schema (Open Data Contract Standard, YAML or JSON) against the agreed data items, or bind it to a dataset."
        ),
    )
    def data_contract(
        agreement: which,
        file: Annotated[Path, typer.Argument(help=_("The file of the standard."))],
        dataset: Annotated[
            str, typer.Option("--dataset", help=_("Key of the dataset; not needed for the only one."))
        ] = "",
        bind: Annotated[
            bool, typer.Option("--bind", help=_("Bind it in a new draft: its fields become an annex, with its digest."))
        ] = False,
    ) -> None:
        from datapact.cli.actions.machines import hold_schema

        hold_schema(agreement, file, dataset, bind=bind)

    @app.command(
        "new-from-policy",
        help=_("Draft an agreement from the policy of a machine; prints its id and what could not be mapped."),
    )
    def new_from_policy(
        file: Annotated[Path, typer.Argument(help=_("The file of the policy, JSON."))],
        template: Annotated[str, typer.Option("--template", help=_("Id of the template."))],
        party: Annotated[
            list[str] | None,
            typer.Option(
                "--party",
                help=_(
                    "Who a party of the policy is: its name there, or assigner or assignee where it has none, = beginning of the id or "
                    "fingerprint. May be repeated."
                ),
            ),
        ] = None,
    ) -> None:
        from datapact.cli.actions.machines import new_from_policy as action

        action(file, template, party or [])

    @app.command(
        "import",
        help=_("Make a draft from agreement.json or a PDF that carries it, or read a Word file that came back."),
    )
    def import_(
        file: Annotated[Path, typer.Argument(help=_("The file."))],
        agreement: Annotated[
            str, typer.Option("--agreement", help=_("For a Word file that does not say it itself: the agreement."))
        ] = "",
        accept: Annotated[
            list[str] | None,
            typer.Option(
                "--accept", help=_("For a Word file: all, none, or the id of a change to accept; repeatable.")
            ),
        ] = None,
        note: remark = "",
    ) -> None:
        if file.suffix.lower() == ".docx":
            from datapact.cli.negotiation.word import read_in

            read_in(file, agreement, accept or [], note)
            return
        from datapact.cli.actions.agreements import import_file

        import_file(file)

    add_negotiation_commands(app)
    contracts.add_registering_commands(app)
    contracts.add_contract_commands(app)
    membership.add_membership_commands(app)
    outside.add_outside_commands(app)
    return app
