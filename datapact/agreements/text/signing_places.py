"""The places of a fixed text at which people sign, as a page shows them: who, whether, and on what that rests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from datapact.agreements.text.slot_evidence import SlotStanding, claimed_time, copy_words, slot_standings, text_or_empty
from datapact.base.clock import write_time
from datapact.history.state.filled_slots import SIGNED_HERE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from datapact.base.texts import Message
    from datapact.history.fold.agreement import AgreementState


@dataclass(frozen=True, slots=True)
class SlotView:
    """A signing slot; ``signed_at`` is empty until its signature is there (claimed time, UTC)."""

    id: str
    """Such as ``signature-1``, unique within the agreement."""
    order: int
    """Place in the order of signing, from 1."""
    party: str
    """Key of the party within the agreement."""
    party_name: str
    """As the terms have it, else the key."""
    person: str
    """Name of who signs."""
    capacity: str
    """Code of the power to sign."""
    signed_at: str
    evidence: str = ""
    """Class of evidence of a signature outside the shared steps, ``signed_here`` for ours; empty without one."""
    how: Message | None = None
    """Whether it is signed, and on what that rests, where people without DataPact sign, too, or it was signed in another copy."""
    day: str = ""
    """Local day of the signature, as recorded; empty where it is not known."""
    frozen: bool = False
    """Whether the text was frozen between houses, who share each signature."""
    ours: bool = False
    """Whether it is a place of our house in such a text."""

    @property
    def signed(self) -> bool:
        """Whether its signature is there, or recorded."""
        return bool(self.signed_at or self.evidence)


def signing_places(
    folded: AgreementState, own: str, names: Mapping[str, str], people: Mapping[str, str]
) -> tuple[SlotView, ...]:
    """The places of an agreement whose text is fixed, in the order of signing.

    ``own`` is our organisation, ``names`` are those of organisations by id, ``people`` those that this vault knows by key.
    """
    if folded.freeze is None:
        return tuple(
            SlotView(
                id=one.slot.id,
                order=one.slot.order,
                party=one.slot.party,
                party_name=one.party_name,
                person=str(one.slot.person),
                capacity=one.slot.capacity,
                signed_at=_claimed(one),
                evidence=one.evidence,
                how=one.words,
                day=text_or_empty(one.record.day) if one.record is not None else "",
            )
            for one in slot_standings(folded, people)
        )
    times = {signed.slot: write_time(signed.time) for signed in folded.in_common_pdf}
    copies = {slot: one.own_copy for slot, one in folded.own_copies.items() if one.own_copy is not None}
    return tuple(
        SlotView(
            id=slot.id,
            order=slot.order,
            party=slot.party,
            party_name=(party := names.get(slot.organisation, slot.party)),
            person=str(slot.person),
            capacity=str(slot.capacity),
            signed_at=times.get(slot.id, ""),
            evidence=copies[slot.id].evidence if slot.id in copies else "",
            how=copy_words(copies[slot.id], party) if slot.id in copies else None,
            day=text_or_empty(copies[slot.id].day) if slot.id in copies else "",
            frozen=folded.outside is None,
            ours=slot.organisation == own,
        )
        for slot in folded.freeze.slots
    )


def _claimed(one: SlotStanding) -> str:
    """The claimed time of a signature outside the shared steps; empty where nobody claims one."""
    if one.record is None:
        return ""
    if one.evidence == SIGNED_HERE:
        return write_time(one.record.time)
    moment = claimed_time(one.record)
    return "" if moment is None else write_time(moment)
