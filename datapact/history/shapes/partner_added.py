"""The shape of partner_added."""

from __future__ import annotations

from datapact.history.kinds.kind import Shape
from datapact.history.kinds.members import digest, name, number

PARTNER_ADDED_SHAPE = Shape(
    name="partner_added",
    stream="internal",
    members={"organisation": digest, "name": name, "sequence": number},
)
