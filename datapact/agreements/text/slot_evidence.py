"""The signature in each slot of a text that also goes to people without DataPact, with its class of evidence, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from datapact.agreements.text.current_text import readable
from datapact.base.texts import N_, Argument, Message
from datapact.history.commitments.disclosure import Withheld

if TYPE_CHECKING:
    from datapact.history.fold.agreement import AgreementState
    from datapact.history.state.facts import Text
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
