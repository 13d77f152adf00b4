"""Consent events: each says what one person, by pseudonym, decided about one dataset, purpose and controller.

Events are only added. The state at a moment follows from the newest event by then; our knowledge on a day follows from
the events recorded by then.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo
from itertools import islice
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from datapact.base.clock import in_zone
from datapact.base.errors import WrongUse
from datapact.base.local_time import day_of, local_zone, minute_text
from datapact.base.strictjson import parse_object, to_base64url
from datapact.base.texts import N_, Message
from datapact.consent.notices.notices import notice_starts
from datapact.consent.records.bulk_write import CHUNK, Refusal, Writer
from datapact.consent.records.event import EVENT_ID, NOTHING, SAME_ID, Event
from datapact.consent.records.repeated import settle_batch
from datapact.consent.records.row_disclosure import Row, more_text
from datapact.consent.records.same_person import Alike
from datapact.consent.records.taken_back import NONE, Remarks, remarks_on
from datapact.consent.terms.states import BY_CODE, CODES
from datapact.consent.terms.subjects import one_form
from datapact.history.entries.body_members import MOST_MEMBERS
from datapact.organisation.acting.records import append_record
from datapact.organisation.identity.house import house_synced
from datapact.vault.database.session import Session
from datapact.vault.keys.own_data import RECORD, own_data

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting

KIND = "consent_batch"


@dataclass(frozen=True, slots=True)
class Batch:
    """The batch of one import or form: signed entry (empty when nothing was new), number of rows, Merkle root."""

    entry: str
    """Digest of the entry of the kind ``consent_batch``."""
    count: int
    """Events that were new."""
    known: int
    """Events that were there already."""
    root: str
    """Merkle root over their rows, base64url of 32 bytes; empty when nothing was new."""
    remarks: Remarks = NONE
    """Withdrawals and the like that meet no consent, and those of one second with a consent."""
    alike: tuple[Alike, ...] = ()
    """Others of the dataset who are spelled like the new person of a form; of imports the report says it."""


class Refused(WrongUse):
    """Events that cannot be recorded; ``refusals`` names each line and why, nothing was written."""

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        self.refusals = tuple(refusals)
        super().__init__(refusals[0][1])


def append_events(
    acting: Acting, session: Session, events: Iterable[Event], *, source: str, mapping: Mapping[str, Any] = NOTHING
) -> Batch:
    """Record events as one signed batch in the caller's transaction; known events are passed over.

    Raises Refused (a WrongUse) for events that contradict others, lie in the future or before their notice, and Locked
    where the roles do not allow it; the caller's transaction must then be left by that exception.
    """
    recorded = acting.clock()
    rows = (row_of(event) for event in events)
    limits = Limits.now(session, recorded)
    writer = Writer(session, limits.recorded)
    refused: list[Refusal] = []
    known = 0
    numbered = enumerate(rows, start=1)
    while chunk := list(islice(numbered, CHUNK)):
        refused += [(line, reason) for line, row in chunk if (reason := limits.refusal(row)) is not None]
        written = writer.add(chunk)
        refused += written.refused
        known += written.known
    if refused:
        raise Refused(sorted(refused, key=lambda one: one[0]))
    return sign_batch(acting, session, writer, recorded, known=known, source=source, file="", mapping=mapping)


def sign_batch(
    acting: Acting,
    session: Session,
    writer: Writer,
    recorded: datetime,
    *,
    known: int,
    source: str,
    file: str,
    mapping: Mapping[str, Any],
) -> Batch:
    """The signed entry over the rows of a writer; none where nothing was new."""
    if not writer.count:
        return Batch("", 0, known, "")
    root = to_base64url(writer.root())
    remarks = remarks_of(session, writer, recorded)
    if remarks:  # so that the record keeps the warning too
        met = {"meeting_nothing": remarks.meeting_nothing, "same_second": remarks.same_second}
        met |= {"yes_and_no": remarks.yes_and_no} if remarks.yes_and_no else {}
        mapping = {**mapping, "taken_back": met}
    body = {
        "key": str(uuid.uuid4()),
        "count": writer.count,
        "root": root,
        "source": source,
        "file": file,
        "mapping": dict(mapping),
        "datasets": datasets_named(writer),
    }
    # the rows say when they were recorded; the entry says the same second
    record = append_record(replace(acting, clock=lambda: recorded), session, KIND, body)
    writer.finish(session, record.entry)
    if house_synced(session) is not None:
        settle_batch(session, writer.first, writer.first + writer.count - 1)
    return Batch(record.entry, writer.count, known, root, remarks)


def datasets_named(writer: Writer) -> list[str]:
    """The datasets of a writer's rows, so that a proof about one dataset need not read other batches.

    Empty, which says nothing, where there are too many for the entry.
    """
    return sorted(writer.datasets) if len(writer.datasets) <= MOST_MEMBERS else []


def remarks_of(session: Session, writer: Writer, at: datetime) -> Remarks:
    """The remarks on all rows of a writer, in the names of that moment."""
    if not writer.count:
        return NONE
    return remarks_on(session, writer.first, writer.count, day_of(at, local_zone(at)), takes_back=writer.takes_back)


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of an event's time: from the day its notice was valid, up to now."""

    recorded: int
    """Now, seconds since 1970 (UTC)."""
    starts: Mapping[tuple[str, str], int] = field(hash=False)
    """First second of each version of a notice that is on file."""
    zone: tzinfo = UTC
    """The zone of days in sentences."""

    @classmethod
    def now(cls, session: Session, recorded: datetime, zone: tzinfo | None = None) -> Limits:
        """The limits for events recorded now; days of notices are local."""
        zone = zone or local_zone(recorded)
        return cls(int(recorded.timestamp()), notice_starts(session, zone), zone)

    def refusal(self, row: Row) -> Message | None:
        """The reason why an event of this time cannot be recorded."""
        if row.at > self.recorded:
            return Message(
                N_("{time} lies in the future. Correct the time of the event, or the computer's clock."),
                {"time": self._moment_words(row.at)},
            )
        if row.until is not None and row.until < row.at:
            return Message(
                N_("The consent of {time} ends before it begins, on {until}. Correct one of the two times."),
                {"time": self._moment_words(row.at), "until": self._moment_words(row.until)},
            )
        start = self.starts.get((row.notice, row.notice_version))
        if start is not None and row.at < start:
            return Message(
                N_(
                    "The event of {time} is older than its notice ({notice}, version {version}). Correct its time, or the"
                    " version of the notice."
                ),
                {"time": self._moment_words(row.at), "notice": row.notice, "version": row.notice_version},
            )
        return None

    def _moment_words(self, seconds: int) -> str:
        """A moment for a sentence: the local day and, where it is not midnight, the minute."""
        local = in_zone(datetime.fromtimestamp(seconds, UTC), self.zone)
        return local.date().isoformat() if (local.hour, local.minute) == (0, 0) else minute_text(local, self.zone)


def row_of(event: Event) -> Row:
    """The row of an event; raises WrongUse for an unknown state, or text that cannot be stored."""
    code = CODES.get(event.state)
    if code is None:
        raise WrongUse(N_("There is no state {state} of a consent."), state=event.state[:50])
    row = Row(
        one_form(event.event_id),
        one_form(event.subject),
        event.dataset,
        event.purpose,
        event.controller,
        code,
        int(event.at.timestamp()),
        None if event.until is None else int(event.until.timestamp()),
        event.notice,
        event.notice_version,
        event.explicit,
        more_text(event.more),
    )
    needed = (row.event_id, row.subject, row.dataset, row.purpose, row.controller)
    if not all(part.strip() for part in needed):
        raise WrongUse(N_("A consent needs an id, a subject, a dataset, a purpose and a controller. Give all of them."))
    if not all(len(part) <= LONGEST and part.isprintable() for part in (*needed, row.notice, row.notice_version)):
        raise WrongUse(N_("A field of the consent is too long or holds invisible characters. Correct it."))
    return row


LONGEST = 300
"""Characters of a field."""

_SELECT = (
    f"SELECT e.id, {EVENT_ID}, u.pseudonym, s.dataset, s.purpose, s.controller, e.state, e.at, e.until, e.notice,"  # noqa: S608
    " e.notice_version, e.explicit, e.more, e.recorded, b.entry, e.line FROM consent_event AS e{index}"
    " JOIN consent_scope AS s ON s.id = e.scope JOIN consent_subject AS u ON u.id = e.subject"
    " JOIN consent_batch AS b ON b.id = e.batch"
)


def events_of(
    session: Session,
    *,
    dataset: str | None = None,
    purpose: str | None = None,
    controller: str | None = None,
    subject: str | None = None,
    event_id: str | None = None,
    known_at: datetime | None = None,
    limit: int | None = None,
    after: int = 0,
) -> list[tuple[int, Event]]:
    """Events in the order of recording, each with its number; erased ones are left out.

    ``after`` is the number of the last one of the page before.
    """
    scope = {"dataset": dataset, "purpose": purpose, "controller": controller}
    wanted = {name: value for name, value in scope.items() if value is not None}
    values: dict[str, Any] = {**wanted, "after": after, "limit": -1 if limit is None else limit}
    conditions = ["e.id > :after", "e.salt IS NOT NULL"]
    if wanted or subject is not None:  # by number, so that the index is used
        matching = " AND ".join(f"{name} = :{name}" for name in wanted) or "1"
        conditions.append(f"e.scope IN (SELECT id FROM consent_scope WHERE {matching})")  # noqa: S608 - names are ours
    if subject is not None:
        inside = "IN (SELECT dataset FROM consent_scope)" if dataset is None else "= :dataset"
        conditions.append(
            f"e.subject IN (SELECT id FROM consent_subject WHERE dataset {inside} AND pseudonym = :subject)"  # noqa: S608
        )
        values["subject"] = one_form(subject)
    if event_id is not None:
        conditions.append(SAME_ID.format(":event_id"))
        values["event_id"] = event_id
    if known_at is not None:
        conditions.append("e.recorded <= :known")
        values["known"] = int(known_at.timestamp())
    index = "" if subject is None else " INDEXED BY consent_event_of"
    statement = f"{_SELECT.format(index=index)} WHERE {' AND '.join(conditions)} ORDER BY e.id LIMIT :limit"
    return [(int(row[0]), event_from(row[1:])) for row in session.connection().execute(text(statement), values)]


def events_numbered(session: Session, numbers: Iterable[int]) -> list[tuple[int, Event]]:
    """The events of these numbers, each read by its number; erased ones are missing."""
    where = "WHERE e.id IN (SELECT value FROM json_each(:numbers)) AND e.salt IS NOT NULL"
    statement = f"{_SELECT.format(index='')} {where}"
    values = {"numbers": json.dumps([int(number) for number in numbers])}
    return [(int(row[0]), event_from(row[1:])) for row in session.connection().execute(text(statement), values)]


def event_from(columns: Sequence[Any]) -> Event:
    """An event from the columns that ``_SELECT`` reads after the number."""
    event_id, subject, dataset, purpose, controller, state, at, until, notice, version, explicit, more = columns[:12]
    recorded, entry, line = columns[12:]
    return Event(
        event_id,
        subject,
        dataset,
        purpose,
        controller,
        BY_CODE[state].name,
        moment(at),
        None if until is None else moment(until),
        notice,
        version,
        bool(explicit),
        _more_of(more),
        moment(recorded),
        entry,
        line,
    )


def _more_of(text: str) -> dict[str, str]:
    with own_data(RECORD):
        return {name: str(value) for name, value in parse_object(text).items()}


def moment(seconds: int) -> datetime:
    """The time of so many seconds since 1970, UTC."""
    return datetime.fromtimestamp(seconds, UTC)
