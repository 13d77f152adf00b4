"""The shape of retention_rule."""

from __future__ import annotations

from datapact.history.kinds.kind import Shape
from datapact.history.kinds.members import name, number, text

RETENTION_RULE_SHAPE = Shape(
    name="retention_rule",
    stream="internal",
    members={"key": name, "months": number, "reason": text},
)
