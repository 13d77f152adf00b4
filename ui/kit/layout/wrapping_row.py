"""Words with something beside them, or below them where the line has no room for both."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QWidget

from datapact_ui.kit.theme.measures import characters, space

_WORDS = 26
"""Characters of room below which the words are no longer readable beside the other part."""


class WrappingRow(QWidget):
    """Words with something beside them, or below them where the line has no room for both.

    ``words`` take the remaining room, their least width at any rate; ``beside`` keeps its width.
    """

    def __init__(self, words: QWidget, widget: QWidget, parent: QWidget | None = None, gap: float = 6) -> None:
        super().__init__(parent)
        self._words, self._beside, self._gap = words, widget, gap
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(space(gap))
        self._line.addWidget(words, 1)
        self._line.addWidget(widget)

    def minimumSizeHint(self) -> QSize:
        words, beside = self._words.minimumSizeHint(), self._beside.minimumSizeHint()
        height = super().minimumSizeHint().height()
        return QSize(max(min(words.width(), characters(_WORDS)), beside.width()), height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        least = max(characters(_WORDS), self._words.minimumWidth())
        wide = self.width() >= least + self._beside.sizeHint().width() + space(self._gap)
        wanted = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        if self._line.direction() != wanted:
            self._line.setDirection(wanted)
            self._line.setSpacing(space(self._gap if wide else 1))
