"""The people of a recall: rows under the Merkle root of its entry, which still verify where some were erased."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import batched
from typing import TYPE_CHECKING

from sqlalchemy import insert
from sqlmodel import col, select

from datapact.consent.delivery_tables import RECALL_SUBJECT, RecallSubject
from datapact.consent.row import time_text
from datapact.consent.sealed_rows import Row, leaf, root
from datapact.consent.states import BY_CODE

if TYPE_CHECKING:
    from sqlmodel import Session

    from datapact.parties.organisation_records import Record


@dataclass(frozen=True, slots=True)
class CalledBack:
    """A person in a recall: the pseudonym that the recipient has, what happened, and when (seconds since 1970)."""

    subject: str
    state: str
    at: int


def recall_row(line: int, subject: str, sent_as: str, state: int, at: int) -> Row:
    """A row of a recall in the form that is sealed."""
    row: dict[str, str | int | bool] = {
        "line": line,
        "subject": subject,
        "state": BY_CODE[state].name,
        "at": time_text(at),
    }
    if sent_as != subject:
        row["sent_as"] = sent_as
    return row


def people_of(session: Session, entry: str) -> tuple[CalledBack, ...]:
    """The people of a recall by the digest of its entry; those whose rows were erased are left out."""
    rows = session.exec(select(RecallSubject).where(RecallSubject.recall == entry).order_by(col(RecallSubject.line)))
    newest: dict[str, CalledBack] = {}
    for row in rows:
        if row.sent_as is None:
            continue
        before = newest.get(row.sent_as)
        if before is None or before.at <= row.at:
            newest[row.sent_as] = CalledBack(row.sent_as, BY_CODE[row.state].name, row.at)
    return tuple(newest[subject] for subject in sorted(newest))


@dataclass(frozen=True, slots=True)
class ToldRow:
    """A line of a recall's list as it was sealed; ``row`` is None and ``salt`` empty once it was erased."""

    line: int
    row: Row | None
    salt: bytes
    leaf: bytes


def told_rows(session: Session, entry: str) -> tuple[ToldRow, ...]:
    """The list of a recall, ours or to us, by the digest of its entry, in the order of its lines."""
    rows = session.exec(select(RecallSubject).where(RecallSubject.recall == entry).order_by(col(RecallSubject.line)))
    return tuple(
        ToldRow(row.line, None, b"", row.leaf)
        if row.salt is None or row.pseudonym is None or row.sent_as is None
        else ToldRow(row.line, recall_row(row.line, row.pseudonym, row.sent_as, row.state, row.at), row.salt, row.leaf)
        for row in rows
    )


def proves_itself(session: Session, record: Record) -> bool:
    """Whether the rows of a recall are those that its entry sealed; erased ones count by their digest alone."""
    rows = told_rows(session, record.entry)
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
