"""The shape of approval."""

from __future__ import annotations

from datapact.history.kinds.kind import Shape
from datapact.history.kinds.members import digest, text

APPROVAL_SHAPE = Shape(
    name="approval",
    stream="internal",
    members={"state_digest": digest, "note": text},
)
