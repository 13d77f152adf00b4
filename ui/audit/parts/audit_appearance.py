"""Icon, word and tone of an audit's state, of the marks that an auditor sets, and of the house's answers."""

from __future__ import annotations

from collections.abc import Mapping

from datapact.audit.engagements.engagements import EngagementLine
from datapact.audit.engagements.page import STATES, RemarkLine
from datapact.audit.formats.remark_words import MARK_WORDS, STAND_WORDS
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


_STANDS: Mapping[str, tuple[str, Tone]] = {
    "agreed": ("check", "info"),
    "mended": ("check", "good"),
    "disputed": ("help", "warn"),
}


def answer_words(line: RemarkLine) -> str:
    """How the house stands to a remark, by its newest answer; empty where it has not answered."""
    if not line.answers:
        return ""
    stands = line.answers[0].answer.stands
    return str(Message(STAND_WORDS[stands])) if stands in STAND_WORDS else stands


def answer_badge(line: RemarkLine) -> Badge | None:
    """Icon, word and tone of the newest answer of the house; None where it has not answered."""
    if not line.answers:
        return None
    picture, tone = _STANDS.get(line.answers[0].answer.stands, ("comment", "neutral"))
    return picture, answer_words(line), tone


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
