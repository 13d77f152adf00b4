"""The records of erasures, which name nobody: what was erased, when, and under which rule."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from datapact.base.local_time import day_of, local_zone
from datapact.consent.deliveries.deliveries import MOST_SUBJECTS
from datapact.consent.views.erased_list import keep_list
from datapact.consent.views.erasing import Emptied
from datapact.history.entries.body_members import MOST_MEMBERS
from datapact.obligations.retention import rules
from datapact.obligations.retention.rules import Rule
from datapact.organisation.acting.records import Record, append_record, record_of, records

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session

REQUEST = "request"


@dataclass(frozen=True, slots=True)
class Erasure:
    """An erasure. ``rule`` is None for a request; ``sealed_by`` are entries whose rows or members were emptied."""

    entry: str
    """Digest of the entry that recorded it."""
    at: datetime
    """Time of that entry, UTC."""
    rule: Rule | None
    reason: str
    """Free text of who erased; under a rule that of the rule."""
    dataset: str
    """Key of the dataset; empty for all."""
    events: int
    """Number of events of consent."""
    deliveries: int
    """Number of lines of deliveries."""
    recalls: int
    """Number of lines of recalls."""
    records: int
    """Number of entries of which members were destroyed."""
    files: int
    """Number of attachments."""
    kept: int
    """Lines that stay until recipients have been told and have answered."""
    sealed_by: tuple[str, ...]
    objections: int
    """Objections that stay, so that nothing brings the person back (Art. 21 GDPR)."""
    backups_until: date
    """The day on which the last automatic backup made before goes, where the backups were not renewed."""


def record_erasure(
    acting: Acting, session: Session, emptied: Emptied, rule: Rule | None, reason: str, dataset: str
) -> Erasure:
    """Record an erasure, under a rule or (None) on request."""
    now = acting.clock()
    sealed_by = tuple(sorted(emptied.entries))
    until = backups_until(now)
    body = {
        "key": str(uuid.uuid4()),
        "rule": REQUEST if rule is None else rule.type.key,
        "months": 0 if rule is None else rule.months,
        "reason": reason,
        "dataset": dataset,
        "events": min(emptied.events, MOST_SUBJECTS * 10),
        "deliveries": emptied.deliveries,
        "recalls": emptied.recalls,
        "records": emptied.records,
        "files": emptied.files,
        "kept": emptied.kept,
        "list": keep_list(session, emptied) if emptied else "",
        "sealed_by": list(sealed_by[:MOST_MEMBERS]),
        "backups_until": until.isoformat(),
        "objections": emptied.objections,
    }
    record = append_record(acting, session, "erased", body)
    return erasure_of(session, record)


def erasures(session: Session) -> tuple[Erasure, ...]:
    """Every erasure that was recorded, oldest first."""
    return tuple(erasure_of(session, record) for record in records(session, "erased"))


def erasure_of(session: Session, record: Record) -> Erasure:
    """The erasure in a record; its rule has the months of that time."""
    body = record.body
    kind = rules.TYPES.get(body["rule"])
    rule = None
    if kind is not None:
        set_by = record_of(session, "retention_rule", kind.key, known_at=record.recorded)
        words = kind.reason if set_by is None else set_by.body.get("reason", "")
        rule = Rule(
            kind, body["months"], words, is_default=set_by is None, entry="" if set_by is None else set_by.entry
        )
    return Erasure(
        entry=record.entry,
        at=record.recorded,
        rule=rule,
        reason=body["reason"],
        dataset=body["dataset"],
        events=body["events"],
        deliveries=body["deliveries"],
        recalls=body["recalls"],
        records=body["records"],
        files=body["files"],
        kept=body["kept"],
        sealed_by=tuple(body["sealed_by"]),
        objections=body.get("objections", 0),
        backups_until=date.fromisoformat(body["backups_until"]),
    )


def backups_until(now: datetime) -> date:
    """The time when the newest automatic backup of this month is deleted: once twelve later months have backups."""
    today = day_of(now, local_zone(now))
    return date(today.year + 1, today.month, 1)
