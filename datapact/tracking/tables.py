"""The projection of duties: one row a duty and due day, derived anew when its agreement has changed."""

from __future__ import annotations

from sqlalchemy import Column, Index, Text
from sqlmodel import Field, SQLModel


def _text(*, key: bool = False) -> Column[str]:
    return Column(Text, primary_key=key, nullable=False)


class ObligationRow(SQLModel, table=True):
    """A duty with its due day (local day, ISO 8601); ``data`` is JSON of what else tracking/duties.Duty holds."""

    __tablename__ = "obligation"
    __table_args__ = (
        Index("obligation_due", "state", "due", "nature", "series"),
        Index("obligation_series", "series", "state", "due"),
        Index("obligation_kind", "kind", "due"),
        Index("obligation_agreement", "agreement"),
    )
    key: str = Field(sa_column=_text(key=True))
    agreement: str = Field(sa_column=_text())
    series: str = Field(sa_column=_text())
    """What the occurrences of a recurring duty have in common."""
    kind: str = Field(sa_column=_text())
    nature: str = Field(sa_column=_text())
    """"duty": overdue when its day has passed; "date": an event that passes by itself."""
    due: str = Field(sa_column=_text())
    owner: str = Field(sa_column=_text())
    state: str = Field(sa_column=_text())
    data: str = Field(sa_column=_text())


class ObligationSource(SQLModel, table=True):
    """Up to which head of an agreement's history its duties were derived, and the last day for which that holds."""

    __tablename__ = "obligation_source"
    agreement: str = Field(sa_column=_text(key=True))
    head: str = Field(sa_column=_text())
    until: str = Field(sa_column=_text())
