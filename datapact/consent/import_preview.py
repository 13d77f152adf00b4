"""A look at a file of consents before anything of it is taken: columns, proposed fields, first rows, order of dates."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Literal

from datapact.consent.dates import Order
from datapact.consent.fields import NEEDED, are_headings
from datapact.consent.import_options import AS_FOUND, Options, date_places, fields_of, shown_order
from datapact.consent.table_file import Cell, Encoding, encoding_of, open_table

FIRST_ROWS = 20


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the file: its heading, the field it would be read as (empty: left out), and its first cells."""

    heading: str
    field: str
    samples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file looks like, before anything of it is taken."""

    kind: Literal["csv", "xlsx"]
    encoding: str
    """``utf-8``, ``utf-16``, ``cp1252``; empty for XLSX."""
    sheet: str
    sheets: tuple[str, ...]
    columns: tuple[Column, ...]
    missing: tuple[str, ...]
    """Fields that are needed and have neither column nor value."""
    date_order: Order
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...] = ()
    """The number that each of the rows has in the file."""
    heading_line: int = 1
    heads: tuple[tuple[int, str], ...] = ()
    """Lines on which the columns may be named: number in the file, and the cells."""


def preview(path: Path, options: Options = AS_FOUND) -> Preview:
    """Look at a file: its columns, which fields they would be, its first rows, the order of its dates.

    Where a CSV file is not UTF-8 it is shown as cp1252, which Windows programs write, for the person to agree.
    Raises WrongUse, Malformed, TooLarge or Surroundings for a file that is no table.
    """
    encoding = options.encoding or _guessed(path)
    with open_table(
        path, encoding=encoding, sheet=options.sheet, heading_line=options.heading_line, known=are_headings
    ) as table:
        fields = fields_of(table, options)
        first = list(islice(table.lines, FIRST_ROWS))
        order = shown_order(first, table.lines, date_places(fields))
        rows = tuple(tuple(_shown(cell) for cell in cells) for _, cells in first)
    names = {*fields.values(), *options.constants}
    columns = tuple(
        Column(heading, fields.get(place, ""), tuple(row[place] for row in rows[:5] if place < len(row)))
        for place, heading in enumerate(table.headings)
    )
    missing = tuple(name for name in NEEDED if name not in names)
    return Preview(
        table.kind,
        table.encoding,
        table.sheet,
        table.sheets,
        columns,
        missing,
        order,
        rows,
        lines=tuple(number for number, _ in first),
        heading_line=table.heading_line,
        heads=tuple(
            (number, "  ·  ".join(cell for cell in map(_shown, cells) if cell)) for number, cells in table.heads
        ),
    )


def _guessed(path: Path) -> Encoding | None:
    try:
        with path.open("rb") as source:
            start = source.read(65_536)
    except OSError:
        return None  # opening it says why
    return encoding_of(start) or "cp1252"


def _shown(cell: Cell) -> str:
    text = cell if isinstance(cell, str) else cell.isoformat()
    return text if len(text) <= 200 else text[:199] + "…"
