"""Obligations not from terms: recalls to pass on, consents that expire, breaches, documents on file, proofs of
signatures.

They are read from their own records whenever the agenda is read, so they are never stale.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import text

from datapact.agreements.views.known_names import known_datasets
from datapact.base.local_time import day_of, end_of_day
from datapact.base.texts import N_, Message, counted
from datapact.consent.terms.named_purposes import purpose_names
from datapact.obligations.breaches.plan import open_steps
from datapact.obligations.due.from_records import obligations_from_records
from datapact.obligations.due.obligation import Obligation, short_key
from datapact.obligations.due.policies import policy_obligations
from datapact.obligations.due.signature_proofs import proof_obligations
from datapact.organisation.partners.references import reference_names
from datapact.vault.database.remembered import Remembered

if TYPE_CHECKING:
    from datapact.consent.recalls.task import Stage
    from datapact.vault.database.session import Session

GDPR = "CELEX:32016R0679"
_RUNNING = text("SELECT running FROM entry ORDER BY seq DESC LIMIT 1")
_EXPIRING = text(
    "SELECT s.dataset, s.purpose, s.controller, first.until, s.id FROM consent_scope AS s JOIN ("
    "SELECT scope, min(until) AS until FROM consent_now"
    " WHERE until >= :now AND state IN (SELECT value FROM json_each(:valid)) GROUP BY scope) AS first"
    " ON first.scope = s.id"
)
_ENDING = text(
    "SELECT count(*) FROM consent_now WHERE scope = :scope AND until BETWEEN :first AND :last"
    " AND state IN (SELECT value FROM json_each(:valid))"
)


def other_obligations(session: Session, now: datetime, zone: tzinfo) -> Iterator[Obligation]:
    """All open obligations of these kinds, in no order."""
    yield from recall_obligations(session, now, zone)
    yield from breach_obligations(session, now, zone)
    yield from consent_obligations(session, now, zone)
    yield from obligations_from_records(session, day_of(now, zone))
    yield from proof_obligations(session, now, zone)
    yield from policy_obligations(session, now, zone)


def recall_obligations(session: Session, now: datetime, zone: tzinfo) -> Iterator[Obligation]:
    """Open recalls after withdrawals, objections and erasures, and those that partners still have to acknowledge."""
    for _stage, step in recall_steps(session, now, zone):
        yield step


def recall_steps(session: Session, now: datetime, zone: tzinfo) -> Iterator[tuple[Stage, Obligation]]:
    """The same with the stage of each, which says whose step it is."""
    from datapact.consent.recalls.pending import open_recalls

    tasks = open_recalls(session, now)
    names = reference_names(session) if tasks else {}
    for task in tasks:
        obligation = Obligation(
            key=task.key,
            agreement=task.agreement,
            kind="recall",
            title=task.sentence(names),
            due=task.due,
            overdue=task.overdue,
            party_name=names.get(task.partner, task.partner),
            series=task.key,
            place=task.dataset,
            citation=Message(
                N_("Art. 16 and 19 GDPR") if task.ask == "rectify" else N_("Art. 7(3), 17(1)(b) and 19 GDPR")
            ),
            source=GDPR,
            steps=(
                Message(
                    N_("Known since {day}; the law says without undue delay, the number of days is agreed or our own."),
                    {"day": day_of(task.since, zone).isoformat()},
                ),
                *(
                    (
                        Message(
                            N_("Told on {day}; the day to ask again is our own."),
                            {"day": day_of(task.sent, zone).isoformat()},
                        ),
                    )
                    if task.stage in ("wait", "confirm") and task.sent is not None
                    else ()
                ),
            ),
        )
        yield task.stage, obligation


def breach_obligations(session: Session, now: datetime, zone: tzinfo) -> Iterator[Obligation]:
    """The steps of recorded breaches that are not taken yet."""
    for breach, step in open_steps(session, now, zone):
        yield Obligation(
            key=short_key("breach", breach.key, step.id),
            agreement=step.agreement,
            kind="breach",
            title=Message(N_("{breach}: {step}"), {"breach": breach.title, "step": step.title}),
            due=day_of(step.due or breach.aware, zone),
            overdue=step.overdue,
            party_name=step.whom.text(),
            series=short_key("breach", breach.key, step.id),
            place=breach.key,
            citation=step.citation,
            source=step.source,
            steps=step.steps,
            moment=step.due,
        )


class _Expiring(NamedTuple):
    dataset: str
    purpose: str
    controller: str
    until: int
    people: int
    """Whose consent ends on the local day of ``until``."""


_ENDS = Remembered[tuple[bytes, str], tuple[int, tuple[_Expiring, ...]]](4)
"""The first ends of consents, by the newest entry and the zone of the days, with the second for which they were read."""


def consent_obligations(session: Session, now: datetime, zone: tzinfo) -> Iterator[Obligation]:
    """The day, for each dataset, purpose and controller, on which the first valid consents expire."""
    found = _expiring(session, now, zone)
    names: Mapping[str, str] = reference_names(session) if found else {}
    called = known_datasets(session) if found else {}
    purposes = purpose_names(session, day_of(now, zone), datasets={one.dataset for one in found})
    for one in found:
        due = day_of(datetime.fromtimestamp(one.until, UTC), zone)
        series = short_key("consent", one.dataset, one.purpose, one.controller)
        yield Obligation(
            key=short_key("consent", one.dataset, one.purpose, one.controller, due.isoformat()),
            agreement="",
            kind="consent",
            title=counted(
                "Consents in {dataset} for {purpose} begin to expire; that of {n} person ends on this day.",
                "Consents in {dataset} for {purpose} begin to expire; those of {n} people end on this day.",
                one.people,
                dataset=called.get(one.dataset, one.dataset),
                purpose=purposes.name(one.purpose, dataset=one.dataset),
            ),
            due=due,
            party_name=names.get(one.controller, one.controller),
            nature="date",
            series=series,
            place=one.dataset,
            citation=Message(N_("Art. 7(1) GDPR; EDPB Guidelines 05/2020, paragraph 110")),
            source=GDPR,
            steps=(Message(N_("The end is the one recorded with the consent; none recorded means no end.")),),
        )


def _expiring(session: Session, now: datetime, zone: tzinfo) -> tuple[_Expiring, ...]:
    from datapact.consent.terms.states import VALID_CODES

    running = session.connection().execute(_RUNNING).scalar()
    second = int(now.timestamp())
    known = _ENDS.get(session, (running, str(zone))) if running is not None else None
    if known is not None and known[0] <= second and all(one.until >= second for one in known[1]):
        return known[1]
    values = {"now": second, "valid": str(sorted(VALID_CODES))}
    connection = session.connection()
    found = []
    for dataset, purpose, controller, until, scope in connection.execute(_EXPIRING, values).all():
        last = int(end_of_day(day_of(datetime.fromtimestamp(until, UTC), zone), zone).timestamp())
        there = {"scope": scope, "first": until, "last": last, "valid": values["valid"]}
        people = connection.execute(_ENDING, there).scalar()
        found.append(_Expiring(dataset, purpose, controller, until, int(people or 0)))
    if running is not None:
        _ENDS.put(session, (running, str(zone)), (second, tuple(found)))
    return tuple(found)
