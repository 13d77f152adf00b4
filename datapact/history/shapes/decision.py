"""The shape of decision."""

from __future__ import annotations

from datapact.history.kinds.kind import Shape
from datapact.history.kinds.members import anything, digest, line, listed, moment, name, number, one_of, optional

VERDICTS = ("permit", "partial", "deny", "incomplete")


DECISION_SHAPE = Shape(
    name="decision",
    stream="internal",
    members={
        "key": name,
        "agreement": line,
        "dataset": name,
        "partner": name,
        "purpose": name,
        "action": name,
        "place": line,
        "at": moment,
        "known_at": moment,
        "verdict": one_of(*VERDICTS),
        "n": number,
        "m": number,
        "reasons": listed(anything),
        "evidence": line,
        "valid_until": optional(moment),
        "rule_set": name,
        "inputs": digest,  # of the attachment with everything that the answer was made of
        "subjects": digest,  # salted, over those who may go out
    },
)
