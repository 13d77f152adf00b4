"""A table from a file, row by row: CSV in the encodings that spreadsheets write, streamed, or a sheet of an XLSX file.

A file that is no table is refused as a whole; a mistake on a line concerns only that line. The heading is searched for,
because people write a title, a date or a remark above it. Before calamine opens a workbook every member is decompressed
once, a piece at a time, and counted: a bomb, a cell at the sheet's farthest corner, or XML with entities is refused.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any, BinaryIO, Literal
from xml.parsers import expat

import python_calamine

from datapact.base.errors import Malformed, TooLarge, WrongUse
from datapact.base.files import surroundings
from datapact.base.strictjson import to_base64url
from datapact.base.texts import N_

FIRST_LINES = 20
"""Lines that are not empty, among which the columns are named."""

type HeadingCell = str | date
type Line = tuple[int, list[HeadingCell]]


type Known = Callable[[Sequence[str]], bool]
"""Whether cells name columns that the reader of the table knows."""


def none_known(_cells: Sequence[str]) -> bool:
    """The function ``known`` for tables without headings known beforehand."""
    return False


def headings_and_rest(
    lines: Iterator[Line], said: int | None, known: Known
) -> tuple[Line, tuple[Line, ...], Iterator[Line]]:
    """The line that names the columns, the first lines for a person to choose another from, and the lines after it.

    ``said`` is the stated number of the line; ``known`` recognises headings. Raises WrongUse where the file has no such
    line near its beginning.
    """
    first = list(islice(lines, FIRST_LINES))
    if not first:
        return (1, []), (), iter(())
    place = _named(first, said) if said is not None else _found([cells for _, cells in first], known)
    return first[place], tuple(first), chain(first[place + 1 :], lines)


def _named(first: list[Line], said: int) -> int:
    place = next((place for place, (number, _) in enumerate(first) if number == said), None)
    if place is None:
        raise WrongUse(
            N_("Line {line} cannot name the columns: it is empty, or too far down. Choose one of the first lines."),
            line=said,
        )
    return place


def _found(rows: list[list[HeadingCell]], known: Known) -> int:
    """The first line that is about as full as the fullest, unless the very first has known headings."""
    if known([str(cell) for cell in rows[0]]):
        return 0
    filled = [sum(1 for cell in row if str(cell).strip()) for row in rows]
    full = max(2.0, 0.6 * max(filled))
    return next((place for place, number in enumerate(filled) if number >= full), 0)


type Cell = str | date | datetime
type Encoding = Literal["utf-8", "utf-16", "cp1252"]
type Lines = Iterator[tuple[int, list[Cell]]]

MOST_COLUMNS = 100
MOST_LINES = 5_000_000
_LONGEST_FIELD = 131_072  # characters; fields that are read have bounds of their own
_LONGEST_LINE = 4_000_000  # characters
_LARGEST = 4 * 1024**3  # bytes
_SAMPLE = 65_536
_DELIMITERS = ";,\t"
_JSON = re.compile(rb"""(?:\xef\xbb\xbf)?\s*(?:\{\s*["}]|\[\s*[\[{\]])""")
"""How a file of objects or lists begins; a heading in brackets, such as [name], is none."""


@dataclass(slots=True)
class Table:
    """An open table: the headings, then ``lines`` of (number in the file, cells) once.

    ``digest`` is that of the whole file, known once all lines are read.
    """

    headings: list[str]
    """Without spaces around them; an empty one names no column."""
    lines: Lines
    kind: Literal["csv", "xlsx"]
    """Found from the content of the file."""
    encoding: str = ""
    """Of a CSV file; empty for XLSX."""
    delimiter: str = ""
    """Of a CSV file: a comma, semicolon or tab; empty for XLSX."""
    sheet: str = ""
    """Name of the sheet that is read; empty for CSV."""
    sheets: tuple[str, ...] = ()
    """Names of all sheets; empty for CSV."""
    heading_line: int = 1
    """The line of the file on which the columns are named."""
    heads: tuple[tuple[int, list[Cell]], ...] = ()
    """The first lines, one of which names the columns."""
    _hash: hashlib._Hash = field(default_factory=hashlib.sha256, repr=False)

    @property
    def digest(self) -> str:
        """base64url SHA-256 of the bytes read from the file."""
        return to_base64url(self._hash.digest())


class _Hashing(io.RawIOBase):
    """A file that hashes its bytes as they are read, so that the recorded digest is of the bytes read."""

    def __init__(self, source: BinaryIO, into: hashlib._Hash) -> None:
        self._source = source
        self._hash = into

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        data = self._source.read(len(buffer))
        self._hash.update(data)
        buffer[: len(data)] = data
        return len(data)


@contextmanager
def open_table(
    path: Path,
    *,
    encoding: Encoding | None = None,
    sheet: str | None = None,
    heading_line: int | None = None,
    known: Known = none_known,
) -> Iterator[Table]:
    """Open a CSV or XLSX file, recognised as XLSX by its name (.xlsx) or its first bytes.

    ``heading_line`` is the line that names the columns; by default it is found below a title,
    by the headings that ``known`` recognises or by its fullness.

    Raises WrongUse, Malformed, TooLarge or Surroundings; while lines are read, Malformed for unreadable ones.
    """
    try:
        with path.open("rb") as source:
            if path.stat().st_size > _LARGEST:
                raise TooLarge(N_("The file {file} is larger than 4 GiB. Split it."), file=path.name)
            start = source.read(_SAMPLE)
            source.seek(0)
            if start.startswith(b"PK\x03\x04"):
                digest = hashlib.file_digest(source, "sha256")
                read, name, names = read_sheet(path, sheet)
                (number, cells), heads, lines = headings_and_rest(read, heading_line, known)
                headings = [str(cell).strip() for cell in cells]
                while headings and not headings[-1]:
                    headings.pop()
                check_headings(headings)
                yield Table(
                    headings, lines, "xlsx", sheet=name, sheets=names, heading_line=number, heads=heads, _hash=digest
                )
                return
            if _JSON.match(start):
                raise Malformed(
                    N_(
                        "{file} is JSON, and what is needed here is a table with a record on each line. Open it in a spreadsheet"
                        " (in Excel: Data, Get Data, From JSON), and save it as CSV or XLSX."
                    ),
                    file=path.name,
                )
            if start.startswith((b"\xd0\xcf\x11\xe0", b"%PDF", b"{", b"<")):
                raise Malformed(N_("{file} is neither CSV nor XLSX. Save the table as one of them."), file=path.name)
            yield _csv(source, start, encoding, heading_line, known)
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        raise WrongUse(N_("There is no file {file}. Check the name."), file=str(path)) from None
    except OSError as error:
        raise surroundings(error, path) from error


def encoding_of(start: bytes) -> Encoding | None:
    """The encoding shown by the first bytes of a CSV file; None where they are no UTF-8 and have no byte order mark."""
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    try:
        codecs.getincrementaldecoder("utf-8-sig")("strict").decode(start)
    except UnicodeDecodeError:
        return None
    return "utf-8"


def _csv(source: BinaryIO, start: bytes, said: Encoding | None, heading_line: int | None, known: Known) -> Table:
    shown = encoding_of(start)
    encoding = "utf-16" if shown == "utf-16" else said or shown
    if encoding is None:
        raise Malformed(_not_text, line=start.count(b"\n", 0, _first_wrong(start)) + 1)
    digest = hashlib.sha256()
    raw = io.BufferedReader(_Hashing(source, digest), 1024 * 1024)
    text = io.TextIOWrapper(raw, encoding="utf-8-sig" if encoding == "utf-8" else encoding, newline="")
    sample = start.decode("utf-8-sig" if encoding == "utf-8" else encoding, "replace")
    first = sample.splitlines()[:FIRST_LINES] or [""]
    naming = next((line for line in first if any(sign in line for sign in _DELIMITERS)), first[0])
    delimiter = max(_DELIMITERS, key=naming.count)
    rows = csv.reader(_bounded(text), delimiter=delimiter, strict=True)
    (number, headings), heads, lines = headings_and_rest(_rows(rows), heading_line, known)
    names = [str(cell).strip() for cell in headings]
    check_headings(names)
    return Table(
        names,
        lines,
        "csv",
        encoding=encoding,
        delimiter=delimiter,
        heading_line=number,
        heads=heads,
        _hash=digest,
    )


def _bounded(text: io.TextIOWrapper) -> Iterator[str]:
    """The lines of a text, so that one without an end does not fill the memory."""
    number = 0
    while line := text.readline(_LONGEST_LINE):
        number += 1
        if len(line) == _LONGEST_LINE:
            raise TooLarge(N_("Line {line} is longer than 4 million characters. Correct the file."), line=number)
        yield line


_not_text = N_(
    "Line {line} is not UTF-8 text. Save the file as “CSV UTF-8”, or say that its encoding is cp1252 (Windows)."
)


def _first_wrong(data: bytes) -> int:
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return error.start
    return 0


def check_headings(names: list[str]) -> None:
    """Raises Malformed or TooLarge for headings that name no columns, too many, or one twice."""
    if not any(names):
        raise Malformed(N_("The file has no headings. Name the columns on its first line."))
    if len(names) > MOST_COLUMNS:
        raise TooLarge(N_("The table has more than {limit} columns. Leave out those that are not needed."), limit=100)
    given = [name.casefold() for name in names if name]
    if len(set(given)) != len(given):
        raise Malformed(N_("Two columns have the same heading. Rename one of them."))


def _rows(rows: Any) -> Lines:
    before = csv.field_size_limit()
    if before != _LONGEST_FIELD:
        csv.field_size_limit(_LONGEST_FIELD)
    number = 0
    try:
        for row in rows:
            number += 1  # as a spreadsheet counts: a cell may hold several lines
            if rows.line_num > MOST_LINES:
                raise TooLarge(N_("The file has more than {limit} lines. Split it."), limit=MOST_LINES)
            if any(
                cell and not cell.isspace() for cell in row
            ):  # a line of nothing but delimiters is empty, as in XLSX
                yield number, row
    except csv.Error:
        raise Malformed(
            N_("Line {line} is not valid CSV, or one of its cells is huge. Correct the file."), line=rows.line_num
        ) from None
    except UnicodeError:
        raise Malformed(_not_text, line=rows.line_num + 1) from None


MOST_MEMBERS = 2_000
MOST_BYTES = 512 * 1024 * 1024
"""Bytes of all members, decompressed."""
MOST_CELLS = 3_000_000
"""Cells of a sheet; a cell takes about 90 bytes in memory."""
_STEEPEST = 400  # largest compression ratio of a member over a megabyte; real sheets have 10 to 60
_PIECE = 1024 * 1024
_OVERLAP = 64
_PLACE = re.compile(rb"""\sr\s*=\s*["']\$?([A-Za-z]{1,9})\$?(\d{1,12})["']""")
_ROW = re.compile(rb"""<(?:\w+:)?row\b""")
_HIDDEN = re.compile(rb"""<!(?:DOCTYPE|ENTITY)|\sr\s*=\s*["'][^"']{0,20}&""")


def read_sheet(path: Path, sheet: str | None) -> tuple[Lines, str, tuple[str, ...]]:
    """The lines of a sheet (default: the first) that are not empty, its name, and the names of all.

    Raises Malformed, TooLarge, or WrongUse for an unknown sheet.
    """
    rows, name, names = read_values(path, sheet)
    return ((number, [_cell(value) for value in row]) for number, row in rows), name, names


def read_values(path: Path, sheet: str | None) -> tuple[Iterator[tuple[int, list[object]]], str, tuple[str, ...]]:
    """As ``read_sheet``, with the values as the workbook stores them: numbers are floats, an empty cell is "".

    An error such as #N/A is "", too: ``line_of_error`` finds it. Raises what ``read_sheet`` raises.
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


def _lines(sheet: python_calamine.CalamineSheet) -> Iterator[tuple[int, list[object]]]:
    start = sheet.start[0] if sheet.start else 0
    for number, row in enumerate(sheet.iter_rows(), start=start + 1):
        if any(value != "" for value in row):
            yield number, list(row)


def line_of_error(path: Path) -> int | None:
    """The line of the first cell of any sheet that holds an error (#N/A, #REF!) in place of a value, or None.

    For a file that ``read_values`` has opened, which reads such cells as empty; raises Malformed where a sheet is no XML.
    """
    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            search = _ErrorSearch()
            try:
                for piece in _pieces(archive, member):
                    if search.add(piece):
                        break
                if search.found is not None:
                    return search.found
            except expat.ExpatError:
                if search.is_sheet:
                    raise _unreadable() from None
    return None


class _ErrorSearch:
    """Looks through one member of a workbook, a piece at a time; a member that is no sheet ends at its first element."""

    def __init__(self) -> None:
        self.found: int | None = None
        self.is_sheet = False
        self._line = 0
        self._over = False
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start

    def add(self, piece: bytes) -> bool:
        """Read the next piece; whether nothing more is to be read. Raises ExpatError for what is no XML."""
        self._parser.Parse(piece, False)
        return self._over

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if self._over:
            return
        match name.rpartition(":")[2]:
            case "worksheet":
                self.is_sheet = True
            case _ if not self.is_sheet:
                self._over = True
            case "row":
                said = attributes.get("r", "")
                self._line = int(said) if said.isdecimal() and len(said) < 12 else self._line + 1
            case "c" if attributes.get("t") == "e":
                self.found, self._over = self._line, True
            case _:
                pass


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
    """Decompress a whole member and check that its real size is the declared one, and a sheet within our bounds."""
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
