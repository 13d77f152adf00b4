"""Partners in the vault's database: those with a card, and those known only by what a file says of them."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, LargeBinary, Text
from sqlmodel import Field, Session, SQLModel, col, select

from datapact.vault.tables import Disclosure, EntryRow


def _text(*, key: bool = False) -> Column[str]:
    return Column(Text, primary_key=key, nullable=False)


class PartnerRow(SQLModel, table=True):
    """A partner organisation with the newest card that we hold of it."""

    __tablename__ = "partner"
    __table_args__ = (Index("partner_name", "name"),)
    organisation: str = Field(sa_column=_text(key=True))
    name: str = Field(sa_column=_text())
    trust: str = Field(sa_column=_text())
    """``declared``, ``introduced`` or ``confirmed``."""
    sequence: int = Field(sa_column=Column(Integer, nullable=False))
    """Of the newest card; an older one never replaces it."""
    card: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    added: str = Field(sa_column=_text())
    note: str = Field(sa_column=_text())
    contact: str = Field(sa_column=_text())
    """JSON of the profile's contact."""
    identity: str = Field(sa_column=_text())
    """Thumbprint of the identity key in force; differs from the id after a renewal."""


class ExternalPartnerRow(SQLModel, table=True):
    """A partner without DataPact, as imported."""

    __tablename__ = "external_partner"
    id: int | None = Field(default=None, sa_column=Column(Integer, primary_key=True))
    name: str = Field(sa_column=_text())
    data: str = Field(sa_column=_text())
    """JSON of its profile."""


def public_entries(session: Session, history: str) -> tuple[tuple[str, str, str], ...]:
    """The public entries of a history as stored (JWS, JSON of disclosures, JSON of erased digests), in commit order.

    The many internal ones are passed over.
    """
    wanted = (
        select(EntryRow.jws, Disclosure.texts, Disclosure.erased)
        .join(Disclosure, col(Disclosure.entry) == col(EntryRow.digest), isouter=True)
        .where(EntryRow.history == history, EntryRow.stream == "public")
        .order_by(col(EntryRow.seq))
    )
    return tuple((jws, texts or "[]", erased or "[]") for jws, texts, erased in session.exec(wanted))


def newest_internal(session: Session, history: str) -> str | None:
    """The digest of the newest internal entry of a history."""
    wanted = select(EntryRow.digest).where(EntryRow.history == history, EntryRow.stream == "internal")
    return session.exec(wanted.order_by(col(EntryRow.seq).desc()).limit(1)).first()
