"""Remarks on events that take consent back: those that meet no consent, and those of one second with a consent.

Such events are recorded all the same, because somebody declared them, and they count where they reach a sharing; but
the import lists them line by line, since most often a pseudonym, a controller or a purpose is spelled differently from
the consent's.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from datapact.agreements.views.known_names import known_datasets
from datapact.base.clock import local_day
from datapact.base.texts import N_, Argument, Message
from datapact.consent.records.bulk_write import raw
from datapact.consent.records.same_person import fold, spelled_alike
from datapact.consent.terms.named_purposes import purpose_names
from datapact.consent.terms.purpose_names import PurposeNames
from datapact.consent.terms.purposes import is_reached
from datapact.consent.terms.states import BY_CODE, CALLING_CODES, CODES, TAKING_BACK, VALID_CODES
from datapact.contract.vocabulary.messages import joined
from datapact.organisation.partners.references import reference_names

if TYPE_CHECKING:
    from datetime import date

    from datapact.vault.database.session import Session

MOST_REMARKS = 1_000
"""Events that are named; the others are counted."""
_EVERY = frozenset(CODES[name] for name in ("restricted", "erased"))  # reach all of a person's data in the dataset
_VALID = ", ".join(map(str, sorted(VALID_CODES)))
_CALLING = ", ".join(map(str, CALLING_CODES))

type Sort = Literal["meets_nothing", "same_second", "yes_and_no"]


@dataclass(frozen=True, slots=True)
class Remark:
    """An event of a batch that needs a look. ``line`` is that of the file; ``words`` say what and why."""

    sort: Sort
    """It meets no consent, or one of the same second; or one file says yes and no for one person."""
    line: int
    subject: str
    """Pseudonym in our records."""
    dataset: str
    """Key of the dataset."""
    purpose: str
    """IRI or key of what is taken back."""
    controller: str
    """Organisation id or ``external:N``."""
    state: str
    """A name of ``states.STATES``."""
    words: Message


@dataclass(frozen=True, slots=True)
class Remarks:
    """The remarks on a batch: the first of both sorts by line, and the number of each."""

    listed: tuple[Remark, ...] = ()
    """At most ``MOST_REMARKS``."""
    meeting_nothing: int = 0
    """Number of events that meet no consent."""
    same_second: int = 0
    """Number of events of one second with a consent."""
    yes_and_no: int = 0
    """Number of refusals of people of whom the same batch says that they consented to the same."""

    def __bool__(self) -> bool:
        return bool(self.meeting_nothing or self.same_second or self.yes_and_no)

    def of(self, sort: Sort) -> tuple[Remark, ...]:
        """The remarks of one sort."""
        return tuple(one for one in self.listed if one.sort == sort)


NONE = Remarks()


class _Scope(NamedTuple):
    id: int
    purpose: str
    controller: str


class _Event(NamedTuple):
    subject: str
    dataset: str
    purpose: str
    controller: str
    state: int
    at: int
    person: int


class _Consent(NamedTuple):
    """A person's consent in one scope, the first one at ``first``."""

    purpose: str
    controller: str
    first: int


_SCOPES = "SELECT id, dataset, purpose, controller FROM consent_scope"
# the first two numbers are the batch's events; ``pairs`` are scopes as (where it was taken back, where agreed)
_PAIRS = "WITH pairs(back, given) AS MATERIALIZED (SELECT value ->> 0, value ->> 1 FROM json_each(:pairs))"
_NOTHING = (
    "SELECT e.id, e.line FROM consent_event AS e WHERE e.id BETWEEN :first AND :last"  # noqa: S608 - our own words
    f" AND e.state IN ({_CALLING}) AND NOT EXISTS (SELECT 1 FROM pairs AS p CROSS JOIN consent_event AS g"
    f" WHERE p.back = e.scope * 2 + (e.state IN ({', '.join(map(str, sorted(_EVERY)))})) AND g.scope = p.given"
    f" AND g.subject = e.subject AND g.at <= e.at AND g.state IN ({_VALID}))"
)
_AT_ONCE = (
    "SELECT b.id, g.id, b.line FROM consent_event AS b CROSS JOIN pairs AS p CROSS JOIN consent_event AS g"  # noqa: S608
    f" WHERE b.id BETWEEN :first AND :last AND b.state IN ({_CALLING}) AND p.back = b.scope"
    f" AND g.scope = p.given AND g.subject = b.subject AND g.at = b.at AND g.state IN ({_VALID})"
)
# within a scope the event that takes consent back always follows: a consent that would follow it is refused
_OWN_SCOPE = (
    "SELECT b.id, g.id, b.line FROM consent_event AS b CROSS JOIN consent_event AS g ON g.scope = b.scope"  # noqa: S608
    " AND g.subject = b.subject AND g.at = b.at AND g.id < b.id"
    f" WHERE b.id BETWEEN :first AND :last AND b.state >= {TAKING_BACK} AND g.state IN ({_VALID})"
)
# a no to a question that the same file answers with yes, at another time; the last yes beside it
_BOTH = (
    "SELECT b.id, g.id, b.line, max(g.at) FROM consent_event AS b CROSS JOIN consent_event AS g ON g.scope = b.scope"  # noqa: S608
    f" AND g.subject = b.subject AND g.at <> b.at WHERE b.id BETWEEN :first AND :last AND b.state = {CODES['refused']}"
    f" AND g.id BETWEEN :first AND :last AND g.state IN ({_VALID}) GROUP BY b.id"
)
# a consent of the batch at the second of an event on file: the smaller set of the two is searched
_AFTERWARDS = (
    "SELECT b.id, g.id, g.line FROM {outer} CROSS JOIN {inner}"  # noqa: S608
    " WHERE g.id BETWEEN :first AND :last AND b.id < :first AND g.subject = b.subject AND g.at = b.at"
    f" AND g.scope = p.given AND b.scope = p.back AND g.state IN ({_VALID}) AND b.state IN ({_CALLING})"
)
_FEW_FIRST = {"outer": "consent_event AS g CROSS JOIN pairs AS p", "inner": "consent_event AS b"}
_MANY_LAST = {
    "outer": "pairs AS p CROSS JOIN consent_event AS b INDEXED BY consent_event_calling",
    "inner": "consent_event AS g",
}
_FEW = 5_000
_EVENT = (
    "SELECT u.pseudonym, s.dataset, s.purpose, s.controller, e.state, e.at, e.subject FROM consent_event AS e"
    " JOIN consent_scope AS s ON s.id = e.scope JOIN consent_subject AS u ON u.id = e.subject WHERE e.id = ?"
)
_CONSENTS = (
    "SELECT s.purpose, s.controller, min(e.at) FROM consent_scope AS s CROSS JOIN consent_event AS e"  # noqa: S608
    f" WHERE s.dataset = ? AND e.scope = s.id AND e.subject = ? AND e.state IN ({_VALID}) GROUP BY s.id ORDER BY s.id"
)


def remarks_on(session: Session, first: int, count: int, day: date, *, takes_back: bool = True) -> Remarks:
    """The remarks on the events ``first`` to ``first + count - 1``, which are already written, in the names of a local day.

    ``takes_back``: whether any of them takes consent back.
    """
    connection = raw(session)
    by_dataset: dict[str, list[_Scope]] = {}
    for number, dataset, purpose, controller in connection.execute(_SCOPES):
        by_dataset.setdefault(dataset, []).append(_Scope(number, purpose, controller))
    every = [(back, given) for scopes in by_dataset.values() for back in scopes for given in scopes]
    bounds = {"first": first, "last": first + count - 1}
    beside = [(back.id, given.id) for back, given in every if back != given and _comparable(back, given)]
    nothing: list[Any] = []
    at_once: list[Any] = []
    both: list[Any] = []
    if takes_back:
        both = connection.execute(_BOTH, bounds).fetchall() if count > 1 else []
        met = [
            # even numbers for events that reach some purposes, odd ones for all purposes, so that one list serves both
            *((back.id * 2, given.id) for back, given in every if _comparable(back, given)),
            *((back.id * 2 + 1, given.id) for back, given in every),
        ]
        values = {**bounds, "pairs": json.dumps(met)}
        nothing = connection.execute(f"{_PAIRS} {_NOTHING} ORDER BY e.id", values).fetchall()
        at_once += connection.execute(_OWN_SCOPE, bounds).fetchall()
    if beside:
        values = {**bounds, "pairs": json.dumps(beside)}
        order = _FEW_FIRST if count <= _FEW else _MANY_LAST
        at_once += connection.execute(f"{_PAIRS} {_AFTERWARDS.format(**order)}", values).fetchall()
        if takes_back:
            at_once += connection.execute(f"{_PAIRS} {_AT_ONCE}", values).fetchall()
    if not nothing and not at_once and not both:
        return NONE
    names: dict[str, str] = dict(reference_names(session))
    called = known_datasets(session) if nothing else {}
    purposes = purpose_names(session, day, datasets=None)
    listed = [_meets_nothing(session, number, line, names, called, purposes) for number, line in nothing[:MOST_REMARKS]]
    listed += [
        _one_second(connection, purposes, *found) for found in sorted(at_once, key=lambda one: one[2])[:MOST_REMARKS]
    ]
    listed += [
        _yes_and_no(connection, purposes, *found[:3]) for found in sorted(both, key=lambda one: one[2])[:MOST_REMARKS]
    ]
    listed.sort(key=lambda one: one.line)
    return Remarks(tuple(listed[:MOST_REMARKS]), len(nothing), len(at_once), len(both))


def _comparable(back: _Scope, given: _Scope) -> bool:
    """Whether a withdrawal in one scope and a consent in the other can concern the same use of data."""
    return back.controller == given.controller and _touch(given.purpose, back.purpose)


def _touch(purpose: str, other: str) -> bool:
    return is_reached(purpose, other) or is_reached(other, purpose)


def _meets_nothing(
    session: Session,
    number: int,
    line: int,
    names: dict[str, str],
    called: Mapping[str, Argument],
    purposes: PurposeNames,
) -> Remark:
    connection = raw(session)
    event = _Event._make(connection.execute(_EVENT, (number,)).fetchone())
    consents = [_Consent._make(one) for one in connection.execute(_CONSENTS, (event.dataset, event.person))]
    return _remark("meets_nothing", line, event, _why(session, event, consents, names, called, purposes))


def _remark(sort: Sort, line: int, event: _Event, words: Message) -> Remark:
    state = BY_CODE[event.state].name
    return Remark(sort, line, event.subject, event.dataset, event.purpose, event.controller, state, words)


def _why(
    session: Session,
    event: _Event,
    consents: Sequence[_Consent],
    names: dict[str, str],
    called: Mapping[str, Argument],
    purposes: PurposeNames,
) -> Message:
    arguments: dict[str, Argument] = {
        "subject": event.subject,
        "state": Message(BY_CODE[event.state].label),
        "dataset": called.get(event.dataset, event.dataset),
        "purpose": purposes.name(event.purpose, dataset=event.dataset),
        "controller": names.get(event.controller, event.controller),
    }
    if not consents:
        others = spelled_alike(session, event.dataset, {fold(event.subject): event.subject})
        if others:
            return Message(
                N_(
                    "{subject} ({state}): no consent of this person is on file, but there is {other}, who is written "
                    "otherwise. Check the pseudonym."
                ),
                {**arguments, "other": others[0].other},
            )
        return Message(
            N_(
                "{subject} ({state}): no consent of this person in the dataset “{dataset}” is on file. Check pseudonym "
                "and dataset."
            ),
            arguments,
        )
    towards = [one for one in consents if one.controller == event.controller]
    if not towards:
        parties = dict.fromkeys(names.get(one.controller, one.controller) for one in consents)
        return Message(
            N_(
                "{subject} ({state}): it names {controller}, but the consents of this person name: {others}. Check the "
                "controller."
            ),
            {**arguments, "others": ", ".join(parties)},
        )
    later = [one.first for one in towards if _touch(one.purpose, event.purpose)]
    if later and min(later) > event.at:
        return Message(
            N_("{subject} ({state}): its time is before the first consent that it could concern. Check the time."),
            arguments,
        )
    return Message(
        N_(
            "{subject} ({state}): it is for “{purpose}”, but the consents of this person are for: {others}. Check the "
            "purpose."
        ),
        {
            **arguments,
            "others": joined(
                [purposes.name(one, dataset=event.dataset) for one in dict.fromkeys(one.purpose for one in towards)]
            ),
        },
    )


def _one_second(connection: Any, purposes: PurposeNames, back: int, given: int, line: int) -> Remark:
    event, other = (_Event._make(connection.execute(_EVENT, (one,)).fetchone()) for one in (back, given))
    words = Message(
        N_(
            "{subject}: “{purpose}” ({state}) and “{other}” ({given}) have the same time. What takes consent back "
            "holds; if it came first, correct the time."
        ),
        {
            "subject": event.subject,
            "purpose": purposes.name(event.purpose, dataset=event.dataset),
            "state": Message(BY_CODE[event.state].label),
            "other": purposes.name(other.purpose, dataset=other.dataset),
            "given": Message(BY_CODE[other.state].label),
        },
    )
    return _remark("same_second", line, event, words)


_LINE = "SELECT line FROM consent_event WHERE id = ?"


def _yes_and_no(connection: Any, purposes: PurposeNames, back: int, given: int, line: int) -> Remark:
    event, other = (_Event._make(connection.execute(_EVENT, (one,)).fetchone()) for one in (back, given))
    words = Message(
        N_(
            "{subject}: line {line} says “{given}” on {first}, this line says “{state}” on {day} for “{purpose}”. Of the"
            " two “{holds}” holds: it is the later one. Check whether both are meant."
        ),
        {
            "first": _day(other),
            "day": _day(event),
            "holds": Message(BY_CODE[(event if event.at > other.at else other).state].label),
            "subject": event.subject,
            "line": int(connection.execute(_LINE, (given,)).fetchone()[0]),
            "given": Message(BY_CODE[other.state].label),
            "state": Message(BY_CODE[event.state].label),
            "purpose": purposes.name(event.purpose, dataset=event.dataset),
        },
    )
    return _remark("yes_and_no", line, event, words)


def _day(event: _Event) -> str:
    return local_day(datetime.fromtimestamp(event.at, UTC)).isoformat()


def remark_on(session: Session, number: int, day: date) -> Remark | None:
    """The remark on one event by the present records."""
    return next(iter(remarks_on(session, number, 1, day).listed), None)


__all__ = ["MOST_REMARKS", "NONE", "Remark", "Remarks", "Sort", "remark_on", "remarks_on"]
