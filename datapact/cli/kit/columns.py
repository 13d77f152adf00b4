"""A list that a command prints: one definition of its columns for the table, for CSV and for --json."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from datapact.base.clock import write_time
from datapact.base.texts import Message, _
from datapact.base.write_table import write_csv
from datapact.cli.kit.moments import moment_text
from datapact.cli.kit.output import emit, table
from datapact.cli.kit.settings import settings
from datapact.cli.printed.words import Printed


@dataclass(frozen=True, slots=True)
class Column[Row]:
    """One column of a list: a member of the object in --json, a column of the table, or both."""

    member: str = ""
    """Its name in --json and CSV, and of the row's attribute where ``value`` does not say; empty: shown only."""
    heading: str | None = None
    """English id of the words above it; empty for a column without words, None: not shown."""
    place: int = 0
    """Where it stands in the table; columns of the same place in the order of the list."""
    value: Callable[[Row], Any] | None = None
    """What --json has; moments, days, messages and tuples are written as it writes them."""
    cell: Callable[[Row], str] | None = None
    """What is shown; by default the value in words."""

    def of(self, row: Row) -> Any:
        """The value of a row."""
        return getattr(row, self.member) if self.value is None else self.value(row)

    def shown(self, row: Row) -> str:
        """The cell of a row."""
        return in_words(self.of(row)) if self.cell is None else self.cell(row)


type Columns[Row] = Sequence[Column[Row]]


def unseen(*members: str) -> tuple[Column[Any], ...]:
    """Attributes that --json and CSV have and a table has not."""
    return tuple(Column(member) for member in members)


def within[Row, Part](columns: Columns[Part], part: Callable[[Row], Part]) -> tuple[Column[Row], ...]:
    """The columns of a part of each row."""

    def of(column: Column[Part]) -> Column[Row]:
        return Column(
            column.member,
            column.heading,
            column.place,
            lambda row: column.of(part(row)),
            lambda row: column.shown(part(row)),
        )

    return tuple(of(column) for column in columns)


def emit_list[Row](
    rows: Sequence[Row],
    columns: Columns[Row],
    nothing: str = "",
    *,
    under: str = "",
    about: Mapping[str, Any] | None = None,
) -> None:
    """Print a list, or the sentence ``nothing`` (a message id) where it is empty; without one the headings stay.

    With --json it stands under a name in an object that also says what the list is ``about``, or by itself.
    """
    if not settings().json:
        return emit((), as_table(rows, columns, nothing))
    objects = [_members(row, columns) for row in rows]
    emit(cast("Printed | list[Printed]", {**(about or {}), under: objects} if under else objects))


def as_object[Row, Shape](row: Row, columns: Columns[Row], shape: type[Shape]) -> Shape:
    """One row as --json has it; ``shape`` is the type that describes it."""
    return cast("Shape", _members(row, columns))


def _members[Row](row: Row, columns: Columns[Row]) -> dict[str, Any]:
    return {column.member: _plain(column.of(row)) for column in columns if column.member}


def as_table[Row](rows: Sequence[Row], columns: Columns[Row], nothing: str = "") -> list[str]:
    """The lines of a table for people."""
    if nothing and not rows:
        return [_(nothing)]
    shown = sorted((column for column in columns if column.heading is not None), key=lambda column: column.place)
    headings = [_(column.heading) if column.heading else "" for column in shown]
    return table([[column.shown(row) for column in shown] for row in rows], headings)


def as_csv[Row](rows: Iterable[Row], columns: Columns[Row]) -> bytes:
    """The rows as a CSV file, under the names that --json has."""
    named = [column for column in columns if column.member]
    return write_csv([column.member for column in named], [[column.of(row) for column in named] for row in rows])


def in_words(value: Any) -> str:
    """A value as a person reads it."""
    match value:
        case None:
            return ""
        case datetime():
            return moment_text(value)
        case date():
            return value.isoformat()
        case _:
            return str(value)


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            return write_time(value)
        case date():
            return value.isoformat()
        case Message():
            return value.both()
        case tuple():
            return [_plain(one) for one in value]
        case _:
            return value
