"""The documents that an agreement names and that decide, with what a person chose as their result.

No program reads what a document found: whoever has read it chooses whether it carries the use, on conditions, or not. Not
answered is open, never yes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from datapact.base.texts import N_
from datapact.contract.terms import Terms
from datapact.contract.terms.base import Outcome

OUTCOMES: dict[Outcome, str] = {
    "carries": N_("it carries the use"),
    "conditions": N_("it carries the use on conditions"),
    "against": N_("it does not carry the use"),
    "": N_("not answered"),
}
"""The words of the choice, as it is offered."""


@dataclass(frozen=True, slots=True)
class NamedDocument:
    """A document that decides, where the terms name one."""

    place: str
    """Where its words stand, such as ``purposes.study.compatibility_test``."""
    words: str
    """As the parties wrote it: its name or reference, and of an assessment its result."""
    answer: str
    """Place of the choice, such as ``purposes.study.compatibility_outcome``."""
    outcome: Outcome
    """As chosen; empty: not answered."""
    conditions_at: str
    """Place of the conditions."""
    conditions: str
    """On which it carries the use; may be empty."""

    @property
    def carries(self) -> bool:
        """Somebody chose that it carries the use, and named the conditions where there are some."""
        return self.outcome == "carries" or (self.outcome == "conditions" and bool(self.conditions.strip()))


def named_documents(terms: Terms) -> Iterator[NamedDocument]:
    """Every document that decides and that the terms name, in the order of the terms."""

    def one(at: str, member: str, stem: str, words: str, outcome: Outcome, conditions: str) -> Iterator[NamedDocument]:
        if words.strip():
            yield NamedDocument(
                f"{at}.{member}", words, f"{at}.{stem}outcome", outcome, f"{at}.{stem}conditions", conditions
            )

    for each in terms.assessments:
        words = f"{each.reference}. {each.result}".strip(". ")
        yield from one(f"assessments.{each.key}", "result", "", words, each.outcome, each.conditions)
    for index, basis in enumerate(terms.legal_bases):
        yield from one(
            f"legal_bases.{index}",
            "balancing_test",
            "balancing_",
            basis.balancing_test,
            basis.balancing_outcome,
            basis.balancing_conditions,
        )
    for purpose in terms.purposes:
        yield from one(
            f"purposes.{purpose.key}",
            "compatibility_test",
            "compatibility_",
            purpose.compatibility_test,
            purpose.compatibility_outcome,
            purpose.compatibility_conditions,
        )
    for transfer in terms.transfers:
        at = f"transfers.{transfer.key}"
        for name in ("assessment", "necessity"):
            yield from one(
                at,
                name,
                f"{name}_",
                getattr(transfer, name),
                getattr(transfer, f"{name}_outcome"),
                getattr(transfer, f"{name}_conditions"),
            )
    for dataset in terms.datasets:
        yield from one(
            f"datasets.{dataset.key}",
            "health_access",
            "health_access_",
            dataset.health_access,
            dataset.health_access_outcome,
            dataset.health_access_conditions,
        )
    facts = terms.facts
    yield from one(
        "facts",
        "works_council_agreement",
        "works_council_",
        facts.works_council_agreement,
        facts.works_council_outcome,
        facts.works_council_conditions,
    )
