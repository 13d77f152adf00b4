"""datapact agreement changes, reply, drafts, carry, word, comments, settle, approvals, rounds, board and remind: negotiating."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from datapact.base.texts import _
from datapact.cli.kit.moments import read_day


def add_negotiation_commands(app: typer.Typer) -> None:
    """The commands on a negotiation."""
    which = Annotated[str, typer.Argument(help=_("Id or number of the agreement."))]
    open_offer = Annotated[str, typer.Option("--offer", help=_("Beginning of the digest, where several are open."))]
    languages = Annotated[
        list[str] | None,
        typer.Option("--language", help=_("For a Word file: de or en; by default all of the agreement.")),
    ]
    older = Annotated[
        str,
        typer.Option("--against", help=_("For a Word file: beginning of the digest of the version to compare with.")),
    ]

    @app.command(help=_("The changes of an open proposal against your own text, one by one."))
    def changes(agreement: which, offer: open_offer = "") -> None:
        from datapact.cli.negotiation.reply import show_changes

        show_changes(agreement, offer)

    @app.command(help=_("Answer a proposal change by change; everything accepted is an acceptance."))
    def reply(
        agreement: which,
        accept: Annotated[
            list[str] | None,
            typer.Option("--accept", help=_("Id of a change, or all for those not named; repeatable.")),
        ] = None,
        refuse: Annotated[
            list[str] | None,
            typer.Option("--refuse", help=_("Id of a change, or all for those not named, as ID=REASON; repeatable.")),
        ] = None,
        offer: open_offer = "",
        note: Annotated[str, typer.Option("--note", help=_("Message to the partners."))] = "",
    ) -> None:
        from datapact.cli.negotiation.reply import write_reply

        write_reply(agreement, accept or [], refuse or [], offer, note)

    version = Annotated[
        str, typer.Option("--version", help=_("Beginning of the digest of another version of the text."))
    ]

    @app.command(
        help=_(
            "Who has to approve the text before it goes to partners, and who has; without an agreement what waits for you."
        )
    )
    def approvals(
        agreement: Annotated[str, typer.Argument(help=_("Id or number of the agreement; none: your own list."))] = "",
    ) -> None:
        from datapact.cli.negotiation.approvals import show_approvals

        show_approvals(agreement)

    @app.command("ask-approval", help=_("Ask colleagues to approve exactly this text."))
    def ask_approval(
        agreement: which,
        member: Annotated[
            list[str] | None,
            typer.Option("--member", help=_("Id of a member to ask; by default whoever may by the rules.")),
        ] = None,
        note: Annotated[str, typer.Option("--note", help=_("What to look at."))] = "",
        version: version = "",
    ) -> None:
        from datapact.cli.negotiation.approvals import ask

        ask(agreement, member or [], note, version)

    @app.command("give-back", help=_("Give a text back instead of approving it, with the reason."))
    def give_back(
        agreement: which, reason: Annotated[str, typer.Option("--reason", help=_("Why."))], version: version = ""
    ) -> None:
        from datapact.cli.negotiation.approvals import return_text

        return_text(agreement, reason, version)

    @app.command("approval-rules", help=_("Show who must approve which texts; set it by a file (administrators)."))
    def approval_rules(
        file: Annotated[
            Path | None, typer.Option("--set", help=_("Rules (TOML, a table [[rule]] each) in place of those before."))
        ] = None,
    ) -> None:
        from datapact.cli.negotiation.approvals import rules

        rules(file)

    @app.command(help=_("List the drafts of an agreement; name one, put it away or take it back."))
    def drafts(
        agreement: which,
        draft: Annotated[str, typer.Option("--draft", help=_("Beginning of the digest of a draft."))] = "",
        name: Annotated[str | None, typer.Option("--name", help=_("New name of the draft."))] = None,
        away: Annotated[
            bool | None, typer.Option("--away/--back", help=_("Put the draft away, or take it back."))
        ] = None,
    ) -> None:
        from datapact.cli.negotiation.reply import show_drafts

        show_drafts(agreement, draft, name, away)

    @app.command(
        help=_(
            "Carry your own unsent changes over onto the newest text; what collides with it is listed, to be chosen."
        )
    )
    def carry(
        agreement: which,
        draft: Annotated[
            str, typer.Option("--draft", help=_("Beginning of the digest of a draft; by default what is worked on."))
        ] = "",
        mine: Annotated[
            list[str] | None,
            typer.Option("--mine", help=_("Id of a colliding change to take from your draft, or all; repeatable.")),
        ] = None,
        theirs: Annotated[
            list[str] | None,
            typer.Option("--theirs", help=_("Id of a change to leave as the new text has it, or all; repeatable.")),
        ] = None,
        write: Annotated[bool, typer.Option("--write", help=_("Make the result the draft to work on."))] = False,
    ) -> None:
        from datapact.cli.negotiation.carry import carry_changes

        carry_changes(agreement, draft, mine or [], theirs or [], write=write)

    @app.command(help=_("Write the Word files of a round: clean, and as redline against what was exchanged last."))
    def word(
        agreement: which,
        folder: Annotated[Path, typer.Option("--folder", "-d", help=_("Folder to write to."))],
        to: Annotated[str, typer.Option("--to", help=_("Partner that gets them."))] = "",
        language: languages = None,
        against: older = "",
        answer: Annotated[
            bool, typer.Option("--in-their-file", help=_("Answer in the Word file that came back last."))
        ] = False,
    ) -> None:
        from datapact.cli.negotiation.word import write_answer, write_set

        if answer:
            write_answer(agreement, folder, to)
        else:
            write_set(agreement, folder, language or [], against, to)

    @app.command(help=_("The comments in threads beside the text; and whether open ones bar signature."))
    def comments(
        agreement: which,
        shown: Annotated[str, typer.Option("--show", help=_("all, open or settled."))] = "all",
        audience: Annotated[str, typer.Option("--for", help=_("Only those for house or for partners."))] = "",
        find: Annotated[str, typer.Option("--find", help=_("Only those with these words."))] = "",
        bar: Annotated[
            bool | None,
            typer.Option("--bar/--no-bar", help=_("Not for signature while a shared comment is open, or regardless.")),
        ] = None,
    ) -> None:
        from datapact.cli.negotiation.comments import show_comments

        show_comments(agreement, shown, audience, find, bar)

    @app.command(help=_("Settle a comment, or open it again."))
    def settle(
        agreement: which,
        comment: Annotated[str, typer.Argument(help=_("Beginning of the digest of the comment."))],
        again: Annotated[bool, typer.Option("--again", help=_("Open a settled one again."))] = False,
    ) -> None:
        from datapact.cli.negotiation.comments import settle_comment

        settle_comment(agreement, comment, again=again)

    @app.command(help=_("The rounds of the negotiation and the story of each clause; also as PDF, CSV or JSON file."))
    def rounds(
        agreement: which,
        output: Annotated[
            Path | None, typer.Option("--output", "-o", help=_("File to write; its ending says pdf, csv or json."))
        ] = None,
    ) -> None:
        from datapact.cli.negotiation.rounds import show_rounds

        show_rounds(agreement, output)

    @app.command(
        help=_("The essence of an arrangement of joint controllers as a PDF for data subjects (Art. 26(2) GDPR).")
    )
    def essence(
        agreement: which,
        output: Annotated[Path, typer.Option("--output", "-o", help=_("PDF to write."))],
        language: Annotated[str, typer.Option("--language", help=_("de or en; without it that of the output."))] = "",
    ) -> None:
        from datapact.cli.negotiation.handouts import write_essence

        write_essence(agreement, output, language)

    @app.command(
        help=_(
            "A paper made of an agreement as a PDF: the participant sheet, the request for data, or the annexes of the standard clauses."
        )
    )
    def handout(
        agreement: which,
        kind: Annotated[str, typer.Argument(help=_("participant-sheet, data-request or standard-clauses."))],
        output: Annotated[Path, typer.Option("--output", "-o", help=_("PDF to write."))],
        language: Annotated[str, typer.Option("--language", help=_("de or en; without it that of the output."))] = "",
    ) -> None:
        from datapact.cli.negotiation.handouts import write_handout

        write_handout(agreement, kind, output, language)

    @app.command(
        "compare-official",
        help=_(
            "Lay the text, or the paper beside it, against the standard clauses that the house took in, paragraph by paragraph."
        ),
    )
    def compare_official(
        agreement: which,
        decision: Annotated[str, typer.Argument(help=_("2021/914 or 2021/915."))],
        record: Annotated[
            bool,
            typer.Option("--record", help=_("Record it where the clauses stand whole: the check reads it (P14, X12).")),
        ] = False,
    ) -> None:
        from datapact.cli.negotiation.standards import compare_official as compare

        compare(agreement, decision, record=record)

    @app.command(help=_("The status board: who has what, who answered and signed, whose move it is, and since when."))
    def board(
        agreement: which,
        group: Annotated[
            bool, typer.Option("--group", help=_("All agreements whose parties are among those of this one."))
        ] = False,
    ) -> None:
        from datapact.cli.negotiation.board import show_board

        show_board(agreement, group=group)

    @app.command(help=_("Print reminders to those who are waited for; sends nothing. --sent notes that you sent them."))
    def remind(
        agreement: which,
        to: Annotated[
            list[str] | None, typer.Option("--to", help=_("Partner; repeat for several. All by default."))
        ] = None,
        by: Annotated[
            date | None, typer.Option("--by", parser=read_day, help=_("Day until which you ask for a reply."))
        ] = None,
        sent: Annotated[
            bool, typer.Option("--sent", help=_("You have sent them: note it, with the day until which you asked."))
        ] = False,
    ) -> None:
        from datapact.cli.negotiation.board import write_reminders

        write_reminders(agreement, to or [], by, sent=sent)

    @app.command(
        "go-on",
        help=_("Draft a new agreement for the others after a party declined or never replied; prints its id."),
    )
    def go_on(
        agreement: which,
        without: Annotated[
            list[str] | None,
            typer.Option(
                "--without",
                help=_("Partner that has not replied: it is left out, and the open text declined; repeat for several."),
            ),
        ] = None,
    ) -> None:
        from datapact.cli.negotiation.board import go_on_without

        go_on_without(agreement, without or [])
