"""The table's model: the keys of all rows, and the texts of those pages that were looked at.

A frame asks ``data`` some thousand times, so it answers by role first and formats nothing: texts are made once a page.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from datapact.agreements.views.list import ListedAgreement
from datapact.base.texts import _
from datapact_ui.agreements.columns import COLUMNS, STATUS

type Index = QModelIndex | QPersistentModelIndex
type Rows = Callable[[Sequence[int]], dict[int, ListedAgreement]]

PAGE = 64
_MOST_PAGES = 40
STATUS_ROLE = int(Qt.ItemDataRole.UserRole)
_NOWHERE = QModelIndex()
_DISPLAY = Qt.ItemDataRole.DisplayRole
_ACCESSIBLE = Qt.ItemDataRole.AccessibleTextRole
_NO_CELL = Qt.ItemFlag.NoItemFlags
_A_CELL = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren
_TOOL_TIP = Qt.ItemDataRole.ToolTipRole


@dataclass(frozen=True, slots=True)
class Shown:
    """A row with its texts by column."""

    agreement: ListedAgreement
    """The row of the core."""
    texts: tuple[str, ...]
    """In the order of ``COLUMNS``."""


class AgreementsModel(QAbstractTableModel):
    """Any number of rows; ``rows`` reads the few that are asked for."""

    def __init__(self, rows: Rows, parent: Any = None) -> None:
        super().__init__(parent)
        self._rows = rows
        self._keys: list[int] = []
        self._pages: OrderedDict[int, list[Shown | None]] = OrderedDict()
        self._headings = [_(column.heading) for column in COLUMNS]

    # ---- what is shown ----

    def keys(self) -> list[int]:
        """The keys of all rows in order; not to be changed."""
        return self._keys

    def set_keys(self, keys: list[int]) -> None:
        """Show other rows: everything is new."""
        self.beginResetModel()
        self._keys = keys
        self._pages.clear()
        self.endResetModel()

    def forget_texts(self) -> None:
        """The same rows say something else: read again what is looked at."""
        self._pages.clear()
        if self._keys:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._keys) - 1, len(COLUMNS) - 1))

    def row(self, place: int) -> ListedAgreement | None:
        """The agreement in a row; None where it is gone."""
        shown = self._shown(place) if 0 <= place < len(self._keys) else None
        return shown.agreement if shown is not None else None

    def _shown(self, place: int) -> Shown | None:
        number, offset = divmod(place, PAGE)
        page = self._pages.get(number)
        if page is None:
            keys = self._keys[number * PAGE : (number + 1) * PAGE]
            found = self._rows(keys)
            page = [
                Shown(row, tuple(column.text(row) for column in COLUMNS)) if (row := found.get(key)) else None
                for key in keys
            ]
            if found:
                self._pages[number] = page
            while len(self._pages) > _MOST_PAGES:
                self._pages.popitem(last=False)
        return page[offset]

    # ---- Qt ----

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._keys)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        if role != _DISPLAY and role != STATUS_ROLE and role != _ACCESSIBLE and role != _TOOL_TIP:
            return None
        if not index.isValid():
            return None
        shown = self._shown(index.row())
        if shown is None:
            return None
        if role == STATUS_ROLE:
            return shown.agreement.status, shown.agreement.disputed
        text = shown.texts[index.column()]
        if role == _ACCESSIBLE:
            return f"{self._headings[index.column()]}: {text}" if text else self._headings[index.column()]
        return text

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == _DISPLAY and 0 <= section < len(COLUMNS):
            return self._headings[section]
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        return _A_CELL if index.isValid() else _NO_CELL


__all__ = ["PAGE", "STATUS", "STATUS_ROLE", "AgreementsModel", "Shown"]
