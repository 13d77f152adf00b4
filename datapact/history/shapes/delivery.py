"""The shape of delivery."""

from __future__ import annotations

from datapact.history.kinds.kind import Shape
from datapact.history.kinds.members import digest, line, moment, name, number, optional, party, text

DELIVERY_SHAPE = Shape(
    name="delivery",
    stream="internal",
    members={
        "key": name,
        "agreement": line,
        "dataset": name,
        "version": line,
        "recipient": party,
        "purpose": name,
        "basis": line,
        "at": moment,
        "decision": optional(digest),
        "reason": text,
        "count": number,
        "root": digest,
        "overridden": number,
        "override_reason": text,
        "note": text,
    },
)
