"""Events that several computers of a house recorded without knowing of each other: the one that counts.

The rules are a function of the rows alone, so every computer keeps the same ones:

1. Of rows with one event id and one content the one counts that was recorded first: it is one event, imported twice. Where two
   systems number their events alike, the contents differ, and all count (see ``EVENT_ID``).
2. Of what one person decided in one scope at one second, recorded at several computers, that of one computer counts: the one
   with the furthest effect (``STRENGTH``), then what was recorded first. At one computer the order was checked when it was
   written.

The others are set aside: their batches stay whole and provable, and no answer reads them. So what takes consent back is set
aside only where something counts for the same person, scope and second that reaches as far or further.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from datapact.consent.records.bulk_write import raw
from datapact.consent.records.event import EVENT_ID, SAME_ID
from datapact.consent.terms.states import CODES

if TYPE_CHECKING:
    from datapact.vault.database.session import Session

STRENGTH: Mapping[int, int] = MappingProxyType(
    {
        CODES[name]: place
        for place, name in enumerate(
            ("expired", "refused", "invalidated", "withdrawn", "objected", "restricted", "erased"), start=1
        )
    }
)
"""The reach of each state that takes consent back, by its code; what is not in it has 0.

A withdrawal is told on where a refusal is not (Art. 19 GDPR); an objection (Art. 21) stops what does not rest on consent,
too; a restriction (Art. 18) stops every purpose.
"""
_ACTIVE = (
    f"SELECT e.id, {EVENT_ID}, u.pseudonym, s.dataset, s.purpose, s.controller, e.state, e.at, e.until, e.notice,"  # noqa: S608
    " e.notice_version, e.explicit, e.more, b.entry, n.time, n.replica FROM consent_event AS e JOIN consent_scope AS s"
    " ON s.id = e.scope JOIN consent_subject AS u ON u.id = e.subject JOIN consent_batch AS b ON b.id = e.batch"
    " JOIN entry AS n ON n.digest = b.entry"
)
_ASIDE = (
    "SELECT r.id, r.event_id, r.pseudonym, r.dataset, r.purpose, r.controller, r.state, r.at, r.until, r.notice,"
    " r.notice_version, r.explicit, r.more, b.entry, n.time, n.replica FROM consent_repeat AS r JOIN consent_event AS e"
    " ON e.id = r.id JOIN consent_batch AS b ON b.id = e.batch JOIN entry AS n ON n.digest = b.entry"
)
_BY_NAME = "IN (SELECT value FROM json_each(?))"
_WITH_ID = f"e.id IN (SELECT e.id FROM json_each(?) AS w CROSS JOIN consent_event AS e ON {SAME_ID.format('w.value')})"  # noqa: S608
_OF_ONE_ID = (
    "SELECT e.id, e.event_id, b.entry, e.id - b.first FROM consent_event AS e JOIN consent_batch AS b ON b.id = e.batch"  # noqa: S608
    f" JOIN entry AS n ON n.digest = b.entry WHERE {SAME_ID.format('?1')} ORDER BY n.time, b.entry, e.id"
)
_AT_ONCE = (
    " CROSS JOIN json_each(?) AS w WHERE {0}.pseudonym = w.value ->> 0 AND {1}.dataset = w.value ->> 1"
    " AND {1}.purpose = w.value ->> 2 AND {1}.controller = w.value ->> 3 AND {2}.at = w.value ->> 4"
)
_PLACES = (
    "SELECT e.id FROM json_each(?) AS w CROSS JOIN consent_subject AS u ON u.dataset = w.value ->> 1 AND u.pseudonym = w.value ->> 0"
    " CROSS JOIN consent_scope AS s ON s.dataset = w.value ->> 1 AND s.purpose = w.value ->> 2 AND s.controller = w.value ->> 3"
    " CROSS JOIN consent_event AS e ON e.scope = s.id AND e.subject = u.id AND e.at = w.value ->> 4"
)
EMPTY_ASIDE = (
    "UPDATE consent_event SET event_id = NULL, scope = 0, subject = 0, state = 0, at = 0, until = NULL, notice = '',"
    " notice_version = '', explicit = 0, more = '' WHERE id = ?"
)


@dataclass(frozen=True, slots=True)
class _Row:
    number: int
    is_aside: bool
    event_id: str
    place: tuple[str, str, str, str, int]
    """Pseudonym, dataset, purpose, controller, second."""
    state: int
    rest: tuple[Any, ...]
    order: tuple[str, str, int]
    """Time and digest of the entry of its batch, and the number within the batch: the first one was recorded first."""
    replica: str

    @property
    def strength(self) -> int:
        return STRENGTH.get(self.state, 0)


def _read(found: Sequence[Any], *, is_aside: bool) -> _Row:
    number, event_id, pseudonym, dataset, purpose, controller, state, at, *rest = found
    *more, entry, time, replica = rest
    place = (pseudonym, dataset, purpose, controller, at)
    return _Row(number, is_aside, event_id, place, state, tuple(more), (time, entry, number), replica)


def settle(session: Session, numbers: Collection[int]) -> int:
    """Judge these rows, and all that they meet, by the rules; returns how many are set aside now that counted before."""
    changes = _changes(session, numbers)
    if not changes:
        return 0
    connection = raw(session)
    touched: set[tuple[int, int]] = set()
    for row in (one for one in changes if not one.is_aside):
        place = connection.execute("SELECT scope, subject FROM consent_event WHERE id = ?", (row.number,)).fetchone()
        touched.add((int(place[0]), int(place[1])))
        _set_aside(connection, row)
    for row in (one for one in changes if one.is_aside):
        touched.add(_bring_back(connection, row))
    for event_id in sorted({row.event_id for row in changes}):
        _make_distinct(connection, event_id)
    find_newest_anew(session, touched)
    return sum(not one.is_aside for one in changes)


def settle_batch(session: Session, first: int, last: int, met: Collection[int] = ()) -> None:
    """Judge the rows of a new batch that meet others, and those in ``met``; at each computer alike, so also where it was written."""
    connection = raw(session)
    found = set(met)
    for statement in _MEETING:
        found.update(number for (number,) in connection.execute(statement, (first, last)))
    if found:
        settle(session, found)


_MEETING = (
    "SELECT e.id FROM consent_event AS e CROSS JOIN consent_event AS o ON o.scope = e.scope AND o.subject = e.subject"
    " AND o.at = e.at AND o.batch <> e.batch WHERE e.scope <> 0 AND e.id BETWEEN ? AND ?",
    "SELECT e.id FROM consent_repeat AS r CROSS JOIN consent_event AS e ON e.event_id = r.event_id WHERE e.id BETWEEN ? AND ?",
    "SELECT e.id FROM consent_repeat AS r"
    " CROSS JOIN consent_subject AS u ON u.dataset = r.dataset AND u.pseudonym = r.pseudonym"
    " CROSS JOIN consent_scope AS s ON s.dataset = r.dataset AND s.purpose = r.purpose AND s.controller = r.controller"
    " CROSS JOIN consent_event AS e ON e.scope = s.id AND e.subject = u.id AND e.at = r.at WHERE e.id BETWEEN ? AND ?",
)


def wrongly_counted(session: Session) -> int:
    """The number of rows that are set aside, or met one that is, stand otherwise than the rules say; read alone."""
    numbers = [number for (number,) in raw(session).execute("SELECT id FROM consent_repeat")]
    return len(_changes(session, numbers)) if numbers else 0


def settle_all(session: Session) -> None:
    """Judge all that is set aside anew."""
    settle(session, [number for (number,) in raw(session).execute("SELECT id FROM consent_repeat")])


def find_newest_anew(session: Session, places: Iterable[tuple[int, int]]) -> None:
    """Write the newest event of people in scopes anew (ids of scope and person), and forget people without any."""
    connection = raw(session)
    known = sorted(place for place in places if place[0])
    for place in known:
        connection.execute("DELETE FROM consent_now WHERE scope = ? AND subject = ?", place)
        connection.execute(
            "INSERT INTO consent_now SELECT scope, subject, id, state, at, until, notice, notice_version, explicit"
            " FROM consent_event WHERE scope = ? AND subject = ? ORDER BY at DESC, id DESC LIMIT 1",
            place,
        )
    for subject in sorted({subject for _scope, subject in known}):
        connection.execute(
            "DELETE FROM consent_subject WHERE id = ? AND NOT EXISTS (SELECT 1 FROM consent_now"
            " WHERE scope IN (SELECT id FROM consent_scope) AND subject = ?)",
            (subject, subject),
        )


def _changes(session: Session, numbers: Collection[int]) -> list[_Row]:
    """The rows that have to change sides."""
    rows = _all_that_meet(session, numbers).values()
    active = _counting(rows)
    return [row for row in rows if row.is_aside == (row.number in active)]


def _counting(rows: Iterable[_Row]) -> set[int]:
    """The numbers of the rows that count, of all that meet one another."""
    events: dict[tuple[Any, ...], _Row] = {}
    for row in rows:
        content = (row.event_id, row.place, row.state, row.rest)
        other = events.get(content)
        if other is None or _outweighs(row, other):
            events[content] = row
    by_place: dict[tuple[str, str, str, str, int], list[_Row]] = {}
    for row in events.values():
        by_place.setdefault(row.place, []).append(row)
    active: set[int] = set()
    for several in by_place.values():
        best = several[0]
        for row in several[1:]:
            best = row if _outweighs(row, best) else best
        active.update(row.number for row in several if row.replica == best.replica)
    return active


def _outweighs(row: _Row, other: _Row) -> bool:
    return (-row.strength, row.order) < (-other.strength, other.order)


def _all_that_meet(session: Session, numbers: Collection[int]) -> Mapping[int, _Row]:
    """These rows and all that share an event id or a second of a person with one of them, directly or not."""
    connection = raw(session)
    found: dict[int, _Row] = {}
    listed = json.dumps(sorted(numbers))
    fresh = list(_rows(connection, f"e.id {_BY_NAME}", f"r.id {_BY_NAME}", listed))
    while fresh:
        found.update((row.number, row) for row in fresh)
        ids = json.dumps(sorted({row.event_id for row in fresh}))
        places = json.dumps(sorted({row.place for row in fresh}))
        at_once = json.dumps([number for (number,) in connection.execute(_PLACES, (places,))])
        several = [
            *_rows(connection, _WITH_ID, f"r.event_id {_BY_NAME}", ids),
            *_rows(connection, f"e.id {_BY_NAME}", f"r.id {_BY_NAME}", at_once),
            *(
                _read(row, is_aside=True)
                for row in connection.execute(_ASIDE + _AT_ONCE.format("r", "r", "r"), (places,)).fetchall()
            ),
        ]
        fresh = [row for row in {row.number: row for row in several}.values() if row.number not in found]
    return found


def _rows(connection: Any, active: str, aside: str, listed: str) -> Iterator[_Row]:
    for row in connection.execute(f"{_ACTIVE} WHERE {active}", (listed,)).fetchall():
        yield _read(row, is_aside=False)
    for row in connection.execute(f"{_ASIDE} WHERE {aside}", (listed,)).fetchall():
        yield _read(row, is_aside=True)


def _set_aside(connection: Any, row: _Row) -> None:
    pseudonym, dataset, purpose, controller, at = row.place
    connection.execute(
        "INSERT INTO consent_repeat VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (row.number, row.event_id, pseudonym, dataset, purpose, controller, row.state, at, *row.rest),
    )
    connection.execute(EMPTY_ASIDE, (row.number,))


def _bring_back(connection: Any, row: _Row) -> tuple[int, int]:
    pseudonym, dataset, purpose, controller, at = row.place
    scope = number_of(connection, "consent_scope", (dataset, purpose, controller), "dataset", "purpose", "controller")
    subject = number_of(connection, "consent_subject", (dataset, pseudonym), "dataset", "pseudonym")
    until, notice, version, explicit, more = row.rest
    (first,) = connection.execute("SELECT first FROM consent_batch WHERE entry = ?", (row.order[1],)).fetchone()
    connection.execute(
        "UPDATE consent_event SET event_id = ?, scope = ?, subject = ?, state = ?, at = ?, until = ?, notice = ?,"
        " notice_version = ?, explicit = ?, more = ? WHERE id = ?",
        (
            _alias(row.event_id, row.order[1], row.number - first),
            scope,
            subject,
            row.state,
            at,
            until,
            notice,
            version,
            explicit,
            more,
            row.number,
        ),
    )
    connection.execute("DELETE FROM consent_repeat WHERE id = ?", (row.number,))
    return scope, subject


def _alias(event_id: str, entry: str, line: int) -> str:
    return f"{event_id}\n{entry} {line}"  # one batch may have an id twice


def _make_distinct(connection: Any, event_id: str) -> None:
    """Leave the plain id to the row that was recorded first; behind it the others have entry and line."""
    found = connection.execute(_OF_ONE_ID, (event_id,)).fetchall()
    kept = [
        (number, event_id if not place else _alias(event_id, entry, line))
        for place, (number, _id, entry, line) in enumerate(found)
    ]
    change = [
        (name, number) for (number, name), (_number, before, *_at) in zip(kept, found, strict=True) if name != before
    ]
    connection.executemany(
        "UPDATE consent_event SET event_id = NULL WHERE id = ?", [(number,) for _name, number in change]
    )
    connection.executemany("UPDATE consent_event SET event_id = ? WHERE id = ?", change)


def number_of(connection: Any, table: str, values: Sequence[str], *columns: str) -> int:
    """The number of a scope or a person, made where it is new."""
    where = " AND ".join(f"{column} = ?" for column in columns)
    found = connection.execute(f"SELECT id FROM {table} WHERE {where}", values).fetchone()  # noqa: S608 - our own names
    if found is not None:
        return int(found[0])
    marks = ", ".join("?" * len(columns))
    made = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608 - our own names
    return int(connection.execute(made, values).lastrowid)
