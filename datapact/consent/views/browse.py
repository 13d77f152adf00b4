"""The list of consents: those that hold now or on a day, or every event, filtered and ordered.

A list is found as event numbers, from the small tables and indexes alone; only the few visible rows are read, by
number. So a list of a million costs memory for its numbers only.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Literal

from datapact.base.local_time import moment_of
from datapact.base.strictjson import JsonValue
from datapact.consent.records.bulk_write import raw
from datapact.consent.records.event import Event
from datapact.consent.records.events import events_numbered
from datapact.consent.records.status import ConsentScope, as_at_rows, is_now, scopes
from datapact.consent.terms.purposes import ANY_PURPOSE, full_iri, with_broader
from datapact.consent.terms.states import CODES, STATES, VALID, VALID_CODES, name_at
from datapact.vault.database.session import Session

type Order = Literal["recorded", "-recorded", "at", "-at"]
ORDERS: tuple[Order, ...] = ("-recorded", "recorded", "-at", "at")
LONGEST_SUBJECT = 100
_AMONG_THE_NEWEST = 5_000
_FIRST = 200


@dataclass(frozen=True, slots=True)
class RecordFilters:
    """The filters of the list. ``subject`` is the beginning of a pseudonym, ``day`` the day whose status is listed."""

    dataset: str = ""
    """Key; empty for all."""
    purpose: str = ""
    """IRI, ``dpv:NAME`` or key; empty for all."""
    controller: str = ""
    """Organisation id or ``external:N``; empty for all."""
    states: tuple[str, ...] = ()
    """Names of ``states.STATES``; empty for all."""
    subject: str = ""
    notice: tuple[str, str] | None = None
    """Key and version of the notice that a consent was given on."""
    day: date | None = None
    every: bool = False
    """Every event, instead of the one that holds of each person, purpose and controller."""
    covering: bool = False
    """Also consents for purposes within which ``purpose`` lies: those that it can rest on."""
    lacking: bool = False
    """Of the people of ``dataset`` of whom nothing is recorded for ``purpose`` and ``controller``: what is recorded else."""
    order: Order = "-recorded"
    """By time of recording or of the event; ``-`` before it for the newest first."""

    @property
    def narrows(self) -> bool:
        """Whether any filter is set."""
        return replace(self, order="-recorded", every=False, covering=False) != RecordFilters()

    @property
    def narrows_otherwise(self) -> bool:
        """Whether any filter other than ``subject`` is set."""
        return replace(self, subject="").narrows


@dataclass(frozen=True, slots=True)
class Choices:
    """The choices of the filters: datasets, purposes, controllers that events were recorded for."""

    datasets: tuple[str, ...] = ()
    """Keys, sorted."""
    purposes: tuple[str, ...] = ()
    """IRIs and keys, sorted."""
    controllers: tuple[str, ...] = ()
    """Organisation ids and ``external:N``, sorted."""


@dataclass(frozen=True, slots=True)
class ListedRecord:
    """A row of the list. ``state`` is that at the moment of the list: ``expired`` where a consent ran out."""

    number: int
    """Of the event in the vault's tables."""
    event: Event
    """As it was recorded."""
    state: str


def choices(session: Session) -> Choices:
    """The choices of the filters."""
    known = scopes(session)
    return Choices(
        tuple(sorted({one.dataset for one in known})),
        tuple(sorted({one.purpose for one in known})),
        tuple(sorted({one.controller for one in known})),
    )


def record_numbers(session: Session, filters: RecordFilters, now: datetime) -> array[int]:
    """The numbers of the events in the list, in its order; found without reading a row of events."""
    wanted = _scopes(session, filters)
    if not wanted:
        return array("q")
    at = moment_of(filters.day, now)
    source, conditions, values = _source(session, filters, wanted, at, now)
    by_time = filters.order.endswith("at")
    way = "DESC" if filters.order.startswith("-") else "ASC"
    order = f"e.at {way}, 1 {way}" if by_time else f"1 {way}"
    number = "e.id" if filters.every else "e.event"
    statement = f"SELECT {number} FROM {source} AS e WHERE {' AND '.join(conditions)} ORDER BY {order}"  # noqa: S608
    if filters.every:
        statement = statement.replace("AS e ", "AS e INDEXED BY consent_event_of ", 1)
    return array("q", [found for (found,) in raw(session).execute(statement, values)])


def first_numbers(session: Session, filters: RecordFilters, now: datetime) -> array[int]:
    """The numbers of the newest events in the list, to show while the whole list is being found."""
    if filters.order != "-recorded" or filters.day is not None:
        return array("q")
    wanted = _scopes(session, filters)
    if not wanted:
        return array("q")
    conditions, values = _common(session, filters, wanted)
    conditions.append("e.id > (SELECT max(id) FROM consent_event) - :among")
    values |= {"at": int(now.timestamp()), "among": _AMONG_THE_NEWEST, "most": _FIRST}
    joined = ""
    if not filters.every:
        joined = "CROSS JOIN consent_now AS n ON n.scope = e.scope AND n.subject = e.subject AND n.event = e.id "
    if filters.states:
        codes = _numbers(CODES[name] for name in filters.states)
        conditions.append(f"e.state IN ({codes})" if filters.every else _with_state(filters.states))
    statement = (  # the parts that are put in are ours and numbers
        f"SELECT e.id FROM consent_event AS e NOT INDEXED {joined}WHERE {' AND '.join(conditions)}"  # noqa: S608
        " ORDER BY e.id DESC LIMIT :most"
    )
    return array("q", [found for (found,) in raw(session).execute(statement, values)])


def records_numbered(
    session: Session, numbers: Iterable[int], filters: RecordFilters, now: datetime
) -> dict[int, ListedRecord]:
    """The rows of these numbers, each with its state; erased ones are missing."""
    at = int(moment_of(filters.day, now).timestamp())
    found = {}
    for number, event in events_numbered(session, numbers):
        until = None if event.until is None else int(event.until.timestamp())
        state = event.state if filters.every else name_at(CODES[event.state], until, at)
        found[number] = ListedRecord(number, event, state)
    return found


def write_filters(filters: RecordFilters) -> JsonValue:
    """The filters as remembered, without the pseudonym searched for."""
    return {
        "dataset": filters.dataset,
        "purpose": "" if filters.lacking else filters.purpose,
        "controller": filters.controller,
        "states": list(filters.states),
        "every": filters.every,
        "order": filters.order,
    }


def read_filters(value: JsonValue) -> RecordFilters:
    """The filters that ``write_filters`` wrote; anything else is ignored."""
    if not isinstance(value, Mapping):
        return RecordFilters()
    states = value.get("states")
    order = value.get("order")
    return RecordFilters(
        dataset=_line(value.get("dataset")),
        purpose=_line(value.get("purpose")),
        controller=_line(value.get("controller")),
        states=tuple(str(one) for one in states if one in STATES) if isinstance(states, Sequence) else (),
        every=value.get("every") is True,
        order=next((known for known in ORDERS if known == order), "-recorded"),
    )


def _line(value: JsonValue) -> str:
    return value if isinstance(value, str) else ""


def _scopes(session: Session, filters: RecordFilters) -> tuple[ConsentScope, ...]:
    if filters.lacking:
        without = {one.id for one in _scopes(session, replace(filters, lacking=False))}
        return tuple(one for one in scopes(session, dataset=filters.dataset or None) if one.id not in without)
    found = scopes(session, dataset=filters.dataset or None, controller=filters.controller or None)
    if not filters.purpose:
        return found
    purpose = full_iri(filters.purpose)
    purposes = {*with_broader(purpose), ANY_PURPOSE} if filters.covering else {purpose}
    return tuple(one for one in found if one.purpose in purposes)


def _source(
    session: Session, filters: RecordFilters, wanted: Sequence[ConsentScope], at: datetime, now: datetime
) -> tuple[str, list[str], dict[str, Any]]:
    """The list's table, the conditions on it, and their values. Erased events have no scope."""
    conditions, values = _common(session, filters, wanted)
    values["at"] = int(at.timestamp())
    if filters.every:
        if filters.day is not None:
            conditions.append("e.at <= :at")
        if filters.states:
            conditions.append(f"e.state IN ({_numbers(CODES[name] for name in filters.states)})")
        return "consent_event", conditions, values
    if filters.states:
        conditions.append(_with_state(filters.states))
    if filters.day is None or is_now(session, at, None):
        return "consent_now", conditions, values
    return f"({as_at_rows(one.id for one in wanted)})", conditions, values


def _common(
    session: Session, filters: RecordFilters, wanted: Sequence[ConsentScope]
) -> tuple[list[str], dict[str, Any]]:
    conditions = [f"e.scope IN ({_numbers(one.id for one in wanted)})"]
    values: dict[str, Any] = {}
    if filters.lacking:
        without = _numbers(one.id for one in _scopes(session, replace(filters, lacking=False)))
        known = "consent_now" if filters.day is None else "consent_event"
        until = "" if filters.day is None else " AND at <= :at"
        conditions.append(f"e.subject NOT IN (SELECT subject FROM {known} WHERE scope IN ({without}){until})")  # noqa: S608
    if filters.subject:
        datasets = sorted({one.dataset for one in wanted})
        named = ", ".join(f":d{place}" for place in range(len(datasets)))
        conditions.append(
            "e.subject IN (SELECT id FROM consent_subject"  # noqa: S608 - names of parameters
            f" WHERE dataset IN ({named}) AND pseudonym >= :begins AND pseudonym < :ends)"
        )
        values |= {f"d{place}": dataset for place, dataset in enumerate(datasets)}
        values |= {"begins": filters.subject, "ends": f"{filters.subject}\U0010ffff"}
    if filters.notice is not None:
        conditions.append("e.notice = :notice AND e.notice_version = :version")
        values |= {"notice": filters.notice[0], "version": filters.notice[1]}
    return conditions, values


def _with_state(states: Sequence[str]) -> str:
    """The condition for states as at ``:at``; consents that ran out match only ``expired``."""
    past = "(e.until IS NOT NULL AND e.until < :at)"
    valid = [CODES[name] for name in states if name in VALID]
    others = [CODES[name] for name in states if name not in VALID]
    parts = []
    if valid:
        parts.append(f"(e.state IN ({_numbers(valid)}) AND NOT {past})")
    if others:
        parts.append(f"e.state IN ({_numbers(others)})")
    if "expired" in states:
        parts.append(f"(e.state IN ({_numbers(sorted(VALID_CODES))}) AND {past})")
    return f"({' OR '.join(parts)})"


def _numbers(values: Iterable[int]) -> str:
    return ",".join(str(int(value)) for value in values)


__all__ = [
    "ORDERS",
    "Choices",
    "ListedRecord",
    "RecordFilters",
    "choices",
    "first_numbers",
    "read_filters",
    "record_numbers",
    "records_numbered",
    "write_filters",
]
