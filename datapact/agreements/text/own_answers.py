"""The house's own answers beside an agreement, as they hold for a text: each only while the words that it rests on stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from datapact.agreements.text.current_text import current_state
from datapact.contract.screening.own_facts import is_own_fact, with_own_facts
from datapact.contract.screening.rests_on import changed, digests, is_about_an_answer
from datapact.contract.terms import Terms, read_terms
from datapact.contract.terms.references import has_withheld

if TYPE_CHECKING:
    from datapact.history.fold.agreement import AgreementState


@dataclass(frozen=True, slots=True)
class VoidAnswer:
    """An answer that no longer counts, since what it rests on has other words."""

    place: str
    """Path into the terms."""
    value: Any
    """As it was answered, as JSON."""
    changed: tuple[str, ...]
    """Places whose words are others; ``clauses`` for the clauses themselves."""


@dataclass(frozen=True, slots=True)
class _Recorded:
    value: Any
    rests_on: Mapping[str, str] | None
    """None for entries before answers were bound: they were given on the text of the agreement itself."""


def own_facts(folded: AgreementState, state: Mapping[str, Any]) -> dict[str, Any]:
    """Facts on file in this house beside the agreement that hold for ``state``, by place; the newest record of each counts."""
    return {place: value for place, value, gone in _judged(folded, state) if not gone}


def void_answers(folded: AgreementState, state: Mapping[str, Any]) -> tuple[VoidAnswer, ...]:
    """The newest answers that do not hold for ``state`` any more, with what changed."""
    return tuple(VoidAnswer(place, value, gone) for place, value, gone in _judged(folded, state) if gone)


def grounds_of(folded: AgreementState, state: Mapping[str, Any], facts: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """The grounds of each of these new facts in ``state``, by place, as its entry records it."""
    terms, clauses = read_terms(state["terms"]), _clauses(state)
    before = {place: value for place, value in own_facts(folded, state).items() if not is_about_an_answer(place)}
    first = {place: value for place, value in facts.items() if not is_about_an_answer(place)}
    answered = _answered(terms, {**before, **first})
    return {
        place: digests(answered if is_about_an_answer(place) else terms, clauses, place)
        for place, value in facts.items()
        if value is not None
    }


def _judged(folded: AgreementState, state: Mapping[str, Any]) -> Iterator[tuple[str, Any, tuple[str, ...]]]:
    """Every newest answer with the places that have other words now."""
    recorded = _newest(folded)
    written = state.get("terms")
    if not recorded or not isinstance(written, Mapping) or has_withheld(written):
        return
    terms, clauses = read_terms(written), _clauses(state)
    base: Mapping[str, Any] = (
        state if all(one.rests_on is not None for one in recorded.values()) else current_state(folded)
    )
    signed = terms if base is state or has_withheld(base.get("terms") or {}) else read_terms(base["terms"])
    held: dict[str, Any] = {}
    for about_answer in (False, True):
        now, then = _answered(terms, held), _answered(signed, held)
        for place, one in recorded.items():
            if is_about_an_answer(place) is not about_answer:
                continue
            rests_on = one.rests_on if one.rests_on is not None else digests(then, _clauses(base), place)
            gone = changed(now, clauses, place, rests_on)
            if not gone and not about_answer:
                held[place] = one.value
            yield place, one.value, gone


def _newest(folded: AgreementState) -> dict[str, _Recorded]:
    found: dict[str, _Recorded] = {}
    for recorded in folded.facts.own_facts:
        bound = recorded.rests_on
        for place, value in recorded.facts.items():
            found[place] = _Recorded(value, bound.get(place) if bound else None)
    return {place: one for place, one in found.items() if one.value is not None and is_own_fact(place)}


def _answered(terms: Terms, facts: Mapping[str, Any]) -> Terms:
    given = {place: value for place, value in facts.items() if value is not None}
    return with_own_facts(terms, given) if given else terms


def _clauses(state: Mapping[str, Any]) -> list[Any]:
    found = state.get("clauses")
    return found if isinstance(found, list) else []
