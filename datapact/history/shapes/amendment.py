"""The shape of amendment."""

from __future__ import annotations

from datapact.history.kinds.change_content import conceals, content, removals
from datapact.history.kinds.kind import Shape
from datapact.history.kinds.members import day, text

AMENDMENT_SHAPE = Shape(
    name="amendment",
    stream="shared",
    members={"content": content, "removals": removals, "day": day, "effective": day, "note": text},
    conceals=conceals,
    essential=frozenset({"content", "removals", "day", "effective"}),
)
