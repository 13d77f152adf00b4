"""The shape of erased."""

from __future__ import annotations

from datapact.history.kinds.kind import Shape
from datapact.history.kinds.members import digest, line, listed, name, number, text

ERASED_SHAPE = Shape(
    name="erased",
    stream="internal",
    members={
        "key": name,
        "rule": name,  # "request", or the type of records whose rule of retention was carried out
        "months": number,
        "reason": text,
        "dataset": line,
        "events": number,
        "deliveries": number,
        "recalls": number,
        "records": number,
        "files": number,
        "kept": number,  # lines that stay until recipients have answered (Art. 17(3)(b), 19 GDPR)
        "sealed_by": listed(digest),  # entries whose rows were emptied; at most as many as a list holds
        "backups_until": line,
    },
)
