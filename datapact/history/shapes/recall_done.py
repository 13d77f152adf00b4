"""The shape of recall_done."""

from __future__ import annotations

from datapact.history.kinds.kind import Shape
from datapact.history.kinds.members import digest, line, moment, name, one_of, optional, text
from datapact.history.shapes.recall_acknowledged import DONE

RECALL_DONE_SHAPE = Shape(
    name="recall_done",
    stream="internal",
    members={
        "key": name,
        "sender": optional(digest),
        "dataset": name,
        "purpose": name,
        "outcome": one_of(*DONE),
        "at": moment,
        "through": optional(moment),
        "evidence": optional(digest),
        "person": line,
        "note": text,
    },
)
