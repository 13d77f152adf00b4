"""The annexes of an agreement, by what its terms say: those with contents are numbered in their order."""

from __future__ import annotations

from datapact.contract.terms.whole import Terms


def annexes_with_contents(terms: Terms) -> tuple[str, ...]:
    """The names of the annexes that have contents, in their order; one with the remaining terms can follow."""
    present = {
        "datasets": bool(terms.datasets),
        "purposes": bool(terms.purposes or terms.legal_bases or terms.notices),
        "measures": bool(terms.measures or terms.assessments),
        "models": terms.models.applies or bool(terms.pilot.work_of or terms.pilot.milestones),
        "transfers": bool(terms.transfers or terms.sub_processors),
        "parties": True,
    }
    return tuple(name for name, stands in present.items() if stands)


def most_annexes(terms: Terms) -> int:
    """The highest number that an annex can have: one more than those with contents, for the remaining terms."""
    return len(annexes_with_contents(terms)) + 1
