"""proof.json: what a stranger needs to see that the parties agreed to exactly this text, and who was to sign it.

It travels inside the PDF: the freeze entry, each party's accept, the accepted offer with its disclosures, the
parties' public histories and the expected signatories with their certificates. Never the negotiation: notes stay
behind.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from datapact.base import strictjson
from datapact.base.errors import Malformed, NewerFormat
from datapact.base.strictjson import JsonObject, JsonValue, from_base64url, to_base64url
from datapact.base.texts import N_
from datapact.history.commitments.disclosure import DIGESTS, digest_of
from datapact.history.commitments.jws import is_digest, read_compact
from datapact.history.entries.entry import TYPE, Entry, read_entry
from datapact.pdf.agreement.input import Slot

if TYPE_CHECKING:
    from datapact.history.entries.entry import Entry

FORMAT: Final = 1
LARGEST_PROOF: Final = 16 * 1024 * 1024
MOST_PARTIES: Final = 25
MOST_SIGNATORIES: Final = 200
MOST_LINE_ENTRIES: Final = 10_000
LARGEST_CERTIFICATE: Final = 16 * 1024
_LONGEST_TEXT: Final = 1000
_NEGOTIATION: Final = "note"


@dataclass(frozen=True, slots=True)
class Signatory:
    """An expected signature: the slot's id is the field's name, ``certificate`` is DER."""

    slot: str
    party: str
    person: str
    capacity: str
    organisation: str
    member: str
    certificate: bytes


@dataclass(frozen=True, slots=True)
class Proof:
    """The parts of proof.json, read but not judged. ``organisations`` maps each id to its public entries in order."""

    freeze: Entry
    accepts: tuple[Entry, ...]
    offer: Entry
    organisations: Mapping[str, tuple[Entry, ...]]
    signatories: tuple[Signatory, ...]


def write_proof(proof: Proof) -> bytes:
    """Canonical bytes of proof.json; the notes of offer and accepts are withheld."""
    return strictjson.canonical(
        {
            "format": FORMAT,
            "freeze": _write(proof.freeze),
            "accepts": [_write(entry) for entry in proof.accepts],
            "offer": _write(proof.offer),
            "organisations": [
                {"id": identity, "entries": [_write(entry) for entry in entries]}
                for identity, entries in sorted(proof.organisations.items())
            ],
            "signatories": [
                {
                    "slot": one.slot,
                    "party": one.party,
                    "person": one.person,
                    "capacity": one.capacity,
                    "organisation": one.organisation,
                    "member": one.member,
                    "certificate": to_base64url(one.certificate),
                }
                for one in proof.signatories
            ],
        }
    )


def read_proof(data: bytes) -> Proof:
    """Read proof.json strictly; raises Malformed, TooLarge or NewerFormat. No signature is checked here."""
    value = strictjson.parse_object(data, limit=LARGEST_PROOF)
    number = value.get("format")
    if not isinstance(number, int) or isinstance(number, bool) or number < FORMAT:
        raise _malformed()
    if number > FORMAT:
        raise NewerFormat(N_("The proof in this PDF was written by a newer DataPact. Update this DataPact to read it."))
    _members(value, "format", "freeze", "accepts", "offer", "organisations", "signatories")
    organisations: dict[str, tuple[Entry, ...]] = {}
    for item in _items(value["organisations"], MOST_PARTIES):
        _members(item, "id", "entries")
        identity = item["id"]
        if not is_digest(identity) or not isinstance(identity, str) or identity in organisations:
            raise _malformed()
        organisations[identity] = tuple(_read(entry) for entry in _items(item["entries"], MOST_LINE_ENTRIES))
    return Proof(
        freeze=_read(_object(value["freeze"])),
        accepts=tuple(_read(item) for item in _items(value["accepts"], MOST_PARTIES)),
        offer=_read(_object(value["offer"])),
        organisations=organisations,
        signatories=tuple(_signatory(item) for item in _items(value["signatories"], MOST_SIGNATORIES)),
    )


def document_slots(freeze_slots: Sequence[Mapping[str, object]], state: Mapping[str, object]) -> tuple[Slot, ...]:
    """The slots of a freeze entry as the document shows them, with the parties' names out of the agreement.

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
        raise _malformed()
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


def _write(entry: Entry) -> JsonObject:
    disclosures = [text for text in entry.disclosures if not _is_note(entry, text)]
    return {"jws": entry.jws, "disclosures": disclosures}


def _is_note(entry: Entry, disclosure: str) -> bool:
    content = strictjson.parse(from_base64url(disclosure))
    if entry.stream != "shared" or not isinstance(content, list) or len(content) != 3 or content[1] != _NEGOTIATION:
        return False
    digests = strictjson.parse_object(read_compact(entry.jws, TYPE).payload)[DIGESTS]
    return isinstance(digests, list) and digest_of(disclosure) in digests


def _read(item: JsonObject) -> Entry:
    _members(item, "jws", "disclosures")
    token, disclosures = item["jws"], item["disclosures"]
    if not isinstance(token, str) or not isinstance(disclosures, list):
        raise _malformed()
    texts = [text for text in disclosures if isinstance(text, str)]
    if len(texts) != len(disclosures):
        raise _malformed()
    return read_entry(token, texts)


def _signatory(item: JsonObject) -> Signatory:
    names = ("slot", "party", "person", "capacity", "organisation", "member")
    _members(item, *names, "certificate")
    texts: dict[str, str] = {}
    for name in names:
        text = item[name]
        if not isinstance(text, str) or not 0 < len(text) <= _LONGEST_TEXT:
            raise _malformed()
        texts[name] = text
    certificate = from_base64url(item["certificate"])
    if not 0 < len(certificate) <= LARGEST_CERTIFICATE:
        raise _malformed()
    return Signatory(**texts, certificate=certificate)


def _members(item: JsonObject, *names: str) -> None:
    if set(item) != set(names):
        raise _malformed()


def _items(value: JsonValue, most: int) -> list[JsonObject]:
    if not isinstance(value, list) or len(value) > most:
        raise _malformed()
    return [_object(item) for item in value]


def _object(value: JsonValue) -> JsonObject:
    if not isinstance(value, dict):
        raise _malformed()
    return value


def _malformed() -> Malformed:
    return Malformed(N_("The proof in this PDF is not in its form. Ask the sender for a new file."))


AGREEMENT = "agreement.json"
PROOF = "proof.json"
