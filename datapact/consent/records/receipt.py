"""Consent receipts after ISO/IEC TS 27560: one person's consent as JSON-LD with terms of the DPV.

A receipt states one event for the person concerned, and proves it by the signed batch that the event is a row of.
Names, addresses and what the notice says (recipients, transfers, retention, rights, how to withdraw) are not part of
the row: for them, and for the time of issue, a member of the issuer signs the whole receipt.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from datapact.base.clock import write_time
from datapact.base.strictjson import canonical
from datapact.consent.notices.notice import Notice
from datapact.consent.records.event import Event
from datapact.consent.terms.states import STATES
from datapact.history.commitments.jws import sign_compact

CONTEXT = "https://w3id.org/dpv/dpv.jsonld"
SCHEMA = "https://datapact.invalid/schemas/consent-receipt.schema.json"
VERSION = "ISO/IEC TS 27560:2023"
SIGNATURE_TYPE = "datapact-receipt+jws"
_NAMESPACE = uuid.UUID("6f2d3f5e-5b1c-5f0e-9d0e-2b9f2c7d1a11")


@dataclass(frozen=True, slots=True)
class Controller:
    """The organisation that relies on the consent, as far as it is known."""

    reference: str
    """Organisation id or ``external:N``."""
    name: str
    """As its card or our list of partners has it."""
    address: str = ""
    """One line; may be empty."""
    contact: str = ""
    """Contact for questions; may be empty."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """The content of a receipt; ``as_json`` and pdf/reports/consent_receipt.py write it."""

    id: str
    """``urn:uuid:`` of version 5 over batch and event id, so the same event has the same one."""
    issued: datetime
    """When it was made, UTC."""
    event: Event
    """As it is stored, with batch and time of recording."""
    controller: Controller
    """The controller that relies on the consent."""
    issuer: Controller
    """Our organisation, which recorded it; can be the same as ``controller``."""
    notice: Notice | None
    """The version on file; None where nobody recorded it."""
    more: Mapping[str, str] = field(hash=False)
    """Further fields of the event, texts by name."""
    proof: Mapping[str, Any] | None = field(default=None, hash=False, repr=False)
    """The proof that the event is a row of a signed batch (``batch.write_proof``); None where there is none."""
    signature: str = field(default="", repr=False)
    """Compact JWS over everything else; empty in receipts of older programs."""


def receipt_id(batch: str, event_id: str) -> str:
    """The id of a receipt, always the same for the same event."""
    return f"urn:uuid:{uuid.uuid5(_NAMESPACE, f'{batch}:{event_id}')}"


def sign_receipt(receipt: Receipt, key: ec.EllipticCurvePrivateKey) -> Receipt:
    """The receipt, signed as a whole with a member's key for entries."""
    return replace(receipt, signature=sign_compact(signed_part(receipt), key, typ=SIGNATURE_TYPE))


def signed_part(receipt: Receipt) -> bytes:
    """The signed bytes: the canonical receipt without its signature."""
    return canonical(as_json(replace(receipt, signature="")))


def as_json(receipt: Receipt) -> dict[str, Any]:
    """The receipt as JSON-LD: members of TS 27560, values as DPV IRIs if any. Its schema is in docs/schemas."""
    event, notice = receipt.event, receipt.notice
    state = STATES[event.state]
    shown: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": "ConsentReceipt",
        "schema_version": VERSION,
        "receipt_id": receipt.id,
        "record_id": event.event_id,
        "issued": write_time(receipt.issued),
        "pii_principal_id": event.subject,
        "dataset": event.dataset,
        "purposes": [{"@id": event.purpose} if ":" in event.purpose else {"name": event.purpose}],
        "controllers": [_party(receipt.controller)],
        "issuer": _party(receipt.issuer),
        "event": {
            "state": {"@id": state.iri, "name": state.name},
            "time": write_time(event.at),
            "recorded": write_time(event.recorded or receipt.issued),
            "valid_until": None if event.until is None else write_time(event.until),
            "explicit": event.explicit,
        },
        "notice": {"id": event.notice, "version": event.notice_version},
        "batch_entry": event.batch,
        "further": dict(receipt.more),
    }
    if notice is not None:
        shown["notice"] |= {
            "texts": [
                {"language": one.language, "title": one.title, "sha256": one.file, "reference": one.reference}
                for one in notice.texts
            ],
            "purposes": list(notice.purposes),
            "pii_categories": list(notice.categories),
            "recipients": list(notice.recipients),
            "transfers": notice.transfers,
            "retention": notice.retention,
            "withdrawal_method": notice.withdrawal,
            "jurisdiction": notice.jurisdiction,
            "rights": notice.rights,
            "contact": notice.contact,
        }
    if receipt.proof is not None:
        shown["proof"] = dict(receipt.proof)
    if receipt.signature:
        shown["signature"] = receipt.signature
    return shown


def _party(party: Controller) -> dict[str, str]:
    return {"id": party.reference, "name": party.name, "address": party.address, "contact": party.contact}
