"""The shape of obligation_waived."""

from __future__ import annotations

from datapact.history.kinds.kind import Shape
from datapact.history.kinds.members import day, line, name, optional, text

OBLIGATION_WAIVED_SHAPE = Shape(
    name="obligation_waived",
    stream="internal",
    members={"key": name, "agreement": line, "title": line, "due": optional(day), "reason": text},
)
