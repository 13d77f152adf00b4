"""The shape of partner_introduced."""

from __future__ import annotations

from datapact.history.kinds.kind import Shape
from datapact.history.kinds.members import digest

PARTNER_INTRODUCED_SHAPE = Shape(
    name="partner_introduced",
    stream="internal",
    members={"organisation": digest, "by": digest},
)
