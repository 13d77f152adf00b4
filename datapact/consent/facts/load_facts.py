"""Gather the facts of a question from the vault, in one reading."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING

from sqlalchemy import text

from datapact.base.clock import read_time
from datapact.base.local_time import day_of, local_zone, start_of_day
from datapact.checks.model.renewal import last_due
from datapact.consent.facts.adequacy import with_adequacy_list
from datapact.consent.facts.agreement_facts import agreements_on, naming
from datapact.consent.facts.all_marketing import objected_elsewhere
from datapact.consent.facts.breaches import MORE_DATA, WEIGHS, OpenBreach, risk_known_since
from datapact.consent.facts.compliance_records import authorisations, facts_on_file, legal_bases
from datapact.consent.facts.facts import (
    AgreementFacts,
    Authorisation,
    BasisRecord,
    DecisionFacts,
    FactOnFile,
    Namesake,
    NoticeFacts,
    PurposeLink,
    Unreadable,
    WrittenLinks,
    seconds,
)
from datapact.consent.facts.judged import AgreementLines
from datapact.consent.facts.judgement import MARKS, is_agreed_personal
from datapact.consent.facts.outdated import outdated_in_notice, with_outdated, with_outdated_data
from datapact.consent.facts.purpose_links import judged, purpose_links
from datapact.consent.facts.question import Bound, Question
from datapact.consent.facts.unmended import unmended
from datapact.consent.facts.unplaced import unplaced
from datapact.consent.notices.notices import notices
from datapact.consent.records.delivered import counting_deliveries
from datapact.consent.terms.states import TAKING_BACK, VALID_CODES
from datapact.organisation.acting.records import newest_records, records
from datapact.organisation.identity.house import copy_age
from datapact.organisation.partners.references import identifying_names, reference_names
from datapact.vault.database.session import Session
from datapact.vault.database.unchanged import while_unchanged

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
    """The facts about every dataset, or about one, on the day of ``at``.

    What no question changes is read once, and again when anything in the vault has changed.
    """
    zone = zone or local_zone(at)
    counting = None if bound is not None and not bound.timed else known_at
    up_to = None if bound is None else bound.entry
    last = None if bound is None else bound.event
    on = _on_day(acting, session, day_of(at, zone), counting, up_to)
    agreements = on.about(dataset)
    file = _file_on(session, zone, counting, up_to)
    amended = any(one.terms_on is not None for one in agreements)
    written = while_unchanged(session, ("first written", str(zone)), lambda: _written(session, zone)) if amended else {}
    lines = AgreementLines(agreements)
    documents = tuple(
        lines.with_changed(with_outdated_data(one, written.get(one.entry, date.max), agreements))
        for one in with_adequacy_list(file.facts)
    )
    return DecisionFacts(
        own=acting.organisation,
        at=at,
        known_at=known_at or acting.clock(),
        zone=zone,
        names=file.names,
        agreements=agreements,
        notices=tuple(outdated_in_notice(one, one.valid_from or date.min, agreements) for one in file.notices),
        bases=tuple(
            lines.with_changed(with_outdated(one, written.get(one.entry, date.max), agreements)) for one in file.bases
        ),
        authorisations=tuple(
            with_outdated(one, written.get(one.entry, date.max), agreements) for one in file.authorisations
        ),
        facts=tuple(one for one in documents if not one.against),
        against=tuple(one for one in documents if one.against),
        links=on.links,
        deliveries=_deliveries(session, at, counting, up_to),
        consented=while_unchanged(session, ("consented", counting, last), lambda: _consented(session, counting, last)),
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
            if stands(session, key, at, counting, last, since=_fresh_since(agreements, key, at, zone))
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
        unreadable=on.unreadable,
        unmended=file.unmended,
        unplaced=unplaced(session, agreements, on.links, counting, last),
        objected_elsewhere=while_unchanged(
            session, ("objected elsewhere", counting, last), lambda: objected_elsewhere(session, counting, last)
        ),
        namesakes=on.namesakes,
        recalled=file.recalled,
        remaining=file.remaining,
        breaches=file.breaches,
        copy=None if bound is not None else copy_age(session, acting.clock()),
        written=on.written,
    )


_MOST_KEPT = 2_000
"""So many agreements are kept between two questions; of more, each would hold the text."""


@dataclass(frozen=True, slots=True)
class _Agreed:
    """The agreements of a day, whatever dataset is asked about, and what was signed about their purposes."""

    everything: tuple[AgreementFacts, ...]
    unreadable: tuple[Unreadable, ...]
    namesakes: tuple[Namesake, ...]
    links: tuple[PurposeLink, ...]
    written: WrittenLinks = field(default_factory=WrittenLinks)

    def about(self, dataset: str | None) -> tuple[AgreementFacts, ...]:
        """All of them, or those that name a dataset, with their frameworks."""
        return self.everything if dataset is None else naming(dataset, self.everything)


def _on_day(acting: Acting, session: Session, day: date, known_at: datetime | None, up_to: int | None) -> _Agreed:
    def read() -> _Agreed:
        unreadable: list[Unreadable] = []
        namesakes: list[Namesake] = []
        signed = purpose_links(session, known_at, up_to)
        words = {one.agreed: "" for one in signed}
        found = agreements_on(
            acting,
            session,
            day,
            identifying_names(session),
            known_at=known_at,
            up_to=up_to,
            unreadable=unreadable,
            namesakes=namesakes,
            words=words,
        )
        return _Agreed(found, tuple(unreadable), tuple(namesakes), judged(signed, words))

    if known_at is not None or up_to is not None:
        return read()
    return while_unchanged(
        session, ("agreements", acting.organisation, day), read, keeps=lambda one: len(one.everything) <= _MOST_KEPT
    )


@dataclass(frozen=True, slots=True)
class _File:
    """What records and imports say, whatever is asked."""

    names: Mapping[str, str]
    notices: tuple[NoticeFacts, ...]
    bases: tuple[BasisRecord, ...]
    authorisations: tuple[Authorisation, ...]
    facts: tuple[FactOnFile, ...]
    unmended: tuple[tuple[str, str, str, int], ...]
    recalled: _Recalled
    remaining: _Recalled
    breaches: tuple[OpenBreach, ...]


def _file_on(session: Session, zone: tzinfo, known_at: datetime | None, up_to: int | None) -> _File:
    if known_at is not None or up_to is not None:
        return _read_file(session, zone, known_at, up_to)
    return while_unchanged(session, ("on file", str(zone)), lambda: _read_file(session, zone, None, None))


def _read_file(session: Session, zone: tzinfo, known_at: datetime | None, up_to: int | None) -> _File:
    names = reference_names(session)
    recalled, remaining = _recalled(session, names, zone, known_at, up_to)
    return _File(
        names=names,
        notices=_notices(session, known_at, up_to),
        bases=legal_bases(session, known_at, up_to),
        authorisations=authorisations(session, known_at, up_to),
        facts=facts_on_file(session, known_at, up_to),
        unmended=tuple(
            (key, one.source, day_of(one.recorded, zone).isoformat(), one.lines)
            for one in unmended(session, known_at, up_to)
            for key in one.datasets
        ),
        recalled=recalled,
        remaining=remaining,
        breaches=_open_breaches(session, zone, known_at, up_to),
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


def _fresh_since(agreements: Sequence[AgreementFacts], dataset: str, at: datetime, zone: tzinfo) -> int | None:
    """The first second from which a consent to reading the dataset is not to be renewed, by the shortest interval that an agreement on it sets."""
    months = [
        one.terms.consent.refresh_months
        for one in agreements
        if one.terms.consent.refresh_months
        and any(each.key == dataset and each.terminal_equipment is True for each in one.terms.datasets)
    ]
    if not months:
        return None
    return seconds(start_of_day(last_due(day_of(at, zone), min(months)) + timedelta(days=1), zone))


def stands(
    session: Session,
    dataset: str,
    at: datetime,
    known_at: datetime | None,
    last: int | None,
    *,
    since: int | None = None,
) -> bool:
    """Whether a consent of somebody in the dataset, given or renewed since then, holds at a moment, as known then or up to an event."""
    values: dict[str, str | int] = {"dataset": dataset, "at": seconds(at)}
    limits = "{0}.at <= :at"
    fresh = "" if since is None else " AND e.at >= :since"
    if since is not None:
        values["since"] = since
    if known_at is not None:
        limits += " AND {0}.recorded <= :known"
        values["known"] = seconds(known_at)
    if last is not None:
        limits += " AND {0}.id <= :last"
        values["last"] = last
    statement = (  # the parts that are put in are ours and numbers
        "SELECT 1 FROM consent_event AS e WHERE e.scope IN (SELECT id FROM consent_scope WHERE id <> 0 AND dataset = :dataset)"  # noqa: S608
        f" AND e.state IN ({_VALID}) AND (e.until IS NULL OR e.until >= :at) AND {limits.format('e')}{fresh}"
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
    moment = seconds(at)
    left = (one for one in counting_deliveries(session, known_at=known_at, up_to=up_to) if one.at <= moment)
    made = Counter((one.dataset, one.recipient) for one in left)
    return tuple((*place, made[place]) for place in sorted(made))
