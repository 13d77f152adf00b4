"""Gathering the world of a question from the vault, in one reading."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from sqlalchemy import text
from sqlmodel import Session

from datapact.consent.adequacy import with_adequacy_list
from datapact.consent.agreement_facts import agreements_on
from datapact.consent.moments import day_of, local_zone
from datapact.consent.notices import notices
from datapact.consent.on_file import authorisations, facts_on_file, legal_bases
from datapact.consent.question import Question
from datapact.consent.world import NoticeFacts, World, seconds
from datapact.parties.references import reference_names

if TYPE_CHECKING:
    from datapact.parties.acting import Acting


def gather(acting: Acting, session: Session, question: Question, *, zone: tzinfo | None = None) -> World:
    """All that is on file, as on the day of the question and as known at its ``known_at``."""
    return world_at(acting, session, question.at, known_at=question.known_at, zone=zone, dataset=question.dataset)


def world_at(
    acting: Acting,
    session: Session,
    at: datetime,
    *,
    known_at: datetime | None = None,
    zone: tzinfo | None = None,
    dataset: str | None = None,
) -> World:
    """All that is on file about every dataset, or about one, as on the day of ``at``."""
    zone = zone or local_zone(at)
    names = reference_names(session)
    return World(
        own=acting.organisation,
        at=at,
        known_at=known_at or acting.clock(),
        zone=zone,
        names=names,
        agreements=agreements_on(acting, session, day_of(at, zone), names, known_at=known_at, dataset=dataset),
        notices=_notices(session, known_at),
        bases=legal_bases(session, known_at),
        authorisations=authorisations(session, known_at),
        facts=with_adequacy_list(facts_on_file(session, known_at)),
        deliveries=_deliveries(session, at, known_at),
    )


def _notices(session: Session, known_at: datetime | None) -> tuple[NoticeFacts, ...]:
    return tuple(
        NoticeFacts(
            key=one.key,
            version=one.version,
            controllers=one.controllers,
            recipients=one.recipients,
            purposes=one.purposes,
            categories=one.categories,
            transfers=one.transfers,
            valid_from=one.valid_from,
            invalid_from=one.invalid_from,
        )
        for one in notices(session, known_at).values()
    )


def _deliveries(session: Session, at: datetime, known_at: datetime | None) -> tuple[tuple[str, str, int], ...]:
    limit, values = "", {"at": seconds(at)}
    if known_at is not None:
        limit, values["known"] = " AND recorded <= :known", seconds(known_at)
    rows = session.connection().execute(
        text(
            f"SELECT dataset, recipient, count(*) FROM delivery WHERE at <= :at{limit}"  # noqa: S608 - our own words
            " GROUP BY dataset, recipient ORDER BY dataset, recipient"
        ),
        values,
    )
    return tuple((row[0], row[1], row[2]) for row in rows)
