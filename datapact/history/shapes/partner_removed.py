"""The shape of partner_removed."""

from __future__ import annotations

from datapact.history.kinds.kind import Shape
from datapact.history.kinds.members import digest, name, text

PARTNER_REMOVED_SHAPE = Shape(
    name="partner_removed",
    stream="internal",
    members={"organisation": digest, "name": name, "reason": text},
)
