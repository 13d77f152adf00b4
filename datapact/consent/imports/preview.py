"""The preview of a file of consents before the import: columns, proposed fields, first rows, order of dates, counts.

It shows a person whether a column or the order of the dates was misread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import Literal

from datapact.base.date_formats import Order, read_written
from datapact.base.read_table import Cell, Encoding, encoding_of, open_table
from datapact.consent.imports.options import AS_FOUND, Options, date_places, fields_of, shown_order
from datapact.consent.records.row_disclosure import Row
from datapact.consent.terms.fields import NEEDED, are_headings, says_given
from datapact.consent.terms.states import ACCEPTED, BY_CODE, CALLING

FIRST_ROWS = 20


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the file: its heading, the field it would be read as (empty: left out), and its first cells."""

    heading: str
    """As the file has it."""
    field: str
    """Name of ``fields.FIELDS`` or one of the file's own."""
    samples: tuple[str, ...]
    """Of at most five rows, each cut at 200 characters."""


@dataclass(frozen=True, slots=True)
class Preview:
    """The preview of a file before its import."""

    kind: Literal["csv", "xlsx"]
    """Found from the content of the file."""
    encoding: str
    """``utf-8``, ``utf-16``, ``cp1252``; empty for XLSX."""
    sheet: str
    """The sheet that is read; empty for CSV."""
    sheets: tuple[str, ...]
    """Names of all sheets; empty for CSV."""
    columns: tuple[Column, ...]
    """In the order of the file."""
    missing: tuple[str, ...]
    """Fields that are needed and have neither column nor value."""
    date_order: Order
    """The order shown by the dates with slashes; empty where there are none."""
    rows: tuple[tuple[str, ...], ...]
    """The first ``FIRST_ROWS`` rows, cells as text, each cut at 200 characters."""
    lines: tuple[int, ...] = ()
    """The number that each of the rows has in the file."""
    heading_line: int = 1
    """The line of the file on which the columns are named, from 1."""
    heads: tuple[tuple[int, str], ...] = ()
    """Lines on which the columns may be named: number in the file, and the cells."""
    given: str = ""
    """The heading that says that each line is a consent given, as “Consent on”, where no column has states; else empty."""


def preview(path: Path, options: Options = AS_FOUND) -> Preview:
    """Preview a file: its columns with their proposed fields, its first rows, the order of its dates.

    Where a CSV file is not UTF-8 it is shown as cp1252, which Windows programs write, for the person to confirm. Raises
    WrongUse, Malformed, TooLarge or Surroundings for a file that is no table.
    """
    encoding = options.encoding or _guessed(path)
    with open_table(
        path, encoding=encoding, sheet=options.sheet, heading_line=options.heading_line, known=are_headings
    ) as table:
        fields = fields_of(table, options)
        first = list(islice(table.lines, FIRST_ROWS))
        if not options.columns:
            fields = _days_are_no_states(fields, first)
        if not options.columns and "event_time" not in {*fields.values(), *options.constants}:
            fields |= _only(_is_date, "event_time", fields, table.headings, first)
        if not options.columns and "state" not in {*fields.values(), *options.constants}:
            fields |= _only(_is_state, "state", fields, table.headings, first)
        order = shown_order(first, table.lines, date_places(fields))
        rows = tuple(tuple(_shown(cell) for cell in cells) for _, cells in first)
    names = {*fields.values(), *options.constants}
    time = next((table.headings[place] for place, name in fields.items() if name == "event_time"), "")
    given = "" if "state" in fields.values() else time if says_given(table.headings, time) else ""
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
        given=given,
    )


def _days_are_no_states(fields: Mapping[int, str], rows: Sequence[tuple[int, Sequence[Cell]]]) -> dict[int, str]:
    """The fields, where a column of states by its heading, as “Consent”, that holds only days is one of times."""
    place = next((place for place, name in fields.items() if name == "state"), None)
    cells = [row[place] for _line, row in rows if place is not None and place < len(row) and row[place] != ""]
    if place is None or not cells or not all(map(_is_date, cells)):
        return dict(fields)
    named = "" if "event_time" in fields.values() else "event_time"
    return {one: name for one, name in fields.items() if one != place} | ({place: named} if named else {})


def _only(
    fits: Callable[[Cell], bool],
    name: str,
    fields: Mapping[int, str],
    headings: Sequence[str],
    rows: Sequence[tuple[int, Sequence[Cell]]],
) -> dict[int, str]:
    """The one column that nobody knows by its heading and whose cells all fit, such as dates: proposed as this field."""
    found = []
    for place, heading in enumerate(headings):
        cells = [row[place] for _line, row in rows if place < len(row) and row[place] != ""]
        if heading and place not in fields and cells and all(map(fits, cells)):
            found.append(place)
    return {found[0]: name} if len(found) == 1 else {}


def _is_state(cell: Cell) -> bool:
    return isinstance(cell, str) and cell.strip().casefold() in ACCEPTED


def _is_date(cell: Cell) -> bool:
    if not isinstance(cell, str):
        return isinstance(cell, date)
    try:
        read_written(cell, "dmy")
    except ValueError:
        return False
    return True


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


MOST_GROUPS = 200
"""Groups that are counted; a file with more has something else in one of these columns."""


@dataclass(frozen=True, slots=True)
class Group:
    """Lines that agree in dataset, purpose and state."""

    dataset: str
    """Key as the rows have it."""
    purpose: str
    """IRI or key as the rows have it."""
    state: str
    """A name of ``states.STATES``."""
    lines: int
    """How many lines of the file."""
    first: datetime
    """Time of the earliest event, UTC."""
    last: datetime
    """Time of the latest event, UTC."""
    line: int
    """The first such line, as a spreadsheet counts."""

    @property
    def causes_recalls(self) -> bool:
        """Whether lines of this state cause recalls of data that was delivered before."""
        return self.state in CALLING


class Tally:
    """Counts rows; a million of them take less than a second."""

    def __init__(self) -> None:
        self._counts: dict[tuple[str, str, int], list[int]] = {}

    def add(self, rows: Iterable[tuple[int, Row]]) -> None:
        """Add these rows, with their lines, to the counts."""
        counts = self._counts
        for line, row in rows:
            key = row.dataset, row.purpose, row.state
            known = counts.get(key)
            if known is None:
                if len(counts) < MOST_GROUPS:
                    counts[key] = [1, row.at, row.at, line]
                continue
            known[0] += 1
            if row.at < known[1]:
                known[1] = row.at
            elif row.at > known[2]:
                known[2] = row.at

    def groups(self) -> tuple[Group, ...]:
        """The counted groups, the largest first."""
        found = [
            Group(dataset, purpose, BY_CODE[state].name, lines, _moment(first), _moment(last), line)
            for (dataset, purpose, state), (lines, first, last, line) in self._counts.items()
        ]
        return tuple(sorted(found, key=lambda one: (-one.lines, one.dataset, one.purpose, one.state)))


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
