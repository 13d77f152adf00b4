"""The shape of engagement."""

from __future__ import annotations

from datapact.history.kinds.kind import Shape
from datapact.history.kinds.members import day, digest, line, listed, name, optional, text, truth

ENGAGEMENT_SHAPE = Shape(
    name="engagement",
    stream="internal",
    members={
        "key": name,
        "title": name,
        "scope": text,
        "agreements": listed(name),  # history ids; none: all of them
        "member": line,  # id of a member with the role auditor; empty for an auditor outside
        "organisation": optional(digest),  # of an auditor outside, by its card
        "auditor": line,  # name of the auditor or the firm
        "from": day,
        "until": day,
        "closed": truth,
    },
)
