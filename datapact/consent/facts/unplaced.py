"""Noes under words, or towards a controller, that no agreement on the data has: nobody may take them for another purpose's."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import text

from datapact.consent.facts.facts import UNSIGNED, AgreementFacts, PurposeLink, Unplaced, seconds
from datapact.consent.terms.agreed_keys import agreed_key
from datapact.consent.terms.purposes import ANY_PURPOSE
from datapact.consent.terms.states import SAID_NO_CODES
from datapact.vault.database.session import Session

_STATES = ", ".join(str(code) for code in sorted(SAID_NO_CODES))


def unplaced(
    session: Session,
    agreements: Iterable[AgreementFacts],
    links: Iterable[PurposeLink],
    known_at: datetime | None,
    last_event: int | None,
) -> tuple[Unplaced, ...]:
    """The scopes of noes, as known at a moment or up to an event, that no signed agreement on their dataset has a name for."""
    purposes: dict[str, set[str]] = {}
    parties: dict[str, set[str]] = {}
    told: dict[str, set[str]] = {}
    for link in links:
        if link.sort == "notice" and link.holds:  # other links say nothing of what people were told
            told.setdefault(link.agreed, set()).add(link.purpose)
    for agreement in agreements:
        for dataset in agreement.terms.datasets if agreement.status not in UNSIGNED else ():
            named = purposes.setdefault(dataset.key, {ANY_PURPOSE})
            for one in agreement.terms.purposes:
                place = agreed_key(agreement.id, one.key)
                named |= {one.key, one.iri, place, *told.get(place, ())}
            parties.setdefault(dataset.key, set()).update(reference for _key, reference in agreement.references)
    found = []
    for key, purpose, controller in _scopes(session, known_at, last_event, purposes):
        words, somebody = purpose not in purposes[key], controller not in parties[key]
        if words or somebody:
            found.append(Unplaced(key, purpose, controller, words, somebody))
    return tuple(found)


def _scopes(
    session: Session, known_at: datetime | None, last_event: int | None, datasets: Collection[str]
) -> list[tuple[str, str, str]]:
    limit, values = "", {}
    if known_at is not None:
        limit, values["known"] = " AND e.recorded <= :known", seconds(known_at)
    if last_event is not None:
        limit += " AND e.id <= :last"
        values["last"] = last_event
    rows = session.connection().execute(
        text(
            "SELECT s.dataset, s.purpose, s.controller FROM consent_scope AS s WHERE s.id <> 0 AND EXISTS ("  # noqa: S608 - our own words
            f"SELECT 1 FROM consent_event AS e WHERE e.scope = s.id AND e.state IN ({_STATES}){limit})"
            " ORDER BY s.dataset, s.purpose, s.controller"
        ),
        values,
    )
    return [(row[0], row[1], row[2]) for row in rows if row[0] in datasets]
