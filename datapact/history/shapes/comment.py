"""The shape of comment."""

from __future__ import annotations

from datapact.history.kinds.kind import Shape
from datapact.history.kinds.members import line, text

COMMENT_SHAPE = Shape(
    name="comment",
    stream="shared",
    members={"text": text, "about": line},
)
