"""Tables of a copy that takes part in a team."""

from __future__ import annotations

from sqlalchemy import Column, Integer, LargeBinary, Text
from sqlmodel import Field, SQLModel


class TeamItemRow(SQLModel, table=True):
    """An item of the team's log as it was sent or seen, so that this device can put it back."""

    __tablename__ = "team_item"
    sequence: int | None = Field(default=None, sa_column=Column(Integer, primary_key=True))
    """Number of the item, from 1."""
    digest: str = Field(sa_column=Column(Text, unique=True, nullable=False))
    """Of the item."""
    token: str = Field(sa_column=Column(Text, nullable=False))
    """Compact JWS of the device that wrote it."""
    sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    """What it brings, sealed."""
    refused: str = Field(sa_column=Column(Text, nullable=False))
    """JSON of the sentence that says why its content was not taken in; empty where it was."""


class TeamLoggedRow(SQLModel, table=True):
    """An item that the team's log holds already, or every copy held from the beginning."""

    __tablename__ = "team_logged"
    what: str = Field(sa_column=Column(Text, primary_key=True, nullable=False))
    """``entry``, ``file``, ``rows`` (a chunk of them), ``card``, or the sort of a small thing."""
    key: str = Field(sa_column=Column(Text, primary_key=True, nullable=False))
    """Digest; for a card the organisation and its number; for a small thing the digest of its value, and its key."""
    sequence: int = Field(sa_column=Column(Integer, nullable=False))
    """Number of the item that brought it; 0 for what lay in the vault when the team began."""
