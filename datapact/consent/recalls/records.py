"""The records of recalls: what recipients were told, what they confirmed, and what partners told us.

The people of a recall are rows under the Merkle root of its entry, which still verify where some were erased.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, tzinfo
from itertools import batched
from typing import TYPE_CHECKING

from sqlalchemy import insert
from sqlmodel import col, select

from datapact.base.beginnings import begins, require_enough
from datapact.base.clock import days_later, write_time
from datapact.base.errors import Damaged, WrongUse
from datapact.base.local_time import day_of, local_zone
from datapact.base.texts import N_
from datapact.consent.recalls.deadlines import agreed_days, house_days
from datapact.consent.recalls.pending import Group, PersonToRecall, people_to_recall
from datapact.consent.recalls.recall_names import key_outside, knows_dataset, names_outside
from datapact.consent.recalls.rules import Ask
from datapact.consent.records.delivered import signed_deliveries
from datapact.consent.records.row_disclosure import time_text
from datapact.consent.records.tables import RECALL_SUBJECT, RecallSubject
from datapact.consent.terms.states import BY_CODE, CALLED_FOR
from datapact.history.commitments.sealed_list import Row, leaf, new_salts, root
from datapact.organisation.acting.records import Record, append_record, record_of, records
from datapact.vault.database.entries import put_attachment

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session


@dataclass(frozen=True, slots=True)
class RecalledPerson:
    """A person in a recall: the recipient's pseudonym, what happened, and when (seconds since 1970)."""

    subject: str
    """At most 100 characters."""
    state: str
    """A name of ``states.TOLD_OF``."""
    at: int
    """Of the newest event of the person in this recall."""


def recall_row(line: int, subject: str, sent_as: str, state: int, at: int) -> Row:
    """The sealed form of a row of a recall."""
    row: dict[str, str | int | bool] = {
        "line": line,
        "subject": subject,
        "state": BY_CODE[state].name,
        "at": time_text(at),
    }
    if sent_as != subject:
        row["sent_as"] = sent_as
    return row


def people_of(session: Session, entry: str) -> tuple[RecalledPerson, ...]:
    """The people of a recall by the digest of its entry; those whose rows were erased are left out."""
    rows = session.exec(select(RecallSubject).where(RecallSubject.recall == entry).order_by(col(RecallSubject.line)))
    newest: dict[str, RecalledPerson] = {}
    for row in rows:
        if row.sent_as is None:
            continue
        before = newest.get(row.sent_as)
        if before is None or before.at <= row.at:
            newest[row.sent_as] = RecalledPerson(row.sent_as, BY_CODE[row.state].name, row.at)
    return tuple(newest[subject] for subject in sorted(newest))


@dataclass(frozen=True, slots=True)
class RecallLineRow:
    """A line of a recall's list as it was sealed; ``row`` is None and ``salt`` empty once it was erased."""

    line: int
    """Number in the list, from 1."""
    row: Row | None
    salt: bytes
    leaf: bytes
    """SHA-256 over the row's disclosure, 32 bytes."""


def recall_line_rows(session: Session, entry: str) -> tuple[RecallLineRow, ...]:
    """The lines of a recall's list in order, ours or to us, by the digest of the recall's entry."""
    rows = session.exec(select(RecallSubject).where(RecallSubject.recall == entry).order_by(col(RecallSubject.line)))
    return tuple(
        RecallLineRow(row.line, None, b"", row.leaf)
        if row.salt is None or row.pseudonym is None or row.sent_as is None
        else RecallLineRow(
            row.line, recall_row(row.line, row.pseudonym, row.sent_as, row.state, row.at), row.salt, row.leaf
        )
        for row in rows
    )


def proves_itself(session: Session, record: Record) -> bool:
    """Whether the rows of a recall are those that its entry sealed; erased ones count by their digest alone."""
    rows = recall_line_rows(session, record.entry)
    whole = all(one.row is None or leaf(one.salt, one.row) == one.leaf for one in rows)
    return whole and root([one.leaf for one in rows]) == record.body.get("root")


def insert_rows(
    session: Session,
    recall: str,
    rows: Sequence[tuple[int, str, str, str, int, int]],
    salts: Sequence[bytes],
    leaves: Sequence[bytes],
) -> None:
    """Store the list of a recall: delivery, dataset, pseudonym, the one that was sent, state and moment of each line."""
    values = [
        {
            "recall": recall,
            "line": line,
            "delivery": delivery,
            "dataset": dataset,
            "pseudonym": pseudonym,
            "sent_as": sent_as,
            "state": state,
            "at": at,
            "salt": salt,
            "leaf": digest,
        }
        for line, ((delivery, dataset, pseudonym, sent_as, state, at), salt, digest) in enumerate(
            zip(rows, salts, leaves, strict=True), 1
        )
    ]
    for part in batched(values, 10_000):
        session.connection().execute(insert(RECALL_SUBJECT), list(part))


MOST_PEOPLE = 10_000
"""People in one recall; more are told in several."""
_MOST_DELIVERIES = 1_000
_NO_DELIVERY = 0


@dataclass(frozen=True, slots=True)
class Recall:
    """A recall as it was told to a recipient, or by a partner to us (``sender`` then)."""

    key: str
    """UUID; of one from a partner the id of its message."""
    entry: str
    """Digest of the record of who tells; empty in a draft."""
    partner: str
    """Reference of the recipient, or of the partner that told us."""
    dataset: str
    """Key of the dataset."""
    purpose: str
    """IRI or key that the data was delivered for."""
    agreement: str
    """History id; empty for none."""
    ask: Ask
    """The request on the data."""
    due: date | None
    """Last local day to do it; None where it is not said."""
    note: str
    """Free text, may be empty."""
    people: tuple[RecalledPerson, ...]
    """Each once, by the recipient's pseudonym; erased ones are left out."""
    deliveries: tuple[str, ...] = ()
    """Digests of the entries by which the data went, sorted; empty for a partner's."""
    called: tuple[str, ...] = ()
    """The sender's names as in NAMES; empty where none were told."""
    dataset_words: str = ""
    """What the recipient reads in place of ``dataset``, which it does not know; empty where it reads that."""


def record_recalls(
    acting: Acting,
    session: Session,
    recipient: str,
    *,
    note: str = "",
    letter: Callable[[Sequence[Recall]], bytes] | None = None,
) -> tuple[Recall, ...]:
    """Record that all that is pending at a recipient is written into a file now; returns the recalls, none when nothing is.

    It is told once a person says that the file was sent (``answers.note_sent``), or once the recipient answers.

    ``letter`` writes the document for a partner without DataPact; the vault keeps it, and each record names it.
    """
    made: list[tuple[Group, list[PersonToRecall], date]] = []
    standard = house_days(session)
    zone = local_zone(acting.clock())
    for group, people in sorted(people_to_recall(session, recipient).items()):
        for part in _parts(people):
            since = day_of(datetime.fromtimestamp(min(one.recorded for one in part), UTC), zone)
            days = agreed_days(session, group.agreement, since)
            due = days_later(since, standard if days is None else days)
            made.append((group, part, max(due, day_of(acting.clock(), zone))))  # told late, it has today
    today = day_of(acting.clock(), zone)
    drafts = tuple(
        _for_recipient(session, _draft(group, people, due, note), {one.delivery for one in people}, today, zone)
        for group, people, due in made
    )
    if not drafts:
        return ()
    digest = "" if letter is None else put_attachment(session, letter(drafts), "application/pdf")
    return tuple(
        _record(acting, session, draft, people, digest)
        for draft, (_group, people, _due) in zip(drafts, made, strict=True)
    )


def _for_recipient(session: Session, draft: Recall, deliveries: Collection[int], today: date, zone: tzinfo) -> Recall:
    """The recall in words that its recipient knows: our own name and key of a dataset stay here where no agreement with it has them."""
    delivered: tuple[date, ...] = ()
    if not knows_dataset(session, draft.partner, draft.dataset, draft.agreement, today):
        moments = sorted({one.at for one in signed_deliveries(session) if one.id in deliveries})
        delivered = tuple(day_of(datetime.fromtimestamp(one, UTC), zone) for one in moments)
    called = names_outside(session, draft.dataset, draft.purpose, draft.agreement, today, delivered)
    return replace(draft, called=called, dataset_words=key_outside(draft.key) if delivered else "")


def _parts(people: Sequence[PersonToRecall]) -> Iterable[list[PersonToRecall]]:
    """Parts within the bounds of one recall; the rows of a delivery stay together where they can."""
    part: list[PersonToRecall] = []
    deliveries: set[str] = set()
    for one in sorted(people, key=lambda one: (one.delivery, one.pseudonym, one.state)):
        deliveries.add(one.entry)
        if len(part) == MOST_PEOPLE or len(deliveries) > _MOST_DELIVERIES:
            yield part
            part, deliveries = [], {one.entry}
        part.append(one)
    yield part


def _draft(group: Group, people: Sequence[PersonToRecall], due: date, note: str) -> Recall:
    newest: dict[str, RecalledPerson] = {}
    for one in people:
        before = newest.get(one.sent_as)
        if before is None or before.at <= one.at:
            newest[one.sent_as] = RecalledPerson(one.sent_as, BY_CODE[one.state].name, one.at)
    corrected = "; ".join(dict.fromkeys(one.what for one in people if one.what))
    return Recall(
        key=str(uuid.uuid4()),
        entry="",
        partner=group.recipient,
        dataset=group.dataset,
        purpose=group.purpose,
        agreement=group.agreement,
        ask=group.ask,
        due=due,
        note="\n".join(words for words in (corrected, note) if words),
        people=tuple(newest[subject] for subject in sorted(newest)),
        deliveries=tuple(sorted({one.entry for one in people})),
    )


def _record(acting: Acting, session: Session, draft: Recall, people: Sequence[PersonToRecall], letter: str) -> Recall:
    salts = new_salts(len(people))
    rows = [recall_row(line, one.pseudonym, one.sent_as, one.state, one.at) for line, one in enumerate(people, 1)]
    leaves = [leaf(salt, row) for salt, row in zip(salts, rows, strict=True)]
    body = {
        "key": draft.key,
        "agreement": draft.agreement,
        "dataset": draft.dataset,
        "recipient": draft.partner,
        "purpose": draft.purpose,
        "ask": draft.ask,
        "channel": "letter" if letter else "bundle",
        "due": "" if draft.due is None else draft.due.isoformat(),
        "deliveries": list(draft.deliveries),
        "count": len(draft.people),
        "root": root(leaves),
        "letter": letter,
        "note": draft.note,
        "since": write_time(datetime.fromtimestamp(min(one.recorded for one in people), UTC)),
        "rectified": sorted({one.rectified for one in people if one.rectified}),
        "called": list(draft.called),
        "told": draft.dataset_words,
    }
    record = append_record(acting, session, "recall", body)
    insert_rows(
        session,
        record.entry,
        [(one.delivery, draft.dataset, one.pseudonym, one.sent_as, one.state, one.at) for one in people],
        salts,
        leaves,
    )
    return _recall(session, record)


def note_arrival(acting: Acting, session: Session, sender: str, recall: Recall, message: str) -> Record | None:
    """Record a partner's recall; does nothing and returns None for one received before in the same words.

    ``message`` is the digest of what arrived. Raises Damaged where the same key came with other words before.
    """
    key = arrival_key(sender, recall.key)
    before = record_of(session, "recall_received", key)
    if before is not None:
        if before.body.get("message") not in (message, None):
            raise Damaged(
                N_("This file tells something else under the number of a notice that came before. Ask the sender.")
            )
        return None
    salts = new_salts(len(recall.people))
    values = [
        (_NO_DELIVERY, recall.dataset, one.subject, one.subject, CALLED_FOR[one.state].code, one.at)
        for one in recall.people
    ]
    leaves = [
        leaf(salt, recall_row(line, one.subject, one.subject, CALLED_FOR[one.state].code, one.at))
        for line, (salt, one) in enumerate(zip(salts, recall.people, strict=True), 1)
    ]
    body = {
        "key": key,
        "agreement": recall.agreement,
        "sender": sender,
        "dataset": recall.dataset,
        "purpose": recall.purpose,
        "ask": recall.ask,
        "due": "" if recall.due is None else recall.due.isoformat(),
        "count": len(recall.people),
        "root": root(leaves),
        "message": message,
        "entry": recall.entry,
        "note": recall.note,
        "called": list(recall.called),
    }
    record = append_record(acting, session, "recall_received", body)
    insert_rows(session, record.entry, values, salts, leaves)
    return record


def arrival_key(sender: str, key: str) -> str:
    """The key under which a partner's recall is kept; no partner can use another's key."""
    return f"{sender}.{key}"


def recalls_to(session: Session, recipient: str) -> tuple[Recall, ...]:
    """Recalls told to a recipient by file that it has not answered for good, oldest first: they go out again."""
    found = []
    for record in records(session, "recall"):
        if record.body["recipient"] == recipient and record.body.get("channel") == "bundle":
            answer = record_of(session, "recall_acknowledged", record.key)
            if answer is None or answer.body.get("outcome") == "received":
                found.append(_recall(session, record))
    return tuple(found)


def find_recall(session: Session, text: str) -> Record:
    """The only recall, by us or to us, whose key or entry begins with ``text``; raises WrongUse."""
    require_enough(text)
    found = [
        record
        for kind in ("recall", "recall_received")
        for record in records(session, kind)
        if any(begins(one, text) for one in (record.key, record.key.partition(".")[2], record.entry))
    ]
    if len(found) != 1:
        raise unknown_recall(text)
    return found[0]


def _recall(session: Session, record: Record) -> Recall:
    body = record.body
    try:
        due = date.fromisoformat(body.get("due", ""))
    except ValueError:
        due = None
    return Recall(
        key=record.key,
        entry=record.entry,
        partner=body["recipient"],
        dataset=body["dataset"],
        purpose=body["purpose"],
        agreement=body.get("agreement", ""),
        ask=body["ask"],
        due=due,
        note=body.get("note", ""),
        people=people_of(session, record.entry),
        deliveries=tuple(body.get("deliveries", ())),
        called=tuple(body.get("called", ())),
        dataset_words=body.get("told", ""),
    )


def unknown_recall(text: str) -> WrongUse:
    """The error for a text that matches no recall or several."""
    return WrongUse(N_("There is no single recall “{text}”. See datapact recall list."), text=text)
