"""The table itself: columns that the user chooses and orders, status badges, a selection that outlives a refresh."""

from __future__ import annotations

import base64
import time
from collections.abc import Iterable
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QByteArray,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QAction, QKeyEvent, QPainter, QPixmap, QPixmapCache, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from datapact.agreements.views.list import ListedAgreement
from datapact.base.texts import _, current_language
from datapact_ui.agreements.agreements_model import STATUS_ROLE, AgreementsModel
from datapact_ui.agreements.columns import COLUMNS, STATUS
from datapact_ui.kit.theme.measures import characters, figures, line_height, space
from datapact_ui.kit.widgets.state_badge import STATES, disputed_badge, paint_badge

if TYPE_CHECKING:
    from datapact_ui.kit.context.desk import Desk

_COLUMNS = "agreements.columns"
_SORT = "agreements.sort"
_TYPING_SECONDS = 1.0


class StatusDelegate(QStyledItemDelegate):
    """Paints a status as icon and word; each badge is drawn once and kept as pixels."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        option.widget.style().drawPrimitive(
            QStyle.PrimitiveElement.PE_PanelItemViewItem, option, painter, option.widget
        )
        status, disputed = index.data(STATUS_ROLE) or ("", "")
        if status in STATES:
            painter.drawPixmap(option.rect.topLeft(), _badge(status, disputed, option.rect.size(), option))


class CurrentRowDelegate(StatusDelegate):
    """Paints the current row without the mark of its current cell, which Fusion lays over the text."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        if index.column() == STATUS:
            super().paint(painter, option, index)
            return
        if option.state & QStyle.StateFlag.State_Selected:
            option.state &= ~QStyle.StateFlag.State_HasFocus
        QStyledItemDelegate.paint(self, painter, option, index)


def _badge(status: str, disputed: str, size: QSize, option: QStyleOptionViewItem) -> QPixmap:
    scale = option.widget.devicePixelRatioF()
    dark = option.palette.base().color().lightness() < 128
    look = f"{size.width()}x{size.height()}@{scale}/{dark}/{current_language()}/{line_height()}"
    key = f"datapact/badge/{status}/{look}/{disputed}"
    found = QPixmap()
    if QPixmapCache.find(key, found):
        return found
    made = QPixmap(size * scale)
    made.setDevicePixelRatio(scale)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    name, words, tone = disputed_badge(status, disputed)
    gap = space(1)
    box = QRectF(0, 0, size.width(), size.height()).adjusted(gap, 1, -gap, -1)
    paint_badge(painter, box, name, words, tone, QApplication.palette())
    painter.end()
    QPixmapCache.insert(key, made)
    return made


class AgreementsTable(QTableView):
    """Rows are opened by double click or Enter; Tab leaves the table."""

    opened = Signal(str)
    """The history id of a row."""
    sort_wanted = Signal(str)
    """A column of the core, ``-`` before it for downwards."""
    typed = Signal(str)
    """The beginning of a number or title that was typed."""
    selection_changed = Signal()

    def __init__(self, desk: Desk, model: AgreementsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._agreements = model
        self._typed, self._typed_at = "", 0.0
        self._usual = False
        self._waiting: tuple[set[int], int | None] = set(), None
        self.setObjectName("agreements-table")
        self.setAccessibleName(_("Agreements"))
        self.setModel(model)
        self.setFont(figures(self.font()))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setItemDelegateForColumn(STATUS, StatusDelegate(self))
        self.verticalHeader().setVisible(False)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(round(line_height() * 1.75))
        self._set_up_header()
        self.doubleClicked.connect(self._open)
        self._current_delegate = CurrentRowDelegate(self)
        self._marked = -1
        self.selectionModel().currentRowChanged.connect(lambda now, _before: self._mark(now.row()))
        # a header asks of every row whether it is selected, at each painting: ours need not know
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setSelectionModel(QItemSelectionModel(model, header))
        self.selectionModel().selectionChanged.connect(lambda *_: self.selection_changed.emit())

    # ---- columns ----

    def _set_up_header(self) -> None:
        header = self.horizontalHeader()
        header.setObjectName("agreements-header")
        header.setAccessibleName(_("Columns"))
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        header.setSectionsMovable(True)
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.setSortIndicatorClearable(False)
        header.setMinimumSectionSize(characters(6))
        header.setStretchLastSection(True)
        remembered = self._desk.recall(_COLUMNS)
        state = QByteArray(base64.b64decode(remembered)) if isinstance(remembered, str) else QByteArray()
        if not (state and header.restoreState(state)):
            self.use_usual_columns()
        self._show_sort(self.sort())
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(
            lambda at: self.columns_menu(self).exec(header.viewport().mapToGlobal(at))
        )
        header.sectionMoved.connect(self._remember_columns)
        header.sectionResized.connect(self._on_resized)
        header.sortIndicatorChanged.connect(self._on_sort)

    def use_usual_columns(self) -> None:
        """Show the columns as they come, in their usual order and width."""
        header = self.horizontalHeader()
        for place, column in enumerate(COLUMNS):
            header.moveSection(header.visualIndex(place), place)
            self.setColumnHidden(place, not column.shown)
        self._usual = True
        self._desk.remember(_COLUMNS, None)
        self._fit_usual()

    def _fit_usual(self) -> None:
        """Usual widths share the room there is, so that the usual columns are all seen where that is possible; none
        becomes narrower than its heading.
        """
        shown = [place for place in range(len(COLUMNS)) if not self.isColumnHidden(place)]
        least = {place: self._heading_width(place) for place in shown}
        widths = {place: max(characters(COLUMNS[place].width), least[place]) for place in shown}
        fixed = sum(widths[place] for place in shown if not COLUMNS[place].flexible)
        giving = {place for place in shown if COLUMNS[place].flexible}
        room = self.viewport().width() - fixed
        narrow: set[int] = set()
        while giving - narrow:  # those at their least give no more: the others share what is left
            rest = giving - narrow
            left = room - sum(least[place] for place in narrow)
            factor = min(1.6, left / sum(widths[place] for place in rest))
            too_narrow = {place for place in rest if widths[place] * factor < least[place]}
            if not too_narrow:
                for place in rest:
                    widths[place] = int(widths[place] * factor)
                break
            narrow |= too_narrow
        for place in narrow:
            widths[place] = least[place]
        header = self.horizontalHeader()
        header.blockSignals(True)
        for place, width in widths.items():
            self.setColumnWidth(place, width)
        header.blockSignals(False)
        self.updateGeometries()

    def _heading_width(self, place: int) -> int:
        """What a heading needs with the arrow that says how the list is sorted."""
        header = self.horizontalHeader()
        words = header.fontMetrics().horizontalAdvance(_(COLUMNS[place].heading))
        return words + space(2) + (space(5) if COLUMNS[place].sort else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._usual:
            self._fit_usual()

    def columns_menu(self, parent: QWidget) -> QMenu:
        """A menu that shows and hides columns, and moves the current one for those who do not drag."""
        menu = QMenu(parent)
        menu.setObjectName("columns-menu")
        header = self.horizontalHeader()
        for visual in range(header.count()):
            place = header.logicalIndex(visual)
            action = menu.addAction(_(COLUMNS[place].heading))
            action.setCheckable(True)
            action.setChecked(not self.isColumnHidden(place))
            action.setEnabled(COLUMNS[place].name != "title")
            action.toggled.connect(lambda shown, place=place: self._show_column(place, shown))
        menu.addSeparator()
        current = self.currentIndex().column() if self.currentIndex().isValid() else -1
        for words, step in ((_("Move the current column left"), -1), (_("Move the current column right"), 1)):
            move = QAction(words, menu)
            target = header.visualIndex(current) + step if current >= 0 else -1
            move.setEnabled(0 <= target < header.count())
            move.triggered.connect(
                lambda _checked=False, target=target: header.moveSection(header.visualIndex(current), target)
            )
            menu.addAction(move)
        menu.addAction(_("Usual columns")).triggered.connect(lambda _checked=False: self.use_usual_columns())
        return menu

    def _show_column(self, place: int, shown: bool) -> None:
        self.setColumnHidden(place, not shown)
        if shown and self.columnWidth(place) < characters(6):
            self.setColumnWidth(place, characters(COLUMNS[place].width))
        self._remember_columns()

    def _on_resized(self, place: int, _before: int, _after: int) -> None:
        """Somebody drew a column wider or narrower; the last one follows the window by itself."""
        header = self.horizontalHeader()
        shown = [header.logicalIndex(visual) for visual in range(header.count())]
        last = [at for at in shown if not self.isColumnHidden(at)][-1:]
        if [place] != last:
            self._remember_columns()

    def _remember_columns(self, *_: object) -> None:
        self._usual = False
        state = self.horizontalHeader().saveState()
        self._desk.remember(_COLUMNS, base64.b64encode(state.data()).decode())

    # ---- order ----

    def sort(self) -> str:
        """The order of the list, as the core takes it."""
        sort = self._desk.recall(_SORT, "-since")
        known = {column.sort for column in COLUMNS if column.sort}
        return sort if isinstance(sort, str) and sort.removeprefix("-") in known else "-since"

    def set_sort(self, sort: str) -> None:
        """Another order; remembered."""
        self._desk.remember(_SORT, sort)
        self._show_sort(self.sort())

    def _show_sort(self, sort: str) -> None:
        header = self.horizontalHeader()
        down = Qt.SortOrder.DescendingOrder if sort.startswith("-") else Qt.SortOrder.AscendingOrder
        for place, column in enumerate(COLUMNS):
            if column.sort == sort.removeprefix("-"):
                header.blockSignals(True)
                header.setSortIndicator(place, down)
                header.blockSignals(False)

    def _on_sort(self, place: int, order: Qt.SortOrder) -> None:
        if not 0 <= place < len(COLUMNS) or not COLUMNS[place].sort:
            self._show_sort(self.sort())
            return
        sort = ("-" if order == Qt.SortOrder.DescendingOrder else "") + COLUMNS[place].sort
        self._desk.remember(_SORT, sort)
        self.sort_wanted.emit(sort)

    # ---- rows ----

    def _mark(self, row: int) -> None:
        """Let the current row be painted as one."""
        if self._marked >= 0:
            self.setItemDelegateForRow(self._marked, None)  # type: ignore[arg-type]
        self._marked = row
        if row >= 0:
            self.setItemDelegateForRow(row, self._current_delegate)

    def show_first(self, keys: list[int]) -> None:
        """Show the rows in sight while all of them are still being looked for: what is selected waits for the others."""
        selected, current = self._waiting
        selected, current = selected | set(self.selected_keys()), current or self.current_key()
        self.show_keys(keys, to_top=True)
        self._waiting = selected, current
        if current is None:
            self.selectRow(0)

    def show_keys(self, keys: list[int], *, to_top: bool = False) -> None:
        """Show these rows; what was selected and current stays so, the same row stays at the top."""
        model = self._agreements
        (selected, current), self._waiting = self._waiting, (set(), None)
        if keys == model.keys():
            model.forget_texts()
            return
        top = self.rowAt(0)
        anchor = model.keys()[top] if 0 <= top < len(model.keys()) else None
        current = self.current_key() or current
        selected = selected | set(self.selected_keys())
        model.set_keys(keys)
        wanted = selected | {key for key in (anchor, current) if key is not None}
        places = {key: place for place, key in enumerate(keys) if key in wanted} if wanted else {}
        self._select(sorted(places[key] for key in selected if key in places))
        column = max(0, self.currentIndex().column())
        if current in places:
            index = model.index(places[current], column)
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
        if to_top:
            self.scrollToTop()
        elif anchor in places:
            self.scrollTo(model.index(places[anchor], column), QAbstractItemView.ScrollHint.PositionAtTop)

    def _select(self, places: list[int]) -> None:
        """Select rows by as few ranges as there are gaps."""
        if not places:
            return
        starts = [places[0], *(after for before, after in pairwise(places) if after != before + 1)]
        ends = [*(before for before, after in pairwise(places) if after != before + 1), places[-1]]
        chosen = QItemSelection()
        last = len(COLUMNS) - 1
        for start, end in zip(starts, ends, strict=True):
            chosen.select(self._agreements.index(start, 0), self._agreements.index(end, last))
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
        keys = self._agreements.keys()
        return [keys[place] for place in self.selected_places() if place < len(keys)]

    def current_key(self) -> int | None:
        """The key of the current row."""
        place = self.currentIndex().row()
        keys = self._agreements.keys()
        return keys[place] if 0 <= place < len(keys) else None

    def current_agreement(self) -> ListedAgreement | None:
        """The agreement of the current row."""
        return self._agreements.row(self.currentIndex().row())

    def go_to_first_of(self, keys: Iterable[int]) -> None:
        """Make the next of these rows the current one, from the current row on and around."""
        wanted = set(keys)
        every = self._agreements.keys()
        start = max(0, self.currentIndex().row())
        order = (*range(start, len(every)), *range(start))
        place = next((place for place in order if every[place] in wanted), None)
        if place is not None:
            self.selectRow(place)
            self.scrollTo(self._agreements.index(place, max(0, self.currentIndex().column())))

    # ---- keys ----

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if (
            event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        ):
            self._open(self.currentIndex())
            return
        if event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End) and not event.modifiers() and self._agreements.keys():
            # up and down the list, not along the row: the cells of a row are one thing
            self.selectRow(0 if event.key() == Qt.Key.Key_Home else len(self._agreements.keys()) - 1)
            return
        super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Typing ahead: Qt would ask ``data`` of every row, so the core is asked instead."""
        now = time.monotonic()
        self._typed = self._typed + search if now - self._typed_at < _TYPING_SECONDS else search
        self._typed_at = now
        self.typed.emit(self._typed)

    def _open(self, index: QModelIndex) -> None:
        agreement = self._agreements.row(index.row()) if index.isValid() else None
        if agreement is not None:
            self.opened.emit(agreement.id)

    def menu_place(self) -> QPoint:
        """Where a context menu called by key belongs: at the current row."""
        return self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).bottomLeft())
