"""The models of the matrix: cells laid out by partners, or as a list. They hold cells; texts are made when looked at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, tzinfo
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from datapact.base.texts import N_, Message, _
from datapact.consent.decision.wording import number
from datapact.consent.matrix.matrix import Cell
from datapact.consent.matrix.view import ORDERS, Grid
from datapact_ui.consent.answer.cell_words import CellTexts, texts_of

type Index = QModelIndex | QPersistentModelIndex

TEXTS_ROLE = int(Qt.ItemDataRole.UserRole)
"""The CellTexts of a cell, None for an empty one."""
HEADINGS = (
    N_("Dataset"),
    N_("Purpose"),
    N_("Partner"),
    N_("The answer"),
    N_("People"),
    N_("Valid until"),
    N_("To report"),
    N_("Agreement"),
    N_("Version"),
    N_("Oldest consent"),
)
"""Of the columns of the list, in the order of ``matrix_view.ORDERS``."""
VERDICT, PEOPLE, PENDING = ORDERS.index("verdict"), ORDERS.index("people"), ORDERS.index("pending")
_NOWHERE = QModelIndex()
_DISPLAY, _TIP = Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole
_ACCESSIBLE = Qt.ItemDataRole.AccessibleTextRole
_A_CELL = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class _CellsModel(QAbstractTableModel):
    """What both have in common: the texts of a cell, made once."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._made: dict[int, CellTexts] = {}
        self._zone: tzinfo = UTC
        self._today = date.min

    def _texts(self, cell: Cell) -> CellTexts:
        found = self._made.get(id(cell))
        if found is None:
            found = self._made[id(cell)] = texts_of(cell, self._zone, self._today)
        return found

    def _renew(self, zone: tzinfo, today: date) -> None:
        self._made.clear()
        self._zone, self._today = zone, today

    def flags(self, index: Index) -> Qt.ItemFlag:
        return _A_CELL if index.isValid() else Qt.ItemFlag.NoItemFlags


class GridModel(_CellsModel):
    """Datasets and purposes down, partners across."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self.grid = Grid()

    def show(self, grid: Grid, zone: tzinfo, today: date) -> None:
        """Show these cells; days are told as from ``today`` in ``zone``."""
        self.beginResetModel()
        self._renew(zone, today)
        self.grid = grid
        self.endResetModel()

    def cell(self, row: int, column: int) -> Cell | None:
        """What is in a place."""
        return self.grid.cells.get((row, column))

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.grid.rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.grid.columns)

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        if role not in (TEXTS_ROLE, _DISPLAY, _ACCESSIBLE, _TIP):
            return None
        cell = self.grid.cells.get((index.row(), index.column()))
        if role == TEXTS_ROLE:
            return None if cell is None else self._texts(cell)
        if cell is not None:
            texts = self._texts(cell)
            return texts.tip if role == _TIP else texts.spoken
        if role == _TIP:
            return _("No agreement provides for this. Enter asks what is missing.")
        row, (_partner, name) = self.grid.rows[index.row()], self.grid.columns[index.column()]
        return _(
            "{dataset} → {partner}, {purpose}: no agreement",
            dataset=str(row.dataset_name),
            partner=name,
            purpose=str(row.purpose_name),
        )

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        if role not in (_DISPLAY, _TIP):
            return None
        if orientation == Qt.Orientation.Horizontal:
            return self.grid.columns[section][1] if section < len(self.grid.columns) else None
        if section < len(self.grid.rows):
            row = self.grid.rows[section]
            return f"{row.dataset_name}: {row.purpose_name}"
        return None


class ListModel(_CellsModel):
    """One row a cell, in any order."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self.cells: tuple[Cell, ...] = ()
        self._headings = [str(Message(one)) for one in HEADINGS]

    def show(self, cells: Sequence[Cell], zone: tzinfo, today: date) -> None:
        """Show these cells in their order."""
        self.beginResetModel()
        self._renew(zone, today)
        self.cells = tuple(cells)
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.cells)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(HEADINGS)

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if index.column() == PEOPLE else None
        if role not in (TEXTS_ROLE, _DISPLAY, _ACCESSIBLE, _TIP) or index.row() >= len(self.cells):
            return None
        cell = self.cells[index.row()]
        texts = self._texts(cell)
        if role == TEXTS_ROLE:
            return texts
        if role == _TIP:
            return texts.tip
        text = _SHOWN[index.column()](cell, texts)
        if role == _ACCESSIBLE:
            heading = self._headings[index.column()]
            return f"{heading}: {text}" if text else heading
        return text

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        if orientation == Qt.Orientation.Horizontal and 0 <= section < len(self._headings):
            if role == _DISPLAY:
                return self._headings[section]
            if role == Qt.ItemDataRole.TextAlignmentRole and section == PEOPLE:
                return _RIGHT
        return None


_SHOWN: Sequence[Callable[[Cell, CellTexts], str]] = (
    lambda cell, _texts: str(cell.dataset_name),
    lambda cell, _texts: str(cell.purpose_name),
    lambda cell, _texts: cell.partner_name,
    lambda _cell, texts: texts.word,
    lambda cell, texts: texts.people or (number(cell.n) if cell.m else ""),
    lambda _cell, texts: texts.until_short,
    lambda _cell, texts: texts.pending,
    lambda _cell, texts: texts.agreement,
    lambda _cell, texts: texts.notice,
    lambda _cell, texts: texts.oldest,
)
assert len(_SHOWN) == len(HEADINGS) == len(ORDERS)
