"""The shape of partner_distrusted."""

from __future__ import annotations

from datapact.history.kinds.kind import Shape
from datapact.history.kinds.members import digest, text

PARTNER_DISTRUSTED_SHAPE = Shape(
    name="partner_distrusted",
    stream="internal",
    members={"organisation": digest, "reason": text},
)
