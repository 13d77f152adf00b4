"""A sentence of warning with its sign before it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from datapact_ui.kit.theme.colours import Tone, colours_of
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import icon_size, space
from datapact_ui.kit.widgets.cards import Words

_SIGNS: dict[Tone, str] = {"warn": "warning", "bad": "error", "good": "check", "info": "info", "neutral": "info"}


class WarningLine(QWidget):
    """A warning or a hint: words with an icon, which follows from the tone."""

    def __init__(self, words: str, tone: Tone = "warn", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(space(2))
        sign = QLabel(self)
        colour = colours_of(QApplication.palette()).tone(tone).ink
        sign.setPixmap(icon(_SIGNS[tone], colour).pixmap(icon_size(1.1)))
        line.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        self.words = Words(words, parent=self)
        line.addWidget(self.words, 1)

    def add_button(self, button: QWidget) -> None:
        """Put a button behind the words: what can be done about it."""
        layout = self.layout()
        assert layout is not None
        layout.addWidget(button)


def refused_page(title: str, reason: str, parent: QWidget) -> QWidget:
    """The page of a dialog that says why a file is not taken, in place of what would stand there."""
    page = QWidget(parent)
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(Words(title, "title", page))
    line = WarningLine(reason, "bad", page)
    line.words.setObjectName("read-error")
    column.addWidget(line)
    column.addStretch(1)
    return page
