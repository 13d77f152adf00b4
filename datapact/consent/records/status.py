"""The status of consents at a moment: of one person, and counted over a scope.

``at`` is the moment asked about; only records up to ``known_at`` count (default: all). The newest event by then holds;
of two at the same second the one recorded later, which takes consent back: a yes of its second is refused after it
(``bulk_write``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import text

from datapact.consent.records.event import EVENT_ID, Event
from datapact.consent.records.events import event_from, moment
from datapact.consent.records.reached import Place, places_without_events, with_reached
from datapact.consent.terms.states import BY_CODE, VALID, VALID_CODES, name_at
from datapact.consent.terms.subjects import one_form
from datapact.vault.database.session import Session
from datapact.vault.database.unchanged import while_unchanged

_COLUMNS = "e.scope, e.subject, {event} AS event, e.state, e.at, e.until, e.notice, e.notice_version, e.explicit"
# Where nothing happened since the moment, the newest event of all is the one that held then: only the others are sought.
_THEN = (
    f"SELECT {_COLUMNS.format(event='e.event')} FROM consent_now AS e WHERE e.scope IN ({{scopes}}) AND e.at <= :at{{person}}"  # noqa: S608
    f" UNION ALL SELECT {_COLUMNS.format(event='e.id')} FROM consent_now AS n CROSS JOIN consent_event AS e"
    " ON e.id = (SELECT x.id FROM consent_event AS x WHERE x.scope = n.scope AND x.subject = n.subject AND x.at <= :at"
    " ORDER BY x.at DESC, x.id DESC LIMIT 1) WHERE n.scope IN ({scopes}) AND n.at > :at{person_then}"
)
# With max(), the other columns are those of the row that has it (SQLite); one integer orders by time, then by number.
_AS_KNOWN = (
    "SELECT scope, subject, event, state, at, until, notice, notice_version, explicit FROM ("  # noqa: S608
    f"SELECT {_COLUMNS.format(event='e.id')}, max(e.at * {1 << 30} + e.id) FROM consent_event AS e"
    " WHERE e.scope IN ({scopes}) AND e.salt IS NOT NULL AND e.at <= :at AND e.recorded <= :known{person}"
    " GROUP BY e.scope, e.subject)"
)
_NOW = (
    "SELECT scope, subject, event, state, at, until, notice, notice_version, explicit FROM consent_now AS e"
    " WHERE e.scope IN ({scopes}){person}"
)
_ONE = (
    f"SELECT {EVENT_ID}, u.pseudonym, s.dataset, s.purpose, s.controller, e.state, e.at, e.until, e.notice,"  # noqa: S608
    " e.notice_version, e.explicit, e.more, e.recorded, b.entry, e.line FROM consent_event AS e"
    " JOIN consent_scope AS s ON s.id = e.scope JOIN consent_subject AS u ON u.id = e.subject"
    " JOIN consent_batch AS b ON b.id = e.batch WHERE e.id = :id"
)


@dataclass(frozen=True, slots=True)
class ConsentScope:
    """A dataset, a purpose and a controller that relies on the consent."""

    id: int
    """Number of the row in the database."""
    dataset: str
    """Key of the dataset."""
    purpose: str
    """IRI or key."""
    controller: str
    """Organisation id or ``external:N``."""


@dataclass(frozen=True, slots=True)
class ConsentStatus:
    """The status of one person in one scope at a moment. ``state`` is ``expired`` where a consent ran out."""

    scope: ConsentScope
    """The scope of the status."""
    event: Event
    """The newest of the person in this scope by then."""
    state: str

    @property
    def valid(self) -> bool:
        return self.state in VALID


@dataclass(frozen=True, slots=True)
class Counts:
    """Number of people in each state, in the scopes asked about; a person in two scopes counts in both."""

    states: Mapping[str, int] = field(hash=False)
    """By name of state; those without anybody are missing."""
    next_expiry: datetime | None
    """The first moment after which a consent that is valid now is not."""
    oldest: datetime | None
    """Time of the oldest valid consent."""
    notice_versions: tuple[tuple[str, str], ...]
    """Key and version of the notices under the valid consents."""

    @property
    def valid(self) -> int:
        return self.states.get("given", 0) + self.states.get("renewed", 0)

    @property
    def total(self) -> int:
        return sum(self.states.values())


def scopes(
    session: Session, *, dataset: str | None = None, purpose: str | None = None, controller: str | None = None
) -> tuple[ConsentScope, ...]:
    """The scopes with recorded events."""
    wanted = {"dataset": dataset, "purpose": purpose, "controller": controller}
    given = {name: value for name, value in wanted.items() if value is not None}
    where = " AND ".join(f"{name} = :{name}" for name in given) or "1"
    statement = f"SELECT id, dataset, purpose, controller FROM consent_scope WHERE {where}"  # noqa: S608
    rows = session.connection().execute(text(f"{statement} ORDER BY dataset, purpose, controller"), given)
    return tuple(ConsentScope(*row) for row in rows)


def subject_number(session: Session, dataset: str, pseudonym: str) -> int | None:
    """The number of a person in the tables."""
    statement = text("SELECT id FROM consent_subject WHERE dataset = :dataset AND pseudonym = :pseudonym")
    found = session.connection().execute(statement, {"dataset": dataset, "pseudonym": one_form(pseudonym)}).scalar()
    return None if found is None else int(found)


def newest(
    session: Session,
    scope_ids: Iterable[int],
    at: datetime,
    *,
    known_at: datetime | None = None,
    subject: int | None = None,
) -> list[tuple[Any, ...]]:
    """The rows (scope, subject, event, state, at, until, notice, version, explicit) that hold at a moment.

    The status now, with all that is known, is read from ``consent_now``; any other moment from all events.
    """
    numbers = ",".join(str(int(number)) for number in scope_ids)
    if not numbers:
        return []
    values: dict[str, int] = {} if subject is None else {"subject": subject}
    person = "" if subject is None else " AND e.subject = :subject"
    if is_now(session, at, known_at):
        statement = _NOW.format(scopes=numbers, person=person)
    else:
        statement = _as_at(numbers, known_at, person)
        values["at"] = int(at.timestamp())
        if known_at is not None:
            values["known"] = int(known_at.timestamp())
    return [tuple(row) for row in session.connection().execute(text(statement), values)]


def as_at_rows(scope_ids: Iterable[int]) -> str:
    """The query for the rows of ``newest`` at ``:at``, for callers to narrow."""
    return _as_at(",".join(str(int(number)) for number in scope_ids), None)


def _as_at(numbers: str, known_at: datetime | None, person: str = "") -> str:
    if known_at is not None:
        return _AS_KNOWN.format(scopes=numbers, person=person)
    return _THEN.format(scopes=numbers, person=person, person_then=person.replace("e.", "n."))


def last_event(session: Session) -> int:
    """The number of the newest event, 0 for none."""
    return int(session.connection().execute(text("SELECT max(id) FROM consent_event")).scalar() or 0)


def is_now(session: Session, at: datetime, known_at: datetime | None, *, up_to: int | None = None) -> bool:
    """Whether ``consent_now`` suffices: nothing was recorded, and so nothing happened, after these moments.

    ``up_to`` is the number of the last event that counts.
    """
    # of each batch the first row tells: in a team a batch that came last may have been recorded before others
    newest = "SELECT max(b.first + b.count - 1), max(e.recorded) FROM consent_batch AS b JOIN consent_event AS e ON e.id = b.first"
    number, last = while_unchanged(session, "newest event", lambda: session.connection().execute(text(newest)).one())
    if number is None:
        return True
    if up_to is not None and number > up_to:
        return False
    return int(at.timestamp()) >= last and (known_at is None or int(known_at.timestamp()) >= last)


def standings(
    session: Session,
    subject: str,
    at: datetime,
    *,
    dataset: str | None = None,
    known_at: datetime | None = None,
) -> list[ConsentStatus]:
    """The status of one person, scope by scope; without ``dataset`` in every dataset that has this pseudonym."""
    known = {scope.id: scope for scope in scopes(session, dataset=dataset)}
    by_dataset: dict[str, list[int]] = {}
    for scope in known.values():
        by_dataset.setdefault(scope.dataset, []).append(scope.id)
    found = []
    for name, numbers in by_dataset.items():
        person = subject_number(session, name, subject)
        if person is None:
            continue
        for row in newest(session, numbers, at, known_at=known_at, subject=person):
            columns = session.connection().execute(text(_ONE), {"id": row[2]}).one()
            state = name_at(row[3], row[5], int(at.timestamp()))
            found.append(ConsentStatus(known[row[0]], event_from(tuple(columns)), state))
    order = {number: place for place, number in enumerate(known)}
    return sorted(found, key=lambda one: order[one.scope.id])


def counts(
    session: Session,
    at: datetime,
    *,
    dataset: str | None = None,
    purpose: str | None = None,
    controller: str | None = None,
    known_at: datetime | None = None,
) -> Counts:
    """Counts of the people of some scopes by state at a moment; of a purpose also who said no for a wider one alone.

    A no for a wider purpose, an erasure or a restriction counts in every scope that it reaches, as in a decision.
    """
    known = scopes(session, dataset=dataset, purpose=purpose, controller=controller)
    places = [Place(one.id, one.dataset, one.purpose, one.controller) for one in known]
    if purpose is not None:
        places += places_without_events(session, purpose, dataset, controller)
    listed = ",".join(str(one.id) for one in known)
    values: dict[str, Any] = {"at": int(at.timestamp())}
    now = is_now(session, at, known_at)
    if now:
        rows = _NOW.format(scopes=listed, person="")
    else:
        rows = _as_at(listed, known_at)
        if known_at is not None:
            values["known"] = int(known_at.timestamp())
    limits = "1" if now else "{e}.at <= :at" + ("" if known_at is None else " AND {e}.recorded <= :known")
    rows = with_reached(session, rows, places, limits, others=purpose is not None) or rows
    statement = (  # the parts that are put in are ours and numbers
        "SELECT state, until IS NOT NULL AND until < :at AS past, notice, notice_version, count(*), min(until), min(at)"  # noqa: S608
        f" FROM ({rows}) GROUP BY 1, 2, 3, 4"
    )
    states: dict[str, int] = {}
    ends: list[int] = []
    starts: list[int] = []
    versions: set[tuple[str, str]] = set()
    for code, past, notice, version, number, until, start in session.connection().execute(text(statement), values):
        runs_out = code in VALID_CODES and past
        name = "expired" if runs_out else BY_CODE[code].name
        states[name] = states.get(name, 0) + number
        if code in VALID_CODES and not past:
            starts.append(start)
            ends += [] if until is None else [until]
            if notice:
                versions.add((notice, version))
    return Counts(
        states,
        moment(min(ends)) if ends else None,
        moment(min(starts)) if starts else None,
        tuple(sorted(versions)),
    )
