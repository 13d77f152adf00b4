"""Passages with comments in the text, a dashed line under internal ones, a full line under shared ones; misspelt words."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QColor, QTextCharFormat, QTextLayout

from datapact_ui.kit.theme.colours import Colours


@dataclass(frozen=True, slots=True)
class Commented:
    """A passage of one text."""

    start: int
    """In characters from 0."""
    length: int
    """In characters."""
    internal: bool
    """Whether only this house has the comment."""


def commented_look(one: Commented, colours: Colours) -> QTextLayout.FormatRange:
    """The mark of the passage."""
    mark = QTextLayout.FormatRange()
    mark.start, mark.length = one.start, one.length
    tone = colours.tone("warn" if one.internal else "info")
    style = QTextCharFormat.UnderlineStyle
    mark.format.setUnderlineStyle(style.DashUnderline if one.internal else style.SingleUnderline)
    mark.format.setUnderlineColor(QColor(tone.ink))
    mark.format.setBackground(QColor(tone.soft))
    return mark


def misspelt_format(colours: Colours) -> QTextCharFormat:
    """A red wavy line under a misspelt word."""
    look = QTextCharFormat()
    look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
    look.setUnderlineColor(QColor(colours.tone("bad").ink))
    return look


def misspelt_look(start: int, length: int, colours: Colours) -> QTextLayout.FormatRange:
    """The same where rows are painted."""
    mark = QTextLayout.FormatRange()
    mark.start, mark.length, mark.format = start, length, misspelt_format(colours)
    return mark
