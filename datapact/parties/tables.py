"""Partners in the vault's database: those with a card, and those known only by what a file says of them."""

from __future__ import annotations

from sqlmodel import Field, SQLModel


class PartnerRow(SQLModel, table=True):
    """A partner organisation with the newest card that we hold of it."""

    __tablename__ = "partner"

    organisation: str = Field(primary_key=True)
    name: str
    trust: str
    """``declared``, ``introduced`` or ``confirmed``."""
    sequence: int
    """Of the newest card; an older one never replaces it."""
    card: bytes
    added: str
    note: str = ""
    contact: str = "{}"
    """JSON of the profile's contact."""
    identity: str = ""
    """The identity certificate in force, base64url DER."""


class ExternalPartnerRow(SQLModel, table=True):
    """A partner without DataPact, as imported."""

    __tablename__ = "external_partner"

    id: str = Field(primary_key=True)
    name: str
    data: str
    """JSON of its profile."""
