"""The closest clauses for a paper: among those that DataPact ships and the approved ones of the house."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.library.clauses.own_clauses import approved_texts
from datapact.paper.judge.matches import Library, LibraryText, Match, matches
from datapact.paper.judge.shipped import shipped_texts, without_terms

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.paper.read.text import PaperText


def closest_clauses(acting: Acting, text: PaperText) -> tuple[tuple[Match, ...], tuple[LibraryText, ...]]:
    """The closest clause for each paragraph that has one, and the texts of the house's own clauses."""
    own = house_texts(acting)
    return matches(text, Library((*own, *shipped_texts()))), own


def house_texts(acting: Acting) -> tuple[LibraryText, ...]:
    """The approved clauses of the house as texts to compare with."""
    with acting.vault.read() as session:
        return tuple(
            (f"{one.id}:{one.language}", one.title, without_terms(one.text)) for one in approved_texts(session)
        )
