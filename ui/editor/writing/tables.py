"""Tables by keys and menu: insert one, add and remove rows and columns, move a row; each is one step of undo."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from datapact.base.texts import _
from datapact.contract.editing.commands import InsertTable, SetTable
from datapact.contract.templates.clause_library import fresh_id
from datapact.contract.text.clauses import MOST_COLUMNS, Paragraph, places
from datapact.contract.text.tables import cells
from datapact_ui.editor.text.clause_canvas import ClauseCanvas
from datapact_ui.editor.text.draft_session import DraftSession

if TYPE_CHECKING:
    from datapact_ui.kit.context.app_context import AppContext

_ROWS, _COLUMNS = 3, 3
"""Of a table that is inserted."""


class Tables(QObject):
    """Works on the table around the cursor."""

    def __init__(self, context: AppContext, session: DraftSession, canvas: ClauseCanvas, parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._session, self._canvas = context, session, canvas

    # ---- where the cursor is ----

    def _table(self) -> tuple[Paragraph, int] | None:
        """The table around the cursor and the index of its cell; says it where there is none."""
        place = self._canvas.current
        table = cells(self._session.document.clauses).get(place)
        if table is None:
            self._context.notify(_("The cursor is in no table."))
            return None
        return table, [cell.id for cell in table.items].index(place)

    def _fresh(self, place: str, count: int) -> list[str]:
        taken = {identifier for identifier, _texts in places(self._session.document.clauses)}
        found = []
        for _n in range(count):
            found.append(fresh_id(f"{place}-z", taken))
            taken.add(found[-1])
        return found

    def _set(self, table: Paragraph, columns: int, order: list[str], words: str, at: int) -> None:
        if self._session.do(SetTable(table.id, columns, tuple(order)), words) and order:
            self._canvas.show_place(order[max(0, min(at, len(order) - 1))])
            self._canvas.setFocus()

    # ---- what can be done ----

    def insert(self) -> None:
        """Put a table below the words of the paragraph, or behind it where it has points or a table already."""
        row = self._canvas.row_of(self._canvas.current)
        if row is None:
            return
        clause = next(one for one in self._session.document.clauses if one.id == row.clause)
        at = next((n for n, one in enumerate(clause.paragraphs) if row.place == one.id or row.parent == one.id), None)
        here = clause.paragraphs[at] if at is not None else None
        if here is not None and not here.items and row.place == here.id:
            self._set(here, _COLUMNS, self._fresh(here.id, _ROWS * _COLUMNS), _("Insert table"), 0)
            return
        (name,) = self._fresh(f"{clause.id}-p", 1)
        order = self._fresh(name, _ROWS * _COLUMNS)
        where = 0 if at is None else at + 1
        if self._session.do(InsertTable(clause.id, name, where, _COLUMNS, tuple(order)), _("Insert table")):
            self._canvas.show_place(order[0])
            self._canvas.setFocus()

    def insert_row(self) -> None:
        """A row below that of the cursor."""
        if (found := self._table()) is not None:
            table, index = found
            at = (index // table.columns + 1) * table.columns
            order = [cell.id for cell in table.items]
            order[at:at] = self._fresh(table.id, table.columns)
            self._set(table, table.columns, order, _("Insert row"), at + index % table.columns)

    def insert_column(self) -> None:
        """A column to the right of that of the cursor."""
        if (found := self._table()) is None:
            return
        table, index = found
        if table.columns == MOST_COLUMNS:
            self._context.notify(_("A table has at most {n} columns.", n=str(MOST_COLUMNS)))
            return
        rows = self._rows(table)
        fresh = self._fresh(table.id, len(rows))
        at = index % table.columns + 1
        for row, name in zip(rows, fresh, strict=True):
            row.insert(at, name)
        columns = table.columns + 1
        self._set(
            table, columns, list(chain.from_iterable(rows)), _("Insert column"), index // table.columns * columns + at
        )

    def remove_row(self) -> None:
        """The row of the cursor; with the last row the whole paragraph or its table goes."""
        if (found := self._table()) is None:
            return
        table, index = found
        rows = self._rows(table)
        del rows[index // table.columns]
        self._without(table, table.columns, rows, _("Delete row"), index)

    def remove_column(self) -> None:
        """The column of the cursor; with the last column the table goes."""
        if (found := self._table()) is None:
            return
        table, index = found
        rows = self._rows(table)
        for row in rows:
            del row[index % table.columns]
        columns = table.columns - 1
        at = index // table.columns * columns + min(index % table.columns, max(columns - 1, 0))
        self._without(table, columns, rows if columns else [], _("Delete column"), at)

    def move_row(self, by: int) -> None:
        """The row of the cursor one up or down."""
        if (found := self._table()) is None:
            return
        table, index = found
        rows = self._rows(table)
        row = index // table.columns
        if 0 <= row + by < len(rows):
            rows.insert(row + by, rows.pop(row))
            self._set(table, table.columns, list(chain.from_iterable(rows)), _("Move row"), index + by * table.columns)

    def _without(self, table: Paragraph, columns: int, rows: list[list[str]], words: str, at: int) -> None:
        if rows:
            self._set(table, columns, list(chain.from_iterable(rows)), words, at)
        elif self._session.do(SetTable(table.id, 0, ()), words):
            self._canvas.show_place(table.id)
        self._context.notify(_("Deleted. Undo brings it back."))

    def _rows(self, table: Paragraph) -> list[list[str]]:
        order = [cell.id for cell in table.items]
        return [order[at : at + table.columns] for at in range(0, len(order), table.columns)]
