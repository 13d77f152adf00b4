"""The shape of freeze."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from datapact.history.disclosure import Path
from datapact.history.kinds.kind import Shape
from datapact.history.kinds.members import Check, digest, line, listed, name, number, optional, record

MOST_SLOTS = 100


_PERSONAL = frozenset({"member", "person", "evidence"})


_SLOT: Mapping[str, Check] = {
    "id": name,
    "order": number,
    "party": name,
    "organisation": digest,
    "member": line,
    "person": name,
    "capacity": name,
    "evidence": line,
    "evidence_date": line,
    "kid": optional(digest),
}


_HEAD: Mapping[str, Check] = {"organisation": digest, "head": digest}


def _conceals(path: Path, _value: Any) -> bool:
    return len(path) == 3 and path[0] == "slots" and path[2] in _PERSONAL


FREEZE_SHAPE = Shape(
    name="freeze",
    stream="shared",
    members={
        "offer": digest,
        "agreement_sha256": digest,
        "layout": name,
        "slots": listed(record(_SLOT), least=1, most=MOST_SLOTS),
        "heads": listed(record(_HEAD), most=MOST_SLOTS),
    },
    conceals=_conceals,
    essential=frozenset({"offer", "slots", "agreement_sha256", "layout", "heads"}),
)
