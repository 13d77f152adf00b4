"""Framework agreements and those under them, and the agreements that weigh in an answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from datapact.consent.facts.facts import AgreementFacts, is_upstream


def framework_names(agreement: AgreementFacts) -> frozenset[str]:
    """The framework's name in the agreement, folded: a number (among other words, too), a title or an id."""
    return frozenset({agreement.under.casefold(), agreement.terms.facts.parent_agreement.strip().casefold()} - {""})


def is_named(agreement: AgreementFacts, names: Iterable[str]) -> bool:
    """Whether one of these names is the agreement's id, number or title, or holds its number."""
    called = _names(agreement)
    return any(one in called or _holds_number(one, agreement.number.casefold()) for one in names)


def _names(agreement: AgreementFacts) -> set[str]:
    return {one.casefold() for one in (agreement.id, agreement.number, agreement.title)} - {""}


def stands_under(agreement: AgreementFacts, other: AgreementFacts) -> bool:
    """Whether an agreement names another as its framework."""
    return agreement.id != other.id and is_named(other, framework_names(agreement))


def _holds_number(words: str, number: str) -> bool:
    """Whether words hold a number with a digit as a whole: “Framework DP-2 of 1 March” for DP-2, not for DP-22."""
    found = len(number) > 2 and number in words and any(one.isdigit() for one in number)
    return found and re.search(rf"(?<![\w/-]){re.escape(number)}(?![\w/-])", words) is not None


def with_frameworks(
    chosen: Sequence[AgreementFacts], everything: Sequence[AgreementFacts]
) -> tuple[AgreementFacts, ...]:
    """The chosen agreements and their frameworks, also along a chain, whatever datasets and parties these name."""
    return _along(chosen, _frameworks_in(everything))


def weighing(agreements: Sequence[AgreementFacts], dataset: str, partner: str) -> tuple[AgreementFacts, ...]:
    """As ``weighing_in``, for one answer."""
    return weighing_in(agreements)(dataset, partner)


def weighing_in(agreements: Sequence[AgreementFacts]) -> Callable[[str, str], tuple[AgreementFacts, ...]]:
    """Finds, for a dataset and a partner, the agreements that weigh in an answer: those on the dataset with the partner and
    with whoever engages the partner as a sub-processor, those by which we have the dataset, and the frameworks of all these.

    Whatever gives ``decide`` fewer agreements than all takes these; looking up many is quick.
    """
    naming: dict[str, list[AgreementFacts]] = {}
    for agreement in agreements:
        for key in dict.fromkeys(one.key for one in agreement.terms.datasets):
            naming.setdefault(key, []).append(agreement)
    frameworks = _frameworks_in(agreements)

    def found(dataset: str, partner: str) -> tuple[AgreementFacts, ...]:
        there = naming.get(dataset, [])
        about = [one for one in there if one.key_of(partner)]
        principals = {one.reference(_principal(one, partner)) for one in about} - {""}
        ids = {one.id for one in about}
        others = [one for one in there if one.id not in ids and any(one.key_of(each) for each in principals)]
        ids |= {one.id for one in others}
        upstream = [one for one in there if one.id not in ids and is_upstream(one, dataset)]
        return _along([*about, *others, *upstream], frameworks)

    return found


def _frameworks_in(agreements: Sequence[AgreementFacts]) -> Callable[[AgreementFacts], Sequence[AgreementFacts]]:
    """Finds the frameworks that an agreement names, as ``stands_under`` says; each name is looked for once."""
    called: dict[str, list[int]] = {}
    numbers: list[tuple[str, int]] = []
    known: dict[str, frozenset[int]] = {}

    def look_up() -> None:
        for place, other in enumerate(agreements):
            for name in _names(other):
                called.setdefault(name, []).append(place)
            numbers.append((other.number.casefold(), place))

    def named(name: str) -> frozenset[int]:
        if not numbers:  # most agreements stand under none
            look_up()
        if name not in known:
            inside = (place for number, place in numbers if _holds_number(name, number))
            known[name] = frozenset((*called.get(name, ()), *inside))
        return known[name]

    def found(one: AgreementFacts) -> Sequence[AgreementFacts]:
        places = sorted(frozenset[int]().union(*map(named, framework_names(one))))
        return [agreements[place] for place in places if agreements[place].id != one.id]

    return found


def _along(
    chosen: Sequence[AgreementFacts], frameworks: Callable[[AgreementFacts], Sequence[AgreementFacts]]
) -> tuple[AgreementFacts, ...]:
    found = list(chosen)
    ids = {one.id for one in found}
    for one in found:  # grows on the way
        more = [other for other in frameworks(one) if other.id not in ids]
        found += more
        ids |= {other.id for other in more}
    return tuple(found)


def _principal(agreement: AgreementFacts, partner: str) -> str:
    """The key of the party that engages the partner as a sub-processor, empty where it is none."""
    key = agreement.key_of(partner)
    return next((one.engaged_by for one in agreement.terms.sub_processors if f"sub_processors.{one.key}" == key), "")


__all__ = ["framework_names", "is_named", "stands_under", "weighing", "weighing_in", "with_frameworks"]
