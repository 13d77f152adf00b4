"""The shape of signed."""

from __future__ import annotations

from datapact.history.kinds.kind import Shape
from datapact.history.kinds.members import digest, name

SIGNED_SHAPE = Shape(
    name="signed",
    stream="shared",
    members={
        "slot": name,
        "person": name,
        "capacity": name,
        "revision_from": digest,
        "revision_to": digest,
    },
    essential=frozenset({"slot", "revision_from", "revision_to"}),
)
