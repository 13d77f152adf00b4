"""The table of the agenda: one row an obligation under the names of the groups."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QAbstractItemView, QWidget

from datapact.obligations.agenda.page import AgendaPage
from datapact.obligations.due.obligation import Obligation
from datapact_ui.kit.tables.rows_table import RowsTable
from datapact_ui.kit.theme.measures import characters, icon_size, line_height
from datapact_ui.obligations.due.agenda_model import OBLIGATION, AgendaModel, Row


class AgendaTable(RowsTable[Row]):
    """The table of obligations and other days.

    ``obligation_chosen`` emits the obligation of the current row, or None; ``opened`` emits only obligations.
    """

    obligation_chosen = Signal(object)

    def __init__(self, name: str, words: str, parent: QWidget | None = None, *, of_one: bool = False) -> None:
        self.agenda = AgendaModel(of_one=of_one)
        super().__init__(name, words, (), parent, model=self.agenda)
        self.agenda.setParent(self)
        self.setAlternatingRowColors(False)
        self.setIconSize(icon_size())
        header = self.horizontalHeader()
        header.setSectionsClickable(False)
        header.setSortIndicatorShown(False)
        self.selectionModel().currentRowChanged.connect(lambda now, _before: self._emit_chosen(now.row()))

    def sizeHint(self) -> QSize:
        return QSize(characters(90), round(line_height() * 16))

    def show_page(self, page: AgendaPage, wanted: str = "") -> None:
        """Show a page; current is ``wanted`` (a key), else the same obligation as before, else the first."""
        current = wanted or self.current_key_of_obligation()
        top = self.verticalScrollBar().value()
        had_row = self.currentIndex().row()
        self.clearSpans()
        self.agenda.show_page(page)
        for row in self.agenda.group_rows():
            self.setSpan(row, 0, 1, self.agenda.columnCount())
        row = self.agenda.row_of(current) if current else -1
        if row < 0 and had_row > 0:
            row = had_row if self.agenda.obligation(had_row) is not None else -1
        if row < 0:
            row = self.agenda.first_row()
        if row < 0:
            self.obligation_chosen.emit(None)
            return
        self.selectRow(row)
        self.verticalScrollBar().setValue(top)
        self.scrollTo(self.agenda.index(row, OBLIGATION))
        self._emit_chosen(row)

    def go_to(self, row: int) -> None:
        """Make a row the current one and show it at the top."""
        if row >= 0:
            self.selectRow(row)
            self.scrollTo(self.agenda.index(row, OBLIGATION), QAbstractItemView.ScrollHint.PositionAtTop)

    def go_to_end(self, *, first: bool) -> None:
        self.go_to(self.agenda.first_row() if first else self.agenda.rowCount() - 1)

    def current_obligation(self) -> Obligation | None:
        """The obligation of the current row."""
        return self.agenda.obligation(self.currentIndex().row())

    def current_key_of_obligation(self) -> str:
        """The key of the current obligation, or empty."""
        obligation = self.current_obligation()
        return obligation.key if obligation is not None else ""

    def _emit_chosen(self, row: int) -> None:
        obligation = self.agenda.obligation(row)
        if obligation is not None or row < 0:
            self.obligation_chosen.emit(obligation)

    def _open(self, place: int) -> None:
        if self.agenda.obligation(place) is not None:
            super()._open(place)
