"""The shape of partner_trusted."""

from __future__ import annotations

from datapact.history.kinds.kind import Shape
from datapact.history.kinds.members import digest, name, text

PARTNER_TRUSTED_SHAPE = Shape(
    name="partner_trusted",
    stream="internal",
    members={"organisation": digest, "fingerprint": name, "how": text},
)
