"""Words for an auditor's marks and for the house's answers to them: windows, tables and pages say the same."""

from __future__ import annotations

from collections.abc import Mapping

from datapact.base.texts import N_

MARK_WORDS: Mapping[str, str] = {
    "none": N_("no mark"),
    "seen": N_("seen"),
    "in_order": N_("in order"),
    "question": N_("question"),
    "finding": N_("finding"),
}
"""An auditor's marks."""
STAND_WORDS: Mapping[str, str] = {
    "agreed": N_("agreed: the house will act"),
    "mended": N_("mended"),
    "disputed": N_("seen otherwise"),
}
"""How the house stands to a remark."""
