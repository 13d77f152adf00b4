"""Tab goes through a window in the order in which it is laid out, also where parts of it were built later.

Qt keeps the order in which widgets were made. Views here build pages and forms anew all the time, so the window asks
the layouts instead, at the moment of the key press.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLayout,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QTabWidget,
    QWidget,
)

_WHOLE = (QComboBox, QAbstractSpinBox, QAbstractItemView, QAbstractButton)
"""Widgets whose inner parts take the focus through them."""


def go_on(parts: Sequence[QWidget], forward: bool) -> bool:
    """Move the focus to the next or previous widget in the layouts of a window's parts, round at its ends."""
    order = [stop for part in parts for stop in tab_stops(part)]
    if not order:
        return False
    focus: QObject | None = QApplication.focusWidget()
    while focus is not None and focus not in order:
        focus = focus.parent()
    if focus is None:
        target = order[0] if forward else order[-1]
    else:
        target = order[(order.index(focus) + (1 if forward else -1)) % len(order)]  # type: ignore[arg-type]
    target.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
    return True


def tab_stops(widget: QWidget) -> Iterator[QWidget]:
    """The widgets below ``widget`` that Tab stops at, in the order of the layouts."""
    for part in _parts(widget):
        if not part.isVisible() or not part.isEnabled() or part.isWindow():
            continue
        if part.focusPolicy() & Qt.FocusPolicy.TabFocus and part.focusProxy() is None:
            yield part
        if not isinstance(part, _WHOLE):
            yield from tab_stops(part)


def _parts(widget: QWidget) -> Iterator[QWidget]:
    """The direct parts of a widget, first those of its layout, then those that were placed by hand."""
    seen: list[QWidget] = []
    match widget:
        case QTabWidget() if widget.currentWidget() is not None:
            seen = [widget.tabBar(), widget.currentWidget()]
        case QStackedWidget() if widget.currentWidget() is not None:
            seen = [widget.currentWidget()]
        case QSplitter():
            seen = [widget.widget(index) for index in range(widget.count())]
        case QScrollArea() if widget.widget() is not None:
            seen = [widget.widget()]
        case _ if widget.layout() is not None:
            seen = list(_laid_out(widget.layout()))
    yield from seen
    if isinstance(widget, QTabWidget | QStackedWidget | QSplitter | QScrollArea):
        return
    rest = [child for child in widget.children() if isinstance(child, QWidget) and child not in seen]
    yield from sorted(rest, key=lambda child: (child.y(), child.x()))


def _laid_out(layout: QLayout) -> Iterator[QWidget]:
    for index in range(layout.count()):
        item = layout.itemAt(index)
        if item is None:
            continue
        inner, widget = item.layout(), item.widget()
        if widget is not None:
            yield widget
        elif inner is not None:
            yield from _laid_out(inner)
