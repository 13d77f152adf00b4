"""What the list of agreements sorts and filters by, kept in memory: one scan instead of one a key press.

Every column is a table of its distinct values and a code a row, a few bytes each at 100,000 rows. A scan of the
encrypted rows costs a quarter of a second there; with it done, sorting, filtering and searching take milliseconds.
One index belongs to one thread, and is loaded again when agreements have changed.
"""

from __future__ import annotations

import unicodedata
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from datapact.agreements.browse import ENDED, MOST_FOUND, SOON_DAYS, Filters, fits_partner, sort_column
from datapact.agreements.status import NEXT_STEPS, WORDS
from datapact.vault import search as vault_search

if TYPE_CHECKING:
    from sqlmodel import Session

_COLUMNS = ("status", "kind", "partners", "turn", "next_step", "last_day", "archived")
_SCAN = text(
    "SELECT rowid, id, status, kind, partners, turn, next_step,"
    " coalesce(min(coalesce(due, ends), coalesce(ends, due)), ''), archived FROM agreement"
)
_SHORTEST_WORD = 2  # one letter alone narrows nothing and would read every text
_RANKS: Mapping[str, Mapping[str, int]] = {
    "status": {name: place for place, name in enumerate(WORDS)},
    "turn": {"us": 0, "partner": 1, "": 2},
    "next_step": {name: place for place, name in enumerate(NEXT_STEPS)},
}


@dataclass(frozen=True, slots=True)
class Counts:
    """How many agreements each filter would show; archived ones count in ``archived`` alone."""

    total: int = 0
    archived: int = 0
    mine: int = 0
    waiting_for_us: int = 0
    ending_soon: int = 0
    by_status: Mapping[str, int] = field(default_factory=dict)
    by_kind: Mapping[str, int] = field(default_factory=dict)
    by_partner: Mapping[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class _Column:
    """Distinct values, and the place of a row's value among them."""

    values: list[Any]
    codes: array[int]

    def where(self, rows: Iterable[int], fits: Callable[[Any], bool]) -> list[int]:
        wanted = [fits(value) for value in self.values]
        codes = self.codes
        return [row for row in rows if wanted[codes[row]]]

    def count(self, rows: Iterable[int]) -> dict[Any, int]:
        codes = self.codes
        return {self.values[code]: number for code, number in Counter(codes[row] for row in rows).items()}


class ListIndex:
    """Keys in order for any filters and any sort; empty before ``load``."""

    def __init__(self) -> None:
        self._keys: list[int] = []
        self._columns = {name: _Column([], array("L")) for name in _COLUMNS}
        self._by_id: list[int] = []
        self._row_of_number: dict[int, int] = {}
        self._orders: dict[str, list[int]] = {}

    def load(self, session: Session) -> None:
        """Read every agreement anew, as this session sees it."""
        keys, ids, *columns = list(zip(*session.connection().execute(_SCAN), strict=True)) or [()] * 9
        row_of_id = {id_: row for row, id_ in enumerate(ids)}
        self._keys = list(keys)
        self._by_id = [row_of_id[id_] for id_ in sorted(ids)]
        self._row_of_number = {
            number: row_of_id[id_] for id_, number in vault_search.numbered(session) if id_ in row_of_id
        }
        self._columns = {name: _column(values) for name, values in zip(_COLUMNS, columns, strict=True)}
        self._orders = {}

    def keys(self, session: Session, filters: Filters, sort: str, today: date) -> list[int]:
        """The keys of all rows that ``filters`` show, in the order of ``sort`` (a column, ``-`` reverses).

        Raises WrongUse for a column that does not exist.
        """
        rows = self._rows(session, filters, today)
        order = self._order(session, sort_column(sort))
        if len(rows) < len(order):
            kept = bytearray(len(order))
            for row in rows:
                kept[row] = 1
            order = [row for row in order if kept[row]]
        keys = self._keys
        return [keys[row] for row in (reversed(order) if sort.startswith("-") else order)]

    def counts(self, today: date, steps: tuple[str, ...] = ()) -> Counts:
        """The numbers on the filter chips; ``steps`` are those that the member can take."""
        columns = self._columns
        live = columns["archived"].where(range(len(self._keys)), lambda archived: not archived)
        ours = columns["turn"].where(live, lambda turn: turn == "us")
        return Counts(
            total=len(live),
            archived=len(self._keys) - len(live),
            mine=len(columns["next_step"].where(ours, steps.__contains__)),
            waiting_for_us=len(ours),
            ending_soon=len(self._ending(live, today, SOON_DAYS)),
            by_status=columns["status"].count(live),
            by_kind=columns["kind"].count(live),
            by_partner=columns["partners"].count(live),
        )

    def rows_where(self, **wanted: Callable[[Any], bool]) -> list[int]:
        """Places of the rows that are not archived and whose columns fit, by id."""
        rows = self._columns["archived"].where(self._by_id, lambda archived: not archived)
        for name, fits in wanted.items():
            rows = self._columns[name].where(rows, fits)
        return rows

    def values(self, column: str, rows: Iterable[int]) -> list[Any]:
        """What a column says in these rows."""
        values, codes = self._columns[column].values, self._columns[column].codes
        return [values[codes[row]] for row in rows]

    def keys_by(self, session: Session, column: str) -> list[int]:
        """All keys, archived ones too, upwards by a column."""
        return [self._keys[row] for row in self._order(session, sort_column(column))]

    def key(self, row: int) -> int:
        """The key of a row, for ``browse.rows_of``."""
        return self._keys[row]

    def _rows(self, session: Session, filters: Filters, today: date) -> list[int]:
        columns = self._columns
        words = filters.words.split()
        rows: Iterable[int] = range(len(self._keys))
        if any(len(word) >= _SHORTEST_WORD for word in words):
            found = vault_search.search_numbers(session, filters.words, MOST_FOUND)
            places = self._row_of_number
            rows = [places[number] for number in found if number in places]
        rows = columns["archived"].where(rows, lambda archived: bool(archived) == filters.archived)
        if filters.status:
            rows = columns["status"].where(rows, filters.status.__contains__)
        if filters.kind:
            rows = columns["kind"].where(rows, filters.kind.__contains__)
        if filters.steps:
            rows = columns["next_step"].where(rows, filters.steps.__contains__)
        if filters.turn:
            rows = columns["turn"].where(rows, lambda turn: bool(turn == filters.turn))
        if filters.partner:
            rows = columns["partners"].where(rows, lambda partners: fits_partner(partners, filters.partner))
        if filters.number:
            numbers = session.connection().execute(
                text("SELECT rowid FROM agreement WHERE instr(lower(number), lower(:number))"),
                {"number": filters.number},
            )
            fitting = {row[0] for row in numbers}
            rows = [row for row in rows if self._keys[row] in fitting]
        if filters.ending_days is not None:
            rows = self._ending(rows, today, filters.ending_days)
        return rows

    def _ending(self, rows: Iterable[int], today: date, days: int) -> list[int]:
        first, last = today.isoformat(), (today + timedelta(days=days)).isoformat()
        rows = self._columns["last_day"].where(rows, lambda day: first <= day <= last)
        return self._columns["status"].where(rows, lambda status: status not in ENDED)

    def _order(self, session: Session, column: str) -> list[int]:
        if column not in self._orders:
            self._orders[column] = self._ordered(session, column)
        return self._orders[column]

    def _ordered(self, session: Session, column: str) -> list[int]:
        """All rows by one column, upwards; equal ones by id."""
        if column == "last_day":
            return self._by_value(column, lambda day: (not day, day))
        if column in _RANKS:
            ranks = _RANKS[column]
            return self._by_value(column, lambda value: ranks.get(value, len(ranks)))
        if column in _COLUMNS:
            return self._by_value(column, collated)
        place_of = {key: row for row, key in enumerate(self._keys)}
        if column == "title":
            found = session.connection().execute(text("SELECT rowid, title FROM agreement ORDER BY title, id"))
            titles = {place_of[key]: title for key, title in found if key in place_of}
            return sorted(titles, key=lambda row: collated(titles[row]))
        found = session.connection().execute(text(f"SELECT rowid FROM agreement ORDER BY {column}, id"))  # noqa: S608 - a column of ours
        return [place_of[row[0]] for row in found if row[0] in place_of]

    def _by_value(self, column: str, rank: Callable[[Any], Any]) -> list[int]:
        values, codes = self._columns[column].values, self._columns[column].codes
        ranked = sorted(range(len(values)), key=lambda code: rank(values[code]))
        rank_of = [0] * len(values)
        for place, code in enumerate(ranked):
            rank_of[code] = place
        return sorted(self._by_id, key=lambda row: rank_of[codes[row]])


def _column(values: Iterable[Any]) -> _Column:
    table: dict[Any, int] = {}
    codes = array("L", [table.setdefault(value, len(table)) for value in values])
    return _Column(list(table), codes)


def collated(given: str) -> str:
    """A key that sorts names as a dictionary does: case and accents do not count (DIN 5007-1)."""
    if given.isascii():
        return given.casefold()
    apart = unicodedata.normalize("NFKD", given.casefold())
    return "".join(character for character in apart if not unicodedata.combining(character))
