"""The shape of breach_step."""

from __future__ import annotations

from datapact.history.kinds.kind import Shape
from datapact.history.kinds.members import digest, line, moment, name, one_of, optional, text

BREACH_STEP_SHAPE = Shape(
    name="breach_step",
    stream="internal",
    members={
        "key": name,
        "breach": name,
        "step": name,
        "title": line,
        "state": one_of("done", "not_needed"),
        "at": moment,
        "by": line,
        "evidence": optional(digest),
        "reference": text,
        "reason": text,
    },
)
