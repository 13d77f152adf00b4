"""The least height of a page for its wrapped words: Qt does not compute that across splitters and tabs."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractScrollArea, QSplitter, QStackedWidget, QStyle, QTabWidget, QWidget


def beyond_splitters(page: QWidget) -> int:
    """The height that columns of a page's splitters need for their words beyond the splitters' own hint."""
    splitters = [one for one in page.findChildren(QSplitter) if one.isVisible() and not _is_inside_another(one, page)]
    return sum(max(0, _least(one) - one.minimumSizeHint().height()) for one in splitters)


def _is_inside_another(splitter: QSplitter, page: QWidget) -> bool:
    around = splitter.parentWidget()
    while around is not None and around is not page:
        if isinstance(around, QSplitter):
            return True
        around = around.parentWidget()
    return False


def _least(widget: QWidget) -> int:
    """The least height of a widget at its width, less a possible scroll bar."""
    asked = max(widget.minimumSizeHint().height(), widget.minimumHeight())
    if isinstance(widget, QSplitter):
        parts = map(widget.widget, range(widget.count()))
        shown = [one for one in parts if one is not None and one.isVisible()]
        if widget.orientation() is Qt.Orientation.Horizontal:
            return max(map(_least, shown), default=0)
        above = sum(
            max(_least(one), one.height()) + widget.handleWidth() for one in shown[:-1]
        )  # they keep their height
        return above + sum(map(_least, shown[-1:]))
    if isinstance(widget, QTabWidget | QStackedWidget):
        front = widget.currentWidget()
        bar = widget.tabBar().minimumSizeHint().height() if isinstance(widget, QTabWidget) else 0
        return asked if front is None else max(asked, bar + _least(front))
    layout = widget.layout()
    if layout is None or isinstance(widget, QAbstractScrollArea) or not layout.hasHeightForWidth():
        return asked
    width = widget.width() - widget.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
    return min(max(asked, layout.minimumHeightForWidth(max(1, width))), widget.maximumHeight())
