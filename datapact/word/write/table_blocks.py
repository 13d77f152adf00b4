"""The table of a paragraph as a table of Word, its rows and words marked against an older version."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from datapact.base.texts import Language
from datapact.contract.text.clauses import Item, Paragraph
from datapact.contract.text.marked import Mark, Piece, marked_words, piece_of
from datapact.contract.text.tables import rows_of
from datapact.word.write.blocks import Block, Line, LineMark, LineStyle, Row, Table


def table_blocks(old: Paragraph | None, new: Paragraph | None, languages: Sequence[Language]) -> list[Block]:
    """The table that a paragraph has now, with marks against the one that it had; both where the columns are others.

    An empty line follows each: Word makes one of two tables that touch.
    """
    before, after = (one if one is not None and one.columns else None for one in (old, new))
    if before is not None and after is not None and before.columns == after.columns:
        return _with_line(Table(tuple(_compared(before, after, languages)), _shares(after), place=after.id), languages)
    blocks: list[Block] = []
    sides: tuple[tuple[Paragraph | None, LineMark], ...] = ((before, "removed"), (after, "added"))
    for one, mark in sides:
        if one is not None:
            rows = tuple(_row(row, languages, mark, head=not n) for n, row in enumerate(rows_of(one)))
            blocks += _with_line(Table(rows, _shares(one), place=one.id), languages)
    return blocks


def _with_line(table: Table, languages: Sequence[Language]) -> list[Block]:
    return [table, Line("Cell", languages[0], ())]


def _shares(paragraph: Paragraph) -> tuple[float, ...]:
    return (1.0,) * paragraph.columns


def _row(cells: Sequence[Item], languages: Sequence[Language], mark: LineMark, *, head: bool) -> Row:
    marks: Mapping[LineMark, Mark] = {"added": "inserted", "removed": "deleted"}
    word = marks.get(mark, "same")
    return Row(
        tuple(
            tuple(
                _line(cell, language, tuple(piece_of(run, word) for run in cell.text.get(language, ())), head, mark)
                for language in languages
            )
            for cell in cells
        ),
        mark,
        head,
    )


def _line(cell: Item, language: Language, pieces: tuple[Piece, ...], head: bool, mark: LineMark = "same") -> Line:
    style: LineStyle = "CellHead" if head else "Cell"
    return Line(style, language, pieces, "" if mark == "removed" else cell.id)


def _compared(before: Paragraph, after: Paragraph, languages: Sequence[Language]) -> Iterator[Row]:
    old, new = rows_of(before), rows_of(after)
    names = [[tuple(cell.id for cell in row) for row in side] for side in (old, new)]
    texts = {cell.id: cell.text for cell in before.items}
    for what, start, end, first, last in SequenceMatcher(None, names[0], names[1], autojunk=False).get_opcodes():
        if what == "equal":
            for n in range(first, last):
                cells = []
                for cell in new[n]:
                    lines = []
                    for language in languages:
                        runs, was = cell.text.get(language, ()), texts[cell.id].get(language)
                        pieces = tuple(map(piece_of, runs)) if was is None else marked_words(was, runs)
                        lines.append(_line(cell, language, pieces, n == 0))
                    cells.append(tuple(lines))
                yield Row(tuple(cells), head=n == 0)
            continue
        for n in range(start, end):
            yield _row(old[n], languages, "removed", head=n == 0)
        for n in range(first, last):
            yield _row(new[n], languages, "added", head=n == 0)
