"""The table of the agenda: one row a duty under the names of the groups; columns give way where there is no room."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from datapact.obligations.agenda.page import AgendaPage
from datapact.obligations.due.obligation import Duty
from datapact_ui.kit.theme.measures import characters, figures, icon_size, line_height, space
from datapact_ui.kit.widgets.state_badge import paint_badge
from datapact_ui.obligations.duties.agenda_model import AGREEMENT, BADGE_ROLE, DUE, DUTY, OWNER, STATE, AgendaModel

type Index = QModelIndex | QPersistentModelIndex

_WIDTHS = {DUE: 18, AGREEMENT: 30, OWNER: 18, STATE: 21}
_SHORTEST_DUTY = 34
_GIVING_WAY = (OWNER, AGREEMENT)


class StateDelegate(QStyledItemDelegate):
    """Paints the state as icon and word."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        badge = index.data(BADGE_ROLE)
        if badge is None:
            super().paint(painter, option, index)
            return
        options = QStyleOptionViewItem(option)
        self.initStyleOption(options, index)
        options.text = ""
        QApplication.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, options, painter, options.widget)
        name, words, tone = badge
        box = QRectF(options.rect).adjusted(space(1), 0, -space(1), 0)
        paint_badge(painter, box, name, words, tone, QApplication.palette())


class AgendaTable(QTableView):
    """``chosen`` gives the duty of the current row, or None; ``entered`` is Enter or a double click on one."""

    chosen = Signal(object)
    entered = Signal(object)

    def __init__(self, name: str, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.agenda = AgendaModel(self)
        self.setModel(self.agenda)
        self.setObjectName(name)
        self.setAccessibleName(words)
        self.setFont(figures(self.font()))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setIconSize(icon_size())
        self.setItemDelegateForColumn(STATE, StateDelegate(self))
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(round(line_height() * 1.8))
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(DUTY, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(characters(6))
        for column, width in _WIDTHS.items():
            self.setColumnWidth(column, characters(width))
        self.selectionModel().currentRowChanged.connect(lambda now, _before: self._tell(now.row()))
        self.doubleClicked.connect(lambda index: self._enter(index.row()))

    def sizeHint(self) -> QSize:
        return QSize(characters(90), round(line_height() * 16))

    def show_page(self, page: AgendaPage, wanted: str = "") -> None:
        """Show a page; the same duty stays the current one, ``wanted`` (a key) before it, else the first."""
        current = wanted or self.current_key()
        top = self.verticalScrollBar().value()
        had_row = self.currentIndex().row()
        self.clearSpans()
        self.agenda.show_page(page)
        for row in self.agenda.group_rows():
            self.setSpan(row, 0, 1, self.agenda.columnCount())
        row = self.agenda.row_of(current) if current else -1
        if row < 0 and had_row > 0:
            row = had_row if self.agenda.duty(had_row) is not None else -1
        if row < 0:
            row = self.agenda.first_row()
        if row < 0:
            self.chosen.emit(None)
            return
        self.selectRow(row)
        self.verticalScrollBar().setValue(top)
        self.scrollTo(self.agenda.index(row, DUTY))
        self._tell(row)

    def go_to(self, row: int) -> None:
        """Make a row the current one and show it at the top."""
        if row >= 0:
            self.selectRow(row)
            self.scrollTo(self.agenda.index(row, DUTY), QAbstractItemView.ScrollHint.PositionAtTop)

    def current_duty(self) -> Duty | None:
        """The duty of the current row."""
        return self.agenda.duty(self.currentIndex().row())

    def current_key(self) -> str:
        """Its key, or nothing."""
        duty = self.current_duty()
        return duty.key if duty is not None else ""

    def _tell(self, row: int) -> None:
        duty = self.agenda.duty(row)
        if duty is not None or row < 0:
            self.chosen.emit(duty)

    def _enter(self, row: int) -> None:
        duty = self.agenda.duty(row)
        if duty is not None:
            self.entered.emit(duty)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self._enter(self.currentIndex().row())
            return
        if event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End) and not event.modifiers():
            self.go_to(self.agenda.first_row() if event.key() == Qt.Key.Key_Home else self.agenda.rowCount() - 1)
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        needed = characters(_SHORTEST_DUTY + sum(_WIDTHS.values()))
        for column in _GIVING_WAY:
            hidden = needed > self.viewport().width()
            if hidden:
                needed -= characters(_WIDTHS[column])
            if self.isColumnHidden(column) != hidden:
                self.setColumnHidden(column, hidden)
