"""The shape of authorisation."""

from __future__ import annotations

from datapact.history.kinds.kind import Shape
from datapact.history.kinds.members import day, line, name, one_of, optional, text, truth

SORTS = ("user_contract", "user_request", "holder_permission")


AUTHORISATION_SHAPE = Shape(
    name="authorisation",
    stream="internal",
    members={
        "key": name,
        "sort": one_of(*SORTS),
        "dataset": name,
        "partner": line,  # a party reference; empty: whoever
        "purpose": line,  # empty: whatever the document allows, as its reader found
        "granted_by": name,
        "reference": name,  # where contract, request or permission is kept
        "valid_from": day,
        "valid_to": optional(day),
        "revocable": line,  # how it may be revoked, as agreed
        "revoked": optional(day),
        "no_sharing_on": truth,  # recipients are bound not to share on (Art. 4(14) Data Act)
        "note": text,
    },
)
