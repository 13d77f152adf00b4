"""The documents that an agreement names and that decide, with what a person chose as their result.

No program reads what a document found: whoever has read it chooses whether it carries the use, on conditions, or not. Not
answered is open, never yes.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass
from typing import Any

from datapact.base.texts import N_
from datapact.contract.terms import Term, Terms, read_terms
from datapact.contract.terms.base import Outcome
from datapact.contract.terms.paths import members

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


def without_stale(before: Terms, after: Terms, chosen: Container[str] = ()) -> Terms:
    """The terms without what somebody chose about another document: where one was exchanged, its result is open again.

    ``chosen`` are the places of choices that were made together with the change.
    """
    then: dict[object, list[tuple[str, ...]]] = {}
    for answer, document, _outcome, _conditions in choices(before):
        then.setdefault(_of_what(before, answer), []).append(document)
    stale = [
        answer
        for answer, document, outcome, conditions in choices(after)
        if (outcome or conditions)
        and any(map(any, earlier := then.get(_of_what(after, answer), [])))
        and document not in earlier
        and answer not in chosen
    ]
    if not stale:
        return after
    whole = after.model_dump(mode="json", exclude_unset=True)
    for answer in stale:
        *steps, last = answer.split(".")
        holder: Any = whole
        for step in steps:
            if isinstance(holder, list):
                holder = next(one for index, one in enumerate(holder) if one.get("key", str(index)) == step)
            else:
                holder = holder[step]
        for name in (last, f"{last.removesuffix('outcome')}conditions"):
            holder.pop(name, None)
    return read_terms(whole)


def choices(terms: Terms) -> Iterator[tuple[str, tuple[str, ...], str, str]]:
    """Place, document, result and conditions of every choice that the terms have room for, named or not."""
    for each in terms.assessments:
        named = (each.reference, each.version, str(each.day or ""), each.result)
        about: tuple[str, ...] = (each.kind, each.party, *named) if any(named) else ()
        yield f"assessments.{each.key}.outcome", about, each.outcome, each.conditions
    for stem, named_by, rows in (
        ("balancing", ("balancing_test", "balancing_test_date"), _rows(terms, "legal_bases")),
        ("compatibility", ("compatibility_test",), _rows(terms, "purposes")),
        ("health_access", ("health_access",), _rows(terms, "datasets")),
        ("assessment", ("assessment", "assessment_date"), _rows(terms, "transfers")),
        ("necessity", ("necessity",), _rows(terms, "transfers")),
        ("works_council", ("works_council_agreement",), [("facts", terms.facts)]),
    ):
        for at, row in rows:
            document = tuple(str(getattr(row, member) or "") for member in named_by)
            outcome, conditions = getattr(row, f"{stem}_outcome"), getattr(row, f"{stem}_conditions")
            yield f"{at}.{stem}_outcome", document, outcome, conditions


def _of_what(terms: Terms, answer: str) -> object:
    """What a choice is about: its place, or of a legal basis, which moves as others go, of whom and what it speaks."""
    list_name, index, *_rest = answer.split(".")
    if list_name != "legal_bases":
        return answer
    basis = terms.legal_bases[int(index)]
    return basis.party, basis.dataset, basis.purpose, basis.operation


def _rows(terms: Terms, list_name: str) -> list[tuple[str, Term]]:
    return [(f"{list_name}.{step}", row) for step, row in members(getattr(terms, list_name)) if isinstance(row, Term)]
