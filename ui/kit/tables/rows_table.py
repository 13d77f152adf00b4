"""A table of any number of rows, read only: whole rows are chosen, states are icon and word, columns share width."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPixmap, QPixmapCache, QResizeEvent, QShowEvent
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

from datapact_ui.kit.tables.rows_model import BADGE, Badge, Column, Index, PagedRows, RowsModel
from datapact_ui.kit.theme.measures import characters, figures, line_height, space
from datapact_ui.kit.widgets.state_badge import badge_width, paint_badge

_WIDEST, _NARROWEST = 1.8, 0.72
_TYPING_SECONDS = 1.0
_FEW = 4
_MEASURED = 200


class BadgeDelegate(QStyledItemDelegate):
    """Paints a state as icon and word; each badge is drawn once and kept as pixels."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        badge = index.data(BADGE)
        if badge is None:
            super().paint(painter, option, index)
            return
        option.widget.style().drawPrimitive(
            QStyle.PrimitiveElement.PE_PanelItemViewItem, option, painter, option.widget
        )
        painter.drawPixmap(option.rect.topLeft(), _drawn(badge, option.rect.size(), option))


class _CurrentRowDelegate(BadgeDelegate):
    """Paints the current row without the mark of its current cell, which Fusion draws over the text."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        if option.state & QStyle.StateFlag.State_Selected:
            option.state &= ~QStyle.StateFlag.State_HasFocus
        super().paint(painter, option, index)


def _drawn(badge: Badge, size: QSize, option: QStyleOptionViewItem) -> QPixmap:
    scale = option.widget.devicePixelRatioF()
    dark = option.palette.base().color().lightness() < 128
    key = f"datapact/badge/{size.width()}x{size.height()}@{scale}/{dark}/{line_height()}/{'/'.join(badge)}"
    found = QPixmap()
    if QPixmapCache.find(key, found):
        return found
    made = QPixmap(size * scale)
    made.setDevicePixelRatio(scale)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    box = QRectF(0, 0, size.width(), size.height()).adjusted(space(1), 0, -space(1), 0)
    picture, words, tone = badge
    paint_badge(painter, box, picture, words, tone, QApplication.palette())
    painter.end()
    QPixmapCache.insert(key, made)
    return made


class RowsTable[Row](QTableView):
    """A double click or Return opens a row; Home and End go to the first and last one; Tab leaves the table.

    Rows are given whole (``show_lines``), or by their keys (``show_keys``), when ``read`` reads only those shown. They
    are sorted here; where columns have the core's name for an order, a click requests it by ``order_wanted``.
    """

    opened = Signal(object)
    """The row."""
    chosen = Signal()
    order_wanted = Signal(str)
    """``sort`` of a column, ``-`` before it for downwards."""
    typed = Signal(str)
    """The beginning of a word that was typed, of tables that the core sorts."""

    def __init__(
        self,
        name: str,
        words: str,
        columns: Sequence[Column[Row]],
        parent: QWidget | None = None,
        *,
        many: bool = False,
        read: Callable[[Sequence[int]], Mapping[int, Row]] | None = None,
        model: RowsModel[Row] | None = None,
    ) -> None:
        super().__init__(parent)
        self.lines = model if model is not None else RowsModel(columns, parent=self)
        self._read = read
        self._keep: Callable[[Row], object] = id
        self._order = ""
        self._typed, self._typed_at = "", 0.0
        self._states: dict[int, set[str]] = {}
        self._waiting: tuple[set[int], int | None] = set(), None
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
        self._badges, self._current_row = BadgeDelegate(self), _CurrentRowDelegate(self)
        self._marked = -1
        self._paint_badges()
        self.verticalHeader().setVisible(False)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
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
        header.sortIndicatorChanged.connect(self._on_sort)
        # at each painting a header queries whether every row is selected, which ours does not need
        for one in (header, self.verticalHeader()):
            one.setSelectionModel(QItemSelectionModel(self.lines, one))
        self._twice = False
        self.doubleClicked.connect(self._on_twice)
        self.selectionModel().currentRowChanged.connect(lambda now, _before: self._mark(now.row()))
        self.selectionModel().selectionChanged.connect(lambda *_changed: self.chosen.emit())

    # ---- painting ----

    def _paint_badges(self) -> None:
        """Only columns with badges, and the current row, are painted by Python."""
        for place, column in enumerate(self.lines.columns()):
            self.setItemDelegateForColumn(place, self._badges if column.badge is not None else None)  # type: ignore[arg-type]

    def _mark(self, row: int) -> None:
        """Mark the whole current row for painting."""
        if self._marked >= 0:
            self.setItemDelegateForRow(self._marked, None)  # type: ignore[arg-type]
        self._marked = row
        if row >= 0:
            self.setItemDelegateForRow(row, self._current_row)

    # ---- order ----

    def _on_sort(self, place: int, way: Qt.SortOrder) -> None:
        columns = self.lines.columns()
        if not any(column.sort for column in columns):
            if place >= 0:
                self._holding(lambda: self.lines.sort(place, way))
            return
        name = columns[place].sort if 0 <= place < len(columns) else ""
        if name:
            self._order = ("-" if way == Qt.SortOrder.DescendingOrder else "") + name
        self.show_order(self._order)
        if name:
            self.order_wanted.emit(self._order)

    def show_order(self, order: str) -> None:
        """Mark the heading that the core orders the rows by."""
        self._order = order
        header = self.horizontalHeader()
        down = Qt.SortOrder.DescendingOrder if order.startswith("-") else Qt.SortOrder.AscendingOrder
        for place, column in enumerate(self.lines.columns()):
            if column.sort and column.sort == order.removeprefix("-"):
                header.blockSignals(True)
                header.setSortIndicator(place, down)
                header.blockSignals(False)

    # ---- rows that come whole ----

    def show_lines(
        self,
        lines: Sequence[Row],
        columns: Sequence[Column[Row]] | None = None,
        *,
        same: Callable[[Row], object] | None = None,
    ) -> None:
        """Show these rows; the chosen one stays chosen, identified by the key from ``same``."""
        if same is not None:
            self._keep = same
        before = self.lines.columns()
        wanted = tuple(columns) if columns is not None else before
        self._holding(lambda: self.lines.show(lines, wanted))
        if [one.name for one in wanted] != [one.name for one in before]:
            self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
            self._paint_badges()
        self._remember_states()
        self.fit()
        self.chosen.emit()

    def _holding(self, change: Callable[[], None]) -> None:
        kept = {self._keep(row) for row in self.chosen_lines()}
        at = self.verticalScrollBar().value()
        change()
        if kept:
            self.choose(lambda row: self._keep(row) in kept)
        self.verticalScrollBar().setValue(at)

    # ---- rows by their keys ----

    def keys(self) -> Sequence[int]:
        """The keys of all rows in order; not to be changed."""
        rows = self.lines.rows()
        return rows.keys if isinstance(rows, PagedRows) else ()

    def show_first(self, keys: Sequence[int]) -> None:
        """Show the rows in sight while the others are still being found; the selection waits for those."""
        selected, current = self._waiting
        selected, current = selected | set(self.selected_keys()), current or self.current_key()
        self.show_keys(keys, to_top=True)
        self._waiting = selected, current
        if current is None:
            self.selectRow(0)

    def show_keys(self, keys: Sequence[int], *, to_top: bool = False) -> None:
        """Show these rows; selected and current rows stay so, the same row stays at the top."""
        assert self._read is not None
        (selected, current), self._waiting = self._waiting, (set(), None)
        before = self.keys()
        if keys == before:
            self.lines.renew(PagedRows(keys, self._read))
            return
        top = self.rowAt(0)
        anchor = before[top] if 0 <= top < len(before) else None
        current = self.current_key() or current
        selected = selected | set(self.selected_keys())
        self.lines.show(PagedRows(keys, self._read))
        places = _places(keys, selected | {key for key in (anchor, current) if key is not None})
        self._select(sorted(places[key] for key in selected if key in places))
        column = max(0, self.currentIndex().column())
        if current in places:
            index = self.lines.index(places[current], column)
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
        if to_top:
            self.scrollToTop()
        elif anchor in places:
            self.scrollTo(self.lines.index(places[anchor], column), QAbstractItemView.ScrollHint.PositionAtTop)

    def _select(self, places: list[int]) -> None:
        """Select rows by as few ranges as there are gaps."""
        if not places:
            return
        starts = [places[0], *(after for before, after in pairwise(places) if after != before + 1)]
        ends = [*(before for before, after in pairwise(places) if after != before + 1), places[-1]]
        chosen = QItemSelection()
        last = self.lines.columnCount() - 1
        for start, end in zip(starts, ends, strict=True):
            chosen.select(self.lines.index(start, 0), self.lines.index(end, last))
        self.selectionModel().select(chosen, QItemSelectionModel.SelectionFlag.Select)

    def selected_places(self) -> list[int]:
        """The numbers of the selected rows; ranges are not taken apart into cells."""
        places: set[int] = set()
        selection = self.selectionModel().selection()
        for number in range(selection.count()):
            chosen = selection.at(number)
            places.update(range(chosen.top(), chosen.bottom() + 1))
        return sorted(places)

    def selected_keys(self) -> list[int]:
        """The keys of the selected rows."""
        keys = self.keys()
        return [keys[place] for place in self.selected_places() if place < len(keys)]

    def current_key(self) -> int | None:
        """The key of the current row."""
        place, keys = self.currentIndex().row(), self.keys()
        return keys[place] if 0 <= place < len(keys) else None

    def go_to_first_of(self, keys: Iterable[int]) -> None:
        """Make the next of these rows the current one, from the current row on and around."""
        wanted, every = set(keys), self.keys()
        start = max(0, self.currentIndex().row())
        order = (*range(start, len(every)), *range(start))
        place = next((place for place in order if every[place] in wanted), None)
        if place is not None:
            self.selectRow(place)
            self.scrollTo(self.lines.index(place, max(0, self.currentIndex().column())))

    # ---- what is chosen ----

    def current(self) -> Row | None:
        """The row that is chosen."""
        places = self.selected_places()
        return self.lines.row(places[0]) if places else None

    def chosen_lines(self) -> list[Row]:
        """All rows that are chosen, from the top."""
        return [row for place in self.selected_places() if (row := self.lines.row(place)) is not None]

    def choose(self, wanted: Callable[[Row], bool]) -> bool:
        """Choose the first wanted row; returns whether there is one."""
        for place in range(self.lines.rowCount()):
            row = self.lines.row(place)
            if row is not None and wanted(row):
                self.selectRow(place)
                return True
        return False

    def _open(self, place: int) -> None:
        row = self.lines.row(place)
        if row is not None:
            self.opened.emit(row)

    def _on_twice(self, index: Index) -> None:
        self._twice = True
        self._open(index.row())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the row, also where the rows came anew between both clicks, at which Qt forgets the first of them."""
        place = self.indexAt(event.position().toPoint()).row()
        first = place >= 0 and place == self.currentIndex().row() and event.button() == Qt.MouseButton.LeftButton
        self._twice = False
        super().mouseDoubleClickEvent(event)
        if first and not self._twice:
            self._open(place)

    # ---- keys ----

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain and self.currentIndex().isValid():
            self._open(self.currentIndex().row())
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End) and plain and self.lines.rowCount():
            # up and down the list, not along the row: the cells of a row are one thing
            self.go_to_end(first=event.key() == Qt.Key.Key_Home)
        else:
            super().keyPressEvent(event)

    def go_to_end(self, *, first: bool) -> None:
        """Choose the first or the last row."""
        self.selectRow(0 if first else self.lines.rowCount() - 1)

    def keyboardSearch(self, search: str) -> None:
        """Type ahead through the core where it sorts, because Qt would call ``data`` for every row."""
        if self._read is None:
            super().keyboardSearch(search)
            return
        now = time.monotonic()
        self._typed = self._typed + search if now - self._typed_at < _TYPING_SECONDS else search
        self._typed_at = now
        self.typed.emit(self._typed)

    # ---- room ----

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.fit()

    def fit(self) -> None:
        """Fit the columns: flexible ones share the width, none below its longest state; where it is too little,
        expendable ones are hidden one by one, and then the table scrolls sideways."""
        columns = self.lines.columns()
        room = self.viewport().width()
        widths = {place: characters(column.width) for place, column in enumerate(columns)}
        needs = {place: min(max(map(badge_width, words)), room // 2) for place, words in self._states.items() if words}
        shown = set(widths)

        def least(one: int) -> float:
            return max(needs.get(one, 0), widths[one] * (_NARROWEST if columns[one].flexible else 1))

        for place in sorted((one for one in shown if columns[one].gives_way), key=lambda one: columns[one].gives_way):
            if sum(map(least, shown)) <= room:
                break
            shown.remove(place)
        sharing = {one for one in shown if columns[one].flexible}
        factor = 1.0
        while sharing:
            fixed = sum(max(needs.get(one, 0), widths[one]) for one in shown if not columns[one].flexible)
            fixed += sum(needs[one] for one in shown - sharing if columns[one].flexible)
            factor = min(_WIDEST, max(_NARROWEST, (room - fixed) / sum(widths[one] for one in sharing)))
            kept = {one for one in sharing if widths[one] * factor >= needs.get(one, 0)}
            if kept == sharing:
                break
            sharing = kept
        if sum(map(least, shown)) > room:  # it scrolls sideways: then no name is cut for room that is not there
            factor = 1.0
        for place in widths:
            if self.isColumnHidden(place) != (place not in shown):
                self.setColumnHidden(place, place not in shown)
            wide = int(widths[place] * factor) if place in sharing else max(needs.get(place, 0), widths[place])
            if columns[place].flexible and place not in sharing:
                wide = needs.get(place, widths[place])
            self.setColumnWidth(place, wide)

    def _remember_states(self) -> None:
        """The words of the states shown, of rows that are here whole: they say how wide their column has to be."""
        rows = self.lines.rows()
        first = [] if isinstance(rows, PagedRows) else [self.lines.row(one) for one in range(min(len(rows), _MEASURED))]
        self._states = {
            place: {badge[1] for row in first if row is not None and (badge := column.badge(row)) is not None}
            for place, column in enumerate(self.lines.columns())
            if column.badge is not None
        }


def _places(keys: Sequence[int], wanted: set[int]) -> dict[int, int]:
    """Where keys are, of those that are there."""
    if len(wanted) > _FEW:
        return {key: place for place, key in enumerate(keys) if key in wanted}
    found: dict[int, int] = {}
    for key in wanted:
        try:
            found[key] = keys.index(key)
        except ValueError:
            continue
    return found
