"""Which agreement is the framework of which, and those that weigh in an answer without naming the dataset or the partner."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from datapact.consent.facts.facts import AgreementFacts, is_about


def framework_names(agreement: AgreementFacts) -> frozenset[str]:
    """What the agreement calls its framework, folded: a number (among other words, too), a title or an id."""
    return frozenset({agreement.under.casefold(), agreement.terms.facts.parent_agreement.strip().casefold()} - {""})


def is_called(agreement: AgreementFacts, names: Iterable[str]) -> bool:
    """Whether one of these names is the agreement's id, number or title, or holds its number."""
    called = {one.casefold() for one in (agreement.id, agreement.number, agreement.title)} - {""}
    return any(one in called or _says_number(one, agreement.number.casefold()) for one in names)


def stands_under(agreement: AgreementFacts, other: AgreementFacts) -> bool:
    """Whether an agreement names another as its framework."""
    return agreement.id != other.id and is_called(other, framework_names(agreement))


def _says_number(words: str, number: str) -> bool:
    """Whether words hold a number with a digit as a whole: “Framework DP-2 of 1 March” for DP-2, not for DP-22."""
    found = any(one.isdigit() for one in number) and len(number) > 2
    return found and re.search(rf"(?<![\w/-]){re.escape(number)}(?![\w/-])", words) is not None


def with_frameworks(
    chosen: Sequence[AgreementFacts], everything: Sequence[AgreementFacts]
) -> tuple[AgreementFacts, ...]:
    """The chosen agreements and their frameworks, also along a chain, whatever datasets and parties these name."""
    found = list(chosen)
    for one in found:  # grows on the way
        if framework_names(one):
            ids = {each.id for each in found}
            found += [other for other in everything if other.id not in ids and stands_under(one, other)]
    return tuple(found)


def weighing(agreements: Sequence[AgreementFacts], dataset: str, partner: str) -> tuple[AgreementFacts, ...]:
    """The agreements on the dataset with the partner and their frameworks, and those with whoever engages the partner
    as a sub-processor."""
    about = [one for one in agreements if is_about(one, dataset, partner)]
    principals = {one.reference(_principal(one, partner)) for one in about} - {""}
    ids = {one.id for one in about}
    others = [
        one
        for one in agreements
        if one.id not in ids and any(is_about(one, dataset, reference) for reference in principals)
    ]
    return with_frameworks([*about, *others], agreements)


def _principal(agreement: AgreementFacts, partner: str) -> str:
    """The key of the party that engages the partner as a sub-processor, empty where it is none."""
    key = agreement.key_of(partner)
    return next((one.engaged_by for one in agreement.terms.sub_processors if f"sub_processors.{one.key}" == key), "")


__all__ = ["framework_names", "is_called", "stands_under", "weighing", "with_frameworks"]
