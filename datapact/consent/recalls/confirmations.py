"""Records of what recipients confirm of recalls, and of what we did with recalled data ourselves."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

from datapact.base.clock import read_time, write_time
from datapact.base.errors import WrongUse
from datapact.base.local_time import day_of, local_zone
from datapact.base.texts import N_, Message
from datapact.consent.recalls.pending import open_recalls
from datapact.consent.recalls.replies import replies_written, say_replies_sent
from datapact.consent.recalls.rules import OUTCOME_WORDS, Ask
from datapact.organisation.acting.handed_over import NOT_THEN, REPLY, note_opened
from datapact.organisation.acting.records import Record, append_record, record_of, records
from datapact.organisation.identity.reference import is_external
from datapact.vault.database.entries import put_attachment

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session
from datapact.consent.recalls.records import unknown_recall

type Outcome = Literal["received", "erased", "returned", "restricted", "stopped", "rectified", "kept"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Evidence that something was done: a file and its media type, who confirmed it, a remark."""

    data: bytes = b""
    """Bytes of the file, kept as an attachment; empty for none."""
    media: str = "application/pdf"
    """Media type of ``data``."""
    person: str = ""
    """Name or role of who confirmed it, one line; may be empty."""
    note: str = ""
    """Free text; must not be blank where data is kept."""


def acknowledge(
    acting: Acting, session: Session, key: str, outcome: Outcome, *, evidence: Evidence, at: datetime | None = None
) -> Record:
    """Record on evidence that a recipient acknowledged a recall, or what it did; raises WrongUse, also for a day before
    the notice or still to come.

    A file is kept in the vault. Data that stays (``kept``) needs a reason.
    """
    recall = _recall(session, key)
    _check_reason(outcome, evidence)
    if at is not None and (reason := why_not_then(recall, at, acting.clock())) is not None:
        raise WrongUse(reason)
    digest = put_attachment(session, evidence.data, evidence.media) if evidence.data else ""
    if is_external(recall.body["recipient"]) and not (digest or evidence.note.strip()):
        raise WrongUse(N_("Give the evidence of this acknowledgement: a file, or a remark on how it was given."))
    body = {
        "key": recall.key,
        "recipient": recall.body["recipient"],
        "outcome": outcome,
        "at": write_time(at or acting.clock()),
        "channel": "evidence",
        "entry": "",
        "evidence": digest,
        "person": evidence.person,
        "note": evidence.note,
    }
    return append_record(acting, session, "recall_acknowledged", body)


def note_acknowledgement(
    acting: Acting,
    session: Session,
    recall: Record,
    outcome: Outcome,
    at: datetime,
    entry: str,
    evidence: str,
    note: str,
) -> Record | None:
    """Record what a recipient's file acknowledges; None for an old file: known already, less than known, or older.

    ``at`` is by the sender's clock. Where it cannot be, the time of arrival is recorded, and the sender's in the note.
    """
    if why_not_then(recall, at, acting.clock()) is not None:
        note = f"{note} ({write_time(at)})".strip()
        at = acting.clock()
    before = record_of(session, "recall_acknowledged", recall.key)
    if before is not None:
        known = [one for one in records(session, "recall_acknowledged") if one.key == recall.key]
        same = any((one.body.get("outcome"), one.body.get("entry")) == (outcome, entry) for one in known)
        if same or (outcome == "received" and before.body.get("outcome") != "received"):
            return None
        said = before.body.get("at")
        if isinstance(said, str) and at < read_time(said):
            return None
    body = {
        "key": recall.key,
        "recipient": recall.body["recipient"],
        "outcome": outcome,
        "at": write_time(at),
        "channel": "bundle",
        "entry": entry,
        "evidence": evidence,
        "person": "",
        "note": note,
    }
    return append_record(acting, session, "recall_acknowledged", body)


def why_not_then(recall: Record, at: datetime, now: datetime) -> Message | None:
    """Why a recipient cannot have answered a recall at this time: before the notice was written, or still to come."""
    zone = local_zone(now)
    day, written = day_of(at, zone), day_of(recall.recorded, zone)
    if day > day_of(now, zone):
        return Message(N_("The day of the reply lies ahead. Enter the day on which the partner replied."))
    if day < written:
        return Message(
            N_("The partner was told on {day} at the earliest, so it cannot have replied before. Correct the day."),
            {"day": written.isoformat()},
        )
    return None


def note_sent(
    acting: Acting,
    session: Session,
    partner: str,
    step: Literal["mail_opened", "sent"] = "sent",
    *,
    at: datetime | None = None,
    how: str = "",
    note: str = "",
) -> tuple[str, ...]:
    """Record that the e-mail with what is written for a partner was opened, or that a person sent it: recalls, and our
    replies to recalls of its own.

    Returns the keys of the recalls. Raises WrongUse where nothing written waits to be sent to the partner, or for a
    time before it was written or still to come.
    """
    now = acting.clock()
    waiting = [task for task in open_recalls(session, now) if task.partner == partner and task.stage == "send"]
    replies = replies_written(session, partner)
    if not waiting and not replies:
        raise WrongUse(N_("Nothing that was written for this partner waits to be sent. See datapact recall list."))
    when = (at or now).replace(microsecond=0)
    zone = local_zone(now)
    made = []
    for task in waiting:
        written = _recall(session, task.recall).recorded
        if when > now or day_of(when, zone) < day_of(written, zone):
            raise WrongUse(NOT_THEN)
        if step == "mail_opened" and task.mail_opened:
            continue
        body = {
            "key": task.recall,
            "recipient": partner,
            "step": step,
            "at": write_time(max(when, written)),
            "how": how,
            "note": note,
        }
        made.append(append_record(acting, session, "recall_sent", body).key)
    if step == "mail_opened":
        for key in replies:
            note_opened(session, f"{REPLY}{key}", partner)
        return (*made, *replies)
    return (*made, *say_replies_sent(session, partner, replies, when, now, how))


def confirm(acting: Acting, session: Session, key: str, outcome: Outcome, *, evidence: Evidence) -> Record:
    """Record what we did with data that a partner recalled; the next file tells the partner. Raises WrongUse."""
    arrived = record_of(session, "recall_received", key)
    if arrived is None:
        raise unknown_recall(key)
    _check_done(outcome, evidence)
    digest = put_attachment(session, evidence.data, evidence.media) if evidence.data else ""
    body = {
        "key": key,
        "sender": arrived.body["sender"],
        "dataset": arrived.body["dataset"],
        "purpose": arrived.body["purpose"],
        "outcome": outcome,
        "at": write_time(acting.clock()),
        "through": "",
        "evidence": digest,
        "person": evidence.person,
        "note": evidence.note,
    }
    return append_record(acting, session, "recall_done", body)


def settle(
    acting: Acting,
    session: Session,
    dataset: str,
    purpose: str,
    outcome: Outcome,
    *,
    evidence: Evidence,
    alone: tuple[Ask, datetime] | None = None,
) -> Record:
    """Record that we stopped using, and erased or keep, the data of all who had withdrawn until now.

    ``alone``: only of those of whom this is asked and who became known at this moment. Raises WrongUse where nothing of
    that is open, and for people who became known in this very second.
    """
    now = acting.clock()
    if not any(
        task.stage == "own"
        and (task.dataset, task.purpose) == (dataset, purpose)
        and alone in (None, (task.ask, task.since))
        for task in open_recalls(session, now)
    ):
        raise WrongUse(N_("Nothing is to be confirmed for this dataset and purpose. See datapact recall list."))
    if alone and int(alone[1].timestamp()) >= int(now.timestamp()):  # others may still become known in this second
        raise WrongUse(N_("These people became known in this very second. Confirm it in a moment."))
    _check_done(outcome, evidence)
    digest = put_attachment(session, evidence.data, evidence.media) if evidence.data else ""
    body = {
        "key": str(uuid.uuid4()),
        "sender": "",
        "dataset": dataset,
        "purpose": purpose,
        "outcome": outcome,
        "at": write_time(now),
        "through": "" if alone else write_time(now - timedelta(seconds=1)),  # this very second still counts
        "known": write_time(alone[1]) if alone else "",
        "ask": alone[0] if alone else "",
        "evidence": digest,
        "person": evidence.person,
        "note": evidence.note,
    }
    return append_record(acting, session, "recall_done", body)


def _recall(session: Session, key: str) -> Record:
    record = record_of(session, "recall", key)
    if record is None:
        raise unknown_recall(key)
    return record


def _check_done(outcome: Outcome, evidence: Evidence) -> None:
    if outcome == "received" or outcome not in OUTCOME_WORDS:
        raise WrongUse(N_("Say what was done with the data: erased, returned, restricted, stopped, rectified or kept."))
    _check_reason(outcome, evidence)


def _check_reason(outcome: Outcome, evidence: Evidence) -> None:
    if outcome not in OUTCOME_WORDS:
        raise WrongUse(N_("Say what was done with the data: erased, returned, restricted, stopped, rectified or kept."))
    if outcome == "kept" and not evidence.note.strip():
        raise WrongUse(N_("Say why the data may be kept (Art. 17(3) GDPR, or another legal basis)."))
