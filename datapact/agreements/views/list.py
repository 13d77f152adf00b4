"""The list of agreements, any number of them: filtered, searched, sorted and paged, the archive included.

A view asks for the keys of all rows once (``keys_of``) and for rows only where they are shown. Commands are
answered by SQL. Windows keep an index in memory: a table of distinct values a column and a code a row, loaded by one
scan and again when agreements have changed. One index belongs to one thread.
"""

from __future__ import annotations

import json
import re
import unicodedata
from array import array
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from itertools import batched, compress, islice
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import text
from sqlmodel import col, or_, select

from datapact.agreements.projection.status import NEXT_STEPS, STATUS_WORDS, status, status_message
from datapact.agreements.projection.tables import AgreementRow
from datapact.base.clock import days_later
from datapact.base.errors import DataPactError, WrongUse
from datapact.base.strictjson import parse_object
from datapact.base.texts import N_
from datapact.contract.templates.kinds import kind_names
from datapact.history.entries.entry import AGREEMENT_PREFIX
from datapact.vault.database import search as vault_search
from datapact.vault.database.database import each_page_once

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from datapact.vault.database.search import Unwanted
    from datapact.vault.database.session import Session


COLUMNS = ("number", "title", "kind", "partners", "status", "turn", "since", "due", "changed")
FEW = 1000  # found rows up to which they are sorted; more are met soon enough on the way through the sorted list


class ListedRow(NamedTuple):
    """One row of the list, as in ``tables.AgreementRow``."""

    id: str
    number: str
    title: str
    kind: str
    partners: str
    status: str
    stage: str
    turn: str
    since: str
    next_step: str
    due: str | None
    starts: str | None
    ends: str | None
    archived: int
    head: str
    changed: str
    state_digest: str
    evidence: str = ""
    amends: str = ""
    disputed: str = ""


_SELECT = f"SELECT {', '.join(ListedRow._fields)} FROM agreement"  # noqa: S608 - names of ours
_FOUND_FEW = "id IN (SELECT id FROM agreement_text WHERE number IN (SELECT value FROM json_each(:numbers)))"
_FOUND_MANY = "(SELECT number FROM agreement_text AS known WHERE known.id = agreement.id) IN ({numbers})"


def list_agreements(
    session: Session,
    *,
    search: str = "",
    status_is: str = "",
    sort: str = "-changed",
    limit: int = 1000,
    offset: int = 0,
    archived: bool = False,
    ids: Sequence[str] | None = None,
) -> list[ListedRow]:
    """One page of rows. ``sort`` is a column, a leading ``-`` reverses; ``search`` takes any words; ``ids`` narrow it.

    Raises WrongUse for a column or status that does not exist.
    """
    column = sort.removeprefix("-")
    if column not in COLUMNS:
        raise WrongUse(
            N_("There is no column {column}. Columns: {columns}."), column=column, columns=", ".join(COLUMNS)
        )
    if status_is and status_is not in STATUS_WORDS:
        raise WrongUse(
            N_("There is no status {status}. Statuses: {statuses}."), status=status_is, statuses=", ".join(STATUS_WORDS)
        )
    conditions: list[str] = []
    values: dict[str, str | int] = {"limit": limit, "offset": offset}
    if not archived:
        conditions.append("archived = 0")
    if status_is:
        conditions.append("status = :status")
        values["status"] = status_is
    if ids is not None:
        conditions.append("id IN (SELECT value FROM json_each(:ids))")
        values["ids"] = json.dumps(list(ids))
    if search.strip():
        found = _found(session, search)
        conditions.append(found[0])
        values |= found[1]
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    direction = "DESC" if sort.startswith("-") else "ASC"  # of the id too, as the index has both
    order = f" ORDER BY {column} {direction}, id {direction} LIMIT :limit OFFSET :offset"
    found_rows = session.connection().exec_driver_sql(_SELECT + where + order, values).cursor
    return [] if found_rows is None else [ListedRow._make(row) for row in found_rows.fetchall()]


def _found(session: Session, search: str) -> tuple[str, dict[str, str | int]]:
    """The condition for rows that a search finds, and its values."""
    few = vault_search.search_numbers(session, search, FEW + 1)
    query = vault_search.numbers_query(session, search) if len(few) > FEW else None
    if query is None:
        return _FOUND_FEW, {"numbers": json.dumps(few)}
    return _FOUND_MANY.format(numbers=query[0]), query[1]


def count_agreements(session: Session) -> int:
    """How many agreements there are, archived ones too."""
    return int(session.connection().execute(text("SELECT count(*) FROM agreement")).scalar_one())


_MAY_BE_STALE = text(
    "SELECT id, status, stage, starts, ends, due FROM agreement WHERE stage IN ('signed', 'terminated') AND CASE status"
    " WHEN 'signed' THEN starts IS NULL OR starts <= :today OR due < :today"
    " WHEN 'in_force' THEN starts > :today OR ends < :today OR due < :today"
    " WHEN 'expired' THEN ends IS NULL OR ends >= :today OR starts > :today OR due < :today"
    " WHEN 'terminated' THEN due IS NULL OR due >= :today OR stage = 'signed'"
    " ELSE 1 END"
)
"""All whose status may be another one, so that ``status`` decides about few; most rows never reach Python."""


def stale_statuses(session: Session, today: date) -> dict[str, str]:
    """The agreements whose calendar status (in force, expired, terminated) is another one on ``today``, with it."""
    found: dict[str, str] = {}
    connection = session.connection()
    with each_page_once(connection):
        rows = connection.execute(_MAY_BE_STALE, {"today": today.isoformat()}).all()
    for id_, written, stage, starts, ends, due in rows:
        current = status(
            stage,
            today,
            starts=date.fromisoformat(starts) if starts else None,
            ends=date.fromisoformat(ends) if ends else None,
            terminated=date.fromisoformat(due) if stage == "terminated" and due else None,
        )
        if current != written:
            found[id_] = current
    return found


def refresh_statuses(session: Session, today: date) -> int:
    """Bring calendar statuses to ``today``; returns how many rows changed."""
    stale = stale_statuses(session, today)
    if stale:
        session.connection().execute(
            text("UPDATE agreement SET status = :status WHERE id = :id"),
            [{"id": id_, "status": current} for id_, current in stale.items()],
        )
    return len(stale)


LEAST_OF_ID = 8
"""More than of other ids, as numbers of agreements are typed in the same place and often are digits alone."""


def find_agreement(session: Session, given: str) -> str:
    """The history id meant by a whole id, the beginning of one (8 characters or more), or a number.

    Raises WrongUse when nothing fits, or several do.
    """
    wanted = given.strip()
    known = wanted.removeprefix(AGREEMENT_PREFIX)
    beginning = AGREEMENT_PREFIX + known
    statement = select(AgreementRow.id).where(
        or_(
            AgreementRow.number == wanted,
            AgreementRow.id == beginning,
            col(AgreementRow.id).startswith(beginning, autoescape=True)
            if len(known) >= LEAST_OF_ID
            else AgreementRow.id == wanted,
        )
    )
    found = list(session.exec(statement.limit(3)))
    if not found:
        raise WrongUse(N_("There is no agreement {text}. See datapact agreement list."), text=wanted[:60])
    if len(found) > 1:
        raise WrongUse(N_("Several agreements fit {text}. Give the whole id."), text=wanted[:60])
    return found[0]


MOST_FOUND = 100_000
SOON_DAYS = 90
LONGEST_LINE = 500
ENDED = ("declined", "terminated", "expired")
TURNS = ("us", "partner")
_TOKEN = re.compile(r'(?:(\w+):)?(?:"([^"]*)"|(\S+))')
_LAST_DAY = "min(coalesce(due, ends), coalesce(ends, due))"

STEP_ROLES: Mapping[str, str] = {
    "finish_draft": "legal",
    "answer": "legal",
    "choose": "legal",
    "freeze": "legal",
    "sign": "signatory",
}
"""Which role takes which step that waits for the own organisation."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to; empty means not narrowed.

    ``partner`` and ``number`` are parts of them, case folded; ``steps`` are keys of ``status.NEXT_STEPS``;
    ``ending_days`` counts from the day of the question (local).
    """

    status: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    partner: str = ""
    number: str = ""
    turn: str = ""
    steps: tuple[str, ...] = ()
    ending_days: int | None = None
    archived: bool = False
    words: str = ""


@dataclass(frozen=True, slots=True)
class ListedAgreement:
    """One row of the list; times and days are ISO text. ``last_day`` is by notice or by the terms, the earlier one."""

    key: int
    id: str
    number: str
    title: str
    kind: str
    partners: str
    status: str
    turn: str
    since: str
    next_step: str
    starts: str | None
    last_day: str | None
    archived: bool
    evidence: str = ""
    """The class of evidence of a contract signed elsewhere, else empty."""
    disputed: str = ""
    """Names of the parties that dispute an agreement signed in full."""


def steps_of(roles: Collection[str]) -> tuple[str, ...]:
    """The steps that a member with these roles can take."""
    return tuple(step for step, role in STEP_ROLES.items() if role in roles)


def parse_search(line: str, filters: Filters = Filters()) -> Filters:
    """Filters of a search line such as ``status:signed partner:keller vibration``; unknown fields are plain words."""
    words: list[str] = []
    for name, quoted, plain in _TOKEN.findall(line[:LONGEST_LINE]):
        value = quoted or plain
        match name.casefold():
            case "status" if meant := _statuses(value):
                filters = replace(filters, status=(*filters.status, *meant))
            case "kind" | "art" if meant := _kinds(value):
                filters = replace(filters, kind=(*filters.kind, *meant))
            case "partner":
                filters = replace(filters, partner=value)
            case "number" | "nummer":
                filters = replace(filters, number=value)
            case "turn" if value.casefold() in TURNS:
                filters = replace(filters, turn=value.casefold())
            case "":
                words.append(value)
            case _:
                words.append(f"{name}:{value}")
    return replace(filters, words=" ".join(words))


def _statuses(given: str) -> tuple[str, ...]:
    """The status of that name, or those whose words begin so in one of the languages."""
    wanted = given.casefold()
    if wanted in STATUS_WORDS:
        return (wanted,)
    return tuple(
        name
        for name in STATUS_WORDS
        if wanted and any(word.casefold().startswith(wanted) for word in status_message(name).both().values())
    )


def _kinds(given: str) -> tuple[str, ...]:
    """The kinds whose id or name has that part."""
    wanted = given.casefold()
    return tuple(
        kind
        for kind, name in kind_names().items()
        if wanted and any(wanted in text.casefold() for text in (kind, name.de, name.en))
    )


def write_filters(filters: Filters) -> str:
    """Filters as JSON text, for saved views."""
    return json.dumps({name: value for name, value in asdict(filters).items() if value != getattr(Filters(), name)})


def read_filters(written: str) -> Filters:
    """Filters from JSON text; whatever is not in its form narrows nothing."""
    try:
        given: Mapping[str, Any] = parse_object(written.encode(), limit=64 * 1024)
    except DataPactError:
        return Filters()

    def line(name: str) -> str:
        value = given.get(name)
        return value if isinstance(value, str) else ""

    def several(name: str) -> tuple[str, ...]:
        values = given.get(name)
        return tuple(value for value in values if isinstance(value, str)) if isinstance(values, list) else ()

    days = given.get("ending_days")
    return Filters(
        status=several("status"),
        kind=several("kind"),
        partner=line("partner"),
        number=line("number"),
        steps=several("steps"),
        words=line("words"),
        turn=given["turn"] if given.get("turn") in TURNS else "",
        ending_days=days if isinstance(days, int) and not isinstance(days, bool) else None,
        archived=given.get("archived") is True,
    )


def words_that_count(filters: Filters) -> str:
    """The words to search for: one letter alone narrows nothing, and would cost the reading of every text."""
    return " ".join(word for word in filters.words.split() if len(word) > 1)


def fits_partner(partners: str, wanted: str) -> bool:
    """Whether the partners of an agreement are meant by a part of a name."""
    return wanted.casefold() in partners.casefold()


def first_keys(session: Session, filters: Filters, sort: str, today: date, limit: int) -> list[int]:
    """The keys of the first rows that ``filters`` show, in the order of ``sort`` (a column, ``-`` reverses).

    This is what a window paints before ``ListIndex`` is there. Raises WrongUse for a column that does not exist.
    """
    column = sort_column(sort)
    conditions, values = _conditions(session, filters, today)
    direction = "DESC" if sort.startswith("-") else "ASC"
    statement = text(
        f"SELECT rowid FROM agreement WHERE {' AND '.join(conditions)}"  # noqa: S608 - conditions and columns are ours
        f" ORDER BY {_LAST_DAY if column == 'last_day' else column} {direction}, id {direction} LIMIT :limit"
    )
    return [int(row[0]) for row in session.connection().execute(statement, {**values, "limit": limit})]


def sort_column(sort: str) -> str:
    """The column of a sort such as ``-changed``; raises WrongUse for one that does not exist."""
    columns = (*COLUMNS, "last_day")
    column = sort.removeprefix("-")
    if column not in columns:
        raise WrongUse(
            N_("There is no column {column}. Columns: {columns}."), column=column, columns=", ".join(columns)
        )
    return column


def keys_beginning(session: Session, beginning: str) -> list[int]:
    """The keys of the rows whose number or title begins so; for typing ahead. ASCII letters in either case."""
    conditions = "number LIKE :pattern ESCAPE '!' OR title LIKE :pattern ESCAPE '!'"
    escaped = re.sub(r"([!%_])", r"!\1", beginning)
    found = session.connection().execute(
        text(f"SELECT rowid FROM agreement WHERE {conditions}"),  # noqa: S608 - a constant
        {"pattern": f"{escaped}%"},
    )
    return [int(row[0]) for row in found]


def rows_of(session: Session, keys: Sequence[int]) -> dict[int, ListedAgreement]:
    """The rows with these keys; a key whose row is gone is left out."""
    statement = text(
        "SELECT rowid AS key, id, number, title, kind, partners, status, turn, since, next_step, starts,"  # noqa: S608
        f" {_LAST_DAY} AS last_day, archived, evidence, disputed"
        " FROM agreement WHERE rowid IN (SELECT value FROM json_each(:keys))"
    )
    found = session.connection().execute(statement, {"keys": json.dumps(list(keys))})
    return {
        row.key: ListedAgreement(
            row.key,
            row.id,
            row.number,
            row.title,
            row.kind,
            row.partners,
            row.status,
            row.turn,
            row.since,
            row.next_step,
            row.starts,
            row.last_day,
            bool(row.archived),
            row.evidence,
            row.disputed,
        )
        for row in found
    }


def keys_of(session: Session, ids: Sequence[str]) -> list[int]:
    """The keys of agreements by history id; one that is not there is left out."""
    statement = text("SELECT rowid FROM agreement WHERE id IN (SELECT value FROM json_each(:ids))")
    return [int(row[0]) for row in session.connection().execute(statement, {"ids": json.dumps(list(ids))})]


def set_archived(session: Session, ids: Sequence[str], archived: bool) -> None:
    """Move agreements to the archive or back; a view of the list, not a step in a history."""
    session.connection().execute(
        text("UPDATE agreement SET archived = :archived WHERE id IN (SELECT value FROM json_each(:ids))"),
        {"archived": int(archived), "ids": json.dumps(list(ids))},
    )


def _conditions(session: Session, filters: Filters, today: date) -> tuple[list[str], dict[str, str | int]]:
    conditions = [f"archived = {int(filters.archived)}"]
    values: dict[str, str | int] = {}
    for name, column, wanted in (
        ("status", "status", filters.status),
        ("kind", "kind", filters.kind),
        ("steps", "next_step", filters.steps),
    ):
        if wanted:
            # the plus keeps SQLite on the index of the order, where the first rows are found soon
            conditions.append(f"+{column} IN (SELECT value FROM json_each(:{name}))")  # noqa: S608 - a column of ours
            values[name] = json.dumps(wanted)
    if filters.partner:
        # SQLite folds the case of ASCII alone, so the names that fit are found here
        every = session.connection().execute(text("SELECT DISTINCT partners FROM agreement"))
        conditions.append("+partners IN (SELECT value FROM json_each(:partners))")
        values["partners"] = json.dumps([row[0] for row in every if fits_partner(row[0], filters.partner)])
    if filters.number:
        conditions.append("instr(lower(number), lower(:number))")
        values["number"] = filters.number
    if filters.turn:
        conditions.append("+turn = :turn")
        values["turn"] = filters.turn
    if filters.ending_days is not None:
        conditions.append(f"{_LAST_DAY} BETWEEN :today AND :until AND status NOT IN {ENDED}")
        values |= {"today": today.isoformat(), "until": days_later(today, filters.ending_days).isoformat()}
    if words := words_that_count(filters):
        conditions.append("id IN (SELECT value FROM json_each(:found))")
        values["found"] = json.dumps(vault_search.search(session, words, MOST_FOUND))
    return conditions, values


_COLUMNS = ("status", "kind", "partners", "turn", "next_step", "last_day", "archived", "evidence")
_SCAN = text(
    "SELECT rowid, status, kind, partners, turn, next_step,"
    " coalesce(min(coalesce(due, ends), coalesce(ends, due)), ''), archived, evidence FROM agreement"
)
_BY_ID = text("SELECT rowid FROM agreement ORDER BY id")
_NUMBERS = text("SELECT t.number, a.rowid FROM agreement_text t JOIN agreement a ON a.id = t.id")
_MOST_NUMBER = text("SELECT max(number) FROM agreement_text")
_AT_ONCE = 2_000  # rows
_LOOKED_AT = 40  # texts that are read at once where many are expected to have the words
_MOST_LOOKED_AT = 320
_OFTEN = 0.2  # the part of them below which the search index is the quicker way
_RANKS: Mapping[str, Mapping[str, int]] = {
    "status": {name: place for place, name in enumerate(STATUS_WORDS)},
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


type _Mask = bytes
"""A byte a row: 1 where it fits, else 0."""


@dataclass(slots=True)
class _Column:
    """Distinct values, and the place of a row's value among them."""

    values: list[Any]
    codes: array[int]

    def where(self, fits: Callable[[Any], bool]) -> _Mask:
        wanted = [1 if fits(value) else 0 for value in self.values]
        return bytes(map(wanted.__getitem__, self.codes))

    def count(self, mask: _Mask) -> dict[Any, int]:
        return {self.values[code]: number for code, number in Counter(compress(self.codes, mask)).items()}


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
        self._counts: tuple[date, tuple[str, ...], Counts] | None = None

    def load(self, session: Session) -> None:
        """Read every agreement anew, as this session sees it."""
        connection = session.connection()
        with each_page_once(connection):
            self._read(connection)
        self._orders = {}
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

    def keys(
        self, session: Session, filters: Filters, sort: str, today: date, unwanted: Unwanted | None = None
    ) -> list[int]:
        """The keys of all rows that ``filters`` show, in the order of ``sort`` (a column, ``-`` reverses).

        ``unwanted`` is asked now and then whether nobody waits for them any more; then they are not complete. Raises
        WrongUse for a column that does not exist.
        """
        mask = self._fitting(session, filters, today, unwanted)
        order = self._order(session, sort_column(sort))
        found = [*map(self._keys.__getitem__, compress(order, map(mask.__getitem__, order)))]
        if sort.startswith("-"):
            found.reverse()
        return found

    def first_keys(self, session: Session, filters: Filters, sort: str, today: date, limit: int) -> list[int]:
        """The first ``limit`` of ``keys`` where they are found sooner than all; else, and before ``load``, none.

        Words that many agreements have are looked for in the texts of the first rows. Raises WrongUse as ``keys`` does.
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
        """The numbers on the filter chips; ``steps`` are those that the member can take."""
        if self._counts is None or self._counts[:2] != (today, steps):
            self._counts = today, steps, self._count(today, steps)
        return self._counts[2]

    def _count(self, today: date, steps: tuple[str, ...]) -> Counts:
        columns = self._columns
        live = columns["archived"].where(lambda archived: not archived)
        ours = _both(live, columns["turn"].where(lambda turn: bool(turn == "us")))
        return Counts(
            total=sum(live),
            archived=len(live) - sum(live),
            mine=sum(_both(ours, columns["next_step"].where(steps.__contains__))),
            waiting_for_us=sum(ours),
            ending_soon=sum(_both(live, self._ending(today, SOON_DAYS))),
            by_status=columns["status"].count(live),
            by_kind=columns["kind"].count(live),
            by_partner=columns["partners"].count(live),
        )

    def rows_where(self, **wanted: Callable[[Any], bool]) -> list[int]:
        """Places of the rows that are not archived and whose columns fit, by id."""
        mask = self._columns["archived"].where(lambda archived: not archived)
        for name, fits in wanted.items():
            mask = _both(mask, self._columns[name].where(fits))
        return [row for row in self._by_id if mask[row]]

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

    def _fitting(self, session: Session, filters: Filters, today: date, unwanted: Unwanted | None = None) -> _Mask:
        columns = self._columns
        mask = columns["archived"].where(lambda archived: bool(archived) == filters.archived)
        if words := words_that_count(filters):
            mask = _both(mask, self._with_words(session, words, unwanted))
        if filters.status:
            mask = _both(mask, columns["status"].where(filters.status.__contains__))
        if filters.kind:
            mask = _both(mask, columns["kind"].where(filters.kind.__contains__))
        if filters.steps:
            mask = _both(mask, columns["next_step"].where(filters.steps.__contains__))
        if filters.turn:
            mask = _both(mask, columns["turn"].where(lambda turn: bool(turn == filters.turn)))
        if filters.partner:
            mask = _both(mask, columns["partners"].where(lambda partners: fits_partner(partners, filters.partner)))
        if filters.number:
            mask = _both(mask, self._with_number(session, filters.number))
        if filters.ending_days is not None:
            mask = _both(mask, self._ending(today, filters.ending_days))
        return mask

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

    def _with_number(self, session: Session, part: str) -> _Mask:
        found = session.connection().execute(
            text("SELECT rowid FROM agreement WHERE instr(lower(number), lower(:part))"), {"part": part}
        )
        fitting = set(found.scalars().all())
        return bytes(key in fitting for key in self._keys)

    def _ending(self, today: date, days: int) -> _Mask:
        first, last = today.isoformat(), days_later(today, days).isoformat()
        on_time = self._columns["last_day"].where(lambda day: first <= day <= last)
        return _both(on_time, self._columns["status"].where(lambda status: status not in ENDED))

    def _order(self, session: Session, column: str) -> array[int]:
        if column not in self._orders:
            self._orders[column] = array("L", self._ordered(session, column))
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


def collated(given: str) -> str:
    """A key that sorts names as a dictionary does: case and accents do not count (DIN 5007-1)."""
    if given.isascii():
        return given.casefold()
    apart = unicodedata.normalize("NFKD", given.casefold())
    return "".join(character for character in apart if not unicodedata.combining(character))
