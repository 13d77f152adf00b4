"""Consent in the vault's database: scopes, subjects, append-only events in batches, and the newest event of each.

Times are whole seconds since 1970 (UTC). An event whose row has no ``salt`` was erased: its columns are empty, its leaf
still stands in the tree of its batch.
"""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, LargeBinary, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel


def _text(*, key: bool = False) -> Column[str]:
    return Column(Text, primary_key=key, nullable=False)


def _integer(*, key: bool = False, null: bool = False) -> Column[int]:
    return Column(Integer, primary_key=key, nullable=null)


class ScopeRow(SQLModel, table=True):
    """What a consent is about: a dataset, a purpose, a controller that relies on it."""

    __tablename__ = "consent_scope"
    __table_args__ = (UniqueConstraint("dataset", "purpose", "controller", name="consent_scope_is"),)
    id: int | None = Field(default=None, sa_column=_integer(key=True))
    dataset: str = Field(sa_column=_text())
    purpose: str = Field(sa_column=_text())
    controller: str = Field(sa_column=_text())


class SubjectRow(SQLModel, table=True):
    """A person in a dataset, by pseudonym."""

    __tablename__ = "consent_subject"
    __table_args__ = (UniqueConstraint("dataset", "pseudonym", name="consent_subject_is"),)
    id: int | None = Field(default=None, sa_column=_integer(key=True))
    dataset: str = Field(sa_column=_text())
    pseudonym: str = Field(sa_column=_text())


class BatchRow(SQLModel, table=True):
    """One import or form: the entry that signs it, and its events ``first`` to ``first + count - 1``."""

    __tablename__ = "consent_batch"
    id: int | None = Field(default=None, sa_column=_integer(key=True))
    entry: str = Field(sa_column=Column(Text, unique=True, nullable=False))
    first: int = Field(sa_column=_integer())
    count: int = Field(sa_column=_integer())


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
    id: int | None = Field(default=None, sa_column=_integer(key=True))
    batch: int = Field(sa_column=_integer())
    line: int = Field(sa_column=_integer())
    event_id: str | None = Field(default=None, sa_column=Column(Text, unique=True, nullable=True))
    scope: int = Field(sa_column=_integer())
    subject: int = Field(sa_column=_integer())
    state: int = Field(sa_column=_integer())
    at: int = Field(sa_column=_integer())
    recorded: int = Field(sa_column=_integer())
    until: int | None = Field(default=None, sa_column=_integer(null=True))
    notice: str = Field(sa_column=_text())
    notice_version: str = Field(sa_column=_text())
    explicit: int = Field(sa_column=_integer())
    more: str = Field(sa_column=_text())
    """Canonical JSON of further members, texts all; ``{}`` for none."""
    salt: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))
    leaf: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    """Digest of the row's disclosure, 32 bytes."""


class NowRow(SQLModel, table=True):
    """The newest event of a subject in a scope: by event time, then by order of recording."""

    __tablename__ = "consent_now"
    __table_args__ = {"sqlite_with_rowid": False}
    scope: int = Field(sa_column=_integer(key=True))
    subject: int = Field(sa_column=_integer(key=True))
    event: int = Field(sa_column=_integer())
    state: int = Field(sa_column=_integer())
    at: int = Field(sa_column=_integer())
    until: int | None = Field(default=None, sa_column=_integer(null=True))
    notice: str = Field(sa_column=_text())
    notice_version: str = Field(sa_column=_text())
    explicit: int = Field(sa_column=_integer())


class TallyRow(SQLModel, table=True):
    """Counts of a dataset's people against what is needed of each; forgotten when events of the dataset arrive."""

    __tablename__ = "consent_tally"
    __table_args__ = (Index("consent_tally_dataset", "dataset"),)
    needs: str = Field(sa_column=_text(key=True))
    """base64url SHA-256 of the needs, the moment left out."""
    dataset: str = Field(sa_column=_text())
    since: int = Field(sa_column=_integer())
    """The second for which they were counted."""
    turns: int = Field(sa_column=_integer())
    """The last second at which the counts hold, because a consent expires then."""
    tally: str = Field(sa_column=_text())
    """JSON of the tally."""
