"""The tables of the matrix: painted cells, no widget in any of them; Enter or a click opens the decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen, QResizeEvent
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
from datapact.consent.matrix.filters import ORDERS
from datapact.consent.matrix.matrix import Cell
from datapact.consent.matrix.question_form import QuestionForm, question_form_of
from datapact_ui.consent.decision.matrix_model import TEXTS_ROLE, GridModel, ListModel
from datapact_ui.consent.parts.cell_words import CellTexts
from datapact_ui.kit.tables.rows_model import Index
from datapact_ui.kit.tables.rows_table import RowsTable
from datapact_ui.kit.theme.colours import Colours, colours_of
from datapact_ui.kit.theme.icons import paint_icon
from datapact_ui.kit.theme.measures import characters, figures, line_height, space, type_font
from datapact_ui.kit.widgets.state_badge import paint_badge

if TYPE_CHECKING:
    from datapact_ui.kit.context.app_context import AppContext

_SORT = "consent.sort"
_LINES = 5.1
"""Height of a row of the grid in lines of text."""


class CellDelegate(QStyledItemDelegate):
    """Outcome as icon and word, counts, last day, agreement and notice, and pending recalls."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        colours = colours_of(QApplication.palette())
        texts = index.data(TEXTS_ROLE)
        box = QRectF(option.rect)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(option.rect, QColor(colours.surface if texts is not None else colours.window))
        if texts is not None:
            _paint_cell(painter, box.adjusted(space(2), space(1.5), -space(2), -space(1)), texts, colours)
        else:
            painter.setPen(QColor(colours.quiet))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "–")
        painter.setPen(QColor(colours.line))
        painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())
        painter.drawLine(option.rect.topRight(), option.rect.bottomRight())
        if selected:
            painter.setPen(QPen(QColor(colours.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(1.5, 1.5, -2.5, -2.5), space(0.7), space(0.7))
        painter.restore()

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(characters(30), round(line_height() * _LINES))


def _paint_cell(painter: QPainter, box: QRectF, texts: CellTexts, colours: Colours) -> None:
    line = line_height()
    paint_badge(
        painter, QRectF(box.left(), box.top(), box.width(), line * 1.35), texts.icon, texts.word, texts.tone,
        QApplication.palette(),
    )  # fmt: skip
    top = box.top() + line * 1.45
    body = figures(type_font("body"))
    first = " · ".join(part for part in (texts.people, texts.until) if part)
    for text, font, ink in (
        (first, body, colours.ink),
        (texts.small_words, figures(type_font("small")), colours.quiet),
    ):
        painter.setFont(font)
        painter.setPen(QColor(ink))
        _paint_line(painter, QRectF(box.left(), top, box.width(), line), text)
        top += line
    remark = " · ".join(one for one in (texts.breach, texts.late, texts.pending) if one)
    if remark:
        urgent = texts.overdue or texts.breach or texts.late
        ink = colours.bad.ink if urgent else colours.warn.ink
        side = line * 0.9
        paint_icon(painter, "warning" if urgent else "time", QRectF(box.left(), top, side, side), ink)
        painter.setFont(type_font("small"))
        painter.setPen(QColor(ink))
        _paint_line(painter, QRectF(box.left() + side + space(1), top, box.width() - side - space(1), line), remark)


def _paint_line(painter: QPainter, box: QRectF, text: str) -> None:
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(box.width()))
    painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)


class DatasetHeader(QHeaderView):
    """The rows' names: the dataset at its first row and at the top of the visible part, with the purpose below it."""

    def __init__(self, model: GridModel, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._grid_model = model
        self.setObjectName("matrix-rows")
        self.setAccessibleName(_("Datasets and purposes"))
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setDefaultSectionSize(round(line_height() * _LINES))
        self.setFixedWidth(characters(30))

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N803 - Qt's name
        rows = self._grid_model.grid.rows
        if logicalIndex >= len(rows):
            return
        row = rows[logicalIndex]
        colours = colours_of(QApplication.palette())
        painter.save()
        painter.fillRect(rect, QColor(colours.raised))
        painter.setPen(QColor(colours.edge if row.first and logicalIndex else colours.line))
        if row.first and logicalIndex:
            painter.drawLine(rect.topLeft(), rect.topRight())
        painter.setPen(QColor(colours.line))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.drawLine(rect.topRight(), rect.bottomRight())
        box = QRectF(rect).adjusted(space(3), space(2), -space(2), -space(1))
        line = line_height()
        top = box.top()
        if row.first or self.logicalIndexAt(0) == logicalIndex:
            painter.setFont(type_font("strong"))
            painter.setPen(QColor(colours.ink))
            _paint_line(painter, QRectF(box.left(), box.top(), box.width(), line), str(row.dataset_name))
            top += line * 1.1
        painter.setFont(type_font("body"))
        painter.setPen(QColor(colours.quiet))
        words = QRectF(box.left(), top, box.width(), line * 2.2)
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        painter.drawText(words, flags, str(row.purpose_name))
        painter.restore()


class MatrixTable(QTableView):
    """Datasets and purposes down, partners across; Enter or a click opens a place."""

    opened = Signal(object)
    """The Asked of a place."""
    current_changed = Signal()

    def __init__(self, model: GridModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid_model = model
        self.setObjectName("matrix")
        self.setAccessibleName(_("Datasets and purposes by partner"))
        self.setFont(figures(self.font()))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalHeader(DatasetHeader(model, self))
        self.setItemDelegate(CellDelegate(self))
        header = self.horizontalHeader()
        header.setObjectName("matrix-columns")
        header.setAccessibleName(_("Partners"))
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setMinimumSectionSize(characters(14))
        header.setMinimumHeight(round(line_height() * 1.8))
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setModel(model)
        # at each painting a header queries whether every row is selected, which ours does not need
        for one in (header, self.verticalHeader()):
            one.setSelectionModel(QItemSelectionModel(model, one))
            one.setHighlightSections(False)
        self.selectionModel().currentChanged.connect(lambda *_: self.current_changed.emit())
        self.clicked.connect(self._open)
        model.modelReset.connect(self._fit)

    def asked(self) -> QuestionForm | None:
        """The question of the current cell."""
        return self._question_at(self.currentIndex()) if self.currentIndex().isValid() else None

    def go_to(self, asked: QuestionForm | None) -> None:
        """Make the cell of a question the current one; the first one where it is not shown."""
        cells = self._grid_model.grid.cells
        place = next((one for one, cell in cells.items() if _is_of(cell, asked)), next(iter(sorted(cells)), None))
        if place is not None:
            index = self._grid_model.index(*place)
            self.setCurrentIndex(index)
            if asked is not None:
                self.scrollTo(index)

    def _open(self, index: QModelIndex) -> None:
        asked = self._question_at(index) if index.isValid() else None
        if asked is not None:
            self.opened.emit(asked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex())
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.verticalHeader().setFixedWidth(min(characters(30), round(self.width() * 0.3)))
        self._fit()

    def _fit(self) -> None:
        """Fit the columns: few partners share the width; many get their usual width."""
        count = len(self._grid_model.grid.columns)
        usual = characters(33)
        room = self.viewport().width() // count if count else usual
        size = max(usual, min(room, round(usual * 1.4)))  # the whole day by which it ends can be read
        if self.horizontalHeader().defaultSectionSize() != size:
            self.horizontalHeader().setDefaultSectionSize(size)

    def _question_at(self, index: Index) -> QuestionForm | None:
        grid = self._grid_model.grid
        if index.row() >= len(grid.rows) or index.column() >= len(grid.columns):
            return None
        cell = grid.cells.get((index.row(), index.column()))
        if cell is not None:
            return question_form_of(cell)
        row = grid.rows[index.row()]
        return QuestionForm(row.dataset, grid.columns[index.column()][0], row.purpose)


class DecisionsList(RowsTable[Cell]):
    """One row a cell, sorted by a click on a heading; Enter or a click opens one."""

    def __init__(self, context: AppContext, model: ListModel, parent: QWidget | None = None) -> None:
        super().__init__("answers", _("Answers as a list"), (), parent, model=model)
        self._context = context
        self.horizontalHeader().setAccessibleName(_("Columns"))
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.clicked.connect(lambda index: self._open(index.row()))
        self.show_order(self.order())
        self.order_wanted.connect(lambda order: context.remember(_SORT, order))

    def order(self) -> str:
        """The order of the list, which is remembered."""
        order = self._context.recall(_SORT, "dataset")
        return order if isinstance(order, str) and order.removeprefix("-") in ORDERS else "dataset"

    def asked(self) -> QuestionForm | None:
        """The question of the current row."""
        cell = self.lines.row(self.currentIndex().row())
        return None if cell is None else question_form_of(cell)

    def go_to(self, asked: QuestionForm | None) -> None:
        """Make the cell of a question the current one; the first one where it is not shown."""
        cells = self.lines.lines()
        if cells:
            place = next((row for row, cell in enumerate(cells) if _is_of(cell, asked)), 0)
            index = self.lines.index(place, max(0, self.currentIndex().column()))
            self.setCurrentIndex(index)
            if asked is not None:
                self.scrollTo(index)


def _is_of(cell: Cell, asked: QuestionForm | None) -> bool:
    if asked is None:
        return False
    there = (cell.dataset, cell.partner) == (asked.dataset, asked.partner)
    return there and (cell.agreed == asked.agreed if asked.agreed else cell.purpose == asked.purpose)
