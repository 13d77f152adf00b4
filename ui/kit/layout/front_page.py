"""Stacks and tabs that need room only for the page in front: pages behind do not enlarge the window.

Qt takes the largest of all pages, so that one wide room would keep every other from a small screen with large text.
"""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QTabWidget, QWidget

_OWN_POLICY = "policy in front"
_BESIDE_PICTURE = 4
"""Pixels between the picture of a tab and its words."""


class FrontStack(QStackedWidget):
    """A stack as small as its page in front."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.currentChanged.connect(lambda _index: self._front_changed())

    def addWidget(self, page: QWidget) -> int:
        place = super().addWidget(page)
        self._front_changed()
        return place

    def _front_changed(self) -> None:
        """Ignore hidden pages, because the layout computes the height for a width from the minimum of every page."""
        for place in range(self.count()):
            page = self.widget(place)
            if page is None:
                continue
            own = page.property(_OWN_POLICY)
            if place == self.currentIndex():
                if own is not None:
                    page.setSizePolicy(own)
                    page.setProperty(_OWN_POLICY, None)
            elif own is None:
                page.setProperty(_OWN_POLICY, page.sizePolicy())
                page.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        front = self.currentWidget()
        return super().minimumSizeHint() if front is None else _least(front)


class FrontTabs(QTabWidget):
    """Tabs as small as the one in front. Where the bar is too long the pictures go, and only then it scrolls."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.currentChanged.connect(lambda _index: self.updateGeometry())
        self._pictures = QSize()
        """Size of the pictures while they are left out; empty while they are shown."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_pictures()

    def tabInserted(self, index: int) -> None:
        super().tabInserted(index)
        self._fit_pictures()

    def setTabText(self, index: int, text: str) -> None:
        super().setTabText(index, text)
        self._fit_pictures()

    def setTabVisible(self, index: int, visible: bool) -> None:
        super().setTabVisible(index, visible)
        self._fit_pictures()

    def _fit_pictures(self) -> None:
        """Leave the pictures out where all words have room without them alone."""
        shown = sum(self.isTabVisible(place) for place in range(self.count()))
        bar = self.tabBar()
        size = self._pictures if not self._pictures.isEmpty() else self.iconSize()
        with_them = sum(bar.tabRect(place).width() for place in range(self.count()) if self.isTabVisible(place))
        if not self._pictures.isEmpty():
            with_them += shown * (size.width() + _BESIDE_PICTURE)
        long = self.isVisible() and with_them > self.width()
        if long == self._pictures.isEmpty():
            self._pictures = size if long else QSize()
            self.setIconSize(QSize(0, 0) if long else size)

    def minimumSizeHint(self) -> QSize:
        front = self.currentWidget()
        if front is None:
            return super().minimumSizeHint()
        bar, page = self.tabBar().minimumSizeHint(), _least(front)
        around = (
            0 if self.documentMode() else 2 * self.style().pixelMetric(self.style().PixelMetric.PM_DefaultFrameWidth)
        )
        return QSize(max(bar.width(), page.width() + around), bar.height() + page.height() + around)

    def heightForWidth(self, width: int) -> int:
        """The least height at this width, so that lists shrink before the room around scrolls as well: Qt takes the usual
        height of the page, and so there would be two bars beside each other."""
        front = self.currentWidget()
        layout = None if front is None else front.layout()
        if layout is None or not layout.hasHeightForWidth():
            return super().heightForWidth(width)
        return self.tabBar().minimumSizeHint().height() + layout.minimumHeightForWidth(width)


def _least(page: QWidget) -> QSize:
    """The minimum size of a page, as layouts compute it."""
    return page.minimumSizeHint().expandedTo(page.minimumSize()).boundedTo(page.maximumSize())
