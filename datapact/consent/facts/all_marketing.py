"""Objections to all marketing of a controller (Art. 21(3) GDPR) that were recorded in other data and stand nowhere here."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import text

from datapact.consent.facts.facts import seconds
from datapact.consent.terms.purposes import MARKETING
from datapact.consent.terms.states import CALLING_CODES, CODES, VALID_CODES
from datapact.vault.database.session import Session

ALL_MARKETING = "all_marketing"
"""Name of the further field of an event that says that the person objected to all marketing of the controller."""
_VALID = ", ".join(map(str, sorted(VALID_CODES)))
_SCOPES = text("SELECT id FROM consent_scope WHERE purpose = :marketing ORDER BY id")
# The states name the partial index of events that cause recalls; of these, objections to marketing are few.
_MADE = "e.scope IN ({scopes}) AND e.state IN ({calling}) AND e.state = {objected}"
# Whoever consents to marketing anew, towards that controller and in those data, has taken the objection back there.
_LATER = (
    "NOT EXISTS (SELECT 1 FROM consent_event AS g WHERE g.scope = e.scope AND g.subject = e.subject"  # noqa: S608
    f" AND g.state IN ({_VALID}) AND g.at > e.at{{limit_g}})"
)
# Who had objected there before, and consented again before this objection, has not objected there since.
_TAKEN_BACK = (
    "NOT EXISTS (SELECT 1 FROM consent_event AS g WHERE g.scope = e.scope AND g.subject = e.subject"  # noqa: S608
    f" AND g.state IN ({_VALID}) AND g.at > e.at AND g.at < made.at{{limit_g}})"
)
_ELSEWHERE = (
    "SELECT p.dataset, made.controller, count(DISTINCT p.id) FROM ("  # noqa: S608 - put together from our own words
    "SELECT u.pseudonym, s.controller, max(e.at) AS at FROM consent_event AS e JOIN consent_scope AS s ON s.id = e.scope"
    f" JOIN consent_subject AS u ON u.id = e.subject WHERE {_MADE} AND json_extract(e.more, '$.{ALL_MARKETING}') = 'yes'"
    f" AND {_LATER}{{limit_e}} GROUP BY u.pseudonym, s.controller) AS made"
    " JOIN consent_subject AS p ON p.pseudonym = made.pseudonym"
    " WHERE EXISTS (SELECT 1 FROM consent_event AS e WHERE e.subject = p.id{limit_e})"
    " AND NOT EXISTS (SELECT 1 FROM consent_event AS e JOIN consent_scope AS s ON s.id = e.scope"
    f" WHERE e.subject = p.id AND {_MADE} AND s.controller = made.controller AND {_TAKEN_BACK}{{limit_e}})"
    " GROUP BY p.dataset, made.controller ORDER BY p.dataset, made.controller"
)


def objected_elsewhere(
    session: Session, known_at: datetime | None, last_event: int | None
) -> tuple[tuple[str, str, int], ...]:
    """Dataset, controller and number of the people on file there who objected to all its marketing in other data only."""
    numbers = [int(row[0]) for row in session.connection().execute(_SCOPES, {"marketing": MARKETING})]
    if not numbers:
        return ()
    limits = ""
    bounds: dict[str, int] = {}
    if known_at is not None:
        limits, bounds["known"] = " AND {0}.recorded <= :known", seconds(known_at)
    if last_event is not None:
        limits += " AND {0}.id <= :last"
        bounds["last"] = last_event
    asked = _ELSEWHERE.format(
        scopes=", ".join(map(str, numbers)),
        calling=", ".join(map(str, CALLING_CODES)),
        objected=CODES["objected"],
        limit_e=limits.format("e"),
        limit_g=limits.format("g"),
    )
    rows = session.connection().execute(text(asked), bounds)
    return tuple((str(dataset), str(controller), int(people)) for dataset, controller, people in rows)
