"""The shape of vouched."""

from __future__ import annotations

from datapact.history.kinds.kind import Shape
from datapact.history.kinds.members import digest, listed, name, number

VOUCHED_SHAPE = Shape(
    name="vouched",
    stream="public",
    members={"id": name, "kids": listed(digest, least=1), "count": number, "root": digest},
)
