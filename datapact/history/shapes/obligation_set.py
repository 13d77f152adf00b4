"""The shape of obligation_set."""

from __future__ import annotations

from datapact.history.kinds.kind import Shape
from datapact.history.kinds.members import day, line, name, number, one_of, optional, text, truth

OWN_KINDS = ("own", "certificate", "guarantee", "training", "review", "sub_processor", "transfer_assessment", "")
"""What a duty added by hand is about; empty where the record is about a derived duty."""


OBLIGATION_SET_SHAPE = Shape(
    name="obligation_set",
    stream="internal",
    members={
        "key": name,
        "agreement": line,
        "about": one_of(*OWN_KINDS),
        "title": line,
        "due": optional(day),
        "every_months": number,
        "owner": line,
        "note": text,
        "open": truth,
    },
)
