"""Obligations in the grid of a month: a cell a day, below it the list of the chosen day."""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Mapping
from datetime import date, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QListWidget,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from datapact.base.day_words import long_day, month_name, weekday_names
from datapact.base.texts import _, counted, current_language
from datapact.obligations.agenda.page import AgendaPage
from datapact.obligations.due.obligation import Obligation
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import characters, icon_size, line_height, space
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.list_lines import add_line
from datapact_ui.obligations.due.obligation_appearance import obligations_words, state_appearance

_EPOCH = date(1970, 1, 1)
"""Shown before a page is."""
_WEEKS = 6
_LINES_OF_THE_DAY = 4


class MonthView(QWidget):
    """Arrow keys go from day to day, Page Up and Page Down from month to month; Return goes to the list of the day.

    ``obligation_chosen`` emits the obligation chosen in that list, or None; ``opened`` that one was opened.
    """

    obligation_chosen = Signal(object)
    opened = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("month-view")
        self._by_day: Mapping[date, list[Obligation]] = {}
        self._today = self.day = _EPOCH
        self._lines = 3
        self.heading = Words("", "heading", self)
        self.heading.setObjectName("month-heading")
        row = QHBoxLayout()
        row.setSpacing(space(2))
        row.addWidget(self.heading, 1)
        for name, words, picture, action in (
            ("month-before", _("The month before"), "back", lambda: self.move_months(-1)),
            ("month-today", _("Today"), "", lambda: self.go_to(self._today)),
            ("month-after", _("The month after"), "forward", lambda: self.move_months(1)),
        ):
            button = QPushButton("" if picture else words, self)
            button.setObjectName(name)
            if picture:
                button.setIcon(icon(picture))
                button.setIconSize(icon_size())
                button.setToolTip(words)
                button.setAccessibleName(words)
            button.clicked.connect(action)
            row.addWidget(button)
        self._filtered = False
        self.list = QListWidget(self)
        self.grid = _Grid(self)
        self.grid.months_wanted.connect(self.move_months)
        self.grid.left.connect(self.move_days)
        self.grid.currentCellChanged.connect(lambda *_cell: self._on_cell())
        self.grid.activated.connect(lambda _index: self.list.setFocus())
        self.list.setObjectName("month-day")
        self.list.setIconSize(icon_size())
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFixedHeight(round(line_height() * 1.6 * _LINES_OF_THE_DAY))
        self.list.currentRowChanged.connect(lambda _row: self._emit_chosen())
        self.list.itemActivated.connect(lambda _item: self.opened.emit())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(2))
        column.addLayout(row)
        column.addWidget(self.grid, 1)
        column.addWidget(self.list)

    def show_page(self, page: AgendaPage, *, filtered: bool = False, within: tuple[date, date] | None = None) -> None:
        """Show the obligations of a page, of which filters leave some out where ``filtered``; the chosen day stays, save where
        it lies outside ``within``, the first and last day that the filters show.
        """
        if self.day == _EPOCH:
            self.day = page.today
        self._filtered = filtered
        if within is not None and not within[0] <= self.day <= within[1]:
            self.day = within[0]
        self._today = page.today
        found: dict[date, list[Obligation]] = {}
        for one in page.obligations:
            found.setdefault(one.due, []).append(one)
        self._by_day = found
        self.go_to(self.day)

    def go_to(self, day: date) -> None:
        """Choose a day and show its month."""
        self.day = day
        self.heading.setText(month_name(day, current_language()))
        first = self._first()
        self.grid.blockSignals(True)
        for place in range(7 * _WEEKS):
            self.grid.setItem(place // 7, place % 7, self._cell(first, place))
        away = (day - first).days
        self.grid.setCurrentCell(away // 7, away % 7)
        self.grid.blockSignals(False)
        self._list_day()

    def move_months(self, months: int) -> None:
        """The same day of a month before or after, or the last of it."""
        number = self.day.year * 12 + self.day.month - 1 + months
        year, month = number // 12, number % 12 + 1
        if date.min.year < year < date.max.year:
            last = max(day for day in Calendar().itermonthdays(year, month))
            self.go_to(date(year, month, min(self.day.day, last)))

    def move_days(self, days: int) -> None:
        """A day before or after, in another month too."""
        if date.min.year + 1 < self.day.year < date.max.year - 1:
            self.go_to(self.day + timedelta(days=days))

    # ---- inside ----

    def _first(self) -> date:
        """The Monday with which the grid begins."""
        first = self.day.replace(day=1)
        return first - timedelta(days=first.weekday())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A cell says what it has lines for: the first duty and how many more, or their number; the list says which."""
        super().resizeEvent(event)
        lines = 1 if self.grid.columnWidth(0) < characters(12) else int(self.grid.rowHeight(0) / line_height() - 0.2)
        lines = min(3, max(1, lines))
        if lines != self._lines:
            self._lines = lines
            self.go_to(self.day)

    def _cell(self, first: date, place: int) -> QTableWidgetItem:
        day = first + timedelta(days=place)
        found = self._by_day.get(day, [])
        titles = [str(one.title) for one in found]
        shown = titles[:1]
        if len(titles) > 1 and self._lines > 2:
            shown = [titles[0], str(counted("and {n} more", "and {n} more", len(titles) - 1))]
        elif len(titles) > 1:
            shown = [str(obligations_words(len(titles)))]
        brief = f"{day.day}  ({len(titles)})" if titles else str(day.day)
        item = QTableWidgetItem(brief if self._lines == 1 else "\n".join([str(day.day), *shown]))
        item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
        item.setTextAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        if any(one.overdue for one in found):
            item.setIcon(icon("warning"))
        font = self.font()
        font.setBold(day == self._today)
        item.setFont(font)
        if day.month != self.day.month:
            item.setForeground(self.palette().placeholderText())
        said = long_day(day, current_language())
        if day == self._today:
            said += f", {_('today')}"
        if found:
            said += f": {obligations_words(len(found))}. {'; '.join(titles)}"
        item.setData(Qt.ItemDataRole.AccessibleTextRole, said)
        item.setToolTip("\n".join(titles))
        return item

    def _on_cell(self) -> None:
        row, column = self.grid.currentRow(), self.grid.currentColumn()
        if row < 0:
            return
        day = self._first() + timedelta(days=row * 7 + column)
        if day.month == self.day.month:
            self.day = day
            self._list_day()
        else:
            self.go_to(day)

    def _list_day(self) -> None:
        words = long_day(self.day, current_language())
        found = self._by_day.get(self.day, [])
        self.list.setAccessibleName(_("Duties on {day}", day=words))
        self.list.blockSignals(True)
        self.list.clear()
        for one in found:
            picture, state, _tone = state_appearance(one, self._today)
            text = "  ".join(part for part in (str(one.title), one.number, one.agreement_title) if part)
            item = add_line(self.list, text, icon(picture))
            item.setToolTip(text)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{text}, {state}")
        if found:
            self.list.setCurrentRow(0)
        else:
            said = _("Nothing is due on {day}.", day=words)
            if self._filtered:  # never say more than is known: the page was read with filters
                said = _("The filters show nothing that is due on {day}; something else may be.", day=words)
            nothing = add_line(self.list, said)
            nothing.setFlags(Qt.ItemFlag.NoItemFlags)
        self.list.blockSignals(False)
        self._emit_chosen()

    def _emit_chosen(self) -> None:
        found, row = self._by_day.get(self.day, []), self.list.currentRow()
        self.obligation_chosen.emit(found[row] if 0 <= row < len(found) else None)


class _Grid(QTableWidget):
    """The days. ``left``: an arrow key goes beyond the grid, by so many days."""

    months_wanted = Signal(int)
    left = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(_WEEKS, 7, parent)
        self.setObjectName("month-grid")
        self.setAccessibleName(_("Days of the month"))
        self.setHorizontalHeaderLabels(weekday_names(current_language()))
        self.verticalHeader().hide()
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setSectionsClickable(False)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        least = round(line_height() * 1.4)
        self.verticalHeader().setMinimumSectionSize(least)
        self.setMinimumHeight(least * (_WEEKS + 1) + space(2))
        self.setIconSize(icon_size())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        months = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}.get(Qt.Key(event.key()))
        if months is not None:
            self.months_wanted.emit(months)
            return
        days = {
            Qt.Key.Key_Up: -7 if self.currentRow() == 0 else 0,
            Qt.Key.Key_Down: 7 if self.currentRow() == _WEEKS - 1 else 0,
            Qt.Key.Key_Left: -1 if self.currentColumn() == 0 else 0,
            Qt.Key.Key_Right: 1 if self.currentColumn() == 6 else 0,
        }.get(Qt.Key(event.key()), 0)
        if days:
            self.left.emit(days)
            return
        super().keyPressEvent(event)
