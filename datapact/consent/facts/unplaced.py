"""Noes under words, or towards a controller, that no agreement on the data has: nobody may take them for another purpose's."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
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
    strange = {}
    for number, key, purpose, controller in _scopes(session, purposes):
        words, somebody = purpose not in purposes.get(key, ()), controller not in parties.get(key, ())
        if key in purposes and (words or somebody):
            strange[number] = Unplaced(key, purpose, controller, words, somebody)
    return tuple(strange[number] for number in _with_noes(session, strange, known_at, last_event))


def _scopes(session: Session, datasets: Collection[str]) -> list[tuple[int, str, str, str]]:
    """Number, dataset, purpose and controller of every scope of these datasets, in order."""
    rows = session.connection().execute(
        text(
            "SELECT id, dataset, purpose, controller FROM consent_scope"
            " WHERE id <> 0 AND dataset IN (SELECT value FROM json_each(:datasets)) ORDER BY dataset, purpose, controller"
        ),
        {"datasets": json.dumps(list(datasets))},
    )
    return [(row[0], row[1], row[2], row[3]) for row in rows]


def _with_noes(
    session: Session, numbers: Iterable[int], known_at: datetime | None, last_event: int | None
) -> Iterator[int]:
    """Those of the scopes in which somebody said no: only these are searched, for a scope can have a million events."""
    limit, values = "", {}
    if known_at is not None:
        limit, values["known"] = " AND recorded <= :known", seconds(known_at)
    if last_event is not None:
        limit += " AND id <= :last"
        values["last"] = last_event
    asked = text(f"SELECT 1 FROM consent_event WHERE scope = :scope AND state IN ({_STATES}){limit} LIMIT 1")  # noqa: S608 - our own words
    for number in numbers:
        if session.connection().execute(asked, {**values, "scope": number}).first() is not None:
            yield number
