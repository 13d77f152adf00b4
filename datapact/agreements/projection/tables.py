"""The projection of agreements: one row each, rebuilt from the histories at any time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import Field, SQLModel

from datapact.agreements.projection.status import ELSEWHERE, EvidenceClass

if TYPE_CHECKING:
    from datapact.vault.database.session import Session


class AgreementRow(SQLModel, table=True):
    """What the list of agreements shows and sorts by; times and days are ISO text in UTC or local days."""

    __tablename__ = "agreement"

    id: str = Field(primary_key=True)
    number: str = Field(index=True)
    title: str = Field(index=True)
    kind: str = Field(index=True)
    partners: str = Field(index=True)
    status: str = Field(index=True)
    stage: str
    turn: str = Field(index=True)
    since: str = Field(index=True)
    next_step: str
    due: str | None = Field(default=None, index=True)
    starts: str | None = None
    ends: str | None = None
    archived: int = 0
    head: str
    changed: str = Field(index=True)
    state_digest: str
    evidence: str = ""
    """Empty for a text agreed and signed here, else the class of evidence of a contract signed elsewhere."""
    amends: str = Field(default="", index=True)
    """The agreement (history id) whose text this one replaces from its first day; empty for an agreement of its own."""
    disputed: str = ""
    """Names of the parties that dispute an agreement signed in full; empty where nobody does."""


def evidence_of(session: Session, history: str) -> EvidenceClass | None:
    """The class of evidence of one agreement; None where it is not signed, or not here at all."""
    row = session.get(AgreementRow, history)
    if row is None:
        return None
    for known in ELSEWHERE:
        if row.evidence == known:
            return known
    return "signed_here" if row.stage in ("signed", "terminated") else None
