"""The shape of recall_received."""

from __future__ import annotations

from datapact.history.kinds.kind import Shape
from datapact.history.kinds.members import digest, line, name, number, one_of, text
from datapact.history.shapes.recall import ASKS

RECALL_RECEIVED_SHAPE = Shape(
    name="recall_received",
    stream="internal",
    members={
        "key": name,
        "agreement": line,
        "sender": digest,
        "dataset": name,
        "purpose": name,
        "ask": one_of(*ASKS),
        "due": line,
        "count": number,
        "root": digest,
        "message": digest,
        "entry": digest,
        "note": text,
    },
)
