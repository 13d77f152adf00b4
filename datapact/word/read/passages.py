"""Passages of a Word file as they are read: paragraphs, tables and cells, each with what its changes insert and delete."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from lxml import etree

from datapact.contract.text.clauses import Emphasis

MOST_COLUMNS = 63
"""The most columns of a table of Word."""

type View = Literal["accepted", "rejected"]


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of text with its marks."""

    text: str
    """Line breaks as line feeds, tabs as tabs."""
    inserted: bool = False
    """Not there when all changes are rejected."""
    deleted: bool = False
    """Not there when all changes are accepted."""
    author: str = ""
    """Of the innermost mark."""
    time: str = field(default="", compare=False, kw_only=True)
    """Of the innermost mark, as the file has it, often local time without a zone; may be empty."""
    target: str = ""
    """Bookmark that a cross-reference leads to; empty for other text."""
    control: str = ""
    """Tag of the content control around it."""
    emphasis: Emphasis = ""
    """How it stands out by the format of its run, when all changes are accepted."""
    earlier: Emphasis = ""
    """The same when all changes are rejected."""

    def there(self, view: View) -> bool:
        return not (self.deleted if view == "accepted" else self.inserted)

    def stands_out(self, view: View) -> Emphasis:
        return self.emphasis if view == "accepted" else self.earlier


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph as it stands in the file."""

    spans: tuple[Span, ...]
    """In reading order."""
    bookmarks: tuple[str, ...] = ()
    """Names of the bookmarks that begin in it."""
    style: str = ""
    """Id of its style."""
    level: int | None = None
    """Level in a numbered list, from 0; None: not in one."""
    inserted: bool = False
    """Whether its mark is inserted."""
    deleted: bool = False
    """Whether its mark is deleted."""
    author: str = ""
    """Of the change of its mark."""
    comments: tuple[str, ...] = ()
    """Ids of the comments that begin in it."""
    node: etree._Element | None = field(default=None, compare=False)
    """The ``w:p`` itself."""

    def stays(self, view: View) -> bool:
        """Whether its mark is there, so that it ends here."""
        return not (self.deleted if view == "accepted" else self.inserted)

    def text(self, view: View) -> str:
        return "".join(span.text for span in self.spans if span.there(view))


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table, or the whole of a story."""

    blocks: tuple[Paragraph | Table, ...]
    """Never without a paragraph in a cell."""
    columns: int = 1
    """Of the table that it takes up; more than one where cells were merged."""
    inserted: bool = False
    """Not there when all changes are rejected."""
    deleted: bool = False
    """Not there when all changes are accepted."""

    def there(self, view: View) -> bool:
        return not (self.deleted if view == "accepted" else self.inserted)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table."""

    cells: tuple[Cell, ...]
    """From left to right."""
    inserted: bool = False
    """As a whole."""
    deleted: bool = False
    """As a whole."""
    author: str = ""
    """Of its change."""
    first: int = 0
    """Column of the table in which the first cell begins, from 0."""

    def there(self, view: View) -> bool:
        return not (self.deleted if view == "accepted" else self.inserted)


@dataclass(frozen=True, slots=True)
class Table:
    """A table; its rows may hold tables."""

    rows: tuple[Row, ...]
    """From the top."""


type NoteKey = tuple[str, str]
"""``footnote`` or ``endnote``, and the id of the note."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A paragraph of one view: one of the file, or several whose marks are gone."""

    spans: tuple[Span, ...]
    """There in this view."""
    sources: tuple[Paragraph, ...]
    """The paragraphs that it is made of, never empty."""
    view: View
    """In which it stands."""
    cell: tuple[int, ...] = ()
    """Position in the outermost table around it: (table, row, column); empty in the body."""

    @property
    def text(self) -> str:
        return self.spans[0].text if len(self.spans) == 1 else "".join(span.text for span in self.spans)

    @property
    def bookmarks(self) -> tuple[str, ...]:
        """The bookmarks that begin in it; not those of a paragraph of which nothing is there but what follows it."""
        if len(self.sources) == 1:  # most are
            return self.last.bookmarks
        return tuple(
            name
            for source in self.sources
            if source is self.last or any(span.there(self.view) for span in source.spans)
            for name in source.bookmarks
        )

    @property
    def last(self) -> Paragraph:
        """The paragraph whose mark ends it, and whose style holds."""
        return self.sources[-1]


def units(cell: Cell, view: View, where: tuple[int, ...] = ()) -> Iterator[Unit]:
    """The paragraphs as they stand when all changes are accepted, or rejected; tables row by row, cell by cell.

    A table within a cell is read as paragraphs of that cell.
    """
    pending: list[Paragraph] = []
    tables = 0
    for block in cell.blocks:
        if isinstance(block, Table):
            if pending:
                yield from _unit(pending, view, where)
                pending = []
            row_number = 0
            for row in block.rows:
                if row.there(view):
                    column = row.first
                    for inner in row.cells:
                        if inner.there(view):
                            yield from units(inner, view, where or (tables, row_number, column))
                            column += inner.columns if column < MOST_COLUMNS else 1
                    row_number += 1
            tables += 1
            continue
        pending.append(block)
        if block.stays(view):
            yield from _unit(pending, view, where)
            pending = []
    yield from _unit(pending, view, where)


def _unit(pending: list[Paragraph], view: View, where: tuple[int, ...]) -> Iterator[Unit]:
    if not pending:
        return
    spans = tuple(span for paragraph in pending for span in paragraph.spans if span.there(view))
    gone = not spans and not pending[-1].stays(view)
    if not gone:
        yield Unit(spans, tuple(pending), view, where)
