"""Stacks and tabs that need room for the page in front only: what a page behind asks for makes no window larger.

Qt takes the largest of all pages, so that one wide room would keep every other from a small screen with large text.
"""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QStackedWidget, QTabWidget, QWidget


class FrontStack(QStackedWidget):
    """A stack as small as its page in front."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.currentChanged.connect(lambda _index: self.updateGeometry())

    def minimumSizeHint(self) -> QSize:
        front = self.currentWidget()
        return super().minimumSizeHint() if front is None else _least(front)


class FrontTabs(QTabWidget):
    """Tabs as small as the one in front; the bar scrolls where it is too long."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.currentChanged.connect(lambda _index: self.updateGeometry())

    def minimumSizeHint(self) -> QSize:
        front = self.currentWidget()
        if front is None:
            return super().minimumSizeHint()
        bar, page = self.tabBar().minimumSizeHint(), _least(front)
        around = (
            0 if self.documentMode() else 2 * self.style().pixelMetric(self.style().PixelMetric.PM_DefaultFrameWidth)
        )
        return QSize(max(bar.width(), page.width() + around), bar.height() + page.height() + around)


def _least(page: QWidget) -> QSize:
    """What a page cannot do without, as layouts reckon it."""
    return page.minimumSizeHint().expandedTo(page.minimumSize()).boundedTo(page.maximumSize())
