"""A worksheet of an XLSX file by calamine, once its bounds are known.

An XLSX file is a zip of XML. Before calamine opens it every member is decompressed once, a piece at a time, and counted:
a bomb, a sheet with a cell at its farthest corner (for which a reader would make room), or XML with entities is refused.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import python_calamine

from datapact.consent.table_file import MOST_COLUMNS, Cell, Lines
from datapact.errors import Malformed, TooLarge, WrongUse
from datapact.texts import N_

MOST_MEMBERS = 2_000
MOST_BYTES = 512 * 1024 * 1024
"""Of all members, decompressed."""
MOST_CELLS = 3_000_000
"""Of a sheet; a cell takes about 90 bytes in memory."""
_STEEPEST = 400  # times that a member of more than a megabyte may grow; real sheets grow 10 to 60 times
_PIECE = 1024 * 1024
_OVERLAP = 64
_PLACE = re.compile(rb"""\sr\s*=\s*["']\$?([A-Za-z]{1,9})\$?(\d{1,12})["']""")
_ROW = re.compile(rb"""<(?:\w+:)?row\b""")
_HIDDEN = re.compile(rb"""<!(?:DOCTYPE|ENTITY)|\sr\s*=\s*["'][^"']{0,20}&""")


def read_sheet(path: Path, sheet: str | None) -> tuple[Lines, str, tuple[str, ...]]:
    """The lines of a sheet (default: the first) that are not empty, its name, and the names of all.

    Raises Malformed, TooLarge, or WrongUse for a sheet that there is not.
    """
    check_bounds(path)
    try:
        workbook = python_calamine.load_workbook(path)
        names = tuple(workbook.sheet_names)
        name = sheet if sheet is not None else names[0]
        if name not in names:
            raise WrongUse(
                N_("There is no sheet {sheet}. The file has: {sheets}."), sheet=name[:50], sheets=", ".join(names)[:200]
            )
        read = workbook.get_sheet_by_name(name)
        height, width = (read.end[0] + 1, read.end[1] + 1) if read.end else (0, 0)
        if height * width > MOST_CELLS:
            raise _too_many_cells()
        lines = _lines(read)
    except (python_calamine.CalamineError, IndexError, ValueError, OSError):
        raise _unreadable() from None
    return lines, name, names


def _lines(sheet: python_calamine.CalamineSheet) -> Lines:
    start = sheet.start[0] if sheet.start else 0
    for number, row in enumerate(sheet.iter_rows(), start=start + 1):
        cells = [_cell(value) for value in row]
        if any(cells):
            yield number, cells


def _cell(value: object) -> Cell:
    match value:
        case str() | datetime() | date():
            return value
        case bool():
            return "true" if value else "false"
        case float() if value.is_integer() and abs(value) < 2**53:
            return str(int(value))
        case _:
            return str(value)


def check_bounds(path: Path) -> None:
    """Refuse a zip that is not a workbook of sane size; raises Malformed or TooLarge."""
    total = 0
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if len(members) > MOST_MEMBERS:
                raise _bomb()
            for member in members:
                if member.flag_bits & 1:
                    raise Malformed(N_("The workbook is encrypted. Save it without a password."))
                if member.file_size > 1024 * 1024 and member.file_size > _STEEPEST * max(member.compress_size, 1):
                    raise _bomb()
                total += member.file_size
                if total > MOST_BYTES:
                    raise _bomb()
            for member in members:
                _check_member(archive, member)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError):
        raise _unreadable() from None


def _check_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """Decompress a member whole: its real size is that which it declares, and a sheet keeps within our bounds."""
    is_xml = member.filename.lower().endswith((".xml", ".rels"))
    is_sheet = is_xml and "worksheets/" in member.filename.lower()
    widest, farthest, rows = 0, 0, 0
    tail = b""
    for piece in _pieces(archive, member):
        text = tail + piece
        if is_xml and (b"\0" in text or _HIDDEN.search(text)):
            raise _unreadable()
        if is_sheet:
            places = _PLACE.findall(text)
            rows += len(_ROW.findall(piece))
            if places:
                widest = max(widest, *(_column(letters) for letters in {letters for letters, _ in places}))
                farthest = max(farthest, max(int(number) for _, number in places))
            if widest > MOST_COLUMNS:
                raise TooLarge(
                    N_("The table has more than {limit} columns. Leave out those that are not needed."), limit=100
                )
        tail = text[-_OVERLAP:]
    if widest * max(farthest, rows) > MOST_CELLS:
        raise _too_many_cells()


def _pieces(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(member) as stream:
        while piece := stream.read(_PIECE):
            yield piece


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _bomb() -> TooLarge:
    return TooLarge(N_("The workbook would unpack to more than 512 MiB. Save the table as CSV."))


def _too_many_cells() -> TooLarge:
    return TooLarge(N_("The sheet has more than {limit} cells. Save the table as CSV."), limit=MOST_CELLS)


def _unreadable() -> Malformed:
    return Malformed(N_("The workbook is damaged, or not an XLSX file. Save the table again, or as CSV."))
