"""The documents that an agreement names and that decide, with what a person chose as their result.

No program reads what a document found: whoever has read it chooses whether it carries the use, on conditions, or not. Not
answered is open, never yes.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from datapact.base.strictjson import JsonObject
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


_OF_A_BASIS = ("party", "dataset", "purpose")
"""What a legal basis is about, besides the operation; the list has no keys."""


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
    title: str = ""
    """Its name or reference, where its result is told apart from it."""
    result: str = ""
    """What it came to, in its own words; ``words`` where nothing tells them apart from the name."""

    @property
    def carries(self) -> bool:
        """Somebody chose that it carries the use, and named the conditions where there are some."""
        return self.outcome == "carries" or (self.outcome == "conditions" and bool(self.conditions.strip()))


def named_documents(terms: Terms) -> Iterator[NamedDocument]:
    """Every document that decides and that the terms name, in the order of the terms."""

    def one(at: str, member: str, stem: str, words: str, outcome: Outcome, conditions: str) -> Iterator[NamedDocument]:
        if words.strip():
            yield NamedDocument(
                f"{at}.{member}",
                words,
                f"{at}.{stem}outcome",
                outcome,
                f"{at}.{stem}conditions",
                conditions,
                result=words,
            )

    for each in terms.assessments:
        words = f"{each.reference}. {each.result}".strip(". ")
        for document in one(f"assessments.{each.key}", "result", "", words, each.outcome, each.conditions):
            yield replace(document, title=each.reference, result=each.result)
    for index, basis in enumerate(terms.legal_bases):
        if basis.balancing_test:  # a long list has a few
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
    stale = [answer for answer in stale_choices(before, after) if answer not in chosen]
    if not stale:
        return after
    whole = after.model_dump(mode="json", exclude_unset=True)
    for answer in stale:
        holder, members = _holder(whole, answer)
        for name in members:
            holder.pop(name, None)
    return read_terms(whole)


def stale_choices(before: Terms, after: Terms) -> tuple[str, ...]:
    """The places of results in ``after`` whose document stood for another one in ``before``."""
    then: dict[object, list[tuple[str, ...]]] = {}
    for answer, document, _outcome, _conditions in choices(before):
        then.setdefault(of_what(before, answer), []).append(document)
    return tuple(
        answer
        for answer, document, outcome, conditions in choices(after)
        if (outcome or conditions)
        and any(map(any, earlier := then.get(of_what(after, answer), [])))
        and document not in earlier
    )


def named_choices(terms: Terms, changes: Mapping[str, Any]) -> frozenset[str]:
    """The places of the choices for which changes that were merged into the terms say something themselves."""
    return frozenset(answer for answer, *_rest in choices(terms) if _is_named(terms, changes, answer))


def _is_named(terms: Terms, changes: Mapping[str, Any], answer: str) -> bool:
    list_name, *key, member = answer.split(".")
    said = changes.get(list_name)
    if isinstance(said, Mapping):
        said = [{"key": key[0], **said.get(key[0], {})}] if key else [said]
    rows = [one for one in said or () if isinstance(one, Mapping) and member in one]
    if list_name == "legal_bases":
        basis = terms.legal_bases[int(key[0])]
        return any(all(one.get(name) == getattr(basis, name) for name in _OF_A_BASIS) for one in rows)
    return any(not key or one.get("key") == key[0] for one in rows)


def with_named_choices(changes: JsonObject, before: Terms, after: Terms) -> JsonObject:
    """Changes that turn ``before`` into ``after``, with every result that was chosen again, though it is the same, said in them.

    Whoever merges them takes a result that they do not say for one of the document that went.
    """
    whole = after.model_dump(mode="json", exclude_unset=True)
    found: dict[str, Any] = dict(changes)
    for answer in stale_choices(before, after):
        if _is_named(after, found, answer):
            continue
        list_name, *key, _member = answer.split(".")
        holder, members = _holder(whole, answer)
        chosen = {name: holder[name] for name in members if name in holder}
        if not key:
            found[list_name] = {**found.get(list_name, {}), **chosen}
        else:
            found[list_name] = [{**one, **chosen} if one.get("key") == key[0] else one for one in found[list_name]]
    return found


def _holder(whole: Mapping[str, Any], answer: str) -> tuple[Any, tuple[str, str]]:
    """The part of terms as JSON that has a choice, and the names of its result and its conditions there."""
    *steps, last = answer.split(".")
    holder: Any = whole
    for step in steps:
        if isinstance(holder, list):
            holder = next(one for index, one in enumerate(holder) if one.get("key", str(index)) == step)
        else:
            holder = holder[step]
    return holder, (last, f"{last.removesuffix('outcome')}conditions")


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


def of_what(terms: Terms, answer: str) -> object:
    """The subject of a choice: its place, or of a legal basis, which moves as others go, of whom and what it speaks."""
    list_name, index, *_rest = answer.split(".")
    if list_name != "legal_bases":
        return answer
    basis = terms.legal_bases[int(index)]
    return *(getattr(basis, name) for name in _OF_A_BASIS), basis.operation


def _rows(terms: Terms, list_name: str) -> list[tuple[str, Term]]:
    return [(f"{list_name}.{step}", row) for step, row in members(getattr(terms, list_name)) if isinstance(row, Term)]
