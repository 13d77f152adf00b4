"""The shape of ended_elsewhere."""

from __future__ import annotations

from datapact.history.kinds.kind import Shape
from datapact.history.kinds.members import day, files, one_of, optional, text

GROUNDS = ("ordinary", "cause", "agreed", "other")


ENDED_ELSEWHERE_SHAPE = Shape(
    name="ended_elsewhere",
    stream="internal",
    members={"end": optional(day), "ground": one_of(*GROUNDS), "reason": text, "files": files},
    essential=frozenset({"end", "ground"}),
)
