"""The shape of suspended."""

from __future__ import annotations

from datapact.history.kinds.kind import Shape
from datapact.history.kinds.members import day, optional, text

SUSPENDED_SHAPE = Shape(
    name="suspended",
    stream="shared",
    members={"begins": day, "until": optional(day), "reason": text},
    essential=frozenset({"begins", "until"}),
)
