"""Words in one line, cut at the end or in the middle where there is no room; the tool tip has the whole text."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from datapact_ui.kit.theme.measures import TypeSize, characters, type_font


class OneLine(QLabel):
    """A line without a minimum width; below ``least`` characters of room it is empty rather than a few letters."""

    def __init__(
        self,
        parent: QWidget | None = None,
        size: TypeSize = "body",
        least: int = 0,
        cut: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
    ) -> None:
        super().__init__(parent)
        self._words = ""
        self._cut = cut
        self._least = least
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(type_font(size))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def words(self) -> str:
        """The whole."""
        return self._words

    def set_words(self, words: str) -> None:
        """Show other words."""
        self._words = words
        self.setToolTip(words)
        self.setAccessibleName(words)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        readable = self.width() >= characters(self._least)
        words = self.fontMetrics().elidedText(self._words, self._cut, self.width())
        self.setText(words if readable else "")
