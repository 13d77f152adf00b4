"""The shape of counter."""

from __future__ import annotations

from datapact.history.kinds.agreement_state import conceals
from datapact.history.kinds.kind import Shape
from datapact.history.kinds.members import anything, digest, listed, text
from datapact.history.shapes.offer import MOST_PARTIES

COUNTER_SHAPE = Shape(
    name="counter",
    stream="shared",
    members={
        "parties": listed(digest, least=2, most=MOST_PARTIES),
        "state": anything,
        "answers": digest,
        "note": text,
    },
    conceals=conceals,
    essential=frozenset({"parties", "answers"}),
)
