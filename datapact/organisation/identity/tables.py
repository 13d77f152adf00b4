"""Tables of the partners that a vault knows."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, LargeBinary, Text
from sqlmodel import Field, SQLModel


def _text(*, key: bool = False) -> Column[str]:
    return Column(Text, primary_key=key, nullable=False)


class PartnerRow(SQLModel, table=True):
    """A partner organisation with the newest card that we hold of it."""

    __tablename__ = "partner"
    __table_args__ = (Index("partner_name", "name"),)
    organisation: str = Field(sa_column=_text(key=True))
    """Organisation id."""
    name: str = Field(sa_column=_text())
    """As its newest card has it."""
    trust: str = Field(sa_column=_text())
    """``declared``, ``introduced`` or ``confirmed``."""
    sequence: int = Field(sa_column=Column(Integer, nullable=False))
    """Of the newest card; an older one never replaces it."""
    card: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    """The card as it came."""
    added: str = Field(sa_column=_text())
    """Time in UTC, such as ``2026-11-24T23:14:17Z``."""
    contact: str = Field(sa_column=_text())
    """JSON of the profile's contact."""
    identity: str = Field(sa_column=_text())
    """Thumbprint of the identity key in force; differs from the id after a renewal."""


class ExternalPartnerRow(SQLModel, table=True):
    """A partner without DataPact, as imported."""

    __tablename__ = "external_partner"
    id: int | None = Field(default=None, sa_column=Column(Integer, primary_key=True))
    """From 1; its reference is ``external:`` and this number."""
    name: str = Field(sa_column=_text())
    """As imported; the same in any case of letters is the same partner."""
    data: str = Field(sa_column=_text())
    """JSON of its profile."""
