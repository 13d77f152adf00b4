"""Corrections of deliveries: a signed word with a reason; what was recorded stays.

Whoever got data has to be named to the person (Art. 15(1)(c) GDPR) and told of a withdrawal (Art. 19). So a correction by
one person takes nothing away: the delivery stays in replies to access requests and in recalls. Only where two persons recorded that
the data never left does it no longer count there. Each person's last word counts, and anybody can take the own one back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from datapact.base.texts import N_, Message
from datapact.organisation.acting.records import Record, records
from datapact.organisation.identity.own_history import own_line

if TYPE_CHECKING:
    from datapact.vault.database.session import Session

type Finding = Literal["wrong", "never_left", "holds"]
"""``wrong``: recorded by mistake, or with wrong particulars. ``never_left``: the data did not leave. ``holds``: the person
takes the own correction back."""
type Standing = Literal["", "wrong", "doubted", "never_left"]

PERSONS = 2
"""The number of different people who have to record that data never left."""

STANDING_WORDS: Mapping[str, str] = {
    "wrong": N_("recorded wrongly"),
    "doubted": N_("said by one person never to have left"),
    "never_left": N_("never left, as two persons recorded"),
}
"""The standing of a delivery after its corrections, in words."""


@dataclass(frozen=True, slots=True)
class Correction:
    """One person's last word on a delivery."""

    finding: Finding
    """``wrong`` or ``never_left``; those taken back are left out."""
    reason: str
    """Text, not blank."""
    member: str
    """Id of the member who recorded it."""
    name: str
    """Of that member; its id where the name was erased."""
    at: datetime
    """Time of the entry, UTC."""
    entry: str
    """Digest of the entry."""
    evidence: str = ""
    """Digest of a file that shows it; empty for none."""


type Corrections = Mapping[str, tuple[Correction, ...]]
"""The last word of each person by the digest of the delivery's entry, the oldest first."""


def corrections(session: Session, *, known_at: datetime | None = None, up_to: int | None = None) -> Corrections:
    """Every correction that stands, as known at a moment or up to a place in commit order; those taken back are left out."""
    found = records(session, "delivery_corrected", known_at=known_at, up_to=up_to)
    if not found:
        return {}
    # a person who got new keys is still one person
    people = {member.author_kid: member for member in own_line(session).people()}
    last: dict[str, dict[str, Correction]] = {}
    for record in found:
        author = people.get(record.author)
        if author is None:
            continue
        words = last.setdefault(str(record.body["delivery"]), {})
        words.pop(author.id, None)
        if record.body["finding"] != "holds":
            words[author.id] = _read(record, author.id, author.name or author.id)
    return {delivery: tuple(words.values()) for delivery, words in last.items() if words}


def standing_of(words: tuple[Correction, ...]) -> Standing:
    """The standing of one delivery after these corrections."""
    said = {one.member for one in words if one.finding == "never_left"}
    if len(said) >= PERSONS:
        return "never_left"
    if said:
        return "doubted"
    return "wrong" if words else ""


def never_left(session: Session, *, known_at: datetime | None = None, up_to: int | None = None) -> frozenset[str]:
    """The entries of the deliveries of which two persons recorded that the data never left, as known then."""
    found = corrections(session, known_at=known_at, up_to=up_to)
    return frozenset(entry for entry, words in found.items() if standing_of(words) == "never_left")


def correction_words(one: Correction) -> Message:
    """The objections to a delivery with their authors, in words."""
    words = (
        N_("{name} recorded that it never left: {reason}")
        if one.finding == "never_left"
        else N_("{name} recorded that this record is wrong: {reason}")
    )
    return Message(words, {"name": one.name, "reason": one.reason})


def _read(record: Record, member: str, name: str) -> Correction:
    body = record.body
    return Correction(
        finding=body["finding"],
        reason=str(body.get("reason", "")),
        member=member,
        name=name,
        at=record.recorded,
        entry=record.entry,
        evidence=str(body.get("evidence", "")),
    )
