"""consent-receipt.json: a receipt as JSON-LD, members of TS 27560 with values as IRIs of the DPV if any.

Every value either has its one place or follows from others (the DPV's term from the state, the receipt's id from batch
and event), so the file can contain nothing else.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Annotated, ClassVar, Literal, Self

from cryptography.hazmat.primitives.asymmetric import ec

from datapact.base.format import Bounds, Either, Format, JsonMembers, SchemaOf, Shown, Time, part
from datapact.base.strictjson import JsonObject, canonical
from datapact.base.texts import N_
from datapact.consent.notices.notice import Notice, NoticeText
from datapact.consent.records.batch_proof import RowProof
from datapact.consent.records.event import Event
from datapact.consent.records.receipt import Controller, Receipt, receipt_id
from datapact.consent.terms.states import STATES
from datapact.contract.vocabulary.messages import OwnWords
from datapact.history.commitments.jws import sign_compact
from datapact.history.entries.packed import Jws

SIGNATURE_TYPE = "datapact-receipt+jws"
_NO_DAY = date.min
"""Stands for the first valid day of a notice, which a receipt does not state."""


@part
class _Term:
    """A purpose with an IRI."""

    names: ClassVar = {"iri": "@id"}

    iri: str


@part
class _Words:
    """A purpose of the agreement's own."""

    name: str


@part
class _Party:
    id: str
    """Organisation id or ``external:N``."""
    name: str
    address: str
    contact: str


@part
class _State:
    names: ClassVar = {"iri": "@id"}

    iri: str
    name: Annotated[str, Shown({"enum": [*STATES]}, STATES.__contains__)]


@part
class _Event:
    state: _State
    time: Time
    recorded: Time
    valid_until: Time | None
    explicit: bool


@part
class _Text:
    language: str
    title: str
    sha256: str
    """Digest of the file of the text, base64url."""
    reference: str


@part
class _NamedNotice:
    """A notice that nobody put on file."""

    id: str
    version: str


@part
class _Notice:
    """A notice on file."""

    id: str
    version: str
    texts: Annotated[tuple[_Text, ...], Bounds(1)]
    purposes: tuple[str, ...]
    pii_categories: tuple[str, ...]
    recipients: tuple[str, ...]
    transfers: str
    retention: str
    withdrawal_method: str
    jurisdiction: str
    rights: str
    contact: str


@part
class _InBoth:
    de: str
    en: str


@part
class _AgreedNames:
    """Names in the agreements on the dataset; for people, since everything else says it by key or term."""

    optional: ClassVar = frozenset({"dataset", "purpose"})

    dataset: _InBoth | None = None
    purpose: _InBoth | None = None


@part
class ReceiptInFile(Format):
    """A consent receipt: ISO/IEC TS 27560 as JSON-LD with DPV terms."""

    names: ClassVar = {"context": "@context", "kind": "@type"}
    numbers: ClassVar = ()
    optional: ClassVar = frozenset({"called", "proof", "signature"})
    largest: ClassVar = 4 * 1024 * 1024
    malformed: ClassVar = N_("This receipt is not in its form. Ask the sender for a new file.")

    context: Literal["https://w3id.org/dpv/dpv.jsonld"]
    """Names the DPV's context, which no program needs to fetch."""
    kind: Literal["ConsentReceipt"]
    """Of the JSON-LD object."""
    schema_version: Literal["ISO/IEC TS 27560:2023"]
    """The standard that names the members."""
    receipt_id: Annotated[str, Shown({"pattern": "^urn:uuid:[0-9a-f-]{36}$"})]
    """``urn:uuid:`` of version 5, which follows from batch and event id."""
    record_id: str
    """Id of the event."""
    issued: Time
    """When it was made, UTC."""
    pii_principal_id: str
    """Pseudonym of the person."""
    dataset: str
    """Key of the dataset within its agreements."""
    purposes: Annotated[tuple[Annotated[_Term | _Words, Either("@id", _Term, _Words)], ...], Bounds(1, 1)]
    """Exactly one: an IRI, or a key as ``name``."""
    controllers: Annotated[tuple[_Party, ...], Bounds(1, 1)]
    """Exactly one, who relies on the consent."""
    issuer: _Party
    """Who recorded it."""
    event: _Event
    """The state and its times, UTC."""
    notice: Annotated[_Notice | _NamedNotice, Either("texts", _Notice, _NamedNotice)]
    """The notice of the event, with what it says where it is on file."""
    batch_entry: Annotated[str, Shown({"pattern": "^[A-Za-z0-9_-]{43}$", "description": "base64url SHA-256"})]
    """Digest of the signed entry of the batch."""
    further: dict[str, str]
    """Texts by name."""
    called: _AgreedNames | None = None
    """Names of dataset and purpose in both languages; None where no agreement gives one."""
    proof: Annotated[JsonMembers | None, SchemaOf(RowProof)] = None
    """The proof of the row, not checked yet; None where there is none."""
    signature: Jws = ""
    """Compact JWS over everything else; empty in receipts of older programs."""

    def mistake(self) -> str:
        if self.receipt_id != receipt_id(self.batch_entry, self.record_id):
            return "receipt_id"
        if self.purposes != (_purpose_in_file(self.purpose),):
            return "purposes.0"
        return "" if self.event.state.iri == STATES[self.event.state.name].iri else "event.state.@id"

    @property
    def purpose(self) -> str:
        """IRI or key."""
        (one,) = self.purposes
        return one.iri if isinstance(one, _Term) else one.name

    @classmethod
    def made_of(cls, receipt: Receipt) -> Self:
        """The form in the file."""
        event = receipt.event
        return cls(
            context="https://w3id.org/dpv/dpv.jsonld",
            kind="ConsentReceipt",
            schema_version="ISO/IEC TS 27560:2023",
            receipt_id=receipt.id,
            record_id=event.event_id,
            issued=receipt.issued,
            pii_principal_id=event.subject,
            dataset=event.dataset,
            purposes=(_purpose_in_file(event.purpose),),
            controllers=(_party_in_file(receipt.controller),),
            issuer=_party_in_file(receipt.issuer),
            event=_event_in_file(event, receipt.issued),
            notice=_notice_in_file(event, receipt.notice),
            batch_entry=event.batch,
            further=dict(receipt.more),
            called=_agreed_names(receipt),
            proof=None if receipt.proof is None else dict(receipt.proof),
            signature=receipt.signature,
        )

    def receipt(self) -> Receipt:
        """The receipt that is in the file."""
        told, notice = self.event, self.notice
        (controller,) = self.controllers
        event = Event(
            event_id=self.record_id,
            subject=self.pii_principal_id,
            dataset=self.dataset,
            purpose=self.purpose,
            controller=controller.id,
            state=told.state.name,
            at=told.time,
            until=told.valid_until,
            notice=notice.id,
            notice_version=notice.version,
            explicit=told.explicit,
            more=self.further,
            recorded=told.recorded,
            batch=self.batch_entry,
        )
        return Receipt(
            id=self.receipt_id,
            issued=self.issued,
            event=event,
            controller=_party(controller),
            issuer=_party(self.issuer),
            notice=_notice(notice) if isinstance(notice, _Notice) else None,
            more=self.further,
            dataset=None if self.called is None else _own(self.called.dataset),
            purpose=None if self.called is None else _own(self.called.purpose),
            proof=self.proof,
            signature=self.signature,
        )


def as_json(receipt: Receipt) -> JsonObject:
    """The receipt as JSON-LD."""
    return ReceiptInFile.made_of(receipt).to_json()


def read_receipt(shown: JsonObject) -> Receipt:
    """The receipt in parsed JSON; raises Malformed naming the place of the first mistake."""
    return ReceiptInFile.of(shown).receipt()


def sign_receipt(receipt: Receipt, key: ec.EllipticCurvePrivateKey) -> Receipt:
    """The receipt, signed as a whole with a member's key for entries."""
    return replace(receipt, signature=sign_compact(signed_part(receipt), key, typ=SIGNATURE_TYPE))


def signed_part(receipt: Receipt) -> bytes:
    """The signed bytes: the canonical receipt without its signature."""
    return canonical(as_json(replace(receipt, signature="")))


def _purpose_in_file(purpose: str) -> _Term | _Words:
    return _Term(purpose) if ":" in purpose else _Words(purpose)


def _agreed_names(receipt: Receipt) -> _AgreedNames | None:
    if receipt.dataset is None and receipt.purpose is None:
        return None
    return _AgreedNames(_both(receipt.dataset), _both(receipt.purpose))


def _both(words: OwnWords | None) -> _InBoth | None:
    return None if words is None else _InBoth(words.german, words.id)


def _own(words: _InBoth | None) -> OwnWords | None:
    return None if words is None else OwnWords(words.en, german=words.de)


def _party_in_file(party: Controller) -> _Party:
    return _Party(party.reference, party.name, party.address, party.contact)


def _party(party: _Party) -> Controller:
    return Controller(party.id, party.name, party.address, party.contact)


def _event_in_file(event: Event, issued: datetime) -> _Event:
    state = STATES[event.state]
    return _Event(_State(state.iri, state.name), event.at, event.recorded or issued, event.until, event.explicit)


def _notice_in_file(event: Event, notice: Notice | None) -> _Notice | _NamedNotice:
    if notice is None:
        return _NamedNotice(event.notice, event.notice_version)
    return _Notice(
        id=event.notice,
        version=event.notice_version,
        texts=tuple(_Text(one.language, one.title, one.file, one.reference) for one in notice.texts),
        purposes=tuple(notice.purposes),
        pii_categories=tuple(notice.categories),
        recipients=tuple(notice.recipients),
        transfers=notice.transfers,
        retention=notice.retention,
        withdrawal_method=notice.withdrawal,
        jurisdiction=notice.jurisdiction,
        rights=notice.rights,
        contact=notice.contact,
    )


def _notice(notice: _Notice) -> Notice:
    return Notice(
        key=notice.id,
        version=notice.version,
        texts=tuple(
            NoticeText(language=one.language, title=one.title, file=one.sha256, reference=one.reference)
            for one in notice.texts
        ),
        valid_from=_NO_DAY,
        purposes=notice.purposes,
        categories=notice.pii_categories,
        recipients=notice.recipients,
        transfers=notice.transfers,
        retention=notice.retention,
        withdrawal=notice.withdrawal_method,
        jurisdiction=notice.jurisdiction,
        rights=notice.rights,
        contact=notice.contact,
    )
