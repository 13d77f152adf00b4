"""The shape of invited."""

from __future__ import annotations

from datapact.history.kinds.kind import Shape
from datapact.history.kinds.members import name, roles

INVITED_SHAPE = Shape(
    name="invited",
    stream="internal",
    members={"id": name, "roles": roles},
)
