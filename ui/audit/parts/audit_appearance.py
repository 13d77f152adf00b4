"""Icon, word and tone of an audit's state and of the marks that an auditor sets."""

from __future__ import annotations

from collections.abc import Mapping

from datapact.audit.engagements.engagements import EngagementLine
from datapact.audit.engagements.page import MARK_WORDS, STATES
from datapact.base.texts import Message
from datapact_ui.kit.tables.rows_model import Badge
from datapact_ui.kit.theme.colours import Tone

_STATES: Mapping[str, tuple[str, Tone]] = {
    "running": ("play", "good"),
    "coming": ("time", "info"),
    "over": ("expired", "warn"),
    "closed": ("archive", "neutral"),
}
MARKS: Mapping[str, tuple[str, Tone]] = {
    "none": ("comment", "neutral"),
    "seen": ("eye", "neutral"),
    "in_order": ("check", "good"),
    "question": ("help", "warn"),
    "finding": ("error", "bad"),
}


def state_badge(line: EngagementLine) -> Badge:
    """Icon, word and tone of an audit's state."""
    picture, tone = _STATES[line.state]
    return picture, str(Message(STATES[line.state])), tone


def mark_badge(mark: str) -> Badge:
    """Icon, word and tone of an auditor's mark."""
    picture, tone = MARKS.get(mark, ("comment", "neutral"))
    return picture, mark_words(mark), tone


def mark_words(mark: str) -> str:
    """The word for a mark."""
    return str(Message(MARK_WORDS[mark])) if mark in MARK_WORDS else mark
