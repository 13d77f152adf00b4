"""Our replies to partners' recalls: which are owed, which are written and wait to be sent, and the word that they were sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.organisation.acting.handed_over import REPLY, Handed, handed, note_sending, note_written
from datapact.organisation.acting.records import Record, newest_records
from datapact.vault.database.entries import get_meta, set_meta

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from datapact.vault.database.session import Session

ANSWERED = "recall-answered:"


def answered_key(key: str) -> str:
    """The name of the note that holds the answer to a partner's recall that was sent last, by the key of its record."""
    return f"{ANSWERED}{key}"


def owed_answers(session: Session) -> dict[str, tuple[Record, Record | None]]:
    """The answers that we owe to partners' recalls, by key: their recall, and what we did; our newest answer was not sent yet."""
    done = newest_records(session, "recall_done")
    found = {}
    for key, record in newest_records(session, "recall_received").items():
        newest = done.get(key)
        if get_meta(session, answered_key(key)) != (record if newest is None else newest).entry:
            found[key] = record, newest
    return found


def written_reply(session: Session, key: str, record: Record, done: Record | None) -> Handed | None:
    """How far the owed answer is that was written to a file; None where none was since it is owed."""
    sender = str(record.body["sender"])
    found = handed(session, f"{REPLY}{key}", [sender]).get(sender)
    entry = (record if done is None else done).entry
    return found if found is not None and found.waits and found.written == entry else None


def replies_written(session: Session, partner: str) -> tuple[str, ...]:
    """The keys of the recalls of a partner to which a written answer waits to be sent."""
    return tuple(
        key
        for key, (record, done) in owed_answers(session).items()
        if record.body["sender"] == partner and written_reply(session, key, record, done) is not None
    )


def note_reply_written(session: Session, key: str, partner: str, entry: str, now: datetime) -> None:
    """Note that a file for a partner holds this answer to its recall."""
    note_written(session, f"{REPLY}{key}", partner, entry, now)


def say_replies_sent(
    session: Session, partner: str, keys: Iterable[str], at: datetime, now: datetime, how: str, *, until: str = ""
) -> tuple[str, ...]:
    """Note a person's word that the answers to these recalls were sent, and return the keys of those that waited.

    ``until``: only those that were written by then (UTC, ISO 8601). Raises WrongUse for a time before one was written, or
    still to come.
    """
    found = []
    for key in keys:
        before = handed(session, f"{REPLY}{key}", [partner]).get(partner)
        if before is None or not before.waits or (until and before.written_at > until):
            continue
        sent = note_sending(session, f"{REPLY}{key}", partner, at, now, how)
        if sent is not None:
            set_meta(session, answered_key(key), sent.written)
            found.append(key)
    return tuple(found)
