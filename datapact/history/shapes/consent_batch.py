"""The shape of consent_batch."""

from __future__ import annotations

from datapact.history.kinds.kind import Shape
from datapact.history.kinds.members import anything, digest, line, name, number, optional

CONSENT_BATCH_SHAPE = Shape(
    name="consent_batch",
    stream="internal",
    members={
        "key": name,
        "count": number,
        "root": digest,
        "source": line,
        "file": optional(digest),
        "mapping": anything,
    },
)
