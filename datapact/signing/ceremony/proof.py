"""proof.json: the proof for anybody that the parties agreed to exactly this text, with the expected signatories.

It travels inside the PDF: the freeze entry, each party's accept, the accepted offer with its disclosures, the parties'
public histories and the expected signatories with their certificates. It never contains the negotiation: notes stay
behind.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, ClassVar, Final

from datapact.base.format import Base64url, Bounds, Format, Shown, Written, part
from datapact.base.strictjson import from_base64url, parse, parse_object, to_base64url
from datapact.base.texts import N_
from datapact.history.commitments.disclosure import DIGESTS, digest_of
from datapact.history.commitments.jws import read_compact
from datapact.history.entries.certificates import LARGEST_CERTIFICATE
from datapact.history.entries.entry import TYPE, Entry
from datapact.history.entries.packed import Digest, SignedEntry, entries_by_history, unpack_signed
from datapact.pdf.agreement.input import Slot

AGREEMENT = "agreement.json"
PROOF = "proof.json"
MOST_PARTIES: Final = 25
MOST_SIGNATORIES: Final = 200
MOST_LINE_ENTRIES: Final = 10_000
_NEGOTIATION: Final = "note"


def _is_certificate(data: bytes) -> bool:
    return len(data) <= LARGEST_CERTIFICATE


type _Text = Annotated[str, Bounds(1, 1000)]
type _Certificate = Annotated[bytes, Written(Base64url, from_base64url, to_base64url), Shown({}, _is_certificate)]


@part
class Signatory:
    """An expected signature: the slot's id is the field's name, ``certificate`` is DER.

    A place that is bound to a person has neither member nor certificate, in files of the format 2 alone.
    """

    slot: _Text
    party: _Text
    person: _Text
    capacity: _Text
    organisation: _Text
    member: Annotated[str, Bounds(0, 1000)]
    certificate: _Certificate


def _is_note(entry: Entry, disclosure: str) -> bool:
    content = parse(from_base64url(disclosure))
    if entry.stream != "shared" or not isinstance(content, list) or len(content) != 3 or content[1] != _NEGOTIATION:
        return False
    digests = parse_object(read_compact(entry.jws, TYPE).payload)[DIGESTS]
    return isinstance(digests, list) and digest_of(disclosure) in digests


def _without_notes(entry: Entry) -> SignedEntry:
    return SignedEntry(entry.jws, tuple(text for text in entry.disclosures if not _is_note(entry, text)))


type _Entry = Annotated[Entry, Written(SignedEntry, unpack_signed, _without_notes)]


@part
class _History:
    id: Digest
    entries: Annotated[tuple[_Entry, ...], Bounds(most=MOST_LINE_ENTRIES)]


def _listed(found: Mapping[str, tuple[Entry, ...]]) -> tuple[_History, ...]:
    return tuple(_History(identity, entries) for identity, entries in sorted(found.items()))


@part
class Proof(Format):
    """The content of proof.json; notes are withheld. ``organisations`` maps each id to its public entries in order."""

    numbers: ClassVar = (1, 2)
    malformed: ClassVar = N_("The proof in this PDF is not in its form. Ask the sender for a new file.")
    newer: ClassVar = N_("The proof in this PDF was written by a newer DataPact. Update this DataPact to read it.")

    freeze: _Entry
    """The entry that fixes text, slots and heads."""
    accepts: Annotated[tuple[_Entry, ...], Bounds(most=MOST_PARTIES)]
    """One of each party but the one that made the offer."""
    offer: _Entry
    """The accepted offer or counter, all but its note disclosed."""
    organisations: Annotated[
        Mapping[str, tuple[Entry, ...]],
        Written(Annotated[tuple[_History, ...], Bounds(most=MOST_PARTIES)], entries_by_history, _listed),
    ]
    signatories: Annotated[tuple[Signatory, ...], Bounds(most=MOST_SIGNATORIES)]
    """In the order of the slots."""

    def own_number(self) -> int:
        """2 where a place is bound to a person: older programs take a signature by key for granted."""
        return 1 if all(one.certificate for one in self.signatories) else 2

    def mistake(self) -> str:
        """A signatory with a certificate and no member, or the other way round."""
        odd = (n for n, one in enumerate(self.signatories) if bool(one.member) != bool(one.certificate))
        return next((f"signatories.{n}" for n in odd), "")


def document_slots(freeze_slots: Sequence[Mapping[str, object]], state: Mapping[str, object]) -> tuple[Slot, ...]:
    """The slots of a freeze entry for the document, with the parties' names from the agreement.

    Raises Malformed for a slot of a party that the agreement does not have.
    """
    terms = state.get("terms")
    parties = terms.get("parties") if isinstance(terms, Mapping) else None
    names = {
        str(party.get("key")): party.get("name")
        for party in (parties if isinstance(parties, list | tuple) else ())
        if isinstance(party, Mapping)
    }
    known = ("id", "order", "party", "person", "capacity")
    if any(
        not slot.keys() >= set(known) or not isinstance(names.get(str(slot["party"])), str) for slot in freeze_slots
    ):
        raise Proof.refusal()
    return tuple(
        Slot(
            id=str(slot["id"]),
            order=int(str(slot["order"])),
            party=str(slot["party"]),
            party_name=str(names[str(slot["party"])]),
            person=str(slot["person"]),
            capacity=str(slot["capacity"]),
            evidence=str(slot.get("evidence", "")),
            evidence_date=str(slot.get("evidence_date", "")),
        )
        for slot in freeze_slots
    )
