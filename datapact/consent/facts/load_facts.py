"""Gather the facts of a question from the vault, in one reading."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, tzinfo
from typing import TYPE_CHECKING

from sqlalchemy import text

from datapact.base.clock import read_time
from datapact.base.local_time import day_of, local_zone
from datapact.consent.facts.adequacy import with_adequacy_list
from datapact.consent.facts.agreement_facts import agreements_on
from datapact.consent.facts.all_marketing import objected_elsewhere
from datapact.consent.facts.breaches import MORE_DATA, WEIGHS, OpenBreach, risk_known_since
from datapact.consent.facts.compliance_records import authorisations, facts_on_file, legal_bases
from datapact.consent.facts.facts import DecisionFacts, Namesake, NoticeFacts, Unreadable, seconds
from datapact.consent.facts.judgement import MARKS, is_agreed_personal
from datapact.consent.facts.outdated import outdated_in_notice, with_outdated, with_outdated_data
from datapact.consent.facts.purpose_links import judged, purpose_links
from datapact.consent.facts.question import Bound, Question
from datapact.consent.facts.unmended import unmended
from datapact.consent.facts.unplaced import unplaced
from datapact.consent.notices.notices import notices
from datapact.consent.terms.states import TAKING_BACK, VALID_CODES
from datapact.organisation.acting.records import newest_records, records
from datapact.organisation.identity.house import copy_age
from datapact.organisation.partners.references import identifying_names, reference_names
from datapact.vault.database.session import Session

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting


def load_facts(acting: Acting, session: Session, question: Question, *, zone: tzinfo | None = None) -> DecisionFacts:
    """The facts on the day of the question, as known at its ``known_at`` or up to its ``bound``."""
    return facts_at(
        acting,
        session,
        question.at,
        known_at=question.known_at,
        zone=zone,
        dataset=question.dataset,
        bound=question.bound,
    )


def facts_at(
    acting: Acting,
    session: Session,
    at: datetime,
    *,
    known_at: datetime | None = None,
    zone: tzinfo | None = None,
    dataset: str | None = None,
    bound: Bound | None = None,
) -> DecisionFacts:
    """The facts about every dataset, or about one, on the day of ``at``."""
    zone = zone or local_zone(at)
    names = reference_names(session)
    unreadable: list[Unreadable] = []
    namesakes: list[Namesake] = []
    counting = None if bound is not None and not bound.timed else known_at
    up_to = None if bound is None else bound.entry
    signed = purpose_links(session, counting, up_to)
    words = {one.agreed: "" for one in signed}
    agreements = agreements_on(
        acting,
        session,
        day_of(at, zone),
        identifying_names(session),
        known_at=counting,
        dataset=dataset,
        up_to=up_to,
        unreadable=unreadable,
        namesakes=namesakes,
        words=words,
    )
    links = judged(signed, words)
    amended = any(one.terms_on is not None for one in agreements)
    written = _written(session, zone) if amended else {}
    on_file = tuple(
        with_outdated_data(one, written.get(one.entry, date.max), agreements)
        for one in with_adequacy_list(facts_on_file(session, counting, up_to))
    )
    recalled, remaining = _recalled(session, names, zone, counting, up_to)
    return DecisionFacts(
        own=acting.organisation,
        at=at,
        known_at=known_at or acting.clock(),
        zone=zone,
        names=names,
        agreements=agreements,
        notices=tuple(
            outdated_in_notice(one, one.valid_from or date.min, agreements)
            for one in _notices(session, counting, up_to)
        ),
        bases=tuple(
            with_outdated(one, written.get(one.entry, date.max), agreements)
            for one in legal_bases(session, counting, up_to)
        ),
        authorisations=tuple(
            with_outdated(one, written.get(one.entry, date.max), agreements)
            for one in authorisations(session, counting, up_to)
        ),
        facts=tuple(one for one in on_file if not one.against),
        against=tuple(one for one in on_file if one.against),
        links=links,
        deliveries=_deliveries(session, at, counting, up_to),
        consented=_consented(session, counting, None if bound is None else bound.event),
        standing=frozenset(
            key
            for key in sorted(
                {
                    found.key
                    for one in agreements
                    for found in one.terms.datasets
                    if found.terminal_equipment is True and dataset in (None, found.key)
                }
            )
            if stands(session, key, at, counting, None if bound is None else bound.event)
        ),
        personal_by=tuple(
            (found.key, one.number or one.title)
            for one in agreements
            for found in one.terms.datasets
            if is_agreed_personal(one.terms, found)
        ),
        marked_by=tuple(
            (found.key, name, one.number or one.title)
            for one in agreements
            for found in one.terms.datasets
            for name in MARKS
            if getattr(found, name) is True or (name == "secret" and found.secrecies)
        ),
        unreadable=tuple(unreadable),
        unmended=tuple(
            (key, one.source, day_of(one.recorded, zone).isoformat(), one.lines)
            for one in unmended(session, counting, up_to)
            for key in one.datasets
        ),
        unplaced=unplaced(session, agreements, links, counting, None if bound is None else bound.event),
        objected_elsewhere=objected_elsewhere(session, counting, None if bound is None else bound.event),
        namesakes=tuple(namesakes),
        recalled=recalled,
        remaining=remaining,
        breaches=_open_breaches(session, zone, counting, up_to),
        copy=None if bound is not None else copy_age(session, acting.clock()),
    )


_VALID = ", ".join(map(str, sorted(VALID_CODES)))
type _Recalled = tuple[tuple[str, str, str, int], ...]
_STAYING = ("kept", "restricted", "stopped")
"""What was done with data that is here still."""


def _recalled(
    session: Session, names: Mapping[str, str], zone: tzinfo, known_at: datetime | None, up_to: int | None
) -> tuple[_Recalled, _Recalled]:
    """The recalls by partners of which nobody has recorded what was done with the data, and those whose people stay here."""
    done = newest_records(session, "recall_done", known_at=known_at, up_to=up_to)
    waiting: list[tuple[str, str, str, int]] = []
    staying: list[tuple[str, str, str, int]] = []
    for key, one in newest_records(session, "recall_received", known_at=known_at, up_to=up_to).items():
        if one.body.get("ask") == "rectify":
            continue
        outcome = done[key].body.get("outcome") if key in done else ""
        if outcome and outcome not in _STAYING:
            continue
        sender = str(one.body.get("sender", ""))
        found = (
            str(one.body.get("dataset", "")),
            names.get(sender, sender),
            day_of(one.recorded, zone).isoformat(),
            int(one.body.get("count", 0)),
        )
        (staying if outcome else waiting).append(found)
    return tuple(waiting), tuple(staying)


def _open_breaches(
    session: Session, zone: tzinfo, known_at: datetime | None, up_to: int | None
) -> tuple[OpenBreach, ...]:
    """Every breach at a partner whose risk weighs and whose step ``MORE_DATA`` is not marked since it weighs so, as known then."""
    written = records(session, "breach", known_at=known_at, up_to=up_to)
    since = risk_known_since((one.key, str(one.body.get("risk", "")), one.recorded) for one in written)
    settled = {
        str(one.body.get("breach", ""))
        for one in newest_records(session, "breach_step", known_at=known_at, up_to=up_to).values()
        if one.body.get("step") == MORE_DATA
        and one.recorded >= since.get(str(one.body.get("breach", "")), one.recorded)
    }
    found = []
    for key, one in newest_records(session, "breach", known_at=known_at, up_to=up_to).items():
        partner, risk = str(one.body.get("at_partner", "")), str(one.body.get("risk", ""))
        if partner and risk in WEIGHS and key not in settled:
            aware = read_time(one.body["aware"]) if one.body.get("aware") else one.recorded
            found.append(OpenBreach(key, partner, day_of(aware, zone), risk))
    return tuple(found)


def _written(session: Session, zone: tzinfo) -> dict[str, date]:
    """The local day on which every basis, authorisation and document was first put on file, by its entry: to correct
    one, or to end it, says nothing of the words for which it was made."""
    rows = session.connection().execute(
        text(
            "SELECT entry, min(recorded) OVER (PARTITION BY kind, key) FROM organisation_record"
            " WHERE kind IN ('legal_basis', 'authorisation', 'fact_on_file')"
        )
    )
    return {str(entry): day_of(read_time(str(recorded)), zone) for entry, recorded in rows}


def _consented(session: Session, known_at: datetime | None, last: int | None) -> frozenset[str]:
    """The datasets of which events were on file, as known at a moment or up to an event."""
    limit, values = "", {}
    if known_at is not None:
        limit, values["known"] = " AND e.recorded <= :known", seconds(known_at)
    if last is not None:
        limit += " AND e.id <= :last"
        values["last"] = last
    there = f" AND EXISTS (SELECT 1 FROM consent_event AS e WHERE e.scope = s.id{limit})" if limit else ""  # noqa: S608
    rows = session.connection().execute(
        text(f"SELECT DISTINCT s.dataset FROM consent_scope AS s WHERE s.id <> 0{there}"),  # noqa: S608 - our own words
        values,
    )
    return frozenset(str(one) for one in rows.scalars())


def stands(session: Session, dataset: str, at: datetime, known_at: datetime | None, last: int | None) -> bool:
    """Whether a consent of somebody in the dataset, given or renewed, holds at a moment, as known then or up to an event."""
    values: dict[str, str | int] = {"dataset": dataset, "at": seconds(at)}
    limits = "{0}.at <= :at"
    if known_at is not None:
        limits += " AND {0}.recorded <= :known"
        values["known"] = seconds(known_at)
    if last is not None:
        limits += " AND {0}.id <= :last"
        values["last"] = last
    statement = (  # the parts that are put in are ours and numbers
        "SELECT 1 FROM consent_event AS e WHERE e.scope IN (SELECT id FROM consent_scope WHERE id <> 0 AND dataset = :dataset)"  # noqa: S608
        f" AND e.state IN ({_VALID}) AND (e.until IS NULL OR e.until >= :at) AND {limits.format('e')}"
        " AND NOT EXISTS (SELECT 1 FROM consent_event AS x WHERE x.scope = e.scope AND x.subject = e.subject"
        f" AND (x.at > e.at OR (x.at = e.at AND (x.id > e.id OR x.state >= {TAKING_BACK}))) AND {limits.format('x')}) LIMIT 1"
    )
    return session.connection().execute(text(statement), values).first() is not None


def _notices(session: Session, known_at: datetime | None, up_to: int | None) -> tuple[NoticeFacts, ...]:
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
        for one in notices(session, known_at, up_to).values()
    )


def _deliveries(
    session: Session, at: datetime, known_at: datetime | None, up_to: int | None
) -> tuple[tuple[str, str, int], ...]:
    limit, values = "", {"at": seconds(at)}
    if known_at is not None:
        limit, values["known"] = " AND recorded <= :known", seconds(known_at)
    if up_to is not None:
        limit += " AND EXISTS (SELECT 1 FROM entry AS e WHERE e.digest = delivery.entry AND e.seq <= :up_to)"
        values["up_to"] = up_to
    rows = session.connection().execute(
        text(
            f"SELECT dataset, recipient, count(*) FROM delivery WHERE at <= :at{limit}"  # noqa: S608 - our own words
            " GROUP BY dataset, recipient ORDER BY dataset, recipient"
        ),
        values,
    )
    return tuple((row[0], row[1], row[2]) for row in rows)
