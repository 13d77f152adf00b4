"""Partners without DataPact, read from a CSV file as spreadsheets write it.

UTF-8 with or without a byte order mark, comma, semicolon or tab between columns. The first line names the
columns; ``name`` is needed, the others may be missing. One mistake refuses the whole file.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from datapact.base.errors import Malformed, TooLarge
from datapact.base.texts import N_
from datapact.organisation.identity.profile import Profile
from datapact.organisation.partners.partner_columns import ALIASES, COLUMNS, MOST_ROWS, folded, profile_of_row

LARGEST = 4 * 1024 * 1024
"""Bytes of one list."""


def read_partner_file(data: bytes) -> tuple[Profile, ...]:
    """The profiles in a CSV file, in its order; raises TooLarge or Malformed, naming the line."""
    if len(data) > LARGEST:
        raise TooLarge(N_("The list of partners is larger than 4 MiB. Split it and import the parts."))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Malformed(N_("The list of partners is not UTF-8 text. Save it as “CSV UTF-8” and try again.")) from None
    if "\0" in text:
        raise Malformed(N_("The list of partners is not a CSV file. Save it as “CSV UTF-8” and try again."))
    first = text.split("\n", 1)[0]
    delimiter = max(";,\t", key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    profiles: list[Profile] = []
    try:
        columns = _read_columns(next(rows, []))
        for row in rows:
            if not any(cell.strip() for cell in row):
                continue
            if len(profiles) == MOST_ROWS:
                raise TooLarge(N_("The list has more than {limit} partners. Split it."), limit=MOST_ROWS)
            profiles.append(_read_row(columns, row, rows.line_num))
    except csv.Error:
        raise Malformed(
            N_("Line {line} of the list of partners is not valid CSV. Correct it and try again."), line=rows.line_num
        ) from None
    return tuple(profiles)


def _read_columns(header: Sequence[str]) -> list[str]:
    columns = [ALIASES.get(folded(cell), cell.strip().lower()) for cell in header]
    if "name" not in columns or len(set(columns)) != len(columns) or not set(columns) <= COLUMNS.keys():
        raise Malformed(
            N_("The first line of the list must name its columns: name, and any of {columns}. Correct it."),
            columns=", ".join(column for column in COLUMNS if column != "name"),
        )
    return columns


def _read_row(columns: Sequence[str], row: Sequence[str], line: int) -> Profile:
    if len(row) != len(columns):
        raise Malformed(
            N_("Line {line} of the list of partners has {found} columns, not {expected}. Correct it and try again."),
            line=line,
            found=len(row),
            expected=len(columns),
        )
    return profile_of_row({column: cell.strip() for column, cell in zip(columns, row, strict=True)}, line)
