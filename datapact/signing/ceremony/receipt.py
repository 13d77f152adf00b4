"""The receipt of our own signature: what was signed, when, by whom, and who is next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from datapact.agreements.projection.append import load_state
from datapact.agreements.text.current_text import current_state, known_text
from datapact.base.errors import AnswerNo
from datapact.base.texts import N_, Message
from datapact.contract.text.names import title_of
from datapact.signing.ceremony.rendition import frozen_input

if TYPE_CHECKING:
    from datapact.history.fold.agreement import AgreementState
    from datapact.history.state.filled_slots import Slots
    from datapact.organisation.acting.acting_member import Acting
    from datapact.signing.authorities.level import Level


@dataclass(frozen=True, slots=True)
class SigningReceipt:
    """Digests are SHA-256, base64url. ``next_person`` is empty once everybody has signed."""

    history: str
    """History id of the agreement."""
    number: str
    """As the frozen text has it."""
    title: str
    """In the prevailing language."""
    person: str
    """Name of who signed."""
    capacity: str
    """Code of the power to sign."""
    party: str
    """Name of the party; empty for an unknown slot."""
    time: datetime
    """The signer's claim, UTC."""
    entry: str
    """Digest of the ``signed`` entry."""
    revision_from: str
    """Of the PDF that was signed."""
    revision_to: str
    """Of the PDF with the signature."""
    agreement_sha256: str
    """Over the canonical agreement.json that was frozen."""
    next_person: str
    next_party: str
    """Name of the party of whoever is next; empty once everybody has signed."""
    next_is_ours: bool
    """Whoever is next is a member of our organisation."""
    complete: bool
    """Every slot is signed."""
    level: Level = "B-B"
    """Of our signature as it was made just now."""
    outcome: tuple[Message, ...] = ()
    """What else there is to say of that level; may be empty."""


def signing_receipt(acting: Acting, history: str, entry: str) -> SigningReceipt:
    """The receipt for the ``signed`` entry with this digest; raises AnswerNo when it does not count."""
    with acting.vault.read() as session:
        folded = load_state(session, history)
        if folded.outside is not None and folded.outside.slots is not None:
            return _receipt_outside(folded, folded.outside.slots, entry)
        document = frozen_input(session, folded)
    signed = next((one for one in folded.signed if one.digest == entry), None)
    if signed is None or folded.freeze is None:
        raise AnswerNo(N_("This signature does not count in this agreement."))
    names = {slot.id: slot.party_name for slot in document.slots}
    following = folded.next_slots[0] if folded.next_slots else None
    return SigningReceipt(
        history=history,
        number=str(document.state["number"]),
        title=title_of(document.state),
        person=known_text(signed.person),
        capacity=known_text(signed.capacity),
        party=names.get(signed.slot, ""),
        time=signed.time,
        entry=entry,
        revision_from=signed.revision_from,
        revision_to=signed.revision_to,
        agreement_sha256=known_text(folded.freeze.agreement_sha256),
        next_person=known_text(following.person) if following else "",
        next_party=names.get(following.id, "") if following else "",
        next_is_ours=following is not None and following.organisation == acting.organisation,
        complete=folded.fully_signed,
    )


def _receipt_outside(folded: AgreementState, slots: Slots, entry: str) -> SigningReceipt:
    """The receipt of our own slot in a text that people without DataPact sign, too."""
    signed = next((one for one in slots.filled.values() if one.digest == entry), None)
    if signed is None:
        raise AnswerNo(N_("This signature does not count in this agreement."))
    state = current_state(folded)
    names = {str(party["key"]): str(party["name"]) for party in state["terms"]["parties"]}
    place = next(one for one in slots.fixed.slots if one.id == signed.slot)
    following = slots.open[0] if slots.open else None
    return SigningReceipt(
        history=folded.history,
        number=str(state["number"]),
        title=title_of(state),
        person=known_text(signed.person),
        capacity=place.capacity,
        party=names.get(place.party, place.party),
        time=signed.time,
        entry=entry,
        revision_from=signed.before,
        revision_to=signed.after,
        agreement_sha256=known_text(slots.fixed.agreement_sha256),
        next_person=known_text(following.person) if following is not None else "",
        next_party=names.get(following.party, following.party) if following is not None else "",
        next_is_ours=following is not None and bool(following.member),
        complete=following is None,
    )
