"""Models of rows and columns: texts are made when first shown, and kept for the few rows that were.

Painting a frame calls ``data`` some thousand times, so it returns by role first and formats nothing.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from datapact_ui.kit.theme.colours import Tone, colours_of
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import type_font

type Index = QModelIndex | QPersistentModelIndex
type Badge = tuple[str, str, Tone]
"""Icon, words, tone."""

BADGE = int(Qt.ItemDataRole.UserRole)
PAGE = 64
"""Rows that are read at once."""
_MOST_PAGES = 40
_MOST_TEXTS = 4_000
_NOWHERE = QModelIndex()
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_TIP = int(Qt.ItemDataRole.ToolTipRole)
_SPOKEN = int(Qt.ItemDataRole.AccessibleTextRole)
_PICTURE = int(Qt.ItemDataRole.DecorationRole)
_INK = int(Qt.ItemDataRole.ForegroundRole)
_FONT = int(Qt.ItemDataRole.FontRole)
_ALIGNMENT = int(Qt.ItemDataRole.TextAlignmentRole)
_A_CELL = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren


@dataclass(frozen=True, slots=True)
class Column[Row]:
    """A column of a table: its text for a row, its look, and its order of the rows."""

    name: str
    """By which it is known; the same in every language."""
    heading: str
    """In the language of the window."""
    width: int
    """In characters."""
    text: Callable[[Row], str]
    """The text of a cell; made when first shown."""
    flexible: bool = False
    """Whether it shrinks where there is little room, and takes the remaining width."""
    order: Callable[[Row], Any] | None = None
    """The sort key of rows; their text where there is none."""
    badge: Callable[[Row], Badge | None] | None = None
    """A state that is painted instead of the text."""
    sort: str = ""
    """The core's name for the order, of tables that the core sorts."""
    tip: Callable[[Row], str] | None = None
    """The tool tip; the text where there is none."""
    picture: Callable[[Row], str] | None = None
    """Name of an icon before the text; empty for none."""
    ink: Callable[[Row], Tone | None] | None = None
    """A tone that makes the text bold; None for an ordinary one."""
    align: Qt.AlignmentFlag | None = None
    """Other than to the left."""
    gives_way: int = 0
    """The place among those that are hidden one by one where there is no room, from 1; 0 for never."""
    shown: bool = True
    """Whether it is there before somebody chose columns."""


class Rows[Row](Protocol):
    """Any number of rows; None where one is gone."""

    def __len__(self) -> int: ...

    def __getitem__(self, place: int, /) -> Row | None: ...


class PagedRows[Row]:
    """Rows by their keys, of which only the pages shown are read and kept."""

    def __init__(self, keys: Sequence[int], read: Callable[[Sequence[int]], Mapping[int, Row]]) -> None:
        self.keys, self._read = keys, read
        self._pages: OrderedDict[int, list[Row | None]] = OrderedDict()

    def __len__(self) -> int:
        return len(self.keys)

    def __getitem__(self, place: int) -> Row | None:
        number, offset = divmod(place, PAGE)
        page = self._pages.get(number)
        if page is None:
            wanted = self.keys[number * PAGE : (number + 1) * PAGE]
            found = self._read(wanted)
            page = [found.get(key) for key in wanted]
            if found:  # nothing is kept of a vault that was busy
                self._pages[number] = page
            while len(self._pages) > _MOST_PAGES:
                self._pages.popitem(last=False)
        return page[offset]


class RowsModel[Row](QAbstractTableModel):
    """Rows in the given order, or in that of a column."""

    def __init__(self, columns: Sequence[Column[Row]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._columns = tuple(columns)
        self._given: Rows[Row] = ()
        self._rows: Rows[Row] = ()
        self._texts: OrderedDict[int, tuple[str, ...]] = OrderedDict()
        self._sorting: tuple[int, Qt.SortOrder] | None = None

    def columns(self) -> tuple[Column[Row], ...]:
        return self._columns

    def show(self, rows: Rows[Row], columns: Sequence[Column[Row]] | None = None) -> None:
        """Show other rows, and other columns where they are given."""
        self.beginResetModel()
        if columns is not None:
            if [one.name for one in columns] != [one.name for one in self._columns]:
                self._sorting = None
            self._columns = tuple(columns)
        self._given = rows
        self._arrange()
        self.endResetModel()

    def renew(self, rows: Rows[Row]) -> None:
        """Drop the texts of the same rows, so that those in sight are read again."""
        self._given = rows
        self._arrange()
        if len(rows):
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(self._columns) - 1))

    def _arrange(self) -> None:
        self._texts.clear()
        self._rows = self._given
        if self._sorting is None:
            return
        place, order = self._sorting
        column = self._columns[place]
        key: Callable[[Row], Any] = column.order or (lambda row: column.text(row).casefold())
        there = list(self.lines())
        there.sort(key=key, reverse=order == Qt.SortOrder.DescendingOrder)
        self._rows = there

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        if not 0 <= column < len(self._columns):
            return
        self.beginResetModel()
        self._sorting = column, order
        self._arrange()
        self.endResetModel()

    def row(self, place: int) -> Row | None:
        """The content of a row; None where it no longer exists."""
        return self._rows[place] if 0 <= place < len(self._rows) else None

    def rows(self) -> Rows[Row]:
        """All rows as they are shown; not to be changed."""
        return self._rows

    def lines(self) -> Sequence[Row]:
        """All rows as they are shown."""
        return [row for place in range(len(self._rows)) if (row := self._rows[place]) is not None]

    def text(self, place: int, column: int) -> str:
        """The text of a cell."""
        texts = self._texts.get(place)
        if texts is None:
            row = self._rows[place]
            if row is None:
                return ""
            texts = self._texts[place] = tuple(" ".join(one.text(row).split()) for one in self._columns)
            while len(self._texts) > _MOST_TEXTS:
                self._texts.popitem(last=False)
        return texts[column]

    # ---- Qt ----

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self._columns):
            return None
        if role in (_DISPLAY, _TIP):
            return self._columns[section].heading
        return self._columns[section].align if role == _ALIGNMENT else None

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        if not index.isValid():
            return None
        place, number = index.row(), index.column()
        if role == _DISPLAY:
            return self.text(place, number) or None
        column = self._columns[number]
        if role == _ALIGNMENT:
            return column.align
        if role == _SPOKEN:
            text = self.text(place, number)
            return f"{column.heading}: {text}" if text else column.heading
        if role == _TIP and column.tip is None:
            return self.text(place, number)
        made = {BADGE: column.badge, _PICTURE: column.picture, _TIP: column.tip}.get(role)
        if made is None:
            return self._toned(column, place, role) if column.ink is not None else None
        row = self._rows[place]
        shown = made(row) if row is not None else None
        if not shown or role != _PICTURE:
            return shown
        tone = column.ink(row) if column.ink is not None and row is not None else None
        return icon(str(shown), colours_of(QApplication.palette()).tone(tone).ink if tone is not None else "")

    def _toned(self, column: Column[Row], place: int, role: int) -> Any:
        if role != _INK and role != _FONT:
            return None
        row = self._rows[place]
        tone = column.ink(row) if column.ink is not None and row is not None else None
        if tone is None:
            return None
        return type_font("strong") if role == _FONT else QColor(colours_of(QApplication.palette()).tone(tone).ink)

    def flags(self, index: Index) -> Qt.ItemFlag:
        return _A_CELL if index.isValid() else Qt.ItemFlag.NoItemFlags
