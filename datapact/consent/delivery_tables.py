"""Tables of deliveries and recalls: one row a delivery, one row a person in it, one row a person told of.

The records are entries of the organisation history; these rows hold the lists that the entries seal by a Merkle root.
An erasure empties the columns that name a person and the salt; the leaf stays, so that the root still verifies.
"""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, LargeBinary, Table, Text
from sqlmodel import Field, SQLModel


def _text(*, key: bool = False, null: bool = False) -> Column[str]:
    return Column(Text, primary_key=key, nullable=null)


def _integer(*, key: bool = False) -> Column[int]:
    return Column(Integer, primary_key=key, nullable=False)


class DeliveryRow(SQLModel, table=True):
    """A delivery, as its record says; times in whole seconds since 1970 (UTC)."""

    __tablename__ = "delivery"
    __table_args__ = (
        Index("delivery_recipient", "recipient", "at"),
        Index("delivery_dataset", "dataset", "at"),
    )
    id: int | None = Field(default=None, sa_column=_integer(key=True))
    entry: str = Field(sa_column=Column(Text, unique=True, nullable=False))
    dataset: str = Field(sa_column=_text())
    version: str = Field(sa_column=_text())
    recipient: str = Field(sa_column=_text())
    """Organisation id or ``external:<n>``."""
    purpose: str = Field(sa_column=_text())
    basis: str = Field(sa_column=_text())
    """Article of the GDPR on which the people in it were shared; empty when not stated."""
    agreement: str = Field(sa_column=_text())
    decision: str = Field(sa_column=_text())
    """Digest of the decision's entry; empty when none was relied on."""
    at: int = Field(sa_column=_integer())
    recorded: int = Field(sa_column=_integer())
    count: int = Field(sa_column=_integer())


class DeliverySubject(SQLModel, table=True):
    """A person in a delivery; ``sent_as`` is the pseudonym that the recipient has, the same as ours as a rule."""

    __tablename__ = "delivery_subject"
    __table_args__ = (Index("delivery_subject_is", "dataset", "pseudonym"),)
    delivery: int = Field(sa_column=_integer(key=True))
    line: int = Field(sa_column=_integer(key=True))
    dataset: str = Field(sa_column=_text())
    pseudonym: str | None = Field(sa_column=_text(null=True))
    sent_as: str | None = Field(sa_column=_text(null=True))
    overridden: int = Field(sa_column=_integer())
    """1 where the decision did not allow this person and a legal member recorded the delivery all the same."""
    salt: bytes | None = Field(sa_column=Column(LargeBinary, nullable=True))
    leaf: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class RecallSubject(SQLModel, table=True):
    """A person whom a recall (ours, or a partner's to us) is about.

    ``delivery`` is 0 in a recall that a partner sent us; ``state`` and ``at`` are those of the event that caused it.
    """

    __tablename__ = "recall_subject"
    __table_args__ = (
        Index("recall_subject_is", "delivery", "pseudonym"),
        Index("recall_subject_who", "dataset", "pseudonym"),
    )
    recall: str = Field(sa_column=_text(key=True))
    """Digest of the entry of the recall, or of its arrival."""
    line: int = Field(sa_column=_integer(key=True))
    delivery: int = Field(sa_column=_integer())
    dataset: str = Field(sa_column=_text())
    pseudonym: str | None = Field(sa_column=_text(null=True))
    sent_as: str | None = Field(sa_column=_text(null=True))
    state: int = Field(sa_column=_integer())
    at: int = Field(sa_column=_integer())
    salt: bytes | None = Field(sa_column=Column(LargeBinary, nullable=True))
    leaf: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


DELIVERY: Table = DeliveryRow.__table__  # type: ignore[attr-defined]
DELIVERY_SUBJECT: Table = DeliverySubject.__table__  # type: ignore[attr-defined]
RECALL_SUBJECT: Table = RecallSubject.__table__  # type: ignore[attr-defined]
