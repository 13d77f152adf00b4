"""Options for reading a file of consents: by its headings, unless a person says otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import tzinfo

from datapact.base.date_formats import DateOrder, Order, order_of
from datapact.base.errors import WrongUse
from datapact.base.read_table import Cell, Encoding, Table
from datapact.base.texts import N_
from datapact.consent.imports.read_as import ReadAs
from datapact.consent.terms.fields import proposed

_DATES = ("event_time", "valid_until")


@dataclass(frozen=True, slots=True)
class Options:
    """Options for reading a file; those that are None or empty are found from the file.

    ``columns`` is field by heading, replacing the proposed fields; a heading with an empty field is left out.
    """

    columns: Mapping[str, str] = field(default_factory=dict, hash=False)
    constants: Mapping[str, str] = field(default_factory=dict, hash=False)
    """Value by name of the field, for every line."""
    date_order: DateOrder | None = None
    """Of dates with slashes: day first (``dmy``) or month first (``mdy``)."""
    encoding: Encoding | None = None
    """Of a CSV file, such as ``utf-8`` or ``cp1252``."""
    sheet: str | None = None
    """Name of the sheet of an XLSX file; None for the first."""
    heading_line: int | None = None
    """The line of the file on which the columns are named; what stands above is left out."""
    zone: tzinfo | None = None
    """Of times without one; None for that of the computer."""
    pseudonymise: bool = False
    """The file has names or ids: keyed pseudonyms are made of them."""
    leave_aside: bool = False
    """Import the other lines where some cannot be taken; those are left aside into a file to be mended."""
    mends: str = ""
    """Beginning of the entry of an import whose lines that were left aside this file brings; empty for none."""
    fewer: str = ""
    """Why the file has fewer lines than were left aside; empty where it does not."""
    read_as: ReadAs = field(default_factory=ReadAs)
    """What names of datasets and purposes mean that no agreement has."""
    as_written: bool = False
    """Pseudonyms that differ from others only in case, width or blanks are different people: somebody looked."""


AS_FOUND = Options()
"""The options by which everything is as the file shows it."""


def fields_of(table: Table, options: Options) -> dict[int, str]:
    """The field of each column: as proposed by its heading, unless the person said otherwise."""
    places = {heading.casefold(): place for place, heading in enumerate(table.headings) if heading}
    said: dict[int, str] = {}
    for heading, name in options.columns.items():
        place = places.get(heading.strip().casefold())
        if place is None:
            raise WrongUse(
                N_("The file has no column “{heading}”. It has: {columns}."),
                heading=heading[:50],
                columns=", ".join(table.headings)[:300],
            )
        said[place] = name
    taken = {*said.values(), *options.constants}
    fields = {
        place: name for place, name in proposed(table.headings).items() if place not in said and name not in taken
    }
    return fields | {place: name for place, name in said.items() if name}


def date_places(fields: Mapping[int, str]) -> list[int]:
    """The columns that hold dates."""
    return [place for place, name in fields.items() if name in _DATES]


def shown_order(
    first: list[tuple[int, list[Cell]]], rest: Iterator[tuple[int, list[Cell]]], places: list[int]
) -> Order:
    """The order of day and month that these columns show; reads ``rest`` only where the first rows have slashes."""

    def dates(rows: Iterator[tuple[int, list[Cell]]]) -> Iterator[object]:
        return (cells[place] for _, cells in rows for place in places if place < len(cells))

    if not order_of(dates(iter(first))):
        return ""
    return order_of(value for rows in (iter(first), rest) for value in dates(rows))
