"""The signature fields of a text that also goes to people without DataPact: who has signed where, on what evidence, and that it is concluded once all are filled.

The records are those of one house. A signature in the PDF counts only where it was put on the file that stood then: in
a chain on the newest one, in counterparts on the newest one of its party. It is never replaced by weaker evidence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from datapact.history.commitments.disclosure import Withheld
from datapact.history.entries.slot_shapes import SLOT_EVIDENCE
from datapact.history.state.facts import Draft, File, SignedElsewhere, Text

SIGNED_HERE = "signed_here"
PDF_SIGNATURE = "pdf_signature"
SIGNED_NAME = "signed.pdf"
"""Name of a PDF that we signed last, as our records do not name it."""


@dataclass(frozen=True, slots=True)
class OutsideSlot:
    """A place for one signature; ``bound`` is ``key`` (then ``kid`` names it) or ``person``."""

    id: str
    """Name of the form field, such as ``signature-1``."""
    order: int
    """From 1."""
    party: str
    """Key of the party within the agreement."""
    person: Text
    """Name of who is to sign."""
    capacity: str
    """Code of the power to sign."""
    evidence: Text
    """What proves the capacity, one line; may be empty."""
    evidence_date: str
    """Date of that proof in ISO form; empty for none."""
    bound: str
    member: Text
    """Id of the member of our house who signs; empty for everybody else."""
    kid: str
    """Thumbprint of the signing key; empty where the slot is bound to a person."""


@dataclass(frozen=True, slots=True)
class SlotsFixed:
    """The text is fixed for signature, with its fields."""

    digest: str
    """Of the entry, base64url."""
    organisation: str
    """Id of the house that fixed it."""
    author: str
    """Thumbprint of the author's key."""
    time: datetime
    """UTC, by the author's clock."""
    draft: str
    """Digest of the draft that it fixes."""
    agreement_sha256: Text
    """Digest (base64url) of the canonical agreement.json."""
    layout: Text
    """Version of the layout of the PDF."""
    pdf: str
    """SHA-256 (base64url) of the unsigned PDF, which is kept."""
    copies: str
    """``chain``, or ``counterparts``: each party signs its own copy."""
    day: Text
    """Local day on which the text was fixed."""
    slots: tuple[OutsideSlot, ...]
    """In the order of the signature page."""


@dataclass(frozen=True, slots=True)
class SlotRecord:
    """A record that a slot was signed, here or elsewhere."""

    digest: str
    """Of the entry, base64url."""
    organisation: str
    """Id of the house that recorded it."""
    author: str
    """Thumbprint of the key of who signed here, or vouches for a signature elsewhere."""
    time: datetime
    """UTC, by the author's clock."""
    fixed: str
    """Digest of the record that fixed the slots."""
    slot: str
    """Id of the slot."""
    evidence: str
    """``signed_here``, or the class of what shows it."""
    person: Text
    """Who signed, by the word of the author."""
    day: Text
    """Local day of the signature; empty where it is not known."""
    before: str
    """SHA-256 of the PDF that was signed; empty where no field of it was filled."""
    after: str
    """SHA-256 of the PDF up to the end of this signature; empty likewise."""
    files: tuple[File, ...]
    """What shows it."""
    signature: Mapping[str, Any] = field(hash=False)
    """What a program found of the signature when it was recorded; empty for other evidence."""
    remarks: Text
    """Free text, may be empty."""


@dataclass(frozen=True, slots=True)
class Slots:
    """The slots of the text that counts, and what fills them."""

    fixed: SlotsFixed
    """The record that counts."""
    filled: Mapping[str, SlotRecord] = field(hash=False)
    """By id of the slot."""
    heads: Mapping[str, SlotRecord] = field(hash=False)
    """The newest signature in a PDF: in a chain under the empty name, else by key of the party."""
    last: SlotRecord | None
    """The newest record that fills a slot."""

    @property
    def open(self) -> tuple[OutsideSlot, ...]:
        """The slots that nobody has signed, in order."""
        return tuple(slot for slot in self.fixed.slots if slot.id not in self.filled)

    @property
    def files(self) -> tuple[File, ...]:
        """The PDFs with all signatures so far, then what shows those outside them, each once."""
        return tuple(_files(self))

    @property
    def chained(self) -> bool:
        """Whether all sign one and the same file."""
        return self.fixed.copies == "chain"

    def head(self, party: str) -> str:
        """Digest of the PDF on which this party signs next."""
        newest = self.heads.get("" if self.chained else party)
        return self.fixed.pdf if newest is None else newest.after

    def in_pdf(self, party: str) -> tuple[OutsideSlot, ...]:
        """The slots signed in the PDF on which this party signs next."""
        return tuple(
            slot
            for slot in self.fixed.slots
            if (found := self.filled.get(slot.id)) is not None and found.after and (self.chained or slot.party == party)
        )


def slots_of(fixed: Sequence[SlotsFixed], records: Iterable[SlotRecord], draft: str) -> Slots | None:
    """The slots of a draft and what fills them; None where no record fixed them. ``records`` in the order of the history."""
    about = [one for one in fixed if one.draft == draft]
    if not about:
        return None
    counting, said = about[-1], list(records)
    places = {slot.id: slot for slot in counting.slots}
    filled: dict[str, SlotRecord] = {}
    heads: dict[str, SlotRecord] = {}
    for record in said:
        slot = places.get(record.slot)
        if record.fixed != counting.digest or slot is None:
            continue
        known = filled.get(record.slot)
        if not record.after:
            if known is None or not known.after:
                filled[record.slot] = record
            continue
        where = "" if counting.copies == "chain" else slot.party
        newest = heads.get(where)
        if (known is None or not known.after) and record.before == (counting.pdf if newest is None else newest.after):
            filled[record.slot] = heads[where] = record
    counted = {record.digest for record in filled.values()}
    newest_of_all = next((one for one in reversed(said) if one.digest in counted), None)
    return Slots(counting, filled, heads, newest_of_all)


def concluded_by_slots(slots: Slots, draft: Draft) -> SignedElsewhere | None:
    """The conclusion that follows once every slot is filled, with the weakest class of evidence among them; None before."""
    last = slots.last
    if slots.open or last is None:
        return None
    records = [slots.filled[slot.id] for slot in slots.fixed.slots]
    days = [record.day for record in records]
    known = all(isinstance(day, str) and day for day in days)
    elsewhere = [record.evidence for record in records if record.evidence != SIGNED_HERE]
    return SignedElsewhere(
        digest=last.digest,
        organisation=last.organisation,
        author=last.author,
        time=last.time,
        state=draft.state,
        evidence=max(elsewhere, key=SLOT_EVIDENCE.index, default=PDF_SIGNATURE),
        signed_on=max(str(day) for day in days) if known else "",
        reference="",
        files=slots.files,
        signatures=tuple(
            {"file": _name(record.files), **record.signature} for record in records if record.evidence == PDF_SIGNATURE
        ),
        remarks="",
    )


def _files(slots: Slots) -> Iterator[File]:
    seen = set[str]()
    for head in slots.heads.values():
        named = next((file for file in head.files if file.digest == head.after), None)
        seen.add(head.after)
        yield named or File(head.after, SIGNED_NAME, "application/pdf")
    for record in slots.filled.values():
        for file in record.files if not record.after else ():
            if file.digest not in seen:
                seen.add(file.digest)
                yield file


def _name(files: Sequence[File]) -> str:
    name = files[0].name if files else ""
    return "" if isinstance(name, Withheld) else name
