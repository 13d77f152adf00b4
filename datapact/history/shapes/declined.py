"""The shape of declined."""

from __future__ import annotations

from datapact.history.kinds.kind import Shape
from datapact.history.kinds.members import text

DECLINED_SHAPE = Shape(
    name="declined",
    stream="shared",
    members={"reason": text},
)
