"""The shape of roles."""

from __future__ import annotations

from datapact.history.kinds.kind import Shape
from datapact.history.kinds.members import name, roles

ROLES_SHAPE = Shape(
    name="roles",
    stream="public",
    members={"id": name, "roles": roles},
)
