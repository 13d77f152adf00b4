"""The people of a delivery: rows under the Merkle root of its record, which still verify where some were erased."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlmodel import col, select

from datapact.consent.delivery_tables import DeliveryRow, DeliverySubject
from datapact.consent.sealed_rows import Row, leaf, root

if TYPE_CHECKING:
    from sqlmodel import Session

    from datapact.consent.deliveries import Delivery


@dataclass(frozen=True, slots=True)
class Sent:
    """A person in a delivery: our pseudonym, and the one that the recipient has where it is another."""

    subject: str
    sent_as: str = ""


@dataclass(frozen=True, slots=True)
class SentRow:
    """A line of a delivery's list; what an erasure took is empty."""

    line: int
    subject: str
    sent_as: str
    overridden: bool
    salt: bytes
    leaf: bytes


def row_of(line: int, sent: Sent, overridden: bool) -> Row:
    """A line of the list in the form that is sealed."""
    row: dict[str, str | int | bool] = {"line": line, "subject": sent.subject}
    if sent.sent_as and sent.sent_as != sent.subject:
        row["sent_as"] = sent.sent_as
    if overridden:
        row["overridden"] = True
    return row


def rows_of(session: Session, entry: str) -> tuple[SentRow, ...]:
    """The list of a delivery by the digest of its entry, in the order of its lines."""
    number = session.exec(select(DeliveryRow.id).where(DeliveryRow.entry == entry)).first()
    rows = session.exec(
        select(DeliverySubject).where(DeliverySubject.delivery == number).order_by(col(DeliverySubject.line))
    )
    return tuple(
        SentRow(row.line, row.pseudonym or "", row.sent_as or "", bool(row.overridden), row.salt or b"", row.leaf)
        for row in rows
    )


def sealed_row(row: SentRow) -> Row:
    """A line of a recorded list in the form that was sealed; only for one that was not erased."""
    return row_of(row.line, Sent(row.subject, row.sent_as if row.sent_as != row.subject else ""), row.overridden)


def proves_itself(session: Session, delivery: Delivery) -> bool:
    """Whether the rows of a delivery are those that its entry sealed; erased ones count by their digest alone."""
    rows = rows_of(session, delivery.entry)
    whole = all(not row.salt or leaf(row.salt, sealed_row(row)) == row.leaf for row in rows)
    return whole and len(rows) == delivery.count and root([row.leaf for row in rows]) == delivery.root
