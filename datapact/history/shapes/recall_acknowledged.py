"""The shape of recall_acknowledged."""

from __future__ import annotations

from datapact.history.kinds.kind import Shape
from datapact.history.kinds.members import digest, line, moment, name, one_of, optional, party, text

DONE = ("erased", "returned", "restricted", "stopped", "kept")
"""What can have been done with the data. ``kept``: it stays, for a reason that the note gives (Art. 17(3) GDPR)."""


OUTCOMES = ("received", *DONE)


RECALL_ACKNOWLEDGED_SHAPE = Shape(
    name="recall_acknowledged",
    stream="internal",
    members={
        "key": name,
        "recipient": party,
        "outcome": one_of(*OUTCOMES),
        "at": moment,
        "channel": one_of("bundle", "evidence"),
        "entry": optional(digest),
        "evidence": optional(digest),
        "person": line,
        "note": text,
    },
)
