"""The shape of note."""

from __future__ import annotations

from datapact.history.kinds.kind import Shape
from datapact.history.kinds.members import text

NOTE_SHAPE = Shape(
    name="note",
    stream="internal",
    members={"text": text},
)
