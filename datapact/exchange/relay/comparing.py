"""Receipts of a relay held against what this vault wrote and took in: which file is missing, and what was never ours.

What a relay says is its word. So the sender's own signed files count beside it: each names the one before it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from datapact.base.errors import AnswerNo, NotForUs
from datapact.base.texts import N_, Message
from datapact.exchange.bundle.carried import CameParcel, SentParcel, came_parcels, sent_parcels
from datapact.exchange.bundle.parcel import UNKNOWN_LABELS
from datapact.exchange.relay.receipts import ReceiptLine, Receipts, read_receipts
from datapact.organisation.acting.acting_member import reads_only
from datapact.organisation.acting.names import known_names
from datapact.organisation.network.known import known_directories
from datapact.organisation.network.labels import Routing
from datapact.vault.database.entries import get_meta, set_meta
from datapact.vault.database.stored_json import read_stored_json

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session

type SentState = Literal["carried", "later", "missing", "not_ours"]
"""``later``: written after these receipts. ``not_ours``: our label is on it, and this vault did not write it."""
type CameState = Literal["taken_in", "missing"]

SENT_WORDS: Mapping[SentState, str] = {
    "carried": N_("laid ready by the relay"),
    "later": N_("written after these receipts"),
    "missing": N_("missing: the relay had not got it, or dropped it"),
    "not_ours": N_("bears our label, but was not written in this vault"),
}
CAME_WORDS: Mapping[CameState, str] = {
    "taken_in": N_("taken in"),
    "missing": N_("missing: not taken in here"),
}


@dataclass(frozen=True, slots=True)
class SentRow:
    """A file that we sent, or that bears our label."""

    digest: str
    """base64url SHA-256."""
    state: SentState
    """By the receipts."""
    time: datetime
    """When it was written here; when the relay took it where it was not."""
    carried: datetime | None
    """When the relay took it, by its clock; None where it names no such file."""
    to: tuple[str, ...]
    """Names of the recipients."""
    agreement: str
    """History id; empty where this vault did not write the file."""
    size: int
    """Bytes."""


@dataclass(frozen=True, slots=True)
class CameRow:
    """A file that was sent to us."""

    digest: str
    """base64url SHA-256."""
    state: CameState
    """In this vault."""
    sender: str
    """Name of the member who sealed it, or whose label stands on it where it was not taken in."""
    carried: datetime | None
    """When the relay took it, by its clock; None where only a later file of the sender names it."""
    taken_in: datetime | None
    """When it was taken in here."""
    size: int
    """Bytes; 0 where only a later file of the sender names it."""


@dataclass(frozen=True, slots=True)
class Compared:
    """Receipts held against this vault."""

    network: str
    """Name of the network."""
    relay: str
    """Thumbprint of the relay's key, base64url."""
    time: datetime
    """As of when the receipts hold, by the relay's clock."""
    sent: tuple[SentRow, ...]
    """Oldest first."""
    came: tuple[CameRow, ...]
    """Oldest first."""
    warnings: tuple[Message, ...]
    """What contradicts earlier receipts, or what this vault knows."""

    @property
    def missing(self) -> int:
        """Number of files that are missing on either side."""
        return sum(row.state == "missing" for row in self.sent) + sum(row.state == "missing" for row in self.came)

    @property
    def is_sound(self) -> bool:
        """Whether nothing is missing, foreign or contradictory."""
        foreign = any(row.state == "not_ours" for row in self.sent)
        return not self.missing and not self.warnings and not foreign


def compare_receipts(acting: Acting, data: bytes, *, accept: bool = False) -> Compared:
    """Hold receipts against what this vault wrote and took in; remembers how far they went, for the next time.

    Receipts that contradict those before are not remembered, unless a person has asked and accepts them (``accept``).

    Raises what ``read_receipts`` raises, NotForUs for those of another member or an unknown network, AnswerNo for older ones
    than were compared before.
    """
    receipts = read_receipts(data)
    with acting.vault.read() as session:
        routing = _routing(session, acting.organisation, receipts)
        names = known_names(session)
        sent = sent_parcels(session, routing.network)
        came = came_parcels(session)
        pinned = _pinned(session, receipts.said.label)
    warnings = list(_contradictions(receipts, pinned, routing))
    lines = receipts.said.lines
    ours = receipts.said.label
    left = {one.digest: one for one in lines if one.sender == ours}
    by_label = {routing.label(one): names.get(one, one) for one in routing.members}
    warnings += _differences(sent, left, routing)
    if not reads_only(acting.member.roles) and (accept or not warnings):
        with acting.vault.write() as session:
            _pin(session, receipts)
    return Compared(
        network=routing.name,
        relay=receipts.relay,
        time=receipts.said.time,
        sent=tuple(_sent_rows(sent, left, receipts, names, by_label)),
        came=tuple(_came_rows(came, [one for one in lines if ours in one.to], names, by_label)),
        warnings=tuple(warnings),
    )


def _routing(session: Session, own: str, receipts: Receipts) -> Routing:
    for one in known_directories(session).values():
        routing = one.routing
        if (
            routing is not None
            and routing.network == receipts.said.network
            and routing.label(own) == receipts.said.label
        ):
            return routing
    raise NotForUs(UNKNOWN_LABELS)


def _sent_rows(
    sent: Sequence[SentParcel],
    left: Mapping[str, ReceiptLine],
    receipts: Receipts,
    names: Mapping[str, str],
    by_label: Mapping[str, str],
) -> Iterator[SentRow]:
    reached = max((place for place, one in enumerate(sent) if one.digest in left), default=-1)
    for place, one in enumerate(sent):
        line = left.get(one.digest)
        to = tuple(names.get(other, other) for other in one.to)
        later = one.time >= receipts.said.time and place > reached
        state: SentState = "carried" if line else "later" if later else "missing"
        yield SentRow(one.digest, state, one.time, line.time if line else None, to, one.agreement, one.size)
    written = {one.digest for one in sent}
    for line in left.values():
        if line.digest not in written:
            to = tuple(by_label.get(other, other) for other in line.to)
            yield SentRow(line.digest, "not_ours", line.time, line.time, to, "", line.size)


def _came_rows(
    came: Sequence[CameParcel], lines: Sequence[ReceiptLine], names: Mapping[str, str], by_label: Mapping[str, str]
) -> Iterator[CameRow]:
    taken = {one.digest: one for one in came}
    for line in lines:
        one = taken.get(line.digest)
        sender = by_label.get(line.sender, line.sender) if one is None else names.get(one.sender, one.sender)
        state: CameState = "missing" if one is None else "taken_in"
        yield CameRow(line.digest, state, sender, line.time, one.time if one else None, line.size)
    told = {one.digest for one in lines}
    for one in came:
        if one.before and one.before not in taken and one.before not in told:
            yield CameRow(one.before, "missing", names.get(one.sender, one.sender), None, None, 0)


def _differences(sent: Sequence[SentParcel], left: Mapping[str, ReceiptLine], routing: Routing) -> Iterator[Message]:
    for one in sent:
        line = left.get(one.digest)
        known = {routing.label(other) for other in one.to if other in routing.members}
        if line is not None and (line.size != one.size or not known <= set(line.to)):
            yield Message(
                N_(
                    "The relay says of the file {digest} that it went to others than it was written for. Ask whoever runs it."
                ),
                {"digest": one.digest},
            )


@dataclass(frozen=True, slots=True)
class _Pinned:
    relay: str
    number: int
    head: str


def _pinned(session: Session, label: str) -> _Pinned | None:
    noted = get_meta(session, _key(label))
    if noted is None:
        return None
    body = read_stored_json(noted)
    return _Pinned(body["relay"], body["number"], body["head"])


def _pin(session: Session, receipts: Receipts) -> None:
    body = {"relay": receipts.relay, "number": receipts.last, "head": receipts.heads[-1]}
    set_meta(session, _key(receipts.said.label), json.dumps(body))


def _key(label: str) -> str:
    return f"relay-receipts:{label}"


def _contradictions(receipts: Receipts, pinned: _Pinned | None, routing: Routing) -> Iterator[Message]:
    if pinned is None:
        if receipts.first > 1:
            yield Message(
                N_("These receipts begin with number {number}: earlier ones were never compared here."),
                {"number": receipts.first},
            )
        return
    if pinned.relay != receipts.relay:
        yield Message(
            N_(
                "These receipts are signed by another relay than those before. Ask whoever runs the relay of {network} whether "
                "it began anew."
            ),
            {"network": routing.name},
        )
        return
    if receipts.last < pinned.number:
        raise AnswerNo(
            N_("These receipts end with number {number}, and {known} were compared before. Ask for the newest ones."),
            number=receipts.last,
            known=pinned.number,
        )
    if receipts.first > pinned.number + 1:
        yield Message(
            N_("Receipts are missing between number {known} and number {number}. Ask whoever runs the relay for them."),
            {"known": pinned.number, "number": receipts.first},
        )
    elif receipts.head_at(pinned.number) != pinned.head:
        yield Message(
            N_(
                "These receipts contradict those that you compared before: the relay changed or dropped a line. Keep both files, "
                "and ask whoever runs it."
            )
        )
