"""The shape of exported."""

from __future__ import annotations

from datapact.history.kinds.kind import Shape
from datapact.history.kinds.members import digest, line

EXPORTED_SHAPE = Shape(
    name="exported",
    stream="internal",
    members={"what": line, "digest": digest},
)
