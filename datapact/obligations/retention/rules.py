"""Retention rules for records that name people, by type, and the records due for erasure.

The law sets no number of months: data goes when it is no longer needed (Art. 5(1)(e), 17(1)(a) GDPR), and evidence of a
consent or a delivery is needed as long as somebody may ask or sue (Art. 7(1), 15, 17(3)(e); §§ 195, 199 BGB: three
years from the end of the year). So the numbers are our own rules, each a record that a legal member may replace.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import text

from datapact.base.errors import WrongUse
from datapact.base.local_time import day_of, local_zone, start_of_day
from datapact.base.texts import N_
from datapact.consent.recalls.pending import people_to_recall
from datapact.consent.records.delivered import lists_of, signed_deliveries
from datapact.organisation.acting.records import Record, append_record, newest_records, records

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session

MOST_MONTHS = 1_200


@dataclass(frozen=True, slots=True)
class RecordType:
    """A type of records: its key, name, start of its months, default and the reason for it. All message ids."""

    key: str
    """``consent``, ``delivery`` or ``recall``."""
    label: str
    """The name of the type for people."""
    counted_from: str
    """The event from which its months run."""
    months: int
    """The house default."""
    reason: str
    """Of the default, with its citation."""


TYPES: Mapping[str, RecordType] = {
    one.key: one
    for one in (
        RecordType(
            "consent",
            N_("Consents that have ended"),
            N_("refusal, withdrawal or expiry"),
            36,
            N_("Proof of the consent (Art. 7(1) GDPR) until claims lapse (§§ 195, 199 BGB)."),
        ),
        RecordType(
            "delivery",
            N_("Lists of people in deliveries"),
            N_("the day the data left"),
            120,
            N_(
                "Recipients must be found for withdrawals and requests (Art. 15(1)(c), 19 GDPR) while they hold the data."
            ),
        ),
        RecordType(
            "recall",
            N_("Recalls that were answered"),
            N_("the answer"),
            36,
            N_("Proof that recipients were told (Art. 5(2), 19 GDPR) until claims lapse (§§ 195, 199 BGB)."),
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Rule:
    """The retention of a record type; ``is_default`` until a legal member has set one. ``reason`` is a text then."""

    type: RecordType
    """What it is about."""
    months: int
    """0 to 1,200; 0 keeps nothing once it has ended."""
    reason: str
    is_default: bool
    entry: str = ""
    """Digest of the record that set it; empty for the default."""


@dataclass(frozen=True, slots=True)
class Due:
    """Records due by a rule today: how many rows, and the day up to which records are due."""

    rule: Rule
    """The rule in force."""
    before: date
    """Local day; what ended before it is due."""
    rows: int
    """Rows that would go; those that recipients still wait for are left out."""


def rules(session: Session) -> tuple[Rule, ...]:
    """The rule in force of every type."""
    kept = newest_records(session, "retention_rule")
    return tuple(_rule(kind, kept.get(kind.key)) for kind in TYPES.values())


def _rule(kind: RecordType, record: Record | None) -> Rule:
    months = None if record is None else record.body.get("months")
    if record is None or months is None:
        return Rule(kind, kind.months, kind.reason, is_default=True)
    return Rule(kind, months, record.body.get("reason", ""), is_default=False, entry=record.entry)


def set_rule(acting: Acting, session: Session, kind: str, months: int, reason: str) -> Rule:
    """Set a type's retention; raises WrongUse without a reason or for months out of bounds, Locked unless legal."""
    if kind not in TYPES:
        raise WrongUse(
            N_("There is no type of records “{name}”. Choose one of: {names}."), name=kind, names=", ".join(TYPES)
        )
    if not 0 <= months <= MOST_MONTHS:
        raise WrongUse(N_("A rule keeps records for 0 to {most} months."), most=MOST_MONTHS)
    if not reason.strip():
        raise WrongUse(N_("Say why records of this type are kept that long (Art. 5(1)(e), 5(2) GDPR)."))
    body = {"key": kind, "months": months, "reason": reason}
    return _rule(TYPES[kind], append_record(acting, session, "retention_rule", body))


def cut_off(rule: Rule, now: datetime) -> date:
    """The local day before which records of the type are due: ``months`` before today, the month's last day at most."""
    today = day_of(now, local_zone(now))
    number = today.year * 12 + today.month - 1 - rule.months
    year, month = divmod(number, 12)
    if year < 1:
        return date.min
    for day in range(today.day, 27, -1):
        try:
            return date(year, month + 1, day)
        except ValueError:
            continue
    return date(year, month + 1, min(today.day, 28))


def seconds_before(rule: Rule, now: datetime) -> int:
    """The first moment that is not due, in seconds since 1970."""
    day = cut_off(rule, now)
    return 0 if day.year < 1970 else int(start_of_day(day, local_zone(now)).timestamp())


# Newest events that ended: refused 4, withdrawn 5, expired 6, invalidated 7, erased 10, or given and run out. Objections and
# restrictions stay: they must be heeded as long as there is data.
_ENDED = text(
    "SELECT n.scope, n.subject, s.dataset, s.pseudonym FROM consent_now AS n JOIN consent_subject AS s ON s.id = n.subject"
    " WHERE (n.state IN (4, 5, 6, 7, 10) AND n.at < :before)"
    " OR (n.state IN (2, 3) AND n.until IS NOT NULL AND n.until < :before)"
)
_LEFT = text(
    "SELECT p.delivery, p.line, p.pseudonym FROM json_each(:lists) AS w CROSS JOIN delivery_subject AS p"
    " ON p.delivery = w.value WHERE p.salt IS NOT NULL"
)
# Not while the consent is still withdrawn: without the line, the recipient would have to be told again.
_TOLD = text(
    "SELECT r.line FROM recall_subject AS r WHERE r.recall = :recall AND r.salt IS NOT NULL AND (r.delivery = 0"
    " OR NOT EXISTS (SELECT 1 FROM recall_subject AS q WHERE q.dataset = r.dataset AND q.pseudonym = r.pseudonym"
    "  AND r.state = 11 AND q.delivery = 0 AND q.state = 11 AND q.recall IN (SELECT entry FROM organisation_record"
    "  WHERE kind = 'rectified')) AND NOT EXISTS (SELECT 1 FROM consent_subject AS p JOIN consent_scope AS s ON s.dataset = p.dataset"
    "  JOIN consent_now AS n ON n.scope = s.id AND n.subject = p.id AND n.state NOT IN (2, 3)"
    "  JOIN consent_event AS e ON e.scope = s.id AND e.subject = p.id AND e.state IN (5, 7, 8, 9, 10)"
    "  WHERE p.dataset = r.dataset AND p.pseudonym = r.pseudonym))"
)


def ended_consents(session: Session, before: int) -> list[tuple[int, int]]:
    """(scope, subject) ids of consents that ended before a moment, except where recipients have still to be told."""
    waiting = waiting_people(session)
    rows = session.connection().execute(_ENDED, {"before": before})
    return [(row.scope, row.subject) for row in rows if (row.dataset, row.pseudonym) not in waiting]


def old_deliveries(session: Session, before: int) -> list[tuple[int, int]]:
    """(delivery, line) of deliveries that left before a moment, except where the recipient has still to be told."""
    waiting = {(one.delivery, one.pseudonym) for people in people_to_recall(session).values() for one in people}
    left = lists_of(one for one in signed_deliveries(session) if one.at < before)
    rows = session.connection().execute(_LEFT, {"lists": left})
    return [(row.delivery, row.line) for row in rows if (row.delivery, row.pseudonym) not in waiting]


def finished_recalls(session: Session, before: int | None = None) -> list[Record]:
    """Recalls, ours and to us, with nothing left to do; with ``before`` those answered before that moment."""
    answers = newest_records(session, "recall_acknowledged")
    done = newest_records(session, "recall_done")
    found = []
    for kind, closing in (("recall", answers), ("recall_received", done)):
        for key, record in newest_records(session, kind).items():
            answer = closing.get(key)
            if answer is None or answer.body.get("outcome") == "received":
                continue
            if before is None or answer.recorded.timestamp() < before:
                found.append(record)
    return found


_CORRECTED = text("SELECT line, dataset, pseudonym FROM recall_subject WHERE recall = :recall AND salt IS NOT NULL")
_OPEN = text("SELECT recall FROM recall_subject WHERE dataset = :dataset AND pseudonym = :pseudonym AND state = 11")


def rectified_lines(session: Session, before: int) -> list[tuple[str, int]]:
    """(entry, line) of people in rectifications recorded before a moment, of which every recipient was told and answered.

    Only the rectification itself makes a recall due, so its lines go with, or before, those of the recalls about it.
    """
    waiting = waiting_people(session)
    told = {record.entry: record for record in records(session, "recall")}
    closed = {record.entry for record in finished_recalls(session, before)}
    found = []
    for record in records(session, "rectified"):
        if record.recorded.timestamp() >= before:
            continue
        for row in session.connection().execute(_CORRECTED, {"recall": record.entry}):
            person = {"dataset": row.dataset, "pseudonym": row.pseudonym}
            about = [one for one in session.connection().execute(_OPEN, person).scalars() if one in told]
            if (row.dataset, row.pseudonym) not in waiting and all(one in closed for one in about):
                found.append((record.entry, int(row.line)))
    return found


def recall_lines(session: Session, recall: str) -> list[tuple[str, int]]:
    """(entry, line) of the rows of a recall that are still there."""
    return [(recall, line) for line in session.connection().execute(_TOLD, {"recall": recall}).scalars()]


def waiting_people(session: Session) -> set[tuple[str, str]]:
    """(dataset, pseudonym) of people of whom some recipient has still to be told."""
    return {(group.dataset, one.pseudonym) for group, people in people_to_recall(session).items() for one in people}


def due(session: Session, now: datetime) -> tuple[Due, ...]:
    """The records due by each rule now, without types with nothing due."""
    found = []
    for rule in rules(session):
        before = seconds_before(rule, now)
        match rule.type.key:
            case "consent":
                rows = len(ended_consents(session, before))
            case "delivery":
                rows = len(old_deliveries(session, before))
            case _:
                rows = sum(len(recall_lines(session, record.entry)) for record in finished_recalls(session, before))
                rows += len(rectified_lines(session, before))
        if rows:
            found.append(Due(rule, cut_off(rule, now), rows))
    return tuple(found)
