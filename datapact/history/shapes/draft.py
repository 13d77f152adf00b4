"""The shape of draft."""

from __future__ import annotations

from datapact.history.kinds.agreement_state import conceals_in_draft
from datapact.history.kinds.kind import Shape
from datapact.history.kinds.members import anything, text

DRAFT_SHAPE = Shape(
    name="draft",
    stream="internal",
    members={"state": anything, "note": text},
    conceals=conceals_in_draft,
)
