"""A table from a file, row by row: CSV in the encodings that spreadsheets write, or XLSX (see table_xlsx.py).

CSV is streamed, so that a million lines need no memory. What cannot be read as a table at all is one refusal; what is
wrong on a line is the line's.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO, Literal

from datapact.consent.table_heading import FIRST_LINES, Known, headings_and_rest, none_known
from datapact.errors import Malformed, TooLarge, WrongUse
from datapact.files import surroundings
from datapact.strictjson import to_base64url
from datapact.texts import N_

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


@dataclass(slots=True)
class Table:
    """An open table: the headings, then ``lines`` of (number in the file, cells) once.

    ``digest`` is that of the whole file, known when the lines are used up.
    """

    headings: list[str]
    lines: Lines
    kind: Literal["csv", "xlsx"]
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    heading_line: int = 1
    """The line of the file on which the columns are named."""
    heads: tuple[tuple[int, list[Cell]], ...] = ()
    """The first lines, one of which names the columns."""
    _hash: hashlib._Hash = field(default_factory=hashlib.sha256, repr=False)

    @property
    def digest(self) -> str:
        """base64url SHA-256 of what was read of the file."""
        return to_base64url(self._hash.digest())


class _Hashing(io.RawIOBase):
    """A file that hashes what is read of it, so that what is recorded is what was read."""

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
    """Open a CSV or XLSX file; its name ends with .xlsx, or it begins as one, for XLSX.

    ``heading_line`` is the line that names the columns; by default it is found below a title,
    by the headings that ``known`` recognises or by its fullness.

    Raises WrongUse, Malformed, TooLarge or Surroundings; while the lines are read, Malformed where they cannot be.
    """
    try:
        with path.open("rb") as source:
            if path.stat().st_size > _LARGEST:
                raise TooLarge(N_("The file {file} is larger than 4 GiB. Split it."), file=path.name)
            start = source.read(_SAMPLE)
            source.seek(0)
            if start.startswith(b"PK\x03\x04"):
                from datapact.consent.table_xlsx import read_sheet

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
            if start.startswith((b"\xd0\xcf\x11\xe0", b"%PDF", b"{", b"<")):
                raise Malformed(N_("{file} is neither CSV nor XLSX. Save the table as one of them."), file=path.name)
            yield _csv(source, start, encoding, heading_line, known)
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        raise WrongUse(N_("There is no file {file}. Check the name."), file=str(path)) from None
    except OSError as error:
        raise surroundings(error, path) from error


def encoding_of(start: bytes) -> Encoding | None:
    """The encoding that the first bytes of a CSV file show; None where they are no UTF-8 and have no mark."""
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
            number = rows.line_num
            if number > MOST_LINES:
                raise TooLarge(N_("The file has more than {limit} lines. Split it."), limit=MOST_LINES)
            if row:
                yield number, row
    except csv.Error:
        raise Malformed(
            N_("Line {line} is not valid CSV, or one of its cells is huge. Correct the file."), line=rows.line_num
        ) from None
    except UnicodeError:
        raise Malformed(_not_text, line=rows.line_num + 1) from None
