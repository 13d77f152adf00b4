"""What goes into a document and what a comparison says: the whole interface of this package as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from datapact.base.strictjson import JsonObject
from datapact.base.texts import Message
from datapact.pdf.engine.layout import LAYOUT

type Stage = Literal["draft", "agreed", "frozen"]
type Verdict = Literal["same", "different", "indeterminate"]


@dataclass(frozen=True, slots=True)
class Slot:
    """One place for one signature, as ``freeze`` fixes it. ``id`` names the form field, ``order`` counts from 1."""

    id: str
    order: int
    party: str
    party_name: str
    person: str
    capacity: str
    evidence: str = ""
    evidence_date: str = ""


@dataclass(frozen=True, slots=True)
class DocumentInput:
    """Everything that a document depends on: the same input gives the same bytes.

    ``state`` is the agreement as in agreement.json, ``digest`` the base64url SHA-256 of its canonical form, ``dated``
    the time of the freeze entry (or of the draft), ``layout`` the layout version that the freeze entry names.
    """

    state: JsonObject
    stage: Stage
    digest: str
    dated: datetime
    slots: tuple[Slot, ...] = ()
    attachments: Mapping[str, bytes] = field(default_factory=dict)
    layout: str = LAYOUT


@dataclass(frozen=True, slots=True)
class Rendering:
    """Whether a file is the rendering of an agreement, with the reasons where it is not, or where nobody can tell."""

    verdict: Verdict
    reasons: tuple[Message, ...] = ()
