"""The rounds of a negotiation as a file: PDF for a case, CSV and JSON for other programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, get_args

from datapact.agreements.views.rounds import NOTE, WAY_WORDS, ClauseRow, Rounds, rounds_json
from datapact.base.strictjson import canonical
from datapact.base.texts import N_, Language, Message, current_language
from datapact.base.write_table import write_csv
from datapact.consent.proof.run import prove_contract
from datapact.organisation.acting.records import record_export
from datapact.pdf.reports.parts import Facts, Heading, Items, Note, Paragraph, Part, Report, Table, Words
from datapact.pdf.reports.report import render_report

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting

type FileForm = Literal["pdf", "csv", "json"]
FORMS: tuple[FileForm, ...] = get_args(FileForm.__value__)


def rounds_file(acting: Acting, found: Rounds, form: FileForm, language: Language | None = None) -> bytes:
    """The file, its export recorded."""
    spoken = language or current_language()
    prove_contract(acting, found.history)
    if form == "pdf":
        data = render_report(rounds_report(found, spoken), acting.clock())
    elif form == "csv":
        data = write_csv(
            [
                Message(N_("Clause")),
                Message(N_("Heading")),
                Message(N_("Touched")),
                Message(N_("Comments")),
                Message(N_("Story")),
            ],
            [(one.number, one.heading, one.touched, one.comments, _story(one, spoken)) for one in found.clauses],
            spoken,
        )
    else:
        data = canonical(rounds_json(found))
    record_export(acting, Message(N_("Rounds of {number}"), {"number": found.number}), data)
    return data


def rounds_report(found: Rounds, language: Language) -> Report:
    """The report: the rounds, the clauses that were touched with their stories, and those that never were."""
    blocks: list[Part] = [
        Facts(
            (
                (Message(N_("Agreement")), found.number),
                (Message(N_("Rounds")), len(found.rounds)),
                (Message(N_("Where it stands")), found.standing),
            )
        ),
        Note(NOTE),
        Heading(Message(N_("Rounds"))),
    ]
    for one in found.rounds:
        blocks.append(
            Heading(Message(N_("Round {n}: {what}"), {"n": one.number, "what": Message(WAY_WORDS[one.way])}), 2)
        )
        rows: list[tuple[Words, Words]] = [
            (Message(N_("Whose text")), one.party),
            (Message(N_("When")), one.time),
            (Message(N_("Message")), one.note or None),
            (Message(N_("Digest of the text's entry")), one.digest[:16]),
        ]
        blocks.append(Facts(rows))
        if one.changes:
            blocks.append(Items(one.changes))
        elif one.number > 1:
            blocks.append(Paragraph(Message(N_("Nothing changed.")), quiet=True))
    touched = [one for one in found.clauses if one.touched]
    blocks += [Heading(Message(N_("Clauses that were touched"))), _table(touched, language)]
    blocks += [
        Heading(Message(N_("Clauses that were never touched"))),
        Paragraph(Message(N_("Their words are those in which they were first put forward.")), quiet=True),
        _table(found.untouched, language),
    ]
    return Report(
        title=found.title,
        language=language,
        blocks=blocks,
        kind=Message(N_("Rounds of the negotiation")),
    )


def _table(clauses: Sequence[ClauseRow], language: Language) -> Table:
    headings = [Message(N_("Clause")), Message(N_("What became of it")), Message(N_("Comments"))]
    rows: list[tuple[Words, Words, Words]] = [
        (f"{one.number.text(language)} {one.heading.text(language)}".strip(), _story(one, language), one.comments)
        for one in clauses
    ]
    return Table(headings, rows, widths=(3, 5, 1), empty=Message(N_("None.")))


def _story(one: ClauseRow, language: Language) -> str:
    return "; ".join(message.text(language) for message in one.story)
