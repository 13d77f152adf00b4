"""The shape of recall."""

from __future__ import annotations

from datapact.history.kinds.kind import Shape
from datapact.history.kinds.members import digest, line, listed, name, number, one_of, optional, party, text

ASKS = ("erase", "erase_or_return", "restrict", "stop")
"""What a recipient is asked to do with the data of the people named; every one of them includes to stop using it."""


RECALL_SHAPE = Shape(
    name="recall",
    stream="internal",
    members={
        "key": name,
        "agreement": line,
        "dataset": name,
        "recipient": party,
        "purpose": name,
        "ask": one_of(*ASKS),
        "channel": one_of("bundle", "letter"),
        "due": line,
        "deliveries": listed(digest),
        "count": number,
        "root": digest,
        "letter": optional(digest),
        "note": text,
    },
)
