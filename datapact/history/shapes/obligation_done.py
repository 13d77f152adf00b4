"""The shape of obligation_done."""

from __future__ import annotations

from datapact.history.kinds.kind import Shape
from datapact.history.kinds.members import day, digest, line, name, optional, text

OBLIGATION_DONE_SHAPE = Shape(
    name="obligation_done",
    stream="internal",
    members={
        "key": name,
        "agreement": line,
        "title": line,
        "due": optional(day),
        "on": day,
        "by": line,
        "evidence": optional(digest),
        "reference": text,
        "scope": text,
        "method": text,
        "signatory": line,
    },
)
