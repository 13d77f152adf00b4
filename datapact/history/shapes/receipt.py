"""The shape of receipt."""

from __future__ import annotations

from datapact.history.kinds.kind import Shape
from datapact.history.kinds.members import digest, listed, optional

RECEIPT_SHAPE = Shape(
    name="receipt",
    stream="shared",
    members={"seen": listed(digest), "commitment": optional(digest)},
    essential=frozenset({"seen"}),
)
