"""Tab order by layout: Tab goes through a window in the order of its layouts, also where parts were built later.

Qt keeps the order in which widgets were made. Views here often build pages and forms anew, so the window reads the
layouts instead, at the key press.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

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

from datapact_ui.kit.layout.layout_items import items_of

_WHOLE = (QComboBox, QAbstractSpinBox, QAbstractItemView, QAbstractButton)
"""Widgets whose inner parts take the focus through them."""


def go_on(parts: Sequence[QWidget], forward: bool) -> bool:
    """Move the focus to the next or previous widget in the layouts of a window's parts, round at its ends."""
    focus = QApplication.focusWidget()
    target = neighbour(parts, focus, forward) if focus is not None else None
    target = target or _neighbour_of_all(parts, focus, forward)
    if target is None:
        return False
    target.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
    _bring_into_sight(target)
    return True


def _neighbour_of_all(parts: Sequence[QWidget], inside: QObject | None, forward: bool) -> QWidget | None:
    """The stop after or before the one that a widget is, or is a part of, by reading every layout."""
    order = [stop for part in parts for stop in tab_stops(part)]
    if not order:
        return None
    while inside is not None and inside not in order:
        inside = inside.parent()
    if inside is None:
        return order[0] if forward else order[-1]
    return order[(order.index(inside) + (1 if forward else -1)) % len(order)]


def neighbour(parts: Sequence[QWidget], stop: QWidget, forward: bool) -> QWidget | None:
    """The stop after or before a stop, by reading the layouts between the two; None where it is no stop in these parts.

    The layouts of a whole form are long to read: at each press of Tab one would wait for them.
    """
    if not _is_open(stop) or not _is_stop(stop) or (ways := _ways(parts, stop)) is None:
        return None
    return next(_stops_after(parts, stop, ways) if forward else _stops_before(parts, ways), None)


@dataclass(frozen=True)
class _Way:
    """A step from a widget to what is around it."""

    around: QWidget | None
    """None where it is one of the window's parts."""
    before: list[QWidget]
    """The parts of what is around, before the widget, in the order of the layouts."""
    after: list[QWidget]


def _ways(parts: Sequence[QWidget], stop: QWidget) -> list[_Way] | None:
    """The steps from a widget up to one of the window's parts; None where no layout leads to it."""
    ways = []
    while stop not in parts:
        around = _around(stop)
        while around is not None and stop not in (found := list(_parts(around))):
            around = None if around.isWindow() else around.parentWidget()
        if around is None or (around not in parts and (not _is_open(around) or isinstance(around, _WHOLE))):
            return None
        place = found.index(stop)
        ways.append(_Way(around, found[:place], found[place + 1 :]))
        stop = around
    place = parts.index(stop)
    return [*ways, _Way(None, list(parts[:place]), list(parts[place + 1 :]))]


def _around(part: QWidget) -> QWidget | None:
    """What a widget is in; of a page of tabs or of a scrolled page those, and not what they have around it."""
    around = part.parentWidget()
    outside = around.parentWidget() if around is not None else None
    return outside if isinstance(outside, QTabWidget | QScrollArea) and part in _parts(outside) else around


def _stops_after(parts: Sequence[QWidget], stop: QWidget, ways: Sequence[_Way]) -> Iterator[QWidget]:
    """The stops from behind a stop to the end, and from the beginning."""
    if not isinstance(stop, _WHOLE):
        yield from tab_stops(stop)
    for way in ways:
        for part in way.after:
            yield from tab_stops(part) if way.around is None else _stops_at(part)
    for part in parts:
        yield from tab_stops(part)


def _stops_before(parts: Sequence[QWidget], ways: Sequence[_Way]) -> Iterator[QWidget]:
    """The stops from before a stop to the beginning, and from the end."""
    for way in ways:
        for part in reversed(way.before):
            yield from reversed(list(tab_stops(part) if way.around is None else _stops_at(part)))
        if way.around is not None and way.around not in parts and _is_stop(way.around):
            yield way.around
    for part in reversed(parts):
        yield from reversed(list(tab_stops(part)))


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
        yield from _stops_at(part)


def _stops_at(part: QWidget) -> Iterator[QWidget]:
    """A widget, if Tab stops at it, and those below it."""
    if not _is_open(part):
        return
    if _is_stop(part):
        yield part
    if not isinstance(part, _WHOLE):
        yield from tab_stops(part)


def _is_open(part: QWidget) -> bool:
    return part.isVisible() and part.isEnabled() and not part.isWindow()


def _is_stop(part: QWidget) -> bool:
    """Whether Tab stops at a widget that is open to it."""
    takes = bool(part.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return takes and part.focusProxy() is None and not _by_arrows(part)


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
    seen = {part: None for part in found if part is not None}  # in this order, and quick to ask
    yield from seen
    if isinstance(widget, QTabWidget | QStackedWidget | QSplitter | QScrollArea):
        return
    rest = [child for child in widget.children() if isinstance(child, QWidget) and child not in seen]
    yield from sorted(rest, key=lambda child: (child.y(), child.x()))


def _laid_out(layout: QLayout) -> Iterator[QWidget]:
    for item in items_of(layout):
        inner, widget = item.layout(), item.widget()
        if widget is not None:
            yield widget
        elif inner is not None:
            yield from _laid_out(inner)
