"""What a no for a wider purpose, an erasure or a restriction leaves of a consent that nobody took back in its own words.

A withdrawal for all purposes (``dpv:Purpose``) is one event of its own; the consent to research stands beside it as it was given. It counts
no longer, and who counts people has to say so. The order is that of the decision: of one second, what takes consent back holds.
"""

# ruff: noqa: S608 - statements are put together from our own words; every value is bound or a number

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import text

from datapact.consent.terms.purposes import ANY_PURPOSE, MARKETING, RESEARCH, is_reached, with_broader
from datapact.consent.terms.states import CODES, TAKING_BACK, VALID_CODES
from datapact.vault.database.session import Session

_ORDER = 1 << 30
_VALID = ", ".join(map(str, sorted(VALID_CODES)))
_OBJECTED = CODES["objected"]
_BARRING = f"{CODES['restricted']}, {CODES['erased']}"


@dataclass(frozen=True, slots=True)
class Place:
    """Consents that are asked about: one purpose of one controller in a dataset."""

    id: int
    """Of the scope; negative where nobody has an event there."""
    dataset: str
    """Key of the dataset."""
    purpose: str
    """IRI or key."""
    controller: str
    """Organisation id or ``external:N``."""


def _scopes(session: Session) -> list[tuple[int, str, str, str]]:
    rows = session.connection().execute(text("SELECT id, dataset, purpose, controller FROM consent_scope"))
    return [(row[0], row[1], row[2], row[3]) for row in rows]


def places_without_events(session: Session, purpose: str, dataset: str | None, controller: str | None) -> list[Place]:
    """Places of a purpose in which nobody has an event, though a no for a wider one reaches them."""
    wider = {*with_broader(purpose), ANY_PURPOSE} - {purpose}
    rows = _scopes(session)
    there = {(one, by) for _number, one, about, by in rows if about == purpose}
    found = sorted({(one, by) for _number, one, about, by in rows if about in wider} - there)
    return [
        Place(-1 - index, one, purpose, by)
        for index, (one, by) in enumerate(found)
        if dataset in (None, one) and controller in (None, by)
    ]


def with_reached(session: Session, rows: str, places: Sequence[Place], limits: str, *, others: bool) -> str | None:
    """The statement ``rows`` with the state that holds for each person; None where nothing reaches anybody.

    ``rows`` gives scope, subject, state, at, until, notice and notice_version; ``limits`` what counts of an event ``{e}``. ``others``: also
    people who only said no for a wider purpose.
    """
    known, datasets = _scopes(session), {one.dataset for one in places}
    near = [
        (place, number)
        for place in places
        for number, dataset, purpose, controller in known
        if (dataset, controller) == (place.dataset, place.controller) and is_reached(place.purpose, purpose)
    ]
    pairs = [(place.id, number) for place, number in near if number != place.id]
    objecting = [(place.id, number) for place, number in near if _may_object(place.purpose)]
    inside = ", ".join(str(number) for number, dataset, _purpose, _by in known if dataset in datasets) or "NULL"
    barring = f"e.state >= 8 AND e.state IN ({_BARRING}) AND e.scope IN ({inside})"
    barred = session.connection().execute(text(f"SELECT 1 FROM consent_event AS e WHERE {barring} LIMIT 1")).first()
    if not pairs and barred is None:
        return None
    taken = (
        "SELECT p.column1 AS scope, e.subject AS subject, e.state AS state, e.at AS at,"
        f" max(e.at * {_ORDER} + e.id) AS newest FROM (VALUES {_listed(pairs)}) AS p"
        " CROSS JOIN consent_event AS e ON e.scope = p.column2"
        f" WHERE e.state >= {TAKING_BACK} AND {limits.format(e='e')} GROUP BY 1, 2"
    )
    agreed_later = (
        "NOT EXISTS (SELECT 1 FROM consent_event AS g WHERE g.scope = e.scope AND g.subject = e.subject"
        f" AND g.state IN ({_VALID}) AND g.at > e.at AND {limits.format(e='g')})"
    )
    bars = (
        f"SELECT e.subject AS subject, max(e.state) AS state FROM consent_event AS e WHERE {barring} AND {limits.format(e='e')}"
        f" AND {agreed_later} GROUP BY 1"
    )
    objections = (
        f"SELECT p.column1 AS scope, e.subject AS subject FROM (VALUES {_listed(objecting)}) AS p"
        " CROSS JOIN consent_event AS e ON e.scope = p.column2"
        f" WHERE e.state >= 8 AND e.state = {_OBJECTED} AND {limits.format(e='e')} AND {agreed_later} GROUP BY 1, 2"
    )
    statement = (
        "SELECT r.scope AS scope, r.subject AS subject, CASE WHEN b.state IS NOT NULL THEN b.state"
        f" WHEN o.scope IS NOT NULL THEN {_OBJECTED} WHEN t.at >= r.at THEN t.state ELSE r.state END AS state, r.at AS at, CASE WHEN b.state IS NULL"
        " AND o.scope IS NULL AND (t.at IS NULL OR t.at < r.at) THEN r.until END AS until, r.notice AS notice, r.notice_version AS notice_version"
        f" FROM ({rows}) AS r LEFT JOIN ({taken}) AS t ON t.scope = r.scope AND t.subject = r.subject"
        f" LEFT JOIN ({bars}) AS b ON b.subject = r.subject"
        f" LEFT JOIN ({objections}) AS o ON o.scope = r.scope AND o.subject = r.subject"
    )
    if others:
        statement += (
            " UNION ALL SELECT t.scope, t.subject, coalesce(b.state, CASE WHEN o.scope IS NOT NULL THEN"
            f" {_OBJECTED} END, t.state), t.at, NULL, '', '' FROM ({taken}) AS t"
            f" LEFT JOIN ({bars}) AS b ON b.subject = t.subject"
            f" LEFT JOIN ({objections}) AS o ON o.scope = t.scope AND o.subject = t.subject"
            f" WHERE NOT EXISTS (SELECT 1 FROM ({rows}) AS r WHERE r.scope = t.scope AND r.subject = t.subject)"
        )
    return statement


def _may_object(purpose: str) -> bool:
    """Whether an objection bars the purpose whatever it rests on, so that a later consent for another one leaves it (Art. 21(2), (6) GDPR)."""
    return bool((RESEARCH | {MARKETING}) & with_broader(purpose))


def _listed(pairs: Sequence[tuple[int, int]]) -> str:
    return ", ".join(f"({place}, {number})" for place, number in pairs) or "(NULL, NULL)"


__all__ = ["Place", "places_without_events", "with_reached"]
