"""The recall letter: it tells a partner without DataPact whose data it may no longer use, and asks it to confirm."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from datapact.base.texts import N_, Argument, Language, Message
from datapact.consent.recalls.records import Recall
from datapact.consent.recalls.rules import ASK_WORDS
from datapact.consent.terms.states import CALLED_FOR
from datapact.organisation.identity.profile import Profile
from datapact.pdf.letters.letter import address_lines, letter_head
from datapact.pdf.reports.parts import Facts, Heading, Items, Paragraph, Part, Report, SignatureLine, Table, Words


def recall_letter(
    recalls: Sequence[Recall],
    own: Profile,
    partner: Profile | None,
    name: str,
    at: datetime,
    language: Language,
    called: Mapping[str, tuple[Argument, Argument]],
) -> Report:
    """The letter about these recalls, at least one, to the partner called ``name``; its reference is that of the first.

    ``called`` names dataset and purpose by the key of the recall.
    """
    corrected = any(one.ask == "rectify" for one in recalls)
    stops_use = any(one.ask != "rectify" for one in recalls)
    addressed = name if partner is None else address_lines(partner)
    blocks = letter_head(own, addressed, at.date(), _reference(recalls[0]))
    if stops_use:
        blocks += _recall_request()
    if corrected:
        blocks += _correcting()
    for number, recall in enumerate(recalls, 1):
        blocks += _recall(number, recall, *called[recall.key])
    ticks = [N_("corrected, and passed on to everybody who got it from us")] if corrected else []
    if stops_use:
        ticks += [
            N_("erased, copies included"),
            N_("returned, no copy kept"),
            N_("restricted: kept, but not used"),
        ]
    blocks += [
        Heading(Message(N_("Please confirm"))),
        Paragraph(
            Message(
                N_("Please send this page back, signed, and tick what applies. If data stays, state the legal ground.")
            )
        ),
        Items(
            tuple(
                Message(N_("[  ] {what}"), {"what": Message(words)})
                for words in (*ticks, N_("kept in part or whole, because:"))
            )
        ),
        SignatureLine(Message(N_("Place, date, name and signature for {name}"), {"name": name})),
    ]
    title = (
        N_("Please stop using data of people who no longer agree") if stops_use else N_("Please correct data of people")
    )
    return Report(
        title=Message(title),
        language=language,
        blocks=blocks,
        kind=Message(N_("Notice under Art. 19 GDPR")),
        foot=own.name,
    )


def _correcting() -> list[Part]:
    return [
        Paragraph(
            Message(
                N_(
                    "we have delivered data of people to you that has been corrected since (Art. 16 GDPR). We inform you of this"
                    " under Art. 19 GDPR and ask you to correct it as set out below, and to tell everybody to whom you have"
                    " passed it on. What was corrected stands with each dataset; ask us for the right values where you do not"
                    " have them yet."
                )
            )
        )
    ]


def _recall_request() -> list[Part]:
    return [
        Paragraph(
            Message(
                N_(
                    "we have delivered data of people to you who have since withdrawn their consent, objected, or asked for"
                    " restriction or erasure. We inform you of this under Art. 19 GDPR and ask you to stop using these"
                    " people's data at once and to do what is set out below by the day stated."
                )
            )
        ),
        Paragraph(
            Message(
                N_(
                    "Please tell this also to everybody to whom you have passed the data on. A withdrawal does not"
                    " make unlawful what was done before (Art. 7(3) GDPR)."
                )
            )
        ),
    ]


def _reference(recall: Recall) -> str:
    """The beginning of its key, which nobody misreads and by which the recall is found."""
    return recall.key[:8]


def _recall(number: int, recall: Recall, dataset: Argument, purpose: Argument) -> list[Part]:
    rows: list[tuple[Words, Words, Words]] = [
        (one.subject, Message(CALLED_FOR[one.state].label), _moment(one.at)) for one in recall.people
    ]
    headings = [Message(N_("Pseudonym")), Message(N_("What happened")), Message(N_("When"))]
    blocks: list[Part] = [
        Heading(Message(N_("{number}. Dataset {dataset}"), {"number": number, "dataset": dataset})),
        Facts(
            (
                (Message(N_("Purpose")), purpose),
                (Message(N_("What we ask of you")), Message(ASK_WORDS[recall.ask])),
                (Message(N_("By")), recall.due),
                (Message(N_("People")), len(recall.people)),
                (Message(N_("Reference")), _reference(recall)),
                *(() if recall.dataset_words else ((Message(N_("Key of the dataset")), recall.dataset),)),
            )
        ),
    ]
    return [
        *blocks,
        *([Paragraph(recall.note)] if recall.note else []),
        Table(headings, rows, widths=(0.45, 0.3, 0.25)),
    ]


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
