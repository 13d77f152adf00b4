"""The vault's own tables. Those of partners and agreements are mapped in their own packages.

All of them are created by the migrations alone; a test compares the two.
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, Text
from sqlmodel import Field, SQLModel


def _text(**options: object) -> Column[str]:
    return Column(Text, **{"nullable": False, **options})  # type: ignore[arg-type]


class Meta(SQLModel, table=True):
    """Facts about this vault: replica id, organisation id, settings."""

    __tablename__ = "meta"
    key: str = Field(sa_column=_text(primary_key=True))
    value: str = Field(sa_column=_text())


class EntryRow(SQLModel, table=True):
    """One signed entry, in commit order; ``running`` is r_n of checkpoint.py."""

    __tablename__ = "entry"
    __table_args__ = (
        Index("entry_history", "history", "seq"),
        Index("entry_kind", "kind"),
        Index("entry_counter", "history", "stream", "replica", "counter"),
        {"sqlite_autoincrement": True},
    )
    seq: int | None = Field(default=None, sa_column=Column(Integer, primary_key=True, autoincrement=True))
    digest: str = Field(sa_column=_text(unique=True))
    history: str = Field(sa_column=_text())
    stream: str = Field(sa_column=_text())
    kind: str = Field(sa_column=_text())
    organisation: str = Field(sa_column=_text())
    replica: str = Field(sa_column=_text())
    counter: int = Field(sa_column=Column(Integer, nullable=False))
    time: str = Field(sa_column=_text())
    jws: str = Field(sa_column=_text())
    running: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class Disclosure(SQLModel, table=True):
    """RFC 9901 disclosures of an entry, and the digests of those that were erased (two JSON arrays)."""

    __tablename__ = "disclosure"
    entry: str = Field(sa_column=Column(Text, ForeignKey("entry.digest"), primary_key=True, nullable=False))
    texts: str = Field(sa_column=_text())
    erased: str = Field(sa_column=_text())


class Attachment(SQLModel, table=True):
    """A file by its digest: base64url(SHA-256)."""

    __tablename__ = "attachment"
    digest: str = Field(sa_column=_text(primary_key=True))
    size: int = Field(sa_column=Column(Integer, nullable=False))
    media: str = Field(sa_column=_text())
    data: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class PersonKey(SQLModel, table=True):
    """A member's private key, wrapped for that member's slot alone (purpose: author, signing, personal, identity)."""

    __tablename__ = "person_key"
    __table_args__ = (Index("person_key_member", "member", "purpose"),)
    id: int | None = Field(default=None, sa_column=Column(Integer, primary_key=True))
    member: str = Field(sa_column=_text())
    purpose: str = Field(sa_column=_text())
    kid: str = Field(sa_column=_text())
    wrapped: str = Field(sa_column=_text())
    created: str = Field(sa_column=_text())
    retired: str | None = Field(default=None, sa_column=_text(nullable=True))


class SealingKey(SQLModel, table=True):
    """A key pair of the organisation to which partners seal bundles."""

    __tablename__ = "sealing_key"
    thumbprint: str = Field(sa_column=_text(primary_key=True))
    private: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    public: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    created: str = Field(sa_column=_text())
    retired: str | None = Field(default=None, sa_column=_text(nullable=True))


class ReceiptSeen(SQLModel, table=True):
    """The head of a history that a partner has acknowledged."""

    __tablename__ = "receipt_seen"
    history: str = Field(sa_column=_text(primary_key=True))
    organisation: str = Field(sa_column=_text(primary_key=True))
    head: str = Field(sa_column=_text())
    time: str = Field(sa_column=_text())


class Journal(SQLModel, table=True):
    """Edits of an agreement that were not made into a draft yet."""

    __tablename__ = "journal"
    __table_args__ = (Index("journal_agreement", "agreement", "seq", unique=True),)
    id: int | None = Field(default=None, sa_column=Column(Integer, primary_key=True))
    agreement: str = Field(sa_column=_text())
    seq: int = Field(sa_column=Column(Integer, nullable=False))
    change: str = Field(sa_column=_text())
    time: str = Field(sa_column=_text())
