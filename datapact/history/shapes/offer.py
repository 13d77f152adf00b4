"""The shape of offer."""

from __future__ import annotations

from datapact.history.kinds.agreement_state import conceals
from datapact.history.kinds.kind import Shape
from datapact.history.kinds.members import anything, digest, listed, text

MOST_PARTIES = 25


OFFER_SHAPE = Shape(
    name="offer",
    stream="shared",
    members={"parties": listed(digest, least=2, most=MOST_PARTIES), "state": anything, "note": text},
    conceals=conceals,
    essential=frozenset({"parties"}),
)
