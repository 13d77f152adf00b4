"""Rows of tables in their file: put in, deleted with their cells, tables put in or taken out where rows do not do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from lxml import etree

from datapact.contract.text.clauses import Paragraph, places
from datapact.contract.text.tables import cells, rows_of, shape_of
from datapact.word.read.markup import W, cells_in
from datapact.word.reply.new_tables import new_table, put_behind, table_around, taken_out
from datapact.word.reply.paragraphs import copied, emptied
from datapact.word.reply.places_in_file import PlacesInFile
from datapact.word.reply.tracked_runs import (
    mark_row,
)


@dataclass(slots=True)
class TablesReply:
    """Writes the rows and tables of our text into their file."""

    file: PlacesInFile
    """Their file."""
    points: set[str] = field(default_factory=set)
    """Places that were cells in their file and are points of our text."""
    fresh: set[str] = field(default_factory=set)
    """Cells of tables that were put in, which have their words."""
    coming: list[Paragraph] = field(default_factory=list)
    """Tables that are put in behind words which may have to be put in first."""

    def write(self) -> None:
        """The rows that only our tables have; rows that only theirs have are deleted with their cells."""
        theirs = {one.id: one for clause in self.file.view.document.clauses for one in clause.paragraphs}
        for clause in self.file.ours.clauses:
            for one in clause.paragraphs:
                known = theirs.get(one.id)
                if shape_of(one) == (shape_of(known) if known is not None else (0, ())):
                    continue
                rows = [] if known is None else [tuple(cell.id for cell in row) for row in rows_of(known)]
                if known is not None and self._can_be_written(one, known.columns, rows):
                    self._write_rows(one, rows)
                elif one.columns and known is not None and known.columns:
                    self._replace(one, rows)
                elif one.columns:  # behind its words, which may have to be put in first
                    self.coming.append(one)
                elif known is not None:
                    self._points_of_table(rows)

    def _points_of_table(self, rows: Sequence[tuple[str, ...]]) -> None:
        """Take their table out; its cells may be points of our text, which are put in as paragraphs."""
        old = next((one for row in rows for name in row for one in [self.file.table_of(name)] if one is not None), None)
        for name in (name for row in rows for name in row):
            for language in self.file.languages:
                self.file.delete(name, language, frozenset())
            self.file.nodes.pop(name, None)
            self.points.add(name)
        if old is not None:
            taken_out(old, self.file.marks)

    def _replace(self, ours: Paragraph, rows: Sequence[tuple[str, ...]]) -> None:
        """Another table behind theirs, which is deleted: with other columns, or its rows in another order."""
        old = next((one for row in rows for name in row for one in [self.file.table_of(name)] if one is not None), None)
        if old is None:
            self.file.left |= dict.fromkeys(cell.id for row in rows_of(ours) for cell in row)
            return
        for row in rows:
            for name in row:
                for language in self.file.languages:
                    self.file.delete(name, language, frozenset())
                self.file.nodes.pop(name, None)
        taken_out(old, self.file.marks)
        self._put(ours, old, old)

    def put_coming(self, ours: Paragraph) -> None:
        """A table that their file does not have, behind its words or what stands before it."""
        order = [one for one, _texts in places(self.file.ours.clauses)]
        before = reversed(order[: order.index(ours.id) + 1])
        anchor = next(
            (
                node
                for name in before
                for nodes in reversed(self.file.nodes.get(name, {}).values())
                for node in nodes
                if node.getparent() is not None
            ),
            None,
        )
        if anchor is None:
            self.file.left |= dict.fromkeys(cell.id for row in rows_of(ours) for cell in row)
            return
        form = next(
            (one for name in self.file.view.cells for one in [self.file.table_of(name)] if one is not None), None
        )
        inside = next((one for one in order if anchor in self.file.nodes_of(one)), "")
        self._put(ours, table_around(anchor) if inside in cells(self.file.ours.clauses) else anchor, form)

    def _put(self, ours: Paragraph, anchor: etree._Element | None, form: etree._Element | None) -> None:
        rows = rows_of(ours)
        made = new_table(ours.columns, len(rows), form, self.file.marks)
        assert anchor is not None
        put_behind(anchor, made, self.file.marks)
        for row, line in zip(rows, made.findall(W + "tr"), strict=True):
            for cell, column in zip(row, line.findall(W + "tc"), strict=True):
                self.file.fill(cell, column)
                self.fresh.add(cell.id)

    def _can_be_written(self, ours: Paragraph, columns: int, rows: Sequence[tuple[str, ...]]) -> bool:
        if not ours.columns:
            return not ours.items
        mine = [tuple(cell.id for cell in row) for row in rows_of(ours)]
        known = {name for row in rows for name in row}
        kept = [row for row in mine if row in rows]
        fresh = [row for row in mine if row not in rows]
        return (
            columns == ours.columns
            and kept == [row for row in rows if row in mine]
            and bool(kept)
            and not any(name in known for row in fresh for name in row)
            and all(self.file.row_of(row) is not None for row in rows)
        )

    def _write_rows(self, ours: Paragraph, rows: Sequence[tuple[str, ...]]) -> None:
        model = self.file.row_of(rows[-1])
        before: etree._Element | None = None
        for row in rows_of(ours):
            names = tuple(cell.id for cell in row)
            if names in rows:
                before = self.file.row_of(names)
                continue
            assert model is not None
            added = copied(model)
            properties = added.find(W + "trPr")
            for head in () if properties is None or len(rows) > 1 else properties.findall(W + "tblHeader"):
                head.getparent().remove(head)
            for cell, column in zip(row, cells_in(added), strict=True):
                emptied(column)
                self.file.fill(cell, column)
            mark_row(added, "ins", self.file.marks)
            first_row = self.file.row_of(rows[0])
            if before is not None:
                before.addnext(added)
            elif first_row is not None:
                first_row.addprevious(added)
            before = added
