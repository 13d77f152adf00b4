"""The models of the matrix: cells laid out by partners, or as a list. Texts of cells are made when first shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, tzinfo
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt

from datapact.base.texts import _
from datapact.consent.decision.wording import number
from datapact.consent.matrix.filters import Grid
from datapact.consent.matrix.matrix import Cell
from datapact_ui.consent.parts.cell_words import CellTexts, texts_of
from datapact_ui.kit.tables.rows_model import Badge, Column, Index, RowsModel

TEXTS_ROLE = int(Qt.ItemDataRole.UserRole)
"""The CellTexts of a cell, None for an empty one."""
_NOWHERE = QModelIndex()
_DISPLAY, _TIP = Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole
_ACCESSIBLE = Qt.ItemDataRole.AccessibleTextRole
_A_CELL = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class MadeTexts:
    """The texts of cells, each made once, when first shown."""

    def __init__(self) -> None:
        self.made: dict[int, CellTexts] = {}
        self._zone: tzinfo = UTC
        self._today = date.min

    def of(self, cell: Cell) -> CellTexts:
        """The texts of a cell."""
        found = self.made.get(id(cell))
        if found is None:
            found = self.made[id(cell)] = texts_of(cell, self._zone, self._today)
        return found

    def renew(self, zone: tzinfo, today: date) -> None:
        """Word days relative to ``today`` in ``zone`` from now on."""
        self.made.clear()
        self._zone, self._today = zone, today


class GridModel(QAbstractTableModel):
    """Datasets and purposes down, partners across."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self.grid = Grid()
        self.texts = MadeTexts()

    def show(self, grid: Grid, zone: tzinfo, today: date) -> None:
        """Show these cells; days are worded relative to ``today`` in ``zone``."""
        self.beginResetModel()
        self.texts.renew(zone, today)
        self.grid = grid
        self.endResetModel()

    def cell(self, row: int, column: int) -> Cell | None:
        """The cell at a place."""
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
            return None if cell is None else self.texts.of(cell)
        if cell is not None:
            texts = self.texts.of(cell)
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

    def flags(self, index: Index) -> Qt.ItemFlag:
        return _A_CELL if index.isValid() else Qt.ItemFlag.NoItemFlags

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        if role not in (_DISPLAY, _TIP):
            return None
        if orientation == Qt.Orientation.Horizontal:
            return self.grid.columns[section][1] if section < len(self.grid.columns) else None
        if section < len(self.grid.rows):
            row = self.grid.rows[section]
            return f"{row.dataset_name}: {row.purpose_name}"
        return None


class ListModel(RowsModel[Cell]):
    """One row a cell, in any order."""

    def __init__(self, parent: Any = None) -> None:
        self._texts_of = MadeTexts()
        super().__init__(self._all_columns(), parent)

    def show_cells(self, cells: Sequence[Cell], zone: tzinfo, today: date) -> None:
        """Show these cells in their order."""
        self._texts_of.renew(zone, today)
        self.show(tuple(cells))

    def _all_columns(self) -> tuple[Column[Cell], ...]:
        of = self._texts_of.of

        def column(
            name: str, heading: str, width: int, text: Callable[[Cell], str], *, flexible: bool = False, **more: Any
        ) -> Column[Cell]:
            return Column(
                name, heading, width, text, sort=name, flexible=flexible, tip=lambda cell: of(cell).tip, **more
            )

        return (
            column("dataset", _("Dataset"), 23, lambda cell: str(cell.dataset_name), flexible=True),
            column("purpose", _("Purpose"), 27, lambda cell: str(cell.purpose_name), flexible=True),
            column("partner", _("Partner"), 31, lambda cell: cell.partner_name, flexible=True),
            column("verdict", _("The answer"), 17, lambda cell: of(cell).word, badge=lambda cell: _verdict(of(cell))),
            column("people", _("People"), 17, lambda cell: _people(cell, of(cell)), align=_RIGHT),
            column("until", _("Valid until"), 12, lambda cell: of(cell).until_short),
            column("pending", _("To report"), 17, lambda cell: of(cell).pending, badge=lambda cell: _pending(of(cell))),
            column("agreement", _("Agreement"), 27, lambda cell: of(cell).agreement, flexible=True),
            column("notice", _("Version"), 10, lambda cell: of(cell).notice),
            column("oldest", _("Oldest consent"), 15, lambda cell: of(cell).oldest),
        )


def _people(cell: Cell, texts: CellTexts) -> str:
    return texts.people or (number(cell.n) if cell.m else "")


def _verdict(texts: CellTexts) -> Badge:
    return texts.icon, texts.word, texts.tone


def _pending(texts: CellTexts) -> Badge | None:
    if not texts.pending:
        return None
    words = " · ".join(one for one in (texts.late, texts.pending_short) if one)
    return ("warning", words, "bad") if texts.overdue or texts.late else ("time", words, "warn")
