"""The projection of agreements: one row each, rebuilt from the histories at any time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import Field, SQLModel

from datapact.agreements.projection.status import ELSEWHERE, EvidenceClass
from datapact.base.texts import current_language

if TYPE_CHECKING:
    from datapact.vault.database.session import Session


class AgreementRow(SQLModel, table=True):
    """A row of the list of agreements; times are ISO text in UTC, days local."""

    __tablename__ = "agreement"

    id: str = Field(primary_key=True)
    """``urn:uuid:`` id of the agreement's history."""
    number: str = Field(index=True)
    """As the text has it, such as ``DP-2026-0001``; may be empty."""
    title: str
    """In the prevailing language, as machines read it; people read ``shown_title``."""
    kind: str = Field(index=True)
    """Kind of contract by its template, such as ``ai-pilot``."""
    partners: str = Field(index=True)
    """Names of the other parties, joined by a comma and a space."""
    status: str = Field(index=True)
    """By the calendar on the day of writing; one of ``STATUS_WORDS``."""
    stage: str
    """The stage by its entries alone, as in ``AgreementState``."""
    turn: str = Field(index=True)
    """``us``, ``partner``, or empty for nobody."""
    since: str = Field(index=True)
    """Time of the newest entry that is no remark, receipt or approval; ISO 8601 in UTC."""
    next_step: str
    """One of ``NEXT_STEPS``, for our organisation."""
    due: str | None = Field(default=None, index=True)
    """Last day by the earliest notice of termination, not a due day; None without a notice."""
    starts: str | None = None
    """First local day by the terms, or of an amendment; None where they have none."""
    ends: str | None = None
    """Last local day by the terms, included; None without an end."""
    archived: int = 0
    """1 once moved to the archive, else 0; no entry says it."""
    head: str
    """Digests of the newest entries, joined by commas; shared ones where there are any."""
    changed: str = Field(index=True)
    """Claimed time of the newest entry, ISO 8601 in UTC."""
    state_digest: str
    """SHA-256 (base64url) of the text that counts; empty where parts of it are erased."""
    evidence: str = ""
    """Empty for a text that all signed here by key, else the weakest class of evidence of what was signed elsewhere."""
    amends: str = Field(default="", index=True)
    """The agreement (history id) whose text this one replaces from its first day; empty for an agreement of its own."""
    disputed: str = ""
    """Names of the parties that dispute an agreement signed in full; empty where nobody does."""
    title_de: str = ""
    """In German, or the prevailing one; empty in a row that an older program wrote."""
    title_en: str = ""
    """In English, alike."""
    datasets: str = ""
    """Names of its datasets by key and language, as JSON; empty for none."""

    @property
    def shown_title(self) -> str:
        """The title in the language of the reader."""
        return (self.title_de if current_language() == "de" else self.title_en) or self.title


def evidence_of(session: Session, history: str) -> EvidenceClass | None:
    """The class of evidence of one agreement; None where it is not signed or not in the vault."""
    row = session.get(AgreementRow, history)
    if row is None:
        return None
    for known in ELSEWHERE:
        if row.evidence == known:
            return known
    return "signed_here" if row.stage in ("signed", "terminated") else None
