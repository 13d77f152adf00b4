"""Tab order by layout: Tab goes through a window in the order of its layouts, also where parts were built later.

Qt keeps the order in which widgets were made. Views here often build pages and forms anew, so the window reads the
layouts instead, at the key press.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import cast

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QFormLayout,
    QGridLayout,
    QLayout,
    QLayoutItem,
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
        target = order[(order.index(focus) + (1 if forward else -1)) % len(order)]
    target.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
    _bring_into_sight(target)
    return True


def _bring_into_sight(target: QWidget) -> None:
    """Scroll every page around a widget to make it visible: Qt does that only for its own Tab order."""
    around = target.parentWidget()
    while around is not None and not around.isWindow():  # a dialog's own pages, not those below it
        if isinstance(around, QScrollArea):
            around.ensureWidgetVisible(target)
        around = around.parentWidget()


def tab_stops(widget: QWidget) -> Iterator[QWidget]:
    """The widgets below ``widget`` that Tab stops at, in the order of the layouts."""
    for part in _parts(widget):
        if not part.isVisible() or not part.isEnabled() or part.isWindow():
            continue
        if part.focusPolicy() & Qt.FocusPolicy.TabFocus and part.focusProxy() is None and not _by_arrows(part):
            yield part
        if not isinstance(part, _WHOLE):
            yield from tab_stops(part)


def _by_arrows(part: QWidget) -> bool:
    """Whether Tab skips a button of an exclusive group: it stops at the checked one, arrow keys lead to the others."""
    group = part.group() if isinstance(part, QAbstractButton) else None
    if group is None or not group.exclusive() or part.hasFocus():
        return False
    return group.checkedButton() not in (None, part)


def _parts(widget: QWidget) -> Iterator[QWidget]:
    """The direct parts of a widget, first those of its layout, then those that were placed by hand."""
    found: list[QWidget | None] = []
    match widget:
        case QTabWidget():
            found = [widget.tabBar(), widget.currentWidget()]
        case QStackedWidget():
            found = [widget.currentWidget()]
        case QSplitter():
            found = [widget.widget(index) for index in range(widget.count())]
        case QScrollArea():
            found = [widget.widget()]
        case _:
            layout = widget.layout()
            found = list(_laid_out(layout)) if layout is not None else []
    seen = [part for part in found if part is not None]
    yield from seen
    if isinstance(widget, QTabWidget | QStackedWidget | QSplitter | QScrollArea):
        return
    rest = [child for child in widget.children() if isinstance(child, QWidget) and child not in seen]
    yield from sorted(rest, key=lambda child: (child.y(), child.x()))


def _laid_out(layout: QLayout) -> Iterator[QWidget]:
    for item in _items(layout):
        inner, widget = item.layout(), item.widget()
        if widget is not None:
            yield widget
        elif inner is not None:
            yield from _laid_out(inner)


def _items(layout: QLayout) -> list[QLayoutItem]:
    """The items of a layout in visible order; grids and forms number them by insertion."""
    if isinstance(layout, QFormLayout):
        roles = QFormLayout.ItemRole
        places = [(row, role) for row in range(layout.rowCount()) for role in (roles.LabelRole, roles.FieldRole)]
        return [item for row, role in places if (item := layout.itemAt(row, role)) is not None]
    numbers = list(range(layout.count()))
    if isinstance(layout, QGridLayout):
        numbers.sort(key=lambda number: cast("tuple[int, int, int, int]", layout.getItemPosition(number)))
    return [item for number in numbers if (item := layout.itemAt(number)) is not None]
