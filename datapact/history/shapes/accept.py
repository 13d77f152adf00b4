"""The shape of accept."""

from __future__ import annotations

from datapact.history.kinds.kind import Shape
from datapact.history.kinds.members import digest

ACCEPT_SHAPE = Shape(
    name="accept",
    stream="shared",
    members={"offer": digest},
    essential=frozenset({"offer"}),
)
