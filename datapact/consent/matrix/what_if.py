"""What-if questions: which sharing stops on another date, or if an agreement ends, a version of a notice becomes
invalid or an adequacy decision falls; and the changes that can be supposed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import text

from datapact.base.errors import WrongUse
from datapact.base.texts import N_, Message, counted
from datapact.consent.decision.decide import Cohort, decide
from datapact.consent.decision.fast_count import Counter
from datapact.consent.facts.adequacy import SORT
from datapact.consent.facts.facts import DecisionFacts, seconds
from datapact.consent.facts.load_facts import facts_at
from datapact.consent.facts.question import Decision, Question
from datapact.consent.matrix.matrix import Cell, cells_of
from datapact.consent.matrix.returns import Return, returns_of
from datapact.consent.notices.notices import notices
from datapact.consent.records.delivered import counting_deliveries
from datapact.consent.records.status import is_now

if TYPE_CHECKING:
    from datapact.base.texts import Argument
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session


_SHARES = ("permit", "partial")
_PEOPLE = text(
    "SELECT json_extract(w.value, '$[1]') AS dataset, json_extract(w.value, '$[2]') AS recipient,"
    " count(DISTINCT p.pseudonym) AS people FROM json_each(:lists) AS w"
    " CROSS JOIN delivery_subject AS p ON p.delivery = json_extract(w.value, '$[0]') GROUP BY 1, 2"
)


@dataclass(frozen=True, slots=True)
class Change:
    """The changes supposed, several together. ``notices`` are pairs of key and version, ``countries`` two letters."""

    at: datetime | None = None
    """Another moment to ask about; None for the same."""
    agreements: tuple[str, ...] = ()
    """Numbers or history ids of those supposed to be terminated."""
    notices: tuple[tuple[str, str], ...] = ()
    countries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell before and after; None where it is not there."""

    before: Cell | None
    """As it is."""
    after: Cell | None
    """As it would be."""
    returns: tuple[Return, ...] = ()
    """What becomes of data already delivered under agreements that would have ended."""

    delivered: int = 0
    """People whose data in the dataset has gone to the partner already, for any purpose."""

    @property
    def stops(self) -> bool:
        """Whether sharing would no longer be possible that is possible now, or that is not denied now and of which data has
        left: what is incomplete today, as while lines of an import are left aside, was shared and goes on."""
        if self.before is None:
            return False
        now = self.before.verdict in _SHARES or (self.delivered > 0 and self.before.verdict != "deny")
        then = "deny" if self.after is None else self.after.verdict
        return now and (then == "deny" or (self.before.verdict in _SHARES and then not in _SHARES))


def read_change(text: str) -> Change:
    """A change as the command line gives it: ``agreement=ID``, ``notice=KEY/VERSION`` or ``adequacy=COUNTRY``.

    Raises WrongUse for anything else.
    """
    kind, _, value = text.partition("=")
    key, _, version = value.rpartition("/")
    if kind == "agreement" and value:
        return Change(agreements=(value,))
    if kind == "notice" and key and version:
        return Change(notices=((key, version),))
    if kind == "adequacy" and len(value) == 2 and value.isascii() and value.isalpha():
        return Change(countries=(value.upper(),))
    raise WrongUse(
        N_("“{text}” is no supposition. Give agreement=NUMBER, notice=KEY/VERSION or adequacy=COUNTRY."), text=text
    )


def together(*changes: Change) -> Change:
    """Several changes as one; the last date counts."""
    return Change(
        at=next((one.at for one in reversed(changes) if one.at is not None), None),
        agreements=tuple(value for one in changes for value in one.agreements),
        notices=tuple(value for one in changes for value in one.notices),
        countries=tuple(value for one in changes for value in one.countries),
    )


def changed_facts(facts: DecisionFacts, change: Change) -> DecisionFacts:
    """The facts as if the change had happened by the day asked about; raises WrongUse for things not in them."""
    _must_exist(facts, change)
    return replace(
        facts,
        agreements=tuple(
            replace(one, status="terminated") if one.id in change.agreements or one.number in change.agreements else one
            for one in facts.agreements
        ),
        notices=tuple(
            replace(one, invalid_from=min(one.invalid_from or facts.day, facts.day))
            if (one.key, one.version) in change.notices
            else one
            for one in facts.notices
        ),
        facts=tuple(
            replace(one, valid_to=min(one.valid_to or facts.day, facts.day - timedelta(days=1)))
            if one.sort == "adequacy" and one.about in change.countries
            else one
            for one in facts.facts
        ),
    )


def _must_exist(facts: DecisionFacts, change: Change) -> None:
    known = {one.id for one in facts.agreements} | {one.number for one in facts.agreements}
    absent = [one for one in change.agreements if one not in known]
    absent += [
        f"{key}/{version}"
        for key, version in change.notices
        if not any((one.key, one.version) == (key, version) for one in facts.notices)
    ]
    absent += [
        country
        for country in change.countries
        if not any(one.sort == "adequacy" and one.about == country for one in facts.facts)
    ]
    if absent:
        raise WrongUse(N_("There is no {name} on file to suppose something about."), name=", ".join(absent)[:200])


def what_if(acting: Acting, change: Change, at: datetime | None = None) -> tuple[CellChange, ...]:
    """The cells whose decision or number of people would change, or whose data would have to come back or be erased, in
    the order of the matrix."""
    moment = at or acting.clock()
    with acting.vault.read() as session:
        now = facts_at(acting, session, moment)
        then = changed_facts(facts_at(acting, session, change.at or moment), change)
        before, after, returns = _cells(session, now), _cells(session, then), returns_of(session, now, then)
        people = _delivered(session, moment)
    changes = [
        CellChange(before.get(place), after.get(place), returns.get(place[:2], ()), people.get(place[:2], 0))
        for place in dict.fromkeys((*before, *after))
    ]
    return tuple(one for one in changes if one.returns or _differs(one))


def _delivered(session: Session, at: datetime) -> dict[tuple[str, str], int]:
    """People whose data has gone to a partner, by dataset and partner; deliveries that never left are no deliveries."""
    left = [one for one in counting_deliveries(session) if one.at <= seconds(at)]
    lists = json.dumps([(one.id, one.dataset, one.recipient) for one in left if one.id])
    return {(row.dataset, row.recipient): row.people for row in session.connection().execute(_PEOPLE, {"lists": lists})}


def delivered_words(changes: Iterable[CellChange]) -> Message | None:
    """How many people's data the partners of these answers have already, and where; None for none.

    A person whose data went to two partners, or in two datasets, is counted at each.
    """
    found = {
        (cell.dataset, cell.partner): change.delivered
        for change in changes
        if (cell := change.before or change.after) is not None and change.delivered
    }
    if not found:
        return None
    return counted(
        "Data of {n} person has gone to the partner already.",
        "Data of {n} people has gone to the partners already.",
        sum(found.values()),
    )


def what_if_question(acting: Acting, question: Question, change: Change) -> tuple[Decision, Decision]:
    """One decision before and after the change."""
    with acting.vault.read() as session:
        facts = facts_at(acting, session, question.at, known_at=question.known_at)
        before = decide(question, facts, _counts(session, question.at, question.known_at))
        asked = replace(question, at=change.at or question.at)
        facts = changed_facts(facts_at(acting, session, asked.at, known_at=asked.known_at), change)
        return before, decide(asked, facts, _counts(session, asked.at, asked.known_at))


def returned_if(acting: Acting, question: Question, change: Change) -> tuple[Return, ...]:
    """The fate of the question's dataset at its partner under agreements that the change would end."""
    with acting.vault.read() as session:
        now = facts_at(acting, session, question.at, known_at=question.known_at)
        then = changed_facts(facts_at(acting, session, change.at or question.at, known_at=question.known_at), change)
        return returns_of(session, now, then, question.known_at).get((question.dataset, question.partner), ())


def _cells(session: Session, facts: DecisionFacts) -> dict[tuple[str, str, str], Cell]:
    counts = _counts(session, facts.at, None)
    return {(one.dataset, one.partner, one.row): one for one in cells_of(facts, counts, {})}


def _counts(session: Session, at: datetime, known_at: datetime | None) -> Cohort:
    now = is_now(session, at, known_at)
    return cache(Counter(session, now=now, everything=True))


def _differs(change: CellChange) -> bool:
    before, after = change.before, change.after
    if before is None or after is None:
        return True
    return (before.verdict, before.n, before.m) != (after.verdict, after.n, after.m)


@dataclass(frozen=True, slots=True)
class Supposable:
    """Agreements as (id, number, title), versions of notices as (key, version, title), countries with a decision."""

    agreements: tuple[tuple[str, str, str], ...]
    """Those in force."""
    notices: tuple[tuple[str, str, Argument], ...]
    """Versions that are not invalid yet."""
    countries: tuple[str, ...]
    """Two letters each, sorted; those whose adequacy decision holds."""


def supposable(acting: Acting, at: datetime | None = None) -> Supposable:
    """The changes that can be supposed at a moment, by default now."""
    moment = at or acting.clock()
    with acting.vault.read() as session:
        facts = facts_at(acting, session, moment)
        titles = {(one.key, one.version): one.named for one in notices(session).values()}
    return Supposable(
        tuple((one.id, one.number, one.title) for one in facts.agreements if one.status == "in_force"),
        tuple(
            (one.key, one.version, titles.get((one.key, one.version), f"{one.key} {one.version}"))
            for one in facts.notices
            if one.invalid_from is None or one.invalid_from > facts.day
        ),
        tuple(
            sorted(
                {
                    one.about
                    for one in facts.facts
                    if one.sort == SORT
                    and (one.valid_from is None or one.valid_from <= facts.day)
                    and (one.valid_to is None or one.valid_to >= facts.day)
                }
            )
        ),
    )
