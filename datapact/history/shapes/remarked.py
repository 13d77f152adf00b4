"""The shape of remarked."""

from __future__ import annotations

from datapact.history.kinds.kind import Shape
from datapact.history.kinds.members import anything, line, name, one_of, text

MARKS = ("seen", "in_order", "question", "finding", "none")


REMARKED_SHAPE = Shape(
    name="remarked",
    stream="internal",
    members={
        "key": name,
        "what": one_of("remark", "sample", "access"),
        "engagement": line,  # key of the engagement
        "agreement": line,  # history id where it is about one, else empty
        "about": line,  # entry, agreement, register, sample item: what the mark is on
        "mark": one_of(*MARKS),
        "text": text,
        "data": anything,  # of a sample: population, seed, method, items; of accesses: what and when
    },
)
