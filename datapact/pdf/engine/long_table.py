"""A table of any length: lines broken once, pages divided by sums of heights, and as few marks as a listener needs.

``Grid`` sets a handful of rows in several languages; with thousands of rows its blocks, one a cell, would cost seconds.
Here a cell is a list of lines, and dividing a table at a page looks up one number.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from datapact.base.texts import Language
from datapact.pdf.engine.canvas import Sheet, colour
from datapact.pdf.engine.fonts import drawable, width
from datapact.pdf.engine.hyphenation import hyphenation_points, natural_breaks
from datapact.pdf.engine.lines import Run, break_lines
from datapact.pdf.engine.tags import Element
from datapact.pdf.engine.text_block import Block
from datapact.pdf.engine.typography import CELL, CELL_BOLD, COLUMN_HEAD, HAIRLINE, INK, Style

_PADDING = 3.4
_FEWEST_ROWS = 2  # least number of rows below the header at the foot of a page
_LOOKED_AT = 1_000  # number of rows whose words determine the widths of the columns
_LONGEST_WORD = 24  # characters; a longer one may be divided
_LONGEST_LINE = 120  # characters; what is longer breaks anyway
_WORTH_DIVIDING = 150.0  # points; a lower row goes to the next page as a whole


@dataclass(frozen=True, slots=True)
class _Cell:
    lines: tuple[str, ...]
    element: Element | None


@dataclass(frozen=True, slots=True)
class _Row:
    cells: tuple[_Cell, ...]
    height: float
    rule: bool = True

    def cut(self, room: float) -> tuple[_Row, _Row]:
        """The lines of every cell that fit into ``room``, and the others."""
        fitting = max(int((room - 2 * _PADDING) // CELL.leading), 0)
        upper = tuple(_Cell(cell.lines[:fitting], cell.element) for cell in self.cells)
        lower = tuple(_Cell(cell.lines[fitting:], cell.element) for cell in self.cells)
        return _Row(upper, _height(upper, CELL), rule=False), _Row(lower, _height(lower, CELL), self.rule)


def _height(cells: Sequence[_Cell], style: Style) -> float:
    return max((len(cell.lines) for cell in cells), default=0) * style.leading + 2 * _PADDING


@dataclass(slots=True, eq=False)
class TableText:
    """The words of a table and their elements; ``set_at`` breaks them into lines for one breadth."""

    headings: Sequence[str]
    """One for each column."""
    rows: Sequence[Sequence[str]]
    """One text for each column and row."""
    shares: Sequence[float]
    """Widths of the columns as parts of the whole; empty: the texts decide."""
    named: int
    """Index of the column that names its row."""
    to_the_right: Sequence[bool]
    """For each column whether its texts end at its right edge."""
    language: Language
    """Of all texts, for hyphens."""
    table: Element
    """The structure element that rows are added to."""
    heads: list[Element] = field(default_factory=list)
    """Structure elements of the headings, made from the start."""
    elements: list[list[Element]] = field(default_factory=list)
    """Structure elements of the cells, by row and column."""
    _shown: dict[tuple[str, bool], str] = field(default_factory=dict)
    _widths: list[float] | None = None

    def __post_init__(self) -> None:
        head = self.table.add("TR")
        self.heads = [head.add("TH", scope="Column") for _heading in self.headings]
        for row in self.rows:
            line = self.table.add("TR")
            self.elements.append(
                [line.add("TH", scope="Row") if index == self.named else line.add("TD") for index in range(len(row))]
            )

    def columns(self, breadth: float) -> list[float]:
        """Widths of the columns in points: by the shares, or by what the cells need."""
        shares = self.shares or self._needed(breadth)
        whole = sum(shares)
        return [breadth * share / whole for share in shares]

    def _needed(self, breadth: float) -> list[float]:
        """Every column as wide as its longest word, with the remaining width shared out by the length of the texts.

        Where even the longest words do not fit beside each other, words are divided as the dictionary allows: a day or a
        number never is.
        """
        if self._widths is None:
            pieces, least, wanted = [], [], []
            for index, heading in enumerate(self.headings):
                style = CELL_BOLD if index == self.named else CELL
                texts = [row[index] for row in self.rows[:_LOOKED_AT]]
                words = {word for text in texts for word in text.split() if len(word) <= _LONGEST_WORD}
                narrow = max((width(drawable(word), style.font(), style.size) for word in words), default=0.0)
                lengths = sorted(width(drawable(text[:_LONGEST_LINE]), style.font(), style.size) for text in texts)
                wide = lengths[len(lengths) * 9 // 10] if lengths else 0.0  # a few long texts may break
                head = max(width(word, COLUMN_HEAD.font(), COLUMN_HEAD.size) for word in (heading.split() or [""]))
                room = 2 * _PADDING + 0.5
                parts = [(word, style) for word in words] + [(word, COLUMN_HEAD) for word in heading.split()]
                pieces.append(max((_longest_piece(*part, self.language) for part in parts), default=0.0) + room)
                least.append(max(narrow, head) + room)
                wanted.append(max(wide, narrow, head) + room)
            self._widths = _between(pieces, least, wanted, breadth)
        return self._widths

    def set_at(self, breadth: float) -> tuple[_Row, list[_Row]]:
        """Header and rows at this breadth."""
        rooms = [column - _PADDING * 2 for column in self.columns(breadth)]
        header = self._row(self.headings, self.heads, rooms, [COLUMN_HEAD] * len(rooms))
        styles = [CELL_BOLD if index == self.named else CELL for index in range(len(rooms))]
        return header, [
            self._row(row, elements, rooms, styles) for row, elements in zip(self.rows, self.elements, strict=True)
        ]

    def _row(
        self, texts: Sequence[str], elements: Sequence[Element], rooms: Sequence[float], styles: Sequence[Style]
    ) -> _Row:
        cells = tuple(
            _Cell(_lines(text, style, room, self.language), element)
            for text, element, room, style in zip(texts, elements, rooms, styles, strict=True)
        )
        return _Row(cells, _height(cells, styles[0]))

    def shown(self, sheet: Sheet, text: str, style: Style) -> str:
        """The operators for a text, cached for repeated ones."""
        key = (text, style.bold)
        found = self._shown.get(key)
        if found is None:
            found = " ".join(sheet.shown(text, style.font(), style.size))
            self._shown[key] = found
        return found


def _between(pieces: list[float], least: list[float], wanted: list[float], breadth: float) -> list[float]:
    """Widths that fill ``breadth`` between two of the three kinds; the narrowest or widest where none does."""
    for low, high in ((pieces, least), (least, wanted)):
        if sum(low) <= breadth < sum(high):
            share = (breadth - sum(low)) / (sum(high) - sum(low))
            return [one + (other - one) * share for one, other in zip(low, high, strict=True)]
    return wanted if sum(wanted) <= breadth else pieces


def _longest_piece(word: str, style: Style, language: Language) -> float:
    """The width of the longest part of a word that no line may divide, with its hyphen, in points."""
    points = sorted({*hyphenation_points(word, language), *natural_breaks(word)})
    ends = [*points, len(word)]
    parts = [word[start:end] for start, end in zip([0, *points], ends, strict=True)]
    shown = [
        part + ("-" if end < len(word) and part[-1:].isalnum() else "") for part, end in zip(parts, ends, strict=True)
    ]
    return max(width(drawable(part), style.font(), style.size) for part in shown)


def _lines(text: str, style: Style, room: float, language: Language) -> tuple[str, ...]:
    text = drawable(text)
    if "\n" not in text and width(text, style.font(), style.size) <= room:
        return (text,)
    return tuple(
        "".join(piece.text for piece in line.pieces) for line in break_lines([Run(text)], style, room, language)
    )


class DataTable(Block):
    """The rows ``start`` to ``end`` of a table, under its header; ``head`` is a row left over from the page before."""

    def __init__(self, text: TableText) -> None:
        super().__init__()
        self.text = text
        self.before, self.after = 4.0, 10.0
        self.start, self.end = 0, len(text.rows)
        self.continued: _Row | None = None
        self.cut_off: _Row | None = None
        self.again = False
        self._breadth = -1.0
        self._header: _Row
        self._rows: list[_Row]
        self._sums: list[float]  # height of all rows before each

    def height_at(self, breadth: float) -> float:
        if self._breadth != breadth:
            self._header, self._rows = self.text.set_at(breadth)
            self._sums = [0.0, *accumulate(row.height for row in self._rows)]
            self._breadth = breadth
        return (
            self._header.height
            + self._continued_height()
            + self._sums[self.end]
            - self._sums[self.start]
            + (self.cut_off.height if self.cut_off else 0.0)
        )

    def _continued_height(self) -> float:
        return self.continued.height if self.continued else 0.0

    def divided(self, breadth: float, room: float) -> tuple[DataTable, DataTable] | None:
        self.height_at(breadth)
        left = room - self._header.height
        if left < 4 * CELL.leading:
            return None
        if self.continued is not None:
            if self.continued.height > left:  # a cell that is longer than a page
                upper, lower = self.continued.cut(left)
                return self._part(self.start, self.start, upper, None), self._part(self.start, self.end, lower, None)
            left -= self.continued.height
        fitting = min(bisect_right(self._sums, self._sums[self.start] + left + 0.01) - 1, self.end)
        placed = fitting - self.start
        left -= self._sums[fitting] - self._sums[self.start]
        if fitting < self.end and self._rows[fitting].height > _WORTH_DIVIDING and left > 4 * CELL.leading:
            upper, lower = self._rows[fitting].cut(left)
            first = self._part(self.start, fitting, self.continued, upper)
            return first, self._part(fitting + 1, self.end, lower, None)
        if self.end - fitting == 1 and placed > _FEWEST_ROWS:
            fitting -= 1  # no single row alone on the next page
        few = placed < min(_FEWEST_ROWS, self.end - self.start) and self.continued is None and not self.again
        if fitting == self.end or few or (fitting == self.start and self.continued is None):
            return None
        return self._part(self.start, fitting, self.continued, None), self._part(fitting, self.end, None, None)

    def _part(self, start: int, end: int, continued: _Row | None, cut_off: _Row | None) -> DataTable:
        part = DataTable.__new__(DataTable)
        Block.__init__(part)
        part.text, part._breadth = self.text, self._breadth
        part._header, part._rows, part._sums = self._header, self._rows, self._sums
        part.start, part.end, part.continued, part.cut_off = start, end, continued, cut_off
        is_first = start == self.start and continued is self.continued
        part.again = self.again or not is_first
        part.before, part.after = (self.before if is_first else 0.0), (self.after if end == self.end else 0.0)
        return part

    def paint(self, sheet: Sheet, x: float, top: float) -> None:
        header = self._header
        if self.again:  # a listener hears the headings once
            header = _Row(tuple(_Cell(cell.lines, None) for cell in header.cells), header.height)
        rows = [self.continued] if self.continued else []
        rows += self._rows[self.start : self.end]
        rows += [self.cut_off] if self.cut_off else []
        breadth = self._breadth
        starts = [x, *accumulate(self.text.columns(breadth), initial=x)][1:]
        operators: list[str] = []
        rules = [(top, 0.9, INK)]
        self._write(sheet, operators, header, starts, top, head=True)
        top -= header.height
        rules.append((top, 0.5, INK))
        for row in rows:
            self._write(sheet, operators, row, starts, top)
            top -= row.height
            if row.rule:
                rules.append((top, 0.4, HAIRLINE))
        sheet.text(operators)
        boxes = [f"{colour(ink)} {x:.2f} {y - thick / 2:.2f} {breadth:.2f} {thick:.2f} re f" for y, thick, ink in rules]
        sheet.addLiteral("\n".join((sheet.opened(None), *boxes, sheet.closed())))

    def _write(
        self, sheet: Sheet, operators: list[str], row: _Row, starts: Sequence[float], top: float, *, head: bool = False
    ) -> None:
        text = self.text
        for index, cell in enumerate(row.cells):
            if not cell.lines:
                continue
            style = COLUMN_HEAD if head else CELL_BOLD if index == text.named else CELL
            baseline = top - _PADDING - (style.leading + style.size * 0.70) / 2
            operators += [sheet.opened(cell.element), colour(style.colour), "0 Tw"]
            for line in cell.lines:
                left = starts[index]
                if text.to_the_right[index]:
                    left = starts[index + 1] - 2 * _PADDING - width(line, style.font(), style.size)
                operators.append(f"1 0 0 1 {left:.2f} {baseline:.2f} Tm {text.shown(sheet, line, style)}")
                baseline -= style.leading
            operators.append(sheet.closed())
