"""Tables for other programs: CSV (RFC 4180, UTF-8) and XLSX, in which no cell is ever taken for a formula.

Cells that spreadsheet programs would run are made harmless. Texts stay texts, days and moments are real dates in XLSX
and ISO 8601 in CSV. Workbooks are made in memory: nothing of them touches the disk before the caller writes the whole.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from datapact.base.clock import in_zone, write_time
from datapact.base.texts import Language, Message, current_language

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet


# First characters that a spreadsheet takes for a formula (OWASP, CSV injection), in full width too.
_BEGINNINGS = frozenset("=+-@\t\r\n|％%＝＋－＠")


def neutral(text: str) -> str:
    """The text made safe for a cell: with an apostrophe before it where a program could take it for a formula.

    Spaces before the formula do not hide it. Do not pass real numbers here: they are no texts.
    """
    return f"'{text}" if text.lstrip(" \u00a0\u3000")[:1] in _BEGINNINGS and text.strip() else text


def original(text: str) -> str:
    """The text without the apostrophe that ``neutral`` put before it, so that an exported list can be read again."""
    return text[1:] if text[:1] == "'" and neutral(text[1:]) == text else text


type Value = str | int | bool | Decimal | date | datetime | Message | None

MOST_ROWS = 1_048_576  # most rows of a worksheet, the headings included
LONGEST_TEXT = 32_767  # characters in a cell of a worksheet
_WHOLE_IN_A_DOUBLE = 2**53
_FIRST_DAY = date(1900, 3, 1)  # before it spreadsheets count a day that never existed
_LONGEST_NAME = 31
_FORBIDDEN_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
_NARROWEST, _WIDEST = 9, 60  # characters of a column


@dataclass(frozen=True, slots=True)
class SheetTable:
    """One worksheet: its name, the headings and the rows. ``notes`` are above the headings, a line each."""

    name: Value
    """Cut at 31 characters, and numbered where another sheet has it."""
    headings: Sequence[Value]
    """One for each column."""
    rows: Sequence[Sequence[Value]]
    """One value for each column and row."""
    notes: Sequence[Value] = ()


def write_csv(
    headings: Sequence[Value],
    rows: Iterable[Sequence[Value]],
    language: Language | None = None,
    *,
    delimiter: str = ",",
) -> bytes:
    """One table as CSV with CRLF; messages in ``language``, by default the current one."""
    chosen = language or current_language()
    target = io.StringIO(newline="")
    writer = csv.writer(target, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow([_as_text(value, chosen) for value in headings])
    writer.writerows([_as_text(value, chosen) for value in row] for row in rows)
    return target.getvalue().encode("utf-8", "replace")


def _as_text(value: Value, language: Language) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | Decimal):
        return str(value)
    if isinstance(value, datetime) and value.date() >= _FIRST_DAY:
        return write_time(value)
    if isinstance(value, date):
        return value.isoformat()
    return neutral(value.text(language) if isinstance(value, Message) else value)


def write_xlsx(tables: Sequence[SheetTable], dated: datetime, language: Language | None = None) -> bytes:
    """A workbook with a worksheet a table; ``dated`` is its creation time, so that the same input gives the same bytes.

    Nothing is dropped silently: rows beyond a worksheet's limit go to a further worksheet, and a text that is too long
    for a cell ends with an ellipsis in brackets.
    """
    import xlsxwriter

    chosen = language or current_language()
    target = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": "yyyy-mm-dd",
    }
    workbook = xlsxwriter.Workbook(target, options)
    workbook.set_properties({"created": in_zone(dated, UTC).replace(tzinfo=None), "author": "DataPact"})
    formats = _Formats(
        head=workbook.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
        text=workbook.add_format({"text_wrap": True, "valign": "top"}),
        day=workbook.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"}),
        moment=workbook.add_format({"num_format": 'yyyy-mm-dd hh:mm:ss "UTC"', "valign": "top", "align": "left"}),
        number=workbook.add_format({"valign": "top"}),
    )
    taken: set[str] = set()
    for table in tables:
        above = len(table.notes) + (1 if table.notes else 0)
        fitting = MOST_ROWS - above - 1
        for start in range(0, max(len(table.rows), 1), fitting):
            sheet = workbook.add_worksheet(_sheet_name(_as_text(table.name, chosen), taken))
            _fill(sheet, table, table.rows[start : start + fitting], above, formats, chosen)
    workbook.close()
    return target.getvalue()


@dataclass(frozen=True, slots=True)
class _Formats:
    head: object
    text: object
    day: object
    moment: object
    number: object


def _fill(
    sheet: Worksheet,
    table: SheetTable,
    rows: Sequence[Sequence[Value]],
    above: int,
    formats: _Formats,
    language: Language,
) -> None:
    for number, note in enumerate(table.notes):
        sheet.write_string(number, 0, _fitting(_as_text(note, language)))
    widest = [_NARROWEST] * len(table.headings)
    for column, heading in enumerate(table.headings):
        words = _fitting(_as_text(heading, language))
        sheet.write_string(above, column, words, formats.head)
        widest[column] = min(max(widest[column], len(words) + 2), _WIDEST)
    for line, row in enumerate(rows, above + 1):
        for column, value in enumerate(row):
            length = _put(sheet, line, column, value, formats, language)
            if column < len(widest) and length > widest[column]:
                widest[column] = min(length + 1, _WIDEST)
    for column, breadth in enumerate(widest):
        sheet.set_column(column, column, breadth)
    sheet.freeze_panes(above + 1, 0)
    sheet.set_landscape()  # in print, all columns are side by side, under their headings on every page
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(above)
    if rows and table.headings:
        sheet.autofilter(above, 0, above + len(rows), len(table.headings) - 1)


def _put(sheet: Worksheet, line: int, column: int, value: Value, formats: _Formats, language: Language) -> int:
    """Write one cell; returns about how many characters wide it is."""
    if value is None or value == "":
        return 0
    if isinstance(value, datetime) and value.date() >= _FIRST_DAY:
        sheet.write_datetime(line, column, in_zone(value, UTC).replace(tzinfo=None, microsecond=0), formats.moment)
        return 23
    if isinstance(value, date) and not isinstance(value, datetime) and value >= _FIRST_DAY:
        sheet.write_datetime(line, column, datetime(value.year, value.month, value.day), formats.day)  # noqa: DTZ001
        return 10
    if (
        isinstance(value, int | Decimal)
        and not isinstance(value, bool)
        and -_WHOLE_IN_A_DOUBLE <= value <= _WHOLE_IN_A_DOUBLE
    ):
        sheet.write_number(line, column, value, formats.number)
        return len(str(value))
    words = _fitting(_as_text(value, language))
    sheet.write_string(line, column, words, formats.text)
    return len(words)


def _fitting(text: str) -> str:
    text = text.encode("utf-8", "replace").decode("utf-8")
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 4] + " […]"[:4]


def _sheet_name(name: str, taken: set[str]) -> str:
    """A name that spreadsheets allow, and that no other worksheet has."""
    plain = " ".join(name.translate(_FORBIDDEN_IN_NAMES).split())[:_LONGEST_NAME].strip() or "1"
    number = 2
    found = plain
    while found.casefold() in taken:
        ending = f" {number}"
        found = plain[: _LONGEST_NAME - len(ending)] + ending
        number += 1
    taken.add(found.casefold())
    return found
