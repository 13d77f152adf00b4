"""Consent receipts after ISO/IEC TS 27560: one person's consent as JSON-LD with terms of the DPV.

A receipt states one event for the person concerned, and proves it by the signed batch that the event is a row of.
Names, addresses and what the notice says (recipients, transfers, retention, rights, how to withdraw) are not part of
the row: for them, and for the time of issue, a member of the issuer signs the whole receipt.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from datapact.consent.notices.notice import Notice
from datapact.consent.records.event import Event
from datapact.contract.vocabulary.messages import OwnWords

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
    """The content of a receipt; receipt_file.py and pdf/reports/consent_receipt.py write it."""

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
    dataset: OwnWords | None = None
    """What the agreements on the dataset call it; None where none does, and in receipts of older programs."""
    purpose: OwnWords | None = None
    """What they call the purpose, where they have one name for it; None otherwise, and in receipts of older programs."""
    proof: Mapping[str, Any] | None = field(default=None, hash=False, repr=False)
    """The proof that the event is a row of a signed batch (``batch.write_proof``); None where there is none."""
    signature: str = field(default="", repr=False)
    """Compact JWS over everything else; empty in receipts of older programs."""


def receipt_id(batch: str, event_id: str) -> str:
    """The id of a receipt, always the same for the same event."""
    return f"urn:uuid:{uuid.uuid5(_NAMESPACE, f'{batch}:{event_id}')}"
