"""A table of any number of lines, read only: texts are made when they are looked at, and states are icon and word."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from datapact_ui.kit.theme.colours import Tone
from datapact_ui.kit.theme.measures import characters, figures, line_height, space
from datapact_ui.kit.widgets.state_badge import paint_badge

type Index = QModelIndex | QPersistentModelIndex
type Badge = tuple[str, str, Tone]
"""Icon, words, tone."""

_NOWHERE = QModelIndex()
_BADGE = int(Qt.ItemDataRole.UserRole)
_MOST_KEPT = 4_000
_WIDEST, _NARROWEST = 1.8, 0.72


@dataclass(frozen=True, slots=True)
class LineColumn[T]:
    """``width`` is in characters; a ``flexible`` column gives way and takes what is left over.

    ``order`` is what lines are sorted by, their text where there is none. ``badge`` paints a state instead of text.
    """

    name: str
    """Tells columns apart when others are shown."""
    heading: str
    """In the current language."""
    width: int
    text: Callable[[T], str]
    """What the cell says; read aloud where there is a badge."""
    flexible: bool = False
    order: Callable[[T], Any] | None = None
    badge: Callable[[T], Badge | None] | None = None


class LinesModel[T](QAbstractTableModel):
    """Lines in the order of a column."""

    def __init__(self, columns: Sequence[LineColumn[T]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._columns = tuple(columns)
        self._given: Sequence[T] = ()
        self._lines: Sequence[T] = ()
        self._texts: OrderedDict[int, tuple[str, ...]] = OrderedDict()
        self._sorting: tuple[int, Qt.SortOrder] | None = None

    def columns(self) -> tuple[LineColumn[T], ...]:
        return self._columns

    def show(self, columns: Sequence[LineColumn[T]], lines: Sequence[T]) -> None:
        """Show other columns and lines."""
        self.beginResetModel()
        if [one.name for one in columns] != [one.name for one in self._columns]:
            self._sorting = None
        self._columns = tuple(columns)
        self._given = lines
        self._arrange()
        self.endResetModel()

    def _arrange(self) -> None:
        self._texts.clear()
        self._lines = self._given
        if self._sorting is None:
            return
        place, order = self._sorting
        column = self._columns[place]
        key = column.order or (lambda line: column.text(line).casefold())
        self._lines = sorted(self._given, key=key, reverse=order == Qt.SortOrder.DescendingOrder)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        if not 0 <= column < len(self._columns):
            return
        self.beginResetModel()
        self._sorting = column, order
        self._arrange()
        self.endResetModel()

    def line(self, row: int) -> T | None:
        """The line in a row."""
        return self._lines[row] if 0 <= row < len(self._lines) else None

    def lines(self) -> Sequence[T]:
        """All lines as they are shown."""
        return self._lines

    def _text(self, row: int, column: int) -> str:
        texts = self._texts.get(row)
        if texts is None:
            line = self._lines[row]
            texts = self._texts[row] = tuple(" ".join(one.text(line).split()) for one in self._columns)
            while len(self._texts) > _MOST_KEPT:
                self._texts.popitem(last=False)
        return texts[column]

    # ---- Qt ----

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        here = orientation == Qt.Orientation.Horizontal and 0 <= section < len(self._columns)
        told = role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole)
        return self._columns[section].heading if here and told else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.DisplayRole or role == Qt.ItemDataRole.ToolTipRole:
            return self._text(index.row(), index.column())
        if role == _BADGE:
            badge = self._columns[index.column()].badge
            return badge(self._lines[index.row()]) if badge is not None else None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            heading, text = self._columns[index.column()].heading, self._text(index.row(), index.column())
            return f"{heading}: {text}" if text else heading
        return None


class _BadgeDelegate(QStyledItemDelegate):
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        badge = index.data(_BADGE)
        if badge is None:
            if option.state & QStyle.StateFlag.State_Selected:  # Fusion lays its mark of the cell over the text
                option.state &= ~QStyle.StateFlag.State_HasFocus
            super().paint(painter, option, index)
            return
        option.widget.style().drawPrimitive(
            QStyle.PrimitiveElement.PE_PanelItemViewItem, option, painter, option.widget
        )
        box = QRectF(option.rect).adjusted(space(1), 0, -space(1), 0)
        picture, words, tone = badge
        paint_badge(painter, box, picture, words, tone, QApplication.palette())


class LinesTable[T](QTableView):
    """Whole rows are chosen; a double click or Return opens one; Tab leaves the table."""

    opened = Signal(object)
    """The line."""
    chosen = Signal()

    def __init__(
        self,
        name: str,
        words: str,
        columns: Sequence[LineColumn[T]],
        parent: QWidget | None = None,
        *,
        many: bool = False,
    ) -> None:
        super().__init__(parent)
        self.lines = LinesModel(columns, parent=self)
        self._keep: Callable[[T], object] = id
        self.setObjectName(name)
        self.setAccessibleName(words)
        self.setModel(self.lines)
        self.setFont(figures(self.font()))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        mode = QAbstractItemView.SelectionMode
        self.setSelectionMode(mode.ExtendedSelection if many else mode.SingleSelection)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setItemDelegate(_BadgeDelegate(self))
        self.verticalHeader().setVisible(False)
        self.verticalHeader().setDefaultSectionSize(round(line_height() * 1.75))
        header = self.horizontalHeader()
        header.setObjectName(f"{name}-header")
        header.setAccessibleName(words)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        header.setMinimumSectionSize(characters(5))
        header.setStretchLastSection(True)
        header.setSortIndicatorShown(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setSectionsClickable(True)
        header.sortIndicatorChanged.connect(self._sort)
        self.doubleClicked.connect(lambda index: self._open(index.row()))
        self.selectionModel().selectionChanged.connect(lambda *_changed: self.chosen.emit())

    def _sort(self, column: int, order: Qt.SortOrder) -> None:
        if column >= 0:
            self._holding(lambda: self.lines.sort(column, order))

    def show_lines(
        self,
        lines: Sequence[T],
        columns: Sequence[LineColumn[T]] | None = None,
        *,
        same: Callable[[T], object] | None = None,
    ) -> None:
        """Show these lines; the chosen one stays chosen where ``same`` gives it the same name."""
        if same is not None:
            self._keep = same
        before = self.lines.columns()
        wanted = tuple(columns) if columns is not None else before
        self._holding(lambda: self.lines.show(wanted, lines))
        if [one.name for one in wanted] != [one.name for one in before]:
            self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self._fit()
        self.chosen.emit()

    def _holding(self, change: Callable[[], None]) -> None:
        kept = {self._keep(line) for line in self.chosen_lines()}
        at = self.verticalScrollBar().value()
        change()
        for row, line in enumerate(self.lines.lines()) if kept else ():
            if self._keep(line) in kept:
                self.selectRow(row)
                break
        self.verticalScrollBar().setValue(at)

    def current(self) -> T | None:
        """The line that is chosen."""
        rows = self.selectionModel().selectedRows()
        return self.lines.line(rows[0].row()) if rows else None

    def chosen_lines(self) -> list[T]:
        """All lines that are chosen, from the top."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [line for row in rows if (line := self.lines.line(row)) is not None]

    def choose(self, wanted: Callable[[T], bool]) -> bool:
        """Choose the first line that is wanted; whether there is one."""
        for row, line in enumerate(self.lines.lines()):
            if wanted(line):
                self.selectRow(row)
                return True
        return False

    def _open(self, row: int) -> None:
        line = self.lines.line(row)
        if line is not None:
            self.opened.emit(line)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._open(self.currentIndex().row())
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Flexible columns share the room there is; where it is too little, the table scrolls sideways."""
        columns = self.lines.columns()
        widths = [characters(column.width) for column in columns]
        flexible = sum(width for width, column in zip(widths, columns, strict=True) if column.flexible)
        room = self.viewport().width() - (sum(widths) - flexible)
        factor = min(_WIDEST, max(_NARROWEST, room / flexible)) if flexible else 1.0
        for place, column in enumerate(columns):
            self.setColumnWidth(place, int(widths[place] * factor) if column.flexible else widths[place])
