"""The input of a document and the result of a comparison: the whole interface of this package as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from datapact.base.strictjson import JsonObject
from datapact.base.texts import Message
from datapact.pdf.engine.layout import LAYOUT

type Stage = Literal["draft", "agreed", "frozen", "paper"]
type Verdict = Literal["same", "different", "indeterminate"]


@dataclass(frozen=True, slots=True)
class Slot:
    """One place for one signature, as ``freeze`` fixes it. ``id`` names the form field, ``order`` counts from 1."""

    id: str
    order: int
    party: str
    """Key of the party within the agreement."""
    party_name: str
    """Name of the party as the terms have it."""
    person: str
    """Name of who signs."""
    capacity: str
    """Code of the power to sign; the signature page puts it into words."""
    evidence: str = ""
    """What proves the capacity, one line; may be empty."""
    evidence_date: str = ""
    """Date of that proof in ISO form; empty for none."""


@dataclass(frozen=True, slots=True)
class DocumentInput:
    """The input that a document depends on: the same input gives the same bytes.

    ``state`` is the agreement as in agreement.json, ``digest`` the base64url SHA-256 of its canonical form, ``dated``
    the time of the freeze entry (or of the draft), ``layout`` the layout version that the freeze entry names.
    """

    state: JsonObject
    stage: Stage
    """``agreed`` and ``draft`` are marked as not binding on every page; ``paper`` is ``frozen`` for signature outside."""
    digest: str
    dated: datetime
    slots: tuple[Slot, ...] = ()
    """In the order of signing; empty before the freeze."""
    attachments: Mapping[str, bytes] = field(default_factory=dict)
    """Bytes of files inside the document, by name."""
    layout: str = LAYOUT
    copies: str = ""
    """How a text for signature outside is signed, ``chain`` or ``counterparts``; empty: the document does not say."""


@dataclass(frozen=True, slots=True)
class Rendering:
    """The result of comparing a file with an agreement's rendering, with reasons where it differs or is unknown."""

    verdict: Verdict
    """``indeterminate``: it names another layout than that of this program."""
    reasons: tuple[Message, ...] = ()
    """For people; empty where the verdict is ``same``."""
    layout: str = ""
    """The other layout, where file and freeze name one and the same; else empty."""
    plain: bool = False
    """Of such a file: it is made of the means of our own rendering alone, so that every reader shows the same pages."""
