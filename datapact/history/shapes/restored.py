"""The shape of restored."""

from __future__ import annotations

from datapact.history.kinds.kind import Shape
from datapact.history.kinds.members import moment

RESTORED_SHAPE = Shape(
    name="restored",
    stream="internal",
    members={"from_time": moment},
)
