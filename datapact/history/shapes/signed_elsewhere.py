"""The shape of signed_elsewhere."""

from __future__ import annotations

from datapact.history.disclosure import Path
from datapact.history.kinds.agreement_state import conceals_in_draft
from datapact.history.kinds.kind import Shape
from datapact.history.kinds.members import anything, day, files, line, listed, one_of, optional, text

EVIDENCE = ("qualified_as_stated", "pdf_signature", "other_service", "paper_scan", "reference_only")
"""Classes of evidence, the strongest first; agreements/evidence.py has their words."""


MOST_SIGNATURES = 100


def _conceals(path: Path, value: object) -> bool:
    return conceals_in_draft(path, value) or (path[0] in ("files", "signatures") and len(path) == 2)


SIGNED_ELSEWHERE_SHAPE = Shape(
    name="signed_elsewhere",
    stream="internal",
    members={
        "state": anything,
        "evidence": one_of(*EVIDENCE),
        "signed_on": optional(day),
        "reference": line,
        "files": files,
        "signatures": listed(anything, most=MOST_SIGNATURES),
        "remarks": text,
    },
    conceals=_conceals,
    essential=frozenset({"evidence", "signed_on"}),
)
