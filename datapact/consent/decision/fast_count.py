"""Fast counts of people: where one consent in one scope decides, the newest events are counted in equal groups.

Most cells of the matrix are of this kind. All others are counted by ``cohort``; a test checks that both give the same
counts.
"""

# ruff: noqa: S608 - statements are put together from our own words; every value is bound

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from datapact.consent.decision.cohort import ALLOWED, LARGEST, is_for, is_refusing, is_shown, taken_back_within, tally
from datapact.consent.facts.question import ConsentNeed, Needs, Tally
from datapact.consent.records.bulk_write import raw
from datapact.consent.records.status import as_at_rows
from datapact.consent.terms.states import BY_CODE, VALID_CODES
from datapact.vault.database.session import Session


class Counter:
    """Counts people for one question, or ``everything`` for many, reading once what all of them need."""

    def __init__(self, session: Session, *, now: bool, everything: bool = False) -> None:
        self._session = session
        self._now = now
        self._known = _look_up(session, None) if everything else None
        self._people_then: dict[tuple[str, int], int] = {}

    def __call__(self, needs: Needs) -> Tally:
        return self._by_groups(needs) or tally(self._session, needs, now=self._now)

    def _by_groups(self, needs: Needs) -> Tally | None:
        """The counts from one pass over one scope, as for most cells of the matrix.

        None where another scope, another consent, a parent, or somebody's objection, restriction or erasure can matter.
        """
        bounded = needs.known_at is not None or needs.last_event is not None
        if (bounded and not self._now) or needs.subjects is not None or len(needs.consents) != 1:
            return None
        need = needs.consents[0]
        known = self._known or _look_up(self._session, needs.dataset)
        scopes = known.scopes.get(needs.dataset, [])
        wanted = [number for number, purpose, controller in scopes if is_for(need, purpose, controller)]
        if need.parental or len(wanted) != 1 or any(number in known.with_rights for number, _p, _c in scopes):
            return None
        if needs.meant or needs.unplaced:
            return None
        if any(purpose in needs.reaching or is_refusing(needs, purpose, by) for _number, purpose, by in scopes):
            return None
        if self._now:
            rows, people = _NOW, known.people.get(needs.dataset, 0)
        else:
            rows, people = as_at_rows(wanted), self._people_by(needs, scopes)
        term = next(purpose for number, purpose, _controller in scopes if number == wanted[0])
        found = _grouped(raw(self._session), rows, needs, need, (wanted[0], term), people)
        if not found.allowed or not any(
            number not in wanted and is_shown(needs, one, by) for number, one, by in scopes
        ):
            return found
        return replace(found, narrower=taken_back_within(self._session, needs, now=self._now))

    def _people_by(self, needs: Needs, scopes: Sequence[tuple[int, str, str]]) -> int:
        """Number of people of the dataset with an event by the moment asked about."""
        place = (needs.dataset, needs.at)
        if place not in self._people_then:
            numbers = ",".join(str(number) for number, _purpose, _controller in scopes)
            self._people_then[place] = (
                raw(self._session).execute(_PEOPLE_BY.format(scopes=numbers), (needs.dataset, needs.at)).fetchone()[0]
            )
        return self._people_then[place]


@dataclass(frozen=True, slots=True)
class _Known:
    """The scopes and number of people of datasets, and the scopes in which a right of Art. 17 to 21 was used."""

    scopes: Mapping[str, list[tuple[int, str, str]]]
    people: Mapping[str, int]
    with_rights: frozenset[int]


def _look_up(session: Session, dataset: str | None) -> _Known:
    connection = raw(session)
    where, values = ("", ()) if dataset is None else (" WHERE dataset = ?", (dataset,))
    scopes: dict[str, list[tuple[int, str, str]]] = {}
    wanted = f"SELECT id, dataset, purpose, controller FROM consent_scope{where} ORDER BY id"
    for number, name, purpose, controller in connection.execute(wanted, values):
        scopes.setdefault(name, []).append((number, purpose, controller))
    people = dict(connection.execute(f"SELECT dataset, count(*) FROM consent_subject{where} GROUP BY dataset", values))
    inside = "" if dataset is None else f" AND scope IN (SELECT id FROM consent_scope{where})"
    rights = connection.execute(f"SELECT DISTINCT scope FROM consent_event WHERE state >= 8{inside}", values)
    return _Known(scopes, people, frozenset(number for (number,) in rights))


def _grouped(connection: Any, rows: str, needs: Needs, need: ConsentNeed, scope: tuple[int, str], people: int) -> Tally:
    """The counts of one scope (number and purpose), equal ``rows`` together."""
    number, term = scope
    worth = {(one.key, one.version): ("", one.ends) for one in need.accepted}
    worth |= {
        (notice, version): ("notice_unassigned", None) for notice, version, other in need.unassigned if other == term
    }
    worth |= dict.fromkeys(need.invalid, ("notice_invalid", None)) | dict.fromkeys(need.lacking, ("notice_lacks", None))
    counts: dict[str, int] = {}
    allowed = known = 0
    until, oldest, turns = LARGEST, LARGEST, LARGEST
    since = -LARGEST if need.since is None else need.since
    for state, notice, version, explicit, over, old, count, ends, began in connection.execute(
        _GROUPS.format(rows=rows), {"at": needs.at, "scope": number, "since": since}
    ):
        known += count
        passed = "expired" if over else "stale" if old else ""
        outcome, last = _outcome_of(state, passed, bool(explicit), worth.get((notice, version)), need)
        if not over and ends is not None:
            turns = min(turns, ends)
        if outcome == ALLOWED:
            allowed += count
            until = min(until, LARGEST if ends is None else ends, LARGEST if last is None else last)
            oldest = min(oldest, began)
        else:
            counts[outcome] = counts.get(outcome, 0) + count
    if people > known:
        counts["unknown"] = counts.get("unknown", 0) + people - known
    ends, began, turn = (None if one >= LARGEST else one for one in (until, oldest, turns))
    return Tally(people, allowed, counts, ends, began, turn)


_NOW = "SELECT state, notice, notice_version, explicit, until, at FROM consent_now WHERE scope = :scope"
_GROUPS = (
    "SELECT state, notice, notice_version, explicit, until < :at AND until IS NOT NULL, at < :since, count(*), min(until), min(at)"
    " FROM ({rows}) GROUP BY 1, 2, 3, 4, 5, 6"
)
_PEOPLE_BY = (
    "SELECT count(*) FROM consent_subject AS s WHERE s.dataset = ? AND EXISTS ("
    "SELECT 1 FROM consent_event AS e WHERE e.scope IN ({scopes}) AND e.subject = s.id AND e.at <= ?)"
)


def _outcome_of(
    state: int, passed: str, explicit: bool, worth: tuple[str, int | None] | None, need: ConsentNeed
) -> tuple[str, int | None]:
    """The outcome of a person's newest event, and the last second of its notice; ``passed`` says what of its time is over."""
    if state not in VALID_CODES:
        return BY_CODE[state].name, None
    if passed:
        return passed, None
    if worth is None:
        return "notice_unknown", None
    if worth[0]:
        return worth[0], None
    return ("not_explicit", None) if need.explicit and not explicit else (ALLOWED, worth[1])
