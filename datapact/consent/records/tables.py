"""Consent in the vault's database: scopes, subjects, append-only events in batches, and the newest event of each.

Times are whole seconds since 1970 (UTC). An event whose row has no ``salt`` was erased: its columns are empty, its leaf
still stands in the tree of its batch.

Tables of deliveries and recalls: one row a delivery, one row a person in it, one row a person told of.

The records are entries of the organisation history; these rows hold the lists that the entries seal by a Merkle root.
An erasure empties the columns that name a person and the salt; the leaf stays, so that the root still verifies.
"""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, LargeBinary, Table, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel


def _text_tables(*, key: bool = False) -> Column[str]:
    return Column(Text, primary_key=key, nullable=False)


def _integer_tables(*, key: bool = False, null: bool = False) -> Column[int]:
    return Column(Integer, primary_key=key, nullable=null)


class ScopeRow(SQLModel, table=True):
    """What a consent is about: a dataset, a purpose, a controller that relies on it."""

    __tablename__ = "consent_scope"
    __table_args__ = (UniqueConstraint("dataset", "purpose", "controller", name="consent_scope_is"),)
    id: int | None = Field(default=None, sa_column=_integer_tables(key=True))
    dataset: str = Field(sa_column=_text_tables())
    purpose: str = Field(sa_column=_text_tables())
    controller: str = Field(sa_column=_text_tables())


class SubjectRow(SQLModel, table=True):
    """A person in a dataset, by pseudonym."""

    __tablename__ = "consent_subject"
    __table_args__ = (UniqueConstraint("dataset", "pseudonym", name="consent_subject_is"),)
    id: int | None = Field(default=None, sa_column=_integer_tables(key=True))
    dataset: str = Field(sa_column=_text_tables())
    pseudonym: str = Field(sa_column=_text_tables())


class BatchRow(SQLModel, table=True):
    """One import or form: the entry that signs it, and its events ``first`` to ``first + count - 1``."""

    __tablename__ = "consent_batch"
    id: int | None = Field(default=None, sa_column=_integer_tables(key=True))
    entry: str = Field(sa_column=Column(Text, unique=True, nullable=False))
    first: int = Field(sa_column=_integer_tables())
    count: int = Field(sa_column=_integer_tables())


class EventRow(SQLModel, table=True):
    """One event. Its place in the tree of its batch is ``id - first``; ``line`` is that of the file."""

    __tablename__ = "consent_event"
    __table_args__ = (
        Index("consent_event_of", "scope", "subject", "at"),
        Index("consent_event_rights", "scope", "subject", "at", sqlite_where=text("state >= 8")),
        # what calls data back from recipients (called_people.py)
        Index(
            *("consent_event_calling", "scope", "state", "subject", "at"),
            sqlite_where=text("state IN (5, 7, 8, 9, 10)"),
        ),
    )
    id: int | None = Field(default=None, sa_column=_integer_tables(key=True))
    batch: int = Field(sa_column=_integer_tables())
    line: int = Field(sa_column=_integer_tables())
    event_id: str | None = Field(default=None, sa_column=Column(Text, unique=True, nullable=True))
    scope: int = Field(sa_column=_integer_tables())
    subject: int = Field(sa_column=_integer_tables())
    state: int = Field(sa_column=_integer_tables())
    at: int = Field(sa_column=_integer_tables())
    recorded: int = Field(sa_column=_integer_tables())
    until: int | None = Field(default=None, sa_column=_integer_tables(null=True))
    notice: str = Field(sa_column=_text_tables())
    notice_version: str = Field(sa_column=_text_tables())
    explicit: int = Field(sa_column=_integer_tables())
    more: str = Field(sa_column=_text_tables())
    """Canonical JSON of further members, texts all; ``{}`` for none."""
    salt: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))
    leaf: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    """Digest of the row's disclosure, 32 bytes."""


class NowRow(SQLModel, table=True):
    """The newest event of a subject in a scope: by event time, then by order of recording."""

    __tablename__ = "consent_now"
    __table_args__ = {"sqlite_with_rowid": False}
    scope: int = Field(sa_column=_integer_tables(key=True))
    subject: int = Field(sa_column=_integer_tables(key=True))
    event: int = Field(sa_column=_integer_tables())
    state: int = Field(sa_column=_integer_tables())
    at: int = Field(sa_column=_integer_tables())
    until: int | None = Field(default=None, sa_column=_integer_tables(null=True))
    notice: str = Field(sa_column=_text_tables())
    notice_version: str = Field(sa_column=_text_tables())
    explicit: int = Field(sa_column=_integer_tables())


class TallyRow(SQLModel, table=True):
    """Counts of a dataset's people against what is needed of each; forgotten when events of the dataset arrive."""

    __tablename__ = "consent_tally"
    __table_args__ = (Index("consent_tally_dataset", "dataset"),)
    needs: str = Field(sa_column=_text_tables(key=True))
    """base64url SHA-256 of the needs, the moment left out."""
    dataset: str = Field(sa_column=_text_tables())
    since: int = Field(sa_column=_integer_tables())
    """The second for which they were counted."""
    turns: int = Field(sa_column=_integer_tables())
    """The last second at which the counts hold, because a consent expires then."""
    tally: str = Field(sa_column=_text_tables())
    """JSON of the tally."""


def _text_delivery_tables(*, key: bool = False, null: bool = False) -> Column[str]:
    return Column(Text, primary_key=key, nullable=null)


def _integer_delivery_tables(*, key: bool = False) -> Column[int]:
    return Column(Integer, primary_key=key, nullable=False)


class DeliveryRow(SQLModel, table=True):
    """A delivery, as its record says; times in whole seconds since 1970 (UTC)."""

    __tablename__ = "delivery"
    __table_args__ = (
        Index("delivery_recipient", "recipient", "at"),
        Index("delivery_dataset", "dataset", "at"),
    )
    id: int | None = Field(default=None, sa_column=_integer_delivery_tables(key=True))
    entry: str = Field(sa_column=Column(Text, unique=True, nullable=False))
    dataset: str = Field(sa_column=_text_delivery_tables())
    version: str = Field(sa_column=_text_delivery_tables())
    recipient: str = Field(sa_column=_text_delivery_tables())
    """Organisation id or ``external:<n>``."""
    purpose: str = Field(sa_column=_text_delivery_tables())
    basis: str = Field(sa_column=_text_delivery_tables())
    """Article of the GDPR on which the people in it were shared; empty when not stated."""
    agreement: str = Field(sa_column=_text_delivery_tables())
    decision: str = Field(sa_column=_text_delivery_tables())
    """Digest of the decision's entry; empty when none was relied on."""
    at: int = Field(sa_column=_integer_delivery_tables())
    recorded: int = Field(sa_column=_integer_delivery_tables())
    count: int = Field(sa_column=_integer_delivery_tables())


class DeliverySubject(SQLModel, table=True):
    """A person in a delivery; ``sent_as`` is the pseudonym that the recipient has, the same as ours as a rule."""

    __tablename__ = "delivery_subject"
    __table_args__ = (Index("delivery_subject_is", "dataset", "pseudonym"),)
    delivery: int = Field(sa_column=_integer_delivery_tables(key=True))
    line: int = Field(sa_column=_integer_delivery_tables(key=True))
    dataset: str = Field(sa_column=_text_delivery_tables())
    pseudonym: str | None = Field(sa_column=_text_delivery_tables(null=True))
    sent_as: str | None = Field(sa_column=_text_delivery_tables(null=True))
    overridden: int = Field(sa_column=_integer_delivery_tables())
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
    recall: str = Field(sa_column=_text_delivery_tables(key=True))
    """Digest of the entry of the recall, or of its arrival."""
    line: int = Field(sa_column=_integer_delivery_tables(key=True))
    delivery: int = Field(sa_column=_integer_delivery_tables())
    dataset: str = Field(sa_column=_text_delivery_tables())
    pseudonym: str | None = Field(sa_column=_text_delivery_tables(null=True))
    sent_as: str | None = Field(sa_column=_text_delivery_tables(null=True))
    state: int = Field(sa_column=_integer_delivery_tables())
    at: int = Field(sa_column=_integer_delivery_tables())
    salt: bytes | None = Field(sa_column=Column(LargeBinary, nullable=True))
    leaf: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


DELIVERY: Table = DeliveryRow.__table__  # type: ignore[attr-defined]
DELIVERY_SUBJECT: Table = DeliverySubject.__table__  # type: ignore[attr-defined]
RECALL_SUBJECT: Table = RecallSubject.__table__  # type: ignore[attr-defined]
