"""A page that scrolls only vertically, and is never squeezed: wrapped text gets the height that its width requires.

A plain QScrollArea gives its page the height of a size hint, which knows no width, and cuts wrapped labels off.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QFrame, QScrollArea

from datapact_ui.kit.theme.by_name import set_by_name
from datapact_ui.kit.theme.measures import space

if TYPE_CHECKING:
    from PySide6.QtCore import QObject
    from PySide6.QtGui import QResizeEvent
    from PySide6.QtWidgets import QLayout, QWidget


class ScrollPage(QScrollArea):
    """Holds one page that has a layout."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._vertical = ""
        set_by_name(self, focusPolicy="NoFocus", horizontalScrollBarPolicy="ScrollBarAlwaysOff")

    def set_page(self, page: QWidget) -> None:
        """Show this page."""
        put_page(self, page)
        page.installEventFilter(self)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Fit the page again when its layout has changed; lay it out again where it got another size meanwhile."""
        page, kind = self.widget(), event.type()
        if kind == QEvent.Type.LayoutRequest and watched is page:
            self._fit()
        taken = super().eventFilter(watched, event)  # which gives the page its size
        if kind == QEvent.Type.Resize and page is not None and watched is page:
            _lay_out(page)
        return taken

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        page = self.widget()
        layout = page.layout() if page is not None else None
        if page is None or layout is None:
            return
        width = min(self._settle_bar(layout), page.maximumWidth())
        page.setMinimumWidth(min(layout.minimumSize().width(), width))
        page.setMinimumHeight(layout.totalHeightForWidth(width) if layout.hasHeightForWidth() else 0)

    def _settle_bar(self, layout: QLayout) -> int:
        """The width that is there. Where all fits without a bar there is none: one that is there would be its own reason."""
        whole = self.maximumViewportSize()
        fits = layout.hasHeightForWidth() and layout.totalHeightForWidth(whole.width()) <= whole.height()
        policy = "ScrollBarAlwaysOff" if fits else "ScrollBarAsNeeded"
        if self._vertical != policy:
            self._vertical = policy
            set_by_name(self, verticalScrollBarPolicy=policy)
        bar = self.verticalScrollBar()
        shown = not fits and bar.maximum() > bar.minimum()
        return whole.width() - (bar.sizeHint().width() if shown else 0)  # viewport() makes PySide load every widget


def _lay_out(page: QWidget) -> None:
    """Give the layout of a page the room that the page has.

    Qt lays it out in the size that an event tells. A page that gets another one while it hears of that, and is not shown
    yet, hears of no other: its parts would stay where the older size had put them, out of reach of the bar.
    """
    layout = page.layout()
    if layout is not None and layout.geometry() != page.contentsRect():
        layout.setGeometry(page.contentsRect())


def put_page(area: QScrollArea, page: QWidget) -> None:
    """Show this page; the one before goes when control is back in the event loop.

    ``QScrollArea.setWidget`` deletes it at once, also while a click on one of its own parts asks for the next page.
    """
    before = area.takeWidget()
    area.setWidget(page)
    if before is not None:
        before.hide()
        before.setParent(area)  # else it would go with its last name in Python
        before.deleteLater()


def scrolling(page: QWidget, name: str, accessible: str, *, inset: int = 0) -> QScrollArea:
    """A page that scrolls when it is too long; ``inset`` pixels keep it from a frame around it."""
    area = QScrollArea(page.parentWidget())
    area.setObjectName(name)
    area.setAccessibleName(accessible)
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    area.setWidgetResizable(True)
    set_by_name(area, horizontalScrollBarPolicy="ScrollBarAlwaysOff")
    layout = page.layout()
    if layout is not None:  # gap between the page's content and its scroll bar
        layout.setContentsMargins(inset, inset, max(inset, space(2)), inset)
    put_page(area, page)
    return area
