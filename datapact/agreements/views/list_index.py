"""The index of a window's list: the keys of all agreements in order for any filters, kept in memory.

It holds a table of distinct values a column and a code a row, loaded by one scan and again when agreements have
changed. ``filters.conditions_of`` defines the meaning of filters. One index belongs to one thread.
"""

from __future__ import annotations

import unicodedata
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import reduce
from itertools import batched, compress, islice
from typing import TYPE_CHECKING, Any

from datapact.agreements.projection.status import NEXT_STEPS, STATUS_WORDS
from datapact.agreements.views.filters import (
    NOT_NARROWED,
    SOON_DAYS,
    Condition,
    Filters,
    conditions_of,
    sort_column,
    title_column,
    words_that_count,
)
from datapact.agreements.views.list import DERIVED, LAST_DAY, Unsent, unsent_since, waiting_rows
from datapact.vault.database import search as vault_search
from datapact.vault.database.database import each_page_once
from datapact.vault.database.plain import sql

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from datapact.agreements.views.list import ListedAgreement
    from datapact.vault.database.search import Unwanted
    from datapact.vault.database.session import Session

MOST_FOUND = 100_000
_COLUMNS = ("status", "kind", "partners", "turn", "next_step", "last_day", "archived", "evidence", *DERIVED)
_SCAN = sql(
    f"SELECT rowid, status, kind, partners, turn, next_step, coalesce({LAST_DAY}, ''), archived, evidence,"  # noqa: S608 - ours
    f" {', '.join(DERIVED.values())} FROM agreement"
)
_BY_ID = sql("SELECT rowid FROM agreement ORDER BY id")
_NUMBERS = sql("SELECT t.number, a.rowid FROM agreement_text t JOIN agreement a ON a.id = t.id")
_MOST_NUMBER = sql("SELECT max(number) FROM agreement_text")
_AT_ONCE = 2_000  # rows
_LOOKED_AT = 40  # texts that are read at once where many are expected to have the words
_MOST_LOOKED_AT = 320
_OFTEN = 0.2  # the part of them below which the search index is the quicker way
_FEW = 12  # of so many rows at most one: then these are sorted, and not all looked through
_RANKS: Mapping[str, Mapping[str, int]] = {
    "status": {name: place for place, name in enumerate(STATUS_WORDS)},
    "turn": {"us": 0, "partner": 1, "": 2},
    "next_step": {name: place for place, name in enumerate(NEXT_STEPS)},
}


@dataclass(frozen=True, slots=True)
class Counts:
    """Number of agreements that each filter would show; archived ones count only in ``archived``."""

    total: int = 0
    """Agreements that are not archived."""
    archived: int = 0
    mine: int = 0
    """Those waiting for us whose next step the member may take."""
    waiting_for_us: int = 0
    """Those whose ``mover`` we are, whoever of us may act."""
    ending_soon: int = 0
    """Those whose last day comes within ``SOON_DAYS`` days."""
    by_status: Mapping[str, int] = field(default_factory=dict)
    """Number by name in ``STATUS_WORDS``; none for a status without agreements."""
    by_kind: Mapping[str, int] = field(default_factory=dict)
    """Number by kind of contract."""
    by_partner: Mapping[str, int] = field(default_factory=dict)
    """Number by the joined names of the other parties, as in ``partners`` of a row."""


type _Mask = bytes
"""A byte a row: 1 where it fits, else 0."""


@dataclass(slots=True)
class _Column:
    """Distinct values, and the place of a row's value among them."""

    values: list[Any]
    codes: array[int]
    narrow: bytes | None = None
    """The codes in a byte each, once asked for, where there are no more than 256 values."""

    def where(self, fits: Callable[[Any], bool]) -> _Mask:
        wanted = [1 if fits(value) else 0 for value in self.values]
        if len(wanted) > 256:
            return bytes(map(wanted.__getitem__, self.codes))
        if self.narrow is None:
            self.narrow = bytes([*self.codes])
        return self.narrow.translate(bytes(wanted).ljust(256, b"\0"))

    def put(self, row: int, value: Any) -> None:
        """Replace the value of a row."""
        if value not in self.values:
            self.values.append(value)
        self.codes[row], self.narrow = self.values.index(value), None

    def count(self, mask: _Mask) -> dict[Any, int]:
        return {self.values[code]: number for code, number in Counter(compress(self.codes, mask)).items()}


def _rows_in(mask: _Mask) -> Iterator[int]:
    at = mask.find(1)
    while at >= 0:
        yield at
        at = mask.find(1, at + 1)


def _both(first: _Mask, second: _Mask) -> _Mask:
    return (int.from_bytes(first) & int.from_bytes(second)).to_bytes(len(first))


class ListIndex:
    """Keys in order for any filters and any sort; empty before ``load``."""

    def __init__(self) -> None:
        self._keys = array("q")
        self._columns = {name: _Column([], array("L")) for name in _COLUMNS}
        self._by_id = array("L")
        self._row_of_number = array("q")
        self._number_of_row = array("q")
        self._orders: dict[str, array[int]] = {}
        self._unsent = Unsent()
        self._ranked: tuple[array[int], array[int]] | None = None
        self._counts: tuple[date, tuple[str, ...], Counts] | None = None

    def __len__(self) -> int:
        """The number of agreements, archived ones too."""
        return len(self._keys)

    def load(self, session: Session) -> None:
        """Read every agreement anew, as this session sees it."""
        connection = session.connection()
        with each_page_once(connection):
            self._read(connection)
            self._unsent = unsent_since(session, self._unsent)
        self._take_in(waiting_rows(session, self._unsent))
        self._orders = {}
        self._ranked = None
        self._counts = None

    def _read(self, connection: Connection) -> None:
        tables: list[dict[Any, int]] = [{} for _ in _COLUMNS]
        codes = [array("L") for _ in _COLUMNS]
        keys = array("q")
        for rows in connection.execute(_SCAN).partitions(_AT_ONCE):
            found, *columns = zip(*rows, strict=True)
            keys.extend(found)
            for table, column, values in zip(tables, codes, columns, strict=True):
                column.extend([table.setdefault(value, len(table)) for value in values])
        row_of = {key: row for row, key in enumerate(keys)}
        self._keys = keys
        by_id = connection.execute(_BY_ID).scalars()
        self._by_id = array("L", (row_of[key] for key in by_id if key in row_of))
        self._row_of_number = array("q", [-1]) * (int(connection.execute(_MOST_NUMBER).scalar() or 0) + 1)
        self._number_of_row = array("q", [-1]) * len(keys)
        for numbers in connection.execute(_NUMBERS).partitions(_AT_ONCE):
            for number, key in numbers:
                row = row_of.get(key, -1)
                self._row_of_number[number] = row
                if row >= 0:
                    self._number_of_row[row] = number
        self._columns = {
            name: _Column(list(table), column) for name, table, column in zip(_COLUMNS, tables, codes, strict=True)
        }

    def _take_in(self, waiting: Iterable[ListedAgreement]) -> None:
        """Put in what the table does not say: the mover and the step of rows for which something waits."""
        row_of = {key: row for row, key in enumerate(self._keys)}
        for one in waiting:
            for name in DERIVED:
                self._columns[name].put(row_of[one.key], getattr(one, name))

    def keys(
        self, session: Session, filters: Filters, sort: str, today: date, unwanted: Unwanted | None = None
    ) -> list[int]:
        """The keys of all rows that ``filters`` show, in the order of ``sort`` (a column, ``-`` reverses).

        ``unwanted`` is called now and then; when true, nobody waits any more and the keys are incomplete. Raises
        WrongUse for a column that does not exist.
        """
        mask = self._fitting(session, filters, today, unwanted)
        order = self._order(session, sort_column(sort))
        if mask.count(1) * _FEW < len(mask):
            rows = sorted(_rows_in(mask), key=self._ranks(order).__getitem__)
        else:
            rows = [*compress(order, map(mask.__getitem__, order))]
        found = [*map(self._keys.__getitem__, rows)]
        if sort.startswith("-"):
            found.reverse()
        return found

    def first_keys(self, session: Session, filters: Filters, sort: str, today: date, limit: int) -> list[int]:
        """The first ``limit`` of ``keys`` if they can be found sooner than all; otherwise, and before ``load``, none.

        Words that many agreements have are searched in the texts of the first rows. Raises WrongUse as ``keys`` does.
        """
        words = words_that_count(filters)
        column = sort_column(sort)
        if not words or not self._keys:
            return []
        mask = self._fitting(session, replace(filters, words=""), today)
        order = self._order(session, column)
        rows_in_order = order[::-1] if sort.startswith("-") else order
        fitting = compress(rows_in_order, map(mask.__getitem__, rows_in_order))
        found: list[int] = []
        for rows in batched(islice(fitting, _MOST_LOOKED_AT), _LOOKED_AT):
            numbers = [self._number_of_row[row] for row in rows]
            having = vault_search.numbers_among(session, words, numbers)
            found += [self._keys[row] for row, number in zip(rows, numbers, strict=True) if number in having]
            if len(found) >= limit:
                return found[:limit]
            if len(having) < len(rows) * _OFTEN:
                break
        return []

    def counts(self, today: date, steps: tuple[str, ...] = ()) -> Counts:
        """The counts on the filter chips; ``steps`` are those that the member can take."""
        if self._counts is None or self._counts[:2] != (today, steps):
            self._counts = today, steps, self._count(today, steps)
        return self._counts[2]

    def _count(self, today: date, steps: tuple[str, ...]) -> Counts:
        columns = self._columns
        live = self._narrowed(conditions_of(NOT_NARROWED, today))

        def shown(filters: Filters) -> int:
            return sum(self._narrowed(conditions_of(filters, today)))

        return Counts(
            total=sum(live),
            archived=shown(Filters(archived=True)),
            mine=shown(Filters(turn="us", steps=steps)) if steps else 0,
            waiting_for_us=shown(Filters(turn="us")),
            ending_soon=shown(Filters(ending_days=SOON_DAYS)),
            by_status=columns["status"].count(live),
            by_kind=columns["kind"].count(live),
            by_partner=columns["partners"].count(live),
        )

    def rows_where(self, **wanted: Callable[[Any], bool]) -> list[int]:
        """Places of the rows, by id, that are not archived and whose columns match."""
        mask = self._columns["archived"].where(lambda archived: not archived)
        for name, fits in wanted.items():
            mask = _both(mask, self._columns[name].where(fits))
        return [row for row in self._by_id if mask[row]]

    def values(self, column: str, rows: Iterable[int]) -> list[Any]:
        """The values of a column in these rows."""
        values, codes = self._columns[column].values, self._columns[column].codes
        return [values[codes[row]] for row in rows]

    def keys_by(self, session: Session, column: str) -> list[int]:
        """All keys, archived ones too, in ascending order of a column."""
        return [self._keys[row] for row in self._order(session, sort_column(column))]

    def key(self, row: int) -> int:
        """The key of a row, for ``list.rows_of``."""
        return self._keys[row]

    def _fitting(self, session: Session, filters: Filters, today: date, unwanted: Unwanted | None = None) -> _Mask:
        conditions = conditions_of(filters, today)
        mask = self._narrowed(condition for condition in conditions if condition.column in self._columns)
        for condition in conditions:
            if condition.column not in self._columns:
                mask = _both(mask, self._by_query(session, condition))
        words = words_that_count(filters)
        return _both(mask, self._with_words(session, words, unwanted)) if words else mask

    def _narrowed(self, conditions: Iterable[Condition]) -> _Mask:
        """The rows that fulfil conditions on columns of the index."""
        masks = (self._columns[condition.column].where(condition.fits) for condition in conditions)
        return reduce(_both, masks, b"\1" * len(self._keys))

    def _by_query(self, session: Session, condition: Condition) -> _Mask:
        """The rows that fulfil a condition on a column that is different in each of them."""
        found = session.connection().exec_driver_sql(f"SELECT rowid, {condition.column} FROM agreement").cursor  # noqa: S608 - a column of ours
        rows = [] if found is None else found.fetchall()
        fitting = {key for key, value in rows if condition.fits(value)}
        return bytes(map(fitting.__contains__, self._keys))

    def _with_words(self, session: Session, words: str, unwanted: Unwanted | None) -> _Mask:
        mask = bytearray(len(self._keys) + 1)  # the last one is for numbers whose agreement is not in the list
        numbers = vault_search.search_numbers(session, words, MOST_FOUND, unwanted)
        try:
            for row in map(self._row_of_number.__getitem__, numbers):
                mask[row] = 1
        except IndexError:  # an agreement that came since: the index is to be loaded again anyway
            for number in numbers:
                mask[self._row_of_number[number] if number < len(self._row_of_number) else -1] = 1
        return bytes(mask[:-1])

    def _order(self, session: Session, column: str) -> array[int]:
        key = title_column() if column == "title" else column  # the order of titles is that of a language
        if key not in self._orders:
            self._orders[key] = array("L", self._ordered(session, column))
        return self._orders[key]

    def _ranks(self, order: array[int]) -> array[int]:
        """The place of each row in an order; that of the last order is kept."""
        if self._ranked is None or self._ranked[0] is not order:
            ranks = array("L", order)
            for place, row in enumerate(order):
                ranks[row] = place
            self._ranked = order, ranks
        return self._ranked[1]

    def _ordered(self, session: Session, column: str) -> list[int]:
        """All rows in ascending order of one column; equal ones by id."""
        if column == "last_day":
            return self._by_value(column, lambda day: (not day, day))
        if column in _RANKS:
            ranks = _RANKS[column]
            return self._by_value(column, lambda value: ranks.get(value, len(ranks)))
        if column in _COLUMNS:
            return self._by_value(column, collated)
        place_of = {key: row for row, key in enumerate(self._keys)}
        if column == "title":
            key = title_column()
            shown = f"SELECT rowid, {key} FROM agreement ORDER BY {key}, id"  # noqa: S608 - a column of ours
            found = session.connection().execute(sql(shown))
            titles = {place_of[key]: title for key, title in found if key in place_of}
            return sorted(titles, key=lambda row: collated(titles[row]))
        found = session.connection().execute(sql(f"SELECT rowid FROM agreement ORDER BY {column}, id"))  # noqa: S608 - a column of ours
        return [place_of[row[0]] for row in found if row[0] in place_of]

    def _by_value(self, column: str, rank: Callable[[Any], Any]) -> list[int]:
        values, codes = self._columns[column].values, self._columns[column].codes
        ranked = sorted(range(len(values)), key=lambda code: rank(values[code]))
        rank_of = [0] * len(values)
        for place, code in enumerate(ranked):
            rank_of[code] = place
        return sorted(self._by_id, key=lambda row: rank_of[codes[row]])


def collated(given: str) -> str:
    """A key that sorts names as a dictionary does: case and accents do not count (DIN 5007-1)."""
    if given.isascii():
        return given.casefold()
    apart = unicodedata.normalize("NFKD", given.casefold())
    return "".join(character for character in apart if not unicodedata.combining(character))
