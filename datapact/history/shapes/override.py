"""The shape of override."""

from __future__ import annotations

from datapact.history.kinds.kind import Shape
from datapact.history.kinds.members import digest, line, name, text

OVERRIDE_SHAPE = Shape(
    name="override",
    stream="internal",
    members={"finding": name, "place": line, "reason": text, "state_digest": digest},
)
