"""The shape of change_accepted."""

from __future__ import annotations

from datapact.history.kinds.kind import Shape
from datapact.history.kinds.members import day, digest

CHANGE_ACCEPTED_SHAPE = Shape(
    name="change_accepted",
    stream="shared",
    members={"change": digest, "day": day},
    essential=frozenset({"change", "day"}),
)
