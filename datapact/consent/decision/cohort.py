"""The people of a dataset under a decision, in SQL: whose data may go out, and what bars the others.

The table ``consent_now`` keeps the newest event of each person for questions about now; for another moment, or for what
was known at one, the query searches the events. Order: by event time, then by order of recording.
"""

# ruff: noqa: S608 - statements are put together from our own words; every value is bound

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from datapact.consent.facts.question import ConsentNeed, Needs, Tally
from datapact.consent.terms.states import CODES, SAID_NO_CODES, TAKING_BACK, VALID_CODES
from datapact.vault.database.session import Session

LARGEST = 2**62
_VALID = ", ".join(str(code) for code in sorted(VALID_CODES))
_SAID_NO = ", ".join(str(code) for code in sorted(SAID_NO_CODES))
_REFUSED = ", ".join(str(code) for code in sorted(SAID_NO_CODES - {CODES["objected"]}))
_BLOCKS = ("erased", "restricted", "objected", "meant", "unplaced", "said_no")
_ORDER = 1 << 30  # event time and number in one integer, so that max() finds the newest
ALLOWED = "allowed"


@dataclass(frozen=True, slots=True)
class Person:
    """One pseudonym under a decision: ``outcome`` is "allowed" or what bars the person; ``until`` is its expiry."""

    pseudonym: str
    """As in our own records, at most 100 characters."""
    outcome: str
    until: int | None


class _Statement:
    """An SQL statement being built: its text and its values, bound by number."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}

    def bind(self, value: Any) -> str:
        name = f"v{len(self.values)}"
        self.values[name] = value
        return f":{name}"

    def listed(self, values: Sequence[Any]) -> str:
        return "(" + ", ".join(self.bind(value) for value in values) + ")" if values else "(NULL)"


def tally(session: Session, needs: Needs, *, now: bool) -> Tally:
    """The counts of the people asked about. ``now``: the question is about this moment and all that is known."""
    statement = _Statement()
    people = _people(session, statement, needs, now=now)
    rows = session.connection().execute(
        text(f"SELECT outcome, count(*), min(until), min(at), min(turns) FROM ({people}) GROUP BY outcome"),
        statement.values,
    )
    counts: dict[str, int] = {}
    until = oldest = None
    turns = LARGEST
    for outcome, count, ends, began, turn in rows:
        counts[outcome] = count
        turns = min(turns, LARGEST if turn is None else turn)
        if outcome == ALLOWED:
            until, oldest = (None if ends is None or ends >= LARGEST else ends), began
    allowed = counts.pop(ALLOWED, 0)
    known = allowed + sum(counts.values())
    absent = 0
    if needs.subjects is not None:
        absent = len(set(needs.subjects)) - known
    if absent:
        outcome = _of_absent(needs)
        if outcome == ALLOWED:
            allowed += absent
        else:
            counts[outcome] = counts.get(outcome, 0) + absent
    within = taken_back_within(session, needs, now=now) if allowed else {}
    return Tally(known + absent, allowed, counts, until, oldest, None if turns >= LARGEST else turns, within)


def _of_absent(needs: Needs) -> str:
    """The outcome of people asked about of whom nothing is on file."""
    if needs.consents:
        return "unknown"
    return "not_on_file" if needs.strangers else ALLOWED


def taken_back_within(session: Session, needs: Needs, *, now: bool) -> dict[str, int]:
    """The number of allowed people who said no to a purpose within the one asked about, or to it, and gave no covering consent since."""
    scopes = _scopes(session, needs.dataset)
    statement = _Statement()
    limits = "" if now else f" AND {_limits(statement, needs)}"
    later = "" if now else f" AND {_limits(statement, needs, 'g')}"
    parts = []
    for number, purpose, controller in scopes:
        if not is_shown(needs, purpose, controller):
            continue
        covering = [
            one for one, other, by in scopes if by == controller and (other == purpose or other in needs.purposes)
        ]
        parts.append(
            f"SELECT {statement.bind(purpose)} AS purpose, e.subject AS subject FROM consent_event e"
            f" WHERE e.scope = {statement.bind(number)} AND e.state IN ({_SAID_NO}){limits}"
            f" AND NOT EXISTS (SELECT 1 FROM consent_event g WHERE g.scope IN {statement.listed(covering)}"
            f" AND g.subject = e.subject AND g.state IN ({_VALID}) AND g.at > e.at{later})"
        )
    if not parts or not session.connection().execute(text(" UNION ALL ".join(parts)), statement.values).first():
        return {}
    inner = _people(session, statement, needs, now=now)
    rows = session.connection().execute(
        text(
            f"SELECT purpose, count(DISTINCT subject) FROM ({' UNION ALL '.join(parts)})"
            f" WHERE subject IN (SELECT subject FROM ({inner}) WHERE outcome = '{ALLOWED}') GROUP BY purpose"
        ),
        statement.values,
    )
    return {str(purpose): int(count) for purpose, count in rows}


def people(session: Session, needs: Needs, *, now: bool, allowed: bool | None = None) -> Iterator[Person]:
    """Each person with the outcome, by pseudonym; ``allowed`` picks those whose data may go out, or the others."""
    statement = _Statement()
    inner = _people(session, statement, needs, now=now, names=True)
    rows = session.connection().execute(
        text(f"SELECT pseudonym, outcome, until FROM ({inner}) ORDER BY pseudonym"), statement.values
    )
    found: Iterator[Person] = (
        Person(one[0], one[1], None if one[2] is None or one[2] >= LARGEST else one[2]) for one in rows
    )
    if needs.subjects is not None:
        listed = list(found)
        outcome = _of_absent(needs)
        absent = set(needs.subjects).difference(one.pseudonym for one in listed)
        listed += [Person(one, outcome, None) for one in absent]  # of whom nothing had been recorded by then
        found = iter(sorted(listed, key=lambda one: one.pseudonym))
    for one in found:
        if allowed is None or allowed == (one.outcome == ALLOWED):
            yield one


def _people(session: Session, statement: _Statement, needs: Needs, *, now: bool, names: bool = False) -> str:
    """The SQL statement that selects each person's outcome."""
    scopes = _scopes(session, needs.dataset)
    joins, cases, ends, begun, turning = [], [], [], [], []
    blocked = _blocked(statement, needs, scopes, now=now)
    if blocked:
        joins.append(f"LEFT JOIN ({blocked}) b ON b.subject = s.id")
        cases.append("WHEN b.what IS NOT NULL THEN b.what")
    for index, need in enumerate(needs.consents):
        name = f"c{index}"
        wanted = [number for number, purpose, controller in scopes if is_for(need, purpose, controller)]
        reaching = [number for number, purpose, controller in scopes if is_reaching(needs, need, purpose, controller)]
        joins.append(_newest(statement, needs, wanted, reaching, name, now=now))
        accepted = f"n{index}"
        joins.append(
            f"LEFT JOIN ({_accepted(statement, need)}) {accepted}"
            f" ON {accepted}.notice = {name}.notice AND {accepted}.version = {name}.notice_version"
        )
        unassigned = [
            (number, notice, version)
            for notice, version, term in need.unassigned
            for number, purpose, controller in scopes
            if purpose == term and controller == need.controller
        ]
        cases += _outcomes(statement, needs, need, name, accepted, unassigned)
        ends.append(f"coalesce({name}.until, {LARGEST})")
        ends.append(f"coalesce({accepted}.ends, {LARGEST})")
        begun.append(f"{name}.at")
        turning.append(f"CASE WHEN {name}.until >= {statement.bind(needs.at)} THEN {name}.until ELSE {LARGEST} END")
    outcome = f"CASE {' '.join(cases)} ELSE '{ALLOWED}' END" if cases else f"'{ALLOWED}'"
    until = f"min({', '.join([*ends, str(LARGEST)])})" if ends else "NULL"
    oldest = f"min({', '.join([*begun, str(LARGEST)])})" if begun else "NULL"
    turns = f"min({', '.join([*turning, str(LARGEST)])})" if turning else "NULL"
    where = f"s.dataset = {statement.bind(needs.dataset)}"
    if needs.subjects is not None:
        # one value, whatever the number of people: a statement takes only so many
        listed = statement.bind(json.dumps(list(needs.subjects)))
        where += f" AND s.pseudonym IN (SELECT value FROM json_each({listed}))"
    shown = "s.pseudonym AS pseudonym, " if names else ""
    known = _known_subjects(statement, needs, now=now)
    return (
        f"SELECT {shown}s.id AS subject, {outcome} AS outcome, {until} AS until, {oldest} AS at, {turns} AS turns"
        f" FROM consent_subject s"
        f" {' '.join(joins)} WHERE {where}{known}"
    )


def _known_subjects(statement: _Statement, needs: Needs, *, now: bool) -> str:
    """Leave out of the cohort people about whom nothing had been recorded by the moment asked about."""
    if now:
        return ""
    limits = _limits(statement, needs)
    scopes = f"(SELECT id FROM consent_scope WHERE dataset = {statement.bind(needs.dataset)})"
    return f" AND EXISTS (SELECT 1 FROM consent_event e WHERE e.scope IN {scopes} AND e.subject = s.id AND {limits})"


def _scopes(session: Session, dataset: str) -> list[tuple[int, str, str]]:
    rows = session.connection().execute(
        text("SELECT id, purpose, controller FROM consent_scope WHERE dataset = :dataset ORDER BY id"),
        {"dataset": dataset},
    )
    return [(row[0], row[1], row[2]) for row in rows]


def is_for(need: ConsentNeed, purpose: str, controller: str) -> bool:
    """Whether a consent for this purpose and controller is one that is needed."""
    return controller == need.controller and purpose in need.purposes


def is_reaching(needs: Needs, need: ConsentNeed, purpose: str, controller: str) -> bool:
    """Whether taking consent back in this scope reaches the consent needed, though no consent there would suffice."""
    return controller == need.controller and purpose in needs.reaching and purpose not in need.purposes


def is_shown(needs: Needs, purpose: str, controller: str) -> bool:
    """Whether a no in this scope is shown beside the answer where the person's data may go out all the same."""
    about = purpose in needs.narrower or purpose in needs.purposes or purpose in needs.reaching
    return about and controller in needs.controllers


def is_refusing(needs: Needs, purpose: str, controller: str) -> bool:
    """Whether who refused or withdrew in this scope is left out though another basis than consent is relied on."""
    return controller in needs.refusing and (purpose in needs.purposes or purpose in needs.reaching)


def _limits(statement: _Statement, needs: Needs, alias: str = "e") -> str:
    known = "" if needs.known_at is None else f" AND {alias}.recorded <= {statement.bind(needs.known_at)}"
    last = "" if needs.last_event is None else f" AND {alias}.id <= {statement.bind(needs.last_event)}"
    return f"{alias}.at <= {statement.bind(needs.at)}{known}{last}"


def _newest(
    statement: _Statement, needs: Needs, scopes: Sequence[int], reaching: Sequence[int], name: str, *, now: bool
) -> str:
    """The join of each person's newest event in the scopes, with events that take consent back in ``reaching`` scopes.

    The newest event of a reaching scope can be a consent, which decides nothing; so all events there are searched.
    """
    on = f"ON {name}.subject = s.id"
    if now and len(scopes) == 1 and not reaching:
        return f"LEFT JOIN consent_now {name} {on} AND {name}.scope = {statement.bind(scopes[0])}"
    table, number = ("consent_now", "event") if now and not reaching else ("consent_event", "id")
    limits = "" if table == "consent_now" or now else f" AND {_limits(statement, needs)}"
    among = f"e.scope IN {statement.listed(scopes)}"
    if reaching:
        among = f"({among} OR (e.scope IN {statement.listed(reaching)} AND e.state >= {TAKING_BACK}))"
    place = f"e.at * {_ORDER} + e.{number}"
    if needs.reaching:  # of one second, what takes consent back
        place = f"(e.at * 2 + (e.state >= {TAKING_BACK})) * {_ORDER} + e.{number}"
    return (
        f"LEFT JOIN (SELECT e.subject, e.scope, e.state, e.at, e.until, e.notice, e.notice_version, e.explicit,"
        f" e.{number} AS event, max({place}) AS newest FROM {table} e"
        f" WHERE {among}{limits} GROUP BY e.subject) {name} {on}"
    )


def _accepted(statement: _Statement, need: ConsentNeed) -> str:
    """The versions of notices on file, each with its worth (accepted, invalid, lacks) and its end."""
    rows = [(one.key, one.version, "accepted", one.ends) for one in need.accepted]
    rows += [(key, version, "invalid", None) for key, version in need.invalid]
    rows += [(key, version, "lacks", None) for key, version in need.lacking]
    if not rows:
        return "SELECT NULL AS notice, NULL AS version, NULL AS worth, NULL AS ends"
    values = ", ".join("(" + ", ".join(statement.bind(value) for value in row) + ")" for row in rows)
    return f"SELECT column1 AS notice, column2 AS version, column3 AS worth, column4 AS ends FROM (VALUES {values})"


def _outcomes(
    statement: _Statement,
    needs: Needs,
    need: ConsentNeed,
    name: str,
    accepted: str,
    unassigned: Sequence[tuple[int, str, str]],
) -> list[str]:
    at = statement.bind(needs.at)
    cases = [f"WHEN {name}.subject IS NULL OR {name}.state = {CODES['unknown']} THEN 'unknown'"]
    cases += [
        f"WHEN {name}.state = {CODES[state]} THEN '{state}'"
        for state in ("requested", "refused", "withdrawn", "expired", "invalidated", "objected", "restricted", "erased")
    ]
    cases.append(f"WHEN {name}.until < {at} THEN 'expired'")
    if need.since is not None:
        cases.append(f"WHEN {name}.at < {statement.bind(need.since)} THEN 'stale'")
    cases.append(f"WHEN {accepted}.worth IS NULL THEN 'notice_unknown'")
    cases.append(f"WHEN {accepted}.worth = 'invalid' THEN 'notice_invalid'")
    cases.append(f"WHEN {accepted}.worth = 'lacks' THEN 'notice_lacks'")
    if unassigned:
        rows = ", ".join("(" + ", ".join(statement.bind(value) for value in row) + ")" for row in unassigned)
        place = f"({name}.scope, {name}.notice, {name}.notice_version)"
        cases.append(f"WHEN {place} IN (VALUES {rows}) THEN 'notice_unassigned'")
    if need.explicit:
        cases.append(f"WHEN NOT {name}.explicit THEN 'not_explicit'")
    if need.parental:
        source = f"(SELECT p.more FROM consent_event p WHERE p.id = {name}.event)"
        cases.append(f"WHEN coalesce(json_extract({source}, '$.guardian'), '') = '' THEN 'not_parental'")
    return cases


def _blocked(statement: _Statement, needs: Needs, scopes: Sequence[tuple[int, str, str]], *, now: bool) -> str:
    """People who are erased, restricted, have objected or said no to consent, unless they agreed anew later."""
    every = [number for number, _purpose, _controller in scopes]
    objecting = [
        number
        for number, purpose, controller in scopes
        if (purpose in needs.purposes or purpose in needs.reaching) and controller in needs.controllers
    ]
    wanted = [("erased", every)]
    if needs.restrictions:
        wanted.append(("restricted", every))
    if needs.objections:
        wanted.append(("objected", objecting))
    parts = []
    limits = "" if now else f" AND {_limits(statement, needs)}"
    later_limits = "" if now else f" AND {_limits(statement, needs, 'g')}"
    later = "g.at > e.at" if needs.reaching else "(g.at > e.at OR (g.at = e.at AND g.id > e.id))"
    for state, numbers in wanted:
        if not numbers:
            continue
        rank = _BLOCKS.index(state)
        parts.append(
            f"SELECT e.subject AS subject, {rank} AS rank FROM consent_event e"
            f" WHERE e.state >= 8 AND e.state = {CODES[state]} AND e.scope IN {statement.listed(numbers)}{limits}"
            f" AND NOT EXISTS (SELECT 1 FROM consent_event g WHERE g.scope = e.scope AND g.subject = e.subject"
            f" AND g.state IN ({_VALID}) AND {later}{later_limits})"
        )
    for number, purpose, controller in scopes:
        if is_refusing(needs, purpose, controller):
            covering = [
                one
                for one, other, by in scopes
                if by == controller and (other == purpose or (other in needs.purposes and other not in needs.reaching))
            ]
            parts.append(
                f"SELECT e.subject AS subject, {_BLOCKS.index('said_no')} AS rank FROM consent_event e"
                f" WHERE e.scope = {statement.bind(number)} AND e.state IN ({_REFUSED}){limits}"
                f" AND NOT EXISTS (SELECT 1 FROM consent_event g WHERE g.scope IN {statement.listed(covering)}"
                f" AND g.subject = e.subject AND g.state IN ({_VALID}) AND g.at > e.at{later_limits})"
            )
    parts += _strange_noes(statement, needs, scopes, now=now)
    if not parts:
        return ""
    names = " ".join(f"WHEN {rank} THEN '{state}'" for rank, state in enumerate(_BLOCKS))
    return f"SELECT subject, CASE min(rank) {names} END AS what FROM ({' UNION ALL '.join(parts)}) GROUP BY subject"


def _strange_noes(
    statement: _Statement, needs: Needs, scopes: Sequence[tuple[int, str, str]], *, now: bool
) -> list[str]:
    """People who said no in a scope that no agreement has a name for, and agreed neither there nor to this purpose later.

    A later consent to the purpose lifts an objection only where consent alone is relied on: else the right to object stays.
    """
    limits = "" if now else f" AND {_limits(statement, needs)}"
    later = "" if now else f" AND {_limits(statement, needs, 'g')}"
    agreeing = [
        one
        for one, purpose, by in scopes
        if by in needs.controllers and purpose in needs.purposes and purpose not in needs.reaching
    ]
    counting = [(_REFUSED, agreeing)] if needs.consents or needs.refusing else []
    if needs.objections or needs.consents:
        alone = not (needs.objections or needs.refusing)
        counting.append((str(CODES["objected"]), agreeing if alone else []))
    parts = []
    for what, places in (("meant", needs.meant), ("unplaced", needs.unplaced)):
        for number in [one for one, purpose, by in scopes if (purpose, by) in places]:
            parts += [
                f"SELECT e.subject AS subject, {_BLOCKS.index(what)} AS rank FROM consent_event e"
                f" WHERE e.scope = {statement.bind(number)} AND e.state IN ({states}){limits}"
                f" AND NOT EXISTS (SELECT 1 FROM consent_event g WHERE g.scope IN {statement.listed([number, *also])}"
                f" AND g.subject = e.subject AND g.state IN ({_VALID}) AND g.at > e.at{later})"
                for states, also in counting
            ]
    return parts
