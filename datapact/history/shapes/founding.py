"""The shape of founding."""

from __future__ import annotations

from typing import Any

from datapact.history.certificates import is_author_certificate
from datapact.history.disclosure import Path
from datapact.history.kinds.kind import Shape
from datapact.history.kinds.members import binary, optional, record
from datapact.history.shapes import member as member_shapes
from datapact.history.shapes import profile as profile_shapes
from datapact.history.shapes import sealing_key as sealing_key_shapes

_SEPARATE = frozenset({"profile", "member"})


def _conceals(path: Path, _value: Any) -> bool:
    return len(path) == 2 and path[0] in _SEPARATE


FOUNDING_SHAPE = Shape(
    name="founding",
    stream="public",
    members={
        "profile": profile_shapes.is_profile,
        "identity": is_author_certificate,
        "member": record({name: check for name, check in member_shapes.MEMBERS.items() if name != "renewed"}),
        "sealing": sealing_key_shapes.is_sealing_key,
        "crl": optional(binary),
    },
    conceals=_conceals,
)
