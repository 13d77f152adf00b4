"""What went from one side of a negotiation to the other, numbered: offers, Word files, and texts by e-mail or on paper."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from datapact.agreements.text.carried_by_word import text_words
from datapact.agreements.text.current_text import current_proposal
from datapact.agreements.text.versions import proposals_of
from datapact.base.texts import N_, Message
from datapact.organisation.acting.records import records

if TYPE_CHECKING:
    from datapact.history.fold.agreement import AgreementState
    from datapact.history.state.facts import Draft, Offer, OutsideStep, SignedElsewhere, Stage
    from datapact.organisation.acting.records import Record
    from datapact.vault.database.session import Session

type Way = Literal[
    "offer",
    "counter",
    "word_sent",
    "word_received",
    "outside_sent",
    "outside_accepted",
    "outside_changes",
    "outside_refused",
]

SETTLED: frozenset[Stage] = frozenset({"agreed", "frozen", "signing", "signed", "terminated"})
"""The stages in which the parties agreed on a text; one that was signed stays agreed when the contract ends."""
OTHER_SIDE = Message(N_("Other side"))
_ANSWER_WAYS: Mapping[str, Way] = {
    "accepted": "outside_accepted",
    "changes": "outside_changes",
    "refused": "outside_refused",
}
_IN_ONE_SECOND: Mapping[Way, int] = {"word_sent": 1, "outside_sent": 2, **dict.fromkeys(_ANSWER_WAYS.values(), 3)}
"""Times are whole seconds: of one text in one second, what came back was there before it was sent again, and that before the answer."""
AS_WORD_FILES = N_("As Word files of {day}")
"""The note of a text of which we recorded that it went for acceptance as the Word files that hold it."""
ANSWERS = frozenset(_ANSWER_WAYS.values())
"""The ways that bring no text of their own."""


@dataclass(frozen=True, slots=True)
class Round:
    """A text, or an answer to one, that one side put before the other."""

    number: int
    """From 1; what came in a file of the other side's DataPact has the number that the file says, if that is higher."""
    way: Way
    """How it went to the other side."""
    digest: str
    """Of the entry of the text."""
    party: str
    """Name of who put it forward."""
    time: datetime
    """UTC; of what went by e-mail or on paper, when it was recorded."""
    note: str
    """Message that came with it; empty for none."""
    day: str = ""
    """Local day (ISO 8601) of what went by e-mail or on paper, as its record says; else empty."""
    sent_by: str = ""
    """The way of what went by e-mail or on paper, one of ``OUTSIDE_WAYS``; else empty."""
    file_round: int = 0
    """Number that a Word file says itself: in its name where we made it, within it where it came; 0 for none."""
    changes: tuple[Message, ...] = ()
    """What it changed against the round before, in sentences, where that was compared; empty for the first one."""
    count: int = 0
    """How many changes these are: one may take more than one sentence."""


def exchanges(session: Session, folded: AgreementState, names: Mapping[str, str], own: str) -> tuple[Round, ...]:
    """All of them in time; a text that went as Word files twice without a change between is one.

    ``names`` of organisations by id, ``own`` the id of ours. Texts with withheld parts are among them.
    """
    known = proposals_of(folded)
    moves = sorted(
        _moves(session, folded, names, own),
        key=lambda one: (one.time, folded.place(one.digest), _IN_ONE_SECOND.get(one.way, 0)),
    )
    found: list[Round] = []
    for one in moves:
        same = bool(found) and known[found[-1].digest].state == known[one.digest].state
        if same and one.way == "word_sent":
            continue  # the same text, sent once more
        following = found[-1].number + 1 if found else 1
        claimed = one.file_round if one.way == "word_received" else 0
        found.append(replace(one, number=max(following, claimed if claimed <= following + _MOST_AHEAD else 0)))
    return tuple(found)


_MOST_AHEAD = 100
"""Rounds that the other side can have counted and we not; a file says what it likes."""


def round_of_next(moved: Sequence[Round], same_as_last: bool) -> int:
    """The round of a text that goes out now; ``same_as_last``: it is the text of the last round, sent once more."""
    last = moved[-1].number if moved else 0
    return last if same_as_last else last + 1


def _moves(session: Session, folded: AgreementState, names: Mapping[str, str], own: str) -> Iterator[Round]:
    known = proposals_of(folded)
    drafts = [one.digest for one in folded.facts.drafts]
    for digest, offer in folded.facts.offers.items():
        way: Way = "counter" if offer.answers else "offer"
        note = offer.note if isinstance(offer.note, str) else ""
        yield Round(0, way, digest, names.get(offer.organisation, offer.organisation[:8]), offer.time, note)
    ours = names.get(own, own[:8])
    other = _other_side(folded, names, own)
    for one in records(session, "word_sent", about=folded.history):
        digest = str(one.body["version"])
        if digest in known and digest not in folded.facts.offers:
            yield Round(0, "word_sent", digest, ours, one.recorded, "", file_round=_number(one))
    for one in records(session, "word_received", about=folded.history):
        draft = str(one.body["draft"])
        if draft in drafts:
            place = drafts.index(draft)
            received = drafts[place - 1] if one.body["refused"] and place else draft
            yield Round(0, "word_received", received, other, one.recorded, "", file_round=_number(one))
    steps = (one for one in folded.facts.outside if one.draft in known and one.step != "frozen")
    yield from (_outside(one, ours) for one in steps if not _is_by_word(one))


def _number(record: Record) -> int:
    number = record.body.get("round", 0)
    return number if isinstance(number, int) else 0


def _is_by_word(step: OutsideStep) -> bool:
    """Whether a step says of Word files, which are a round already, that they went for acceptance."""
    said = Message(AS_WORD_FILES, {"day": step.day})
    return step.step == "sent" and step.reason in (said.text("de"), said.text("en"))


def _outside(step: OutsideStep, ours: str) -> Round:
    """A text that we recorded as sent by e-mail or on paper, or the answer to it."""
    said = step.reason if isinstance(step.reason, str) else ""
    party = step.party if isinstance(step.party, str) and step.party else str(OTHER_SIDE)
    way = _ANSWER_WAYS.get(step.step, "outside_sent")
    who = ours if way == "outside_sent" else party
    return Round(0, way, step.draft, who, step.time, said, str(step.day), step.way)


def _other_side(folded: AgreementState, names: Mapping[str, str], own: str) -> str:
    others = [names.get(one, one[:8]) for one in sorted(folded.parties) if one != own]
    return ", ".join(others or other_names(folded, own)) or str(OTHER_SIDE)


def other_names(folded: AgreementState, own: str) -> tuple[str, ...]:
    """The names of the parties but the organisation ``own``, as the newest draft has them; empty where it names none."""
    state = folded.facts.drafts[-1].state if folded.facts.drafts else {}
    terms = state.get("terms") if isinstance(state, Mapping) else None
    parties = terms.get("parties", ()) if isinstance(terms, Mapping) else ()
    named = [str(one.get("name", "")) for one in parties if isinstance(one, Mapping) and one.get("organisation") != own]
    return tuple(one for one in named if one)


def settled_text(folded: AgreementState) -> Offer | Draft | SignedElsewhere | None:
    """The text that the parties agreed on, froze or signed, here or by e-mail and on paper; None while there is none."""
    if folded.stage not in SETTLED:
        return None
    outside = folded.outside
    if folded.signed_elsewhere is None and outside is not None:
        return proposals_of(folded).get(outside.draft)
    return current_proposal(folded)


def settled_digest(folded: AgreementState) -> str:
    """Digest of the version that is the agreed text; empty where none is, or where it was never a version here."""
    text = settled_text(folded)
    if text is None:
        return ""
    known = proposals_of(folded)
    if text.digest in known:
        return text.digest
    words = text_words(text.state)
    same = [digest for digest, one in known.items() if words and text_words(one.state) == words]
    return max(same, key=folded.place, default="")
