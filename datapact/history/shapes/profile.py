"""The shape of profile."""

from __future__ import annotations

from typing import Any

from datapact.history.disclosure import ELEMENT, WITHHELD, Path
from datapact.history.kinds.kind import Shape
from datapact.history.kinds.members import name

_MOST_MEMBERS = 50


def is_profile(value: Any) -> bool:
    """A named object; datapact/parties reads its members strictly."""
    if not isinstance(value, dict) or len(value) > _MOST_MEMBERS:
        return False
    return ELEMENT in value if "name" not in value else value["name"] is WITHHELD or name(value["name"])


def _conceals(path: Path, _value: Any) -> bool:
    return len(path) == 2


PROFILE_SHAPE = Shape(
    name="profile",
    stream="public",
    members={"profile": is_profile},
    conceals=_conceals,
)
