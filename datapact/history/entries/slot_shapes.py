"""The shapes of the entries about signature fields: of a text that also goes to people without DataPact, and a copy of a party's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from datapact.history.commitments.disclosure import Path
from datapact.history.entries.body_members import (
    Check,
    anything,
    day,
    digest,
    files,
    line,
    listed,
    name,
    number,
    one_of,
    optional,
    record,
    text,
)
from datapact.history.entries.shape import Shape

COPIES = ("chain", "counterparts")
"""All sign one and the same file one after the other, or each party its own copy (s. 126a(2) BGB)."""

BOUND = ("key", "person")
"""Bonds of a slot: a certified key, or a person by name, who may use a certificate made for one signature."""

SLOT_EVIDENCE = ("pdf_signature", "other_service", "paper_scan", "reference_only")
"""Evidence that fills a slot by the word of a member, the strongest first; only the first was checked by a program."""

FREEZING = ("freeze", "freeze_persons")
"""Shared kinds that fix a text for signature: every place bound to a key, or some to a person by name."""

FILLING = ("signed", "counterpart_signed")
"""Shared kinds that fill a place of a frozen text: in the common PDF, or in a copy of the party's own."""

MOST_SLOTS = 100

OUTSIDE_SLOT: Mapping[str, Check] = {
    "id": name,
    "order": number,
    "party": name,
    "person": name,
    "capacity": name,
    "evidence": line,
    "evidence_date": line,
    "bound": one_of(*BOUND),
    "member": line,
    "kid": optional(digest),
}

_CONCEALED = frozenset({"person", "member", "evidence"})


def _conceals_slots(path: Path, _value: Any) -> bool:
    return len(path) == 3 and path[0] == "slots" and path[2] in _CONCEALED


SHAPES: tuple[Shape, ...] = (
    Shape(
        name="slots_fixed",
        stream="internal",
        members={
            "draft": digest,
            "agreement_sha256": digest,
            "layout": name,
            "pdf": digest,
            "copies": one_of(*COPIES),
            "day": day,
            "slots": listed(record(OUTSIDE_SLOT), least=1, most=MOST_SLOTS),
        },
        conceals=_conceals_slots,
        essential=frozenset({"draft", "pdf", "copies", "slots"}),
    ),
    Shape(
        name="slot_signed",
        stream="internal",
        members={
            "fixed": digest,
            "slot": name,
            "person": name,
            "capacity": name,
            "day": day,
            "before": digest,
            "after": digest,
        },
        essential=frozenset({"fixed", "slot", "before", "after"}),
    ),
    Shape(
        name="slot_vouched",
        stream="internal",
        members={
            "fixed": digest,
            "slot": name,
            "evidence": one_of(*SLOT_EVIDENCE),
            "person": name,
            "day": optional(day),
            "before": optional(digest),
            "after": optional(digest),
            "files": files,
            "signature": anything,
            "remarks": text,
        },
        conceals=lambda path, _value: path[0] == "files" and len(path) == 2,
        essential=frozenset({"fixed", "slot", "evidence", "before", "after"}),
    ),
    Shape(
        name="counterpart_signed",
        stream="shared",
        members={
            "slot": name,
            "person": name,
            "capacity": name,
            "evidence": one_of(*SLOT_EVIDENCE),
            "day": optional(day),
            "revision": optional(digest),
            "files": files,
            "remarks": text,
        },
        conceals=lambda path, _value: path[0] == "files" and len(path) == 2,
        essential=frozenset({"slot", "evidence", "revision"}),
    ),
)
