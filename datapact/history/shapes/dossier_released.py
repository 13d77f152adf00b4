"""The shape of dossier_released."""

from __future__ import annotations

from datapact.history.kinds.kind import Shape
from datapact.history.kinds.members import digest, line, listed, name

DOSSIER_RELEASED_SHAPE = Shape(
    name="dossier_released",
    stream="internal",
    members={
        "key": name,
        "agreement": line,
        "title": line,
        "digest": digest,  # of the dossier's PDF
        "recipient": line,  # for whom; empty where nobody said
        "withheld": listed(name),  # names, terms, clauses
    },
)
