"""Data of the command palette from the vault: agreements and partners, by name and number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from datapact.agreements.views.list import list_agreements
from datapact.organisation.partners.partners import list_partners

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting

MOST = 5000


@dataclass(frozen=True, slots=True)
class Findable:
    """One agreement or partner: its text, its secondary text, and its id."""

    kind: Literal["agreement", "partner"]
    """The kind of place it leads to."""
    id: str
    """History id, or organisation id."""
    text: str
    """Title of the agreement, or name of the partner."""
    beside: str
    """Number and partners; empty for a partner."""
    status: str = ""
    """Of the agreement, as in the list; empty for a partner."""


def findable(acting: Acting) -> tuple[Findable, ...]:
    """The agreements changed last and all partners; a read."""
    with acting.vault.read() as session:
        rows = list_agreements(session, limit=MOST)
        partners = list_partners(session)
    agreements = [
        Findable("agreement", row.id, row.title, f"{row.number} · {row.partners}", row.status) for row in rows
    ]
    return (*agreements, *(Findable("partner", partner.organisation, partner.name, "") for partner in partners))
