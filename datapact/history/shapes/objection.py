"""The shape of objection."""

from __future__ import annotations

from datapact.history.kinds.kind import Shape
from datapact.history.kinds.members import day, digest, text

OBJECTION_SHAPE = Shape(
    name="objection",
    stream="shared",
    members={"to": digest, "day": day, "reason": text},
    essential=frozenset({"to", "day"}),
)
