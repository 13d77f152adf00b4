"""The shape of contract_notice."""

from __future__ import annotations

from datapact.history.kinds.kind import Shape
from datapact.history.kinds.members import day, one_of, optional, text

NOTICE_SUBJECTS = ("sub_processors", "measures", "contacts", "other")


CONTRACT_NOTICE_SHAPE = Shape(
    name="notice",
    stream="shared",
    members={
        "about": one_of(*NOTICE_SUBJECTS),
        "text": text,
        "day": day,
        "effective": day,
        "objection_until": optional(day),
    },
    essential=frozenset({"about", "day", "effective", "objection_until"}),
)
