"""The vault's own tables. Those of partners and agreements are mapped in their own packages.

Only the migrations create them; a test compares the two.
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
    """Name of the fact; each room has its own prefix or names."""
    value: str = Field(sa_column=_text())
    """Text, often JSON."""


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
    """From 1 without gaps, in commit order."""
    digest: str = Field(sa_column=_text(unique=True))
    """Base64url of SHA-256 over header and payload of the JWS."""
    history: str = Field(sa_column=_text())
    """Id of the history, of an agreement or an organisation."""
    stream: str = Field(sa_column=_text())
    """``public``, ``internal`` or ``shared``."""
    kind: str = Field(sa_column=_text())
    """Such as ``offer`` or ``delivery``."""
    organisation: str = Field(sa_column=_text())
    """Organisation id of the author's organisation."""
    replica: str = Field(sa_column=_text())
    """Of the vault that wrote it, base64url of 16 bytes."""
    counter: int = Field(sa_column=Column(Integer, nullable=False))
    """From 1, for each history, stream, organisation and replica."""
    time: str = Field(sa_column=_text())
    """The author's claim, such as ``2026-11-24T23:14:17Z``."""
    jws: str = Field(sa_column=_text())
    """Compact, as it was signed."""
    running: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class Disclosure(SQLModel, table=True):
    """RFC 9901 disclosures of an entry, and the digests of those that were erased (two JSON arrays)."""

    __tablename__ = "disclosure"
    entry: str = Field(sa_column=Column(Text, ForeignKey("entry.digest"), primary_key=True, nullable=False))
    """Digest of the entry."""
    texts: str = Field(sa_column=_text())
    """JSON array of base64url texts."""
    erased: str = Field(sa_column=_text())
    """JSON array of digests, base64url."""


class Attachment(SQLModel, table=True):
    """A file by its digest: base64url(SHA-256)."""

    __tablename__ = "attachment"
    digest: str = Field(sa_column=_text(primary_key=True))
    """Of ``data``."""
    size: int = Field(sa_column=Column(Integer, nullable=False))
    """Bytes."""
    media: str = Field(sa_column=_text())
    """Media type, as whoever stored it stated."""
    data: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    """The file as it came."""


class PersonKey(SQLModel, table=True):
    """A member's private key, wrapped only for that member's slot (purpose: author, signing, personal, identity, device)."""

    __tablename__ = "person_key"
    __table_args__ = (Index("person_key_member", "member", "purpose"),)
    id: int | None = Field(default=None, sa_column=Column(Integer, primary_key=True))
    """From 1; means nothing else."""
    member: str = Field(sa_column=_text())
    """Id of the member; ``(recovery)`` for the recovery code."""
    purpose: str = Field(sa_column=_text())
    """``author``, ``signing``, ``personal``, ``identity`` or ``device`` (of a team)."""
    kid: str = Field(sa_column=_text())
    """Thumbprint of the key."""
    wrapped: str = Field(sa_column=_text())
    """JSON with the sealed key in it."""
    created: str = Field(sa_column=_text())
    """Time in UTC, such as ``2026-11-24T23:14:17Z``."""
    retired: str | None = Field(default=None, sa_column=_text(nullable=True))
    """Time since which it is no longer in use; NULL while it is."""


class SealingKey(SQLModel, table=True):
    """A key pair of the organisation to which partners seal bundles."""

    __tablename__ = "sealing_key"
    thumbprint: str = Field(sa_column=_text(primary_key=True))
    """Base64url of SHA-256 over ``public``."""
    private: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    """96 raw bytes: ML-KEM-768 seed, then X25519."""
    public: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    """1,216 raw bytes: ML-KEM-768, then X25519."""
    created: str = Field(sa_column=_text())
    """Time in UTC, such as ``2026-11-24T23:14:17Z``."""
    retired: str | None = Field(default=None, sa_column=_text(nullable=True))
    """Time since which a newer one is in use; NULL for the newest."""


class ReceiptSeen(SQLModel, table=True):
    """The head of a history that a partner has acknowledged."""

    __tablename__ = "receipt_seen"
    history: str = Field(sa_column=_text(primary_key=True))
    """History id of the agreement."""
    organisation: str = Field(sa_column=_text(primary_key=True))
    """Organisation id of the partner."""
    head: str = Field(sa_column=_text())
    """Digest of its newest receipt: what that receipt builds on, the partner has."""
    time: str = Field(sa_column=_text())
    """By the claim of that receipt, such as ``2026-11-24T23:14:17Z``."""


class Journal(SQLModel, table=True):
    """Edits of an agreement that are in no draft yet."""

    __tablename__ = "journal"
    __table_args__ = (Index("journal_agreement", "agreement", "seq", unique=True),)
    id: int | None = Field(default=None, sa_column=Column(Integer, primary_key=True))
    """From 1; means nothing else."""
    agreement: str = Field(sa_column=_text())
    """History id."""
    seq: int = Field(sa_column=Column(Integer, nullable=False))
    """From 1 for each agreement, in the order of the edits."""
    change: str = Field(sa_column=_text())
    """JSON of a command of ``contract/editing/commands``."""
    time: str = Field(sa_column=_text())
    """Time in UTC, when the edit was made."""
