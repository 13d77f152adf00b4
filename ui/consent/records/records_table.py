"""The table of consents: one row is chosen, its person is shown beside; Tab leaves the table."""

from __future__ import annotations

from array import array
from collections.abc import Mapping

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, QRectF, Qt, Signal
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

from datapact.base.texts import _
from datapact.consent.views.browse import ORDERS, ListedRecord, Order
from datapact_ui.consent.records.records_model import BADGE_ROLE, COLUMNS, GIVING_WAY, RecordsModel
from datapact_ui.kit.theme.measures import characters, figures, line_height, space
from datapact_ui.kit.widgets.state_badge import paint_badge

_NARROWEST, _WIDEST = 0.7, 1.6


class _Delegate(QStyledItemDelegate):
    """States as icon and word; the current row without Fusion's mark of the cell, which lies over the text."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        badge = index.data(BADGE_ROLE)
        if badge is None:
            if option.state & QStyle.StateFlag.State_Selected:
                option.state &= ~QStyle.StateFlag.State_HasFocus
            super().paint(painter, option, index)
            return
        option.widget.style().drawPrimitive(
            QStyle.PrimitiveElement.PE_PanelItemViewItem, option, painter, option.widget
        )
        box = QRectF(option.rect).adjusted(space(1), 0, -space(1), 0)
        picture, words, tone = badge
        paint_badge(painter, box, picture, words, tone, QApplication.palette())


class RecordsTable(QTableView):
    """Rows of consents; the headings of times order them."""

    current_changed = Signal()
    opened = Signal()
    order_wanted = Signal(str)

    def __init__(self, model: RecordsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._records = model
        self.setObjectName("records-table")
        self.setAccessibleName(_("Consents"))
        self.setModel(model)
        self.setFont(figures(self.font()))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setItemDelegate(_Delegate(self))
        self.verticalHeader().setVisible(False)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(round(line_height() * 1.75))
        header = self.horizontalHeader()
        header.setObjectName("records-header")
        header.setAccessibleName(_("Columns"))
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        header.setStretchLastSection(True)
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.sortIndicatorChanged.connect(self._on_sort)
        self._order: Order = "-recorded"
        # a header asks of every row whether it is selected, at each painting: ours need not know
        for one in (header, self.verticalHeader()):
            one.setSelectionModel(QItemSelectionModel(model, one))
        self.doubleClicked.connect(lambda _index: self.opened.emit())
        self.selectionModel().currentRowChanged.connect(lambda *_rows: self.current_changed.emit())

    # ---- rows ----

    def current(self) -> ListedRecord | None:
        """The record of the current row."""
        return self._records.row(self.currentIndex().row())

    def show_numbers(self, numbers: array[int], names: Mapping[str, str], *, to_top: bool = False) -> None:
        """Show these rows; the current one stays current, the same row stays at the top."""
        before = self._records.numbers()
        current = _at(before, self.currentIndex().row())
        top = _at(before, self.rowAt(0))
        self._records.set_numbers(numbers, names)
        place = _place(numbers, current)
        if place is None and numbers:
            place = 0
        if place is not None:
            self.selectRow(place)
        anchor = None if to_top else _place(numbers, top)
        if anchor is not None:
            self.scrollTo(self._records.index(anchor, 0), QAbstractItemView.ScrollHint.PositionAtTop)
        elif place == 0 or to_top:
            self.scrollToTop()
        if place is None:
            self.current_changed.emit()

    # ---- order ----

    def show_order(self, order: Order) -> None:
        """Mark the heading that the list is ordered by."""
        self._order = order
        header = self.horizontalHeader()
        down = Qt.SortOrder.DescendingOrder if order.startswith("-") else Qt.SortOrder.AscendingOrder
        place = next(place for place, column in enumerate(COLUMNS) if column.order == order.lstrip("-"))
        header.blockSignals(True)
        header.setSortIndicator(place, down)
        header.blockSignals(False)

    def _on_sort(self, place: int, way: Qt.SortOrder) -> None:
        name = COLUMNS[place].order if 0 <= place < len(COLUMNS) else ""
        wanted = ("-" if way == Qt.SortOrder.DescendingOrder else "") + name
        order = next((known for known in ORDERS if known == wanted), None)
        self.show_order(order or self._order)
        if order is not None:
            self.order_wanted.emit(order)

    # ---- room ----

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Flexible columns share the room; where it is too little, the least needed ones are hidden."""
        room = self.viewport().width()
        shown = list(range(len(COLUMNS)))

        def least() -> float:
            return sum(characters(COLUMNS[one].width) * (_NARROWEST if COLUMNS[one].flexible else 1) for one in shown)

        for place in GIVING_WAY:
            if least() <= room:
                break
            shown.remove(place)
        fixed = sum(characters(COLUMNS[one].width) for one in shown if not COLUMNS[one].flexible)
        flexible = sum(characters(COLUMNS[one].width) for one in shown if COLUMNS[one].flexible)
        factor = min(_WIDEST, max(_NARROWEST, (room - fixed) / flexible))
        for place, column in enumerate(COLUMNS):
            self.setColumnHidden(place, place not in shown)
            width = characters(column.width)
            self.setColumnWidth(place, int(width * factor) if column.flexible else width)

    # ---- keys ----

    def keyPressEvent(self, event: QKeyEvent) -> None:
        rows = len(self._records.numbers())
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit()
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End) and not event.modifiers() and rows:
            self.selectRow(0 if event.key() == Qt.Key.Key_Home else rows - 1)
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Qt would ask ``data`` of every row; the line above the table looks for pseudonyms."""


def _at(numbers: array[int], place: int) -> int | None:
    return numbers[place] if 0 <= place < len(numbers) else None


def _place(numbers: array[int], number: int | None) -> int | None:
    if number is None:
        return None
    try:
        return numbers.index(number)
    except ValueError:
        return None
