"""The shape of resumed."""

from __future__ import annotations

from datapact.history.kinds.kind import Shape
from datapact.history.kinds.members import day, digest

RESUMED_SHAPE = Shape(
    name="resumed",
    stream="shared",
    members={"suspension": digest, "day": day},
    essential=frozenset({"suspension", "day"}),
)
