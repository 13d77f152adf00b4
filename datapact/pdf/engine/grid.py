"""Rows of cells: tables that break over pages with their header repeated, and two languages side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from datapact.pdf.engine.canvas import Sheet
from datapact.pdf.engine.text_block import Block, is_fresh_page, stays_whole
from datapact.pdf.engine.typography import HAIRLINE, INK, TEXT_HEIGHT

_PADDING = 4.0
_KEPT_TOGETHER = TEXT_HEIGHT / 7  # a lower table is not divided
_WORTH_DIVIDING = TEXT_HEIGHT / 4  # a lower row goes to the next page as a whole
NEARLY_A_PAGE = TEXT_HEIGHT * 0.8
"""In points: a table as high, with its heading, still has a page of its own."""


@dataclass(slots=True, eq=False)
class Cell:
    """Blocks one below the other."""

    blocks: Sequence[Block]
    """From the top down; empty where nothing was left for this page."""

    def height_at(self, breadth: float) -> float:
        """Height in points, with the space among the blocks."""
        total = 0.0
        for index, block in enumerate(self.blocks):
            total += block.height_at(breadth) + (block.after if index + 1 < len(self.blocks) else 0.0)
        return total

    def paint(self, sheet: Sheet, x: float, top: float, breadth: float) -> None:
        """Draw from ``top`` down."""
        for block in self.blocks:
            height = block.height_at(breadth)
            block.paint(sheet, x, top)
            top -= height + block.after

    def divided(self, breadth: float, room: float) -> tuple[Cell, Cell] | None:
        """The part that fits into ``room`` and the rest, either perhaps empty; None when nothing fits."""
        if self.height_at(breadth) <= room + 0.01:
            return self, Cell(())
        for index, block in enumerate(self.blocks):
            height = block.height_at(breadth)
            if height > room + 0.01:
                parts = block.divided(breadth, room)
                if parts is not None:
                    return Cell((*self.blocks[:index], parts[0])), Cell((parts[1], *self.blocks[index + 1 :]))
                return (Cell(self.blocks[:index]), Cell(self.blocks[index:])) if index else None
            room -= height + block.after
        return self, Cell(())


@dataclass(eq=False)
class SideBySide(Block):
    """Cells beside each other without rules: a paragraph in each of two languages."""

    cells: Sequence[Cell]
    """From left to right, all equally wide."""
    gutter: float
    """Space between two cells, in points."""
    before: float = 0.0
    """Space above, in points."""
    after: float = 0.0
    """Space below, in points."""
    whole: bool = False
    """Not divided over pages unless it is higher than half a page."""

    def __post_init__(self) -> None:
        super().__init__()

    def _column(self, breadth: float) -> float:
        return (breadth - self.gutter * (len(self.cells) - 1)) / len(self.cells)

    def height_at(self, breadth: float) -> float:
        column = self._column(breadth)
        self.breadth = breadth
        return max(cell.height_at(column) for cell in self.cells)

    def paint(self, sheet: Sheet, x: float, top: float) -> None:
        column = self._column(self.breadth)
        for index, cell in enumerate(self.cells):
            cell.paint(sheet, x + index * (column + self.gutter), top, column)

    def divided(self, breadth: float, room: float) -> tuple[SideBySide, SideBySide] | None:
        if stays_whole(self.whole, self.height_at(breadth)):
            return None
        parts = _divide_cells(self.cells, [self._column(breadth)] * len(self.cells), room)
        if parts is None:
            return None
        return (
            SideBySide(parts[0], self.gutter, self.before, 0.0),
            SideBySide(parts[1], self.gutter, 0.0, self.after),
        )


def _divide_cells(
    cells: Sequence[Cell], breadths: Sequence[float], room: float
) -> tuple[list[Cell], list[Cell]] | None:
    parts = [cell.divided(breadth, room) for cell, breadth in zip(cells, breadths, strict=True)]
    if not all(parts):
        return None
    return [part[0] for part in parts if part], [part[1] for part in parts if part]


@dataclass(slots=True, eq=False)
class Row:
    """One row of a table; ``rule`` says whether a hairline closes it."""

    cells: Sequence[Cell]
    """One for each column, from left to right."""
    rule: bool = True


@dataclass(eq=False)
class Grid(Block):
    """A table: ``header`` appears again, as an artifact, at the top of every page that the table reaches.

    ``shares`` are the widths of the columns as parts of the whole. ``header_again`` makes the repeated header.
    """

    shares: Sequence[float]
    header: Row | None
    rows: Sequence[Row]
    """Without the header."""
    header_again: Row | None = None
    before: float = 3.0
    """Space above, in points."""
    after: float = 9.0
    """Space below, in points."""
    kept: float = _KEPT_TOGETHER
    """In points: a lower table is not divided unless a page of its own is too low for it."""
    _heights: list[float] = field(default_factory=list)
    _breadth: float = -1.0

    def __post_init__(self) -> None:
        super().__init__()

    def _columns(self, breadth: float) -> list[float]:
        whole = sum(self.shares)
        return [breadth * share / whole for share in self.shares]

    def _inner(self, breadth: float) -> list[float]:
        columns = self._columns(breadth)
        return [column - (_PADDING * 2 if index + 1 < len(columns) else 0.0) for index, column in enumerate(columns)]

    def _row_height(self, row: Row, breadth: float) -> float:
        inner = self._inner(breadth)
        return max(cell.height_at(column) for cell, column in zip(row.cells, inner, strict=True)) + 2 * _PADDING

    def height_at(self, breadth: float) -> float:
        if self._breadth != breadth:
            self._heights = [self._row_height(row, breadth) for row in self.rows]
            self._breadth = breadth
        return sum(self._heights) + self._header_height(breadth)

    def _header_height(self, breadth: float) -> float:
        return self._row_height(self.header, breadth) if self.header else 0.0

    def paint(self, sheet: Sheet, x: float, top: float) -> None:
        breadth = self._breadth
        sheet.rule(x, top, breadth, 0.9 if self.header else 0.5, INK if self.header else HAIRLINE)
        if self.header is not None:
            height = self._header_height(breadth)
            self._paint_row(sheet, self.header, x, top)
            top -= height
            sheet.rule(x, top, breadth, 0.5, INK)
        for row, height in zip(self.rows, self._heights, strict=True):
            self._paint_row(sheet, row, x, top)
            top -= height
            if row.rule:
                sheet.rule(x, top, breadth, 0.4, HAIRLINE)

    def _paint_row(self, sheet: Sheet, row: Row, x: float, top: float) -> None:
        for cell, column, inner in zip(
            row.cells, self._columns(self._breadth), self._inner(self._breadth), strict=True
        ):
            cell.paint(sheet, x, top - _PADDING, inner)
            x += column

    def divided(self, breadth: float, room: float) -> tuple[Grid, Grid] | None:
        whole = self.height_at(breadth)
        fresh_page = is_fresh_page(room)
        page, room = room, room - self._header_height(breadth)
        if whole < self.kept and not fresh_page:
            return None
        placed = self._rows_within(room)
        left = room - sum(self._heights[:placed])
        done, rest = list(self.rows[:placed]), list(self.rows[placed:])
        if rest and (self._heights[placed] > _WORTH_DIVIDING or (fresh_page and not placed)):
            parts = _divide_cells(rest[0].cells, self._inner(breadth), left - 2 * _PADDING)
            if parts is not None:
                done.append(Row(parts[0], rule=False))
                rest[0] = Row(parts[1], rest[0].rule)
        elif len(rest) == 1 and placed > 2:
            rest.insert(0, done.pop())  # no single row alone on the next page
        if not done or not rest or (len(done) == 1 and len(rest) > 2 and not fresh_page and self.header):
            return self._with_plain_header().divided(breadth, page) if fresh_page and self.header else None
        again = self.header_again
        return (
            Grid(self.shares, self.header, done, None, self.before, 0.0),
            Grid(self.shares, again, rest, again, 0.0, self.after),
        )

    def _with_plain_header(self) -> Grid:
        """The same table with its header as a row that is divided like others: it leaves no room for any below it."""
        rows = [self.header, *self.rows] if self.header else self.rows
        return Grid(self.shares, None, rows, None, self.before, self.after)

    def _rows_within(self, room: float) -> int:
        for index, height in enumerate(self._heights):
            room -= height
            if room < -0.01:
                return index
        return len(self._heights)
