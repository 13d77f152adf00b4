"""Tables of a contract: a paragraph whose points are cells, row by row; the first row names the columns.

A cell is a place like any other: it has an id, words in each language, terms and references. Only the shape of a table
is its own: which cells stand in which row and column.
"""

from __future__ import annotations

from collections.abc import Sequence

from datapact.base.texts import Language
from datapact.contract.text.clauses import Clause, Item, Paragraph

type Shape = tuple[int, tuple[str, ...]]
"""Columns, and the ids of the cells row by row; of an enumeration 0 and nothing."""


def shape_of(paragraph: Paragraph) -> Shape:
    """The shape of a paragraph's table; the same for all paragraphs without one."""
    return (paragraph.columns, tuple(item.id for item in paragraph.items)) if paragraph.columns else (0, ())


def rows_of(paragraph: Paragraph) -> tuple[tuple[Item, ...], ...]:
    """The cells of a table row by row, the names of the columns first."""
    width = paragraph.columns
    return tuple(paragraph.items[at : at + width] for at in range(0, len(paragraph.items), width)) if width else ()


def cell_number(index: int, columns: int, language: Language) -> str:
    """The place of a cell in words, from its index: ``Zeile 2 Spalte 1``, ``row 2 column 1``; the first row has the number 1."""
    row, column = divmod(index, columns)
    return f"Zeile {row + 1} Spalte {column + 1}" if language == "de" else f"row {row + 1} column {column + 1}"


def cells(clauses: Sequence[Clause]) -> dict[str, Paragraph]:
    """The paragraph with the table of each cell, by the id of the cell."""
    return {
        item.id: paragraph
        for clause in clauses
        for paragraph in clause.paragraphs
        if paragraph.columns
        for item in paragraph.items
    }


def wrong_table(clauses: Sequence[Clause]) -> str:
    """The id of the first paragraph whose points do not fill rows, or are no mere cells; empty for none."""
    for clause in clauses:
        for paragraph in clause.paragraphs:
            if paragraph.columns and (
                not paragraph.items
                or len(paragraph.items) % paragraph.columns
                or any(item.number is not None or item.deleted for item in paragraph.items)
            ):
                return paragraph.id
    return ""


def changed_tables(before: Sequence[Clause], after: Sequence[Clause]) -> dict[str, Paragraph]:
    """The paragraphs of ``after``, by id, that both have and whose table has another shape, came or went."""
    old = {one.id: one for clause in before for one in clause.paragraphs}
    return {
        one.id: one
        for clause in after
        for one in clause.paragraphs
        if one.id in old and shape_of(one) != shape_of(old[one.id])
    }
