"""The shape of key_revocation."""

from __future__ import annotations

from datapact.history.kinds.kind import Shape
from datapact.history.kinds.members import digest, text

KEY_REVOCATION_SHAPE = Shape(
    name="revocation",
    stream="shared",
    members={"kid": digest, "reason": text},
    essential=frozenset({"kid"}),
)
