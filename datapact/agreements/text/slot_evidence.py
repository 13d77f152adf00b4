"""The signatures that are not in the common PDF of a text that was frozen here, with their class of evidence, in words.

They are those of a text that also goes to people without DataPact, and those that a party gave in a copy of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from datapact.agreements.text.current_text import readable
from datapact.base.texts import N_, Argument, Message
from datapact.history.commitments.disclosure import Withheld
from datapact.history.entries.slot_shapes import SLOT_EVIDENCE

if TYPE_CHECKING:
    from datapact.history.fold.agreement import AgreementState
    from datapact.history.state.facts import OwnCopy, Text
    from datapact.history.state.filled_slots import OutsideSlot, SlotRecord

SLOT_WORDS: Mapping[str, str] = {
    "": N_("not signed yet"),
    "signed_here": N_("signed in DataPact"),
    "pdf_signature": N_("signed in the PDF by “{signer}”; checked, and vouched for by {member}"),
    "other_service": N_("signed in another service, by the word of {member}"),
    "paper_scan": N_("signed by hand, scan on file, by the word of {member}"),
    "reference_only": N_("signed without a file here, by the word of {member}"),
}
BY_WORDS: Mapping[str, str] = {
    "card": N_("signed in the PDF by “{signer}” with the key that the party's card certifies; recorded by {member}"),
    "listed": N_(
        "signed in the PDF by “{signer}”, whose certificate's issuer a trusted list names; recorded by {member}"
    ),
    "unknown": N_(
        "signed in the PDF by “{signer}”; it is intact, but nobody known here vouches for who that is: by the word of {member}"
    ),
    "other_key": N_(
        "signed in the PDF by “{signer}” with another key than the party's card certifies: by the word of {member}"
    ),
}
"""On what it rests who signed in the PDF, where the record says it (signing/returned/known_keys.py)."""
FEW_WORDS: Mapping[str, str] = {
    "signed_here": N_("in DataPact"),
    "pdf_signature": N_("in the PDF"),
    "other_service": N_("in another service, by our word"),
    "paper_scan": N_("on paper, a scan, by our word"),
    "reference_only": N_("no file, by our word"),
}
"""The same for a table, once everybody has signed."""
COPIES_WORDS: Mapping[str, str] = {
    "chain": N_("All sign one and the same file, one after the other."),
    "counterparts": N_("Each party signs its own copy of the same text (§ 126a(2) BGB)."),
}


COPY_WORDS: Mapping[str, str] = {
    "pdf_signature": N_("signed in another program, in a copy of its own, by the word of {party}; the copy is on file"),
    "other_service": N_("signed in another service, in a copy of its own, by the word of {party}"),
    "paper_scan": N_("signed by hand, in a copy of its own, scan on file, by the word of {party}"),
    "reference_only": N_("signed in a copy of its own, without a file here, by the word of {party}"),
}
"""A place of a text that was frozen between houses, filled in another copy: the words of the party whose place it is."""
COPY_FEW: Mapping[str, str] = {
    "pdf_signature": N_("in another program, by its party's word"),
    "other_service": N_("in another service, by its party's word"),
    "paper_scan": N_("on paper, a scan, by its party's word"),
    "reference_only": N_("no file, by its party's word"),
}


def copy_words(copy: OwnCopy, party: str) -> Message:
    """How a place was signed in a copy of the party's own."""
    return Message(COPY_WORDS.get(copy.evidence, COPY_WORDS["reference_only"]), {"party": party})


def evidence_elsewhere(folded: AgreementState) -> str:
    """The weakest class of evidence of what was signed elsewhere, once all have signed; empty where all signed here by key."""
    if folded.signed_elsewhere is not None:
        return folded.signed_elsewhere.evidence
    if not folded.fully_signed:
        return ""
    classes = [one.own_copy.evidence for one in folded.own_copies.values() if one.own_copy is not None]
    return max(classes, key=SLOT_EVIDENCE.index, default="")


def place_by_place(folded: AgreementState) -> tuple[Message, ...]:
    """Who signed, and how, in few words, where the signatures are of several classes; none where they are of one."""
    places = slot_standings(folded, {})
    if places:
        several = len({one.evidence for one in places}) > 1 and all(one.evidence for one in places)
        return tuple(one.few_words for one in places) if several else ()
    copies = folded.own_copies
    if folded.freeze is None or not folded.fully_signed or not copies:
        return ()
    found = []
    for slot in folded.freeze.slots:
        copy = copies[slot.id].own_copy if slot.id in copies else None
        how = FEW_WORDS["signed_here"] if copy is None else COPY_FEW.get(copy.evidence, COPY_FEW["reference_only"])
        found.append(Message(N_("{person}: {how}"), {"person": text_or_empty(slot.person) or "–", "how": Message(how)}))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class SlotStanding:
    """A slot, and what fills it."""

    slot: OutsideSlot
    """As the text was fixed with it."""
    party_name: str
    """As the text has it, else its key."""
    record: SlotRecord | None
    """What fills it; None while nobody has signed."""
    names: Mapping[str, str]
    """Names of members by thumbprint of their key."""
    whole: bool = False
    """Whether the contract as a whole is recorded as signed, without a word on this slot."""

    @property
    def evidence(self) -> str:
        """The class of evidence; empty while nobody has signed."""
        return "" if self.record is None else self.record.evidence

    @property
    def words(self) -> Message:
        """Whether it is signed, and on what that rests."""
        if self.record is None:
            return Message(N_("signed by the record of the whole contract") if self.whole else SLOT_WORDS[""])
        record = self.record
        signer = record.signature.get("signer", "")
        said: dict[str, Argument] = {
            "signer": str(signer) or "–",
            "member": self.names.get(record.author, record.author[:8]),
        }
        words = BY_WORDS.get(str(record.signature.get("by", ""))) if record.after else None
        return Message(words or SLOT_WORDS.get(record.evidence, SLOT_WORDS["reference_only"]), said)

    @property
    def few_words(self) -> Message:
        """Who signed, and how, for a table; only where somebody did."""
        record = self.record
        how = FEW_WORDS.get(self.evidence, FEW_WORDS["reference_only"])
        if record is not None and record.after and record.signature.get("by") == "unknown":
            how = N_("in the PDF, by our word")
        return Message(N_("{person}: {how}"), {"person": text_or_empty(self.slot.person) or "–", "how": Message(how)})


def slot_standings(folded: AgreementState, names: Mapping[str, str]) -> tuple[SlotStanding, ...]:
    """The slots in order; none where the text is not fixed with fields of this kind. ``names`` by thumbprint of a key."""
    outside = folded.outside
    if outside is None or outside.slots is None:
        return ()
    draft = next((one for one in folded.facts.drafts if one.digest == outside.draft), None)
    terms = readable(readable(draft.state if draft is not None else {}).get("terms"))
    parties = {str(one.get("key", "")): str(one.get("name", "")) for one in _listed(terms.get("parties"))}
    whole = folded.signed_elsewhere is not None
    return tuple(
        SlotStanding(slot, parties.get(slot.party) or slot.party, outside.slots.filled.get(slot.id), names, whole)
        for slot in outside.slots.fixed.slots
    )


def claimed_time(record: SlotRecord) -> datetime | None:
    """The time that a signature in the PDF claims; None where it claims none, or there is none."""
    try:
        moment = datetime.fromisoformat(str(record.signature.get("time", "")))
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


def _listed(value: Any) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def text_or_empty(value: Text) -> str:
    """A text of a record; empty where this copy withholds it."""
    return "" if isinstance(value, Withheld) else value
