"""The shape of member_revocation."""

from __future__ import annotations

from datapact.history.kinds.kind import Shape
from datapact.history.kinds.members import binary, digest, listed, name, text

MEMBER_REVOCATION_SHAPE = Shape(
    name="revocation",
    stream="public",
    members={"id": name, "kids": listed(digest, least=1), "reason": text, "crl": binary},
)
