"""Facts on file in one's own house, which do not travel: they answer what the agreement's terms leave open.

An agreement in force cannot be changed for the sake of a check, and a balancing test, the judgement on standard terms
and the record of a negotiation are nobody else's business. Nor are a controller's legal bases the processor's. So these are recorded beside the agreement.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from datapact.base.errors import WrongUse
from datapact.base.texts import N_, printable_place
from datapact.contract.screening.questions import QUESTIONS
from datapact.contract.terms import Terms, known_facts, read_terms
from datapact.contract.terms.paths import field, value_at

_LISTS = {"dataset": "datasets", "purpose": "purposes", "party": "parties"}
_FACTS: dict[str, frozenset[str]] = {
    list_name: frozenset(fact.name for one in QUESTIONS if one.scope == scope for fact in one.facts)
    for scope, list_name in _LISTS.items()
}
_FACTS["datasets"] |= {"personal", "secrecies"}
_FACTS["datasets"] |= {"health_access_outcome", "health_access_conditions"}
_FACTS["purposes"] |= {"compatibility_test", "further_notice", "compatibility_outcome", "compatibility_conditions"}
_FACTS["assessments"] = frozenset(["outcome", "conditions"])
_FACTS["transfers"] = frozenset(
    f"{document}_{name}" for document in ("assessment", "necessity") for name in ("outcome", "conditions")
) | {"scope"}
_FACTS["parties"] |= {"land"}
_WHOLE = frozenset(fact.name for one in QUESTIONS if one.scope == "agreement" for fact in one.facts) | {
    "dpia_required",
    "dpia_reasons",
    "standard_terms",
    "negotiation_record",
    "negotiated",
    "personal_data",
    "automated_decisions_ground",
    "automated_decisions_safeguards",
    "terminal_equipment_ground",
    "terminal_equipment_basis",
    "works_council_outcome",
    "works_council_conditions",
}
_JOINT = frozenset(["screened", "reasons"])
_BASES = frozenset(["balancing_test", "balancing_test_date", "balancing_outcome", "balancing_conditions"])
OWN_MEMBERS: Mapping[str, frozenset[str]] = {**_FACTS, "legal_bases": _BASES}
"""Members of rows, by list of the terms, that the house can answer beside the agreement."""
INTERNAL = frozenset(["facts.standard_terms", "facts.negotiation_record", "facts.negotiated"])


def is_own_fact(place: str) -> bool:
    """Whether a fact at this place can be on file in one's own house."""
    match place.split("."):
        case ["facts", name]:
            return name in _WHOLE
        case ["legal_bases"]:
            return True
        case ["joint", name]:
            return name in _JOINT
        case ["legal_bases", index, name]:
            return index.isdigit() and name in _BASES
        case [list_name, _key, name]:
            return name in _FACTS.get(list_name, frozenset())
        case _:
            return False


def concerned(terms: Terms, place: str) -> frozenset[str]:
    """Keys of the parties in whose house the fact at a place is known; empty where every party can know it."""
    match place.split("."):
        case ["facts", name] if name.startswith(("works_council", "employee")):
            staff = [one for one in terms.datasets if known_facts.employees(one).value]
            return frozenset(one.provider for one in staff if one.provider)
        case ["parties", key, *_rest]:
            return frozenset([key])
        case ["datasets", key, _name]:
            return frozenset(one.provider for one in terms.datasets if one.key == key and one.provider)
        case _:
            return frozenset()


def require_own_fact(terms: Terms, place: str, value: Any) -> None:
    """Raise WrongUse unless the place is one of an own fact that these terms have, with a value it can take."""
    if not is_own_fact(place):
        raise WrongUse(
            N_("{place} is no fact that can be recorded beside an agreement. See 'datapact agreement facts'."),
            place=printable_place(place),
        )
    if place == "legal_bases" and not terms.processing.processor:
        raise WrongUse(
            N_(
                "Only beside a processing agreement the legal bases stay in the house. Here each controller states its own in the text."
            )
        )
    found: object = terms
    for step in place.split(".")[:-1]:
        try:
            found = field(found, step)
        except KeyError:
            raise WrongUse(N_("The agreement has no {place}."), place=printable_place(place)) from None
    if value is not None:  # nothing takes an answer back, of a list and a choice too
        read_terms(_put(terms.model_dump(mode="json", exclude_unset=True), place, value))


def with_own_facts(terms: Terms, own: Mapping[str, Any]) -> Terms:
    """The terms with what they leave open answered from the house's own file; places that are gone are left out."""
    answers = {place: value for place, value in own.items() if is_own_fact(place) and is_left_open(terms, place)}
    if not answers:
        return terms
    whole = terms.model_dump(mode="json", exclude_unset=True)
    for place, value in answers.items():
        whole = _put(whole, place, value)
    return read_terms(whole)


def contradicted(terms: Terms, own: Mapping[str, Any]) -> tuple[str, ...]:
    """Places to which the house has another answer on file than these terms give, by a tick or a choice.

    Only what the terms leave open is answered from the file, so one of both is wrong. Words beside words are for people.
    """
    return tuple(
        sorted(
            place
            for place, value in own.items()
            if is_own_fact(place)
            and place not in INTERNAL
            and not is_left_open(terms, place)
            and _differs(terms, place, value)
        )
    )


_CHOSEN = ("outcome", "_outcome", "screened", "_ground", "land")


def _differs(terms: Terms, place: str, value: Any) -> bool:
    given = value_at(terms, place)
    if isinstance(given, bool):
        return isinstance(value, bool) and value is not given
    if isinstance(given, str):
        return place.endswith(_CHOSEN) and value != given
    if place.endswith(".personal") and isinstance(given, tuple):
        judged = {one.party: one.judgement for one in given}
        return any(one["judgement"] != judged.get(one["party"], one["judgement"]) for one in value)
    return place.endswith(".secrecies") and isinstance(given, tuple) and not set(value) <= set(given)


def is_left_open(terms: Terms, place: str) -> bool:
    """Whether the terms say nothing at a place, so that an answer of the house counts there."""
    value: object = terms
    for step in place.split("."):
        try:
            value = field(value, step)
        except KeyError:
            return False
    return value is None or value in ("", ()) or (hasattr(value, "given") and not value.given())


def _put(whole: dict[str, Any], place: str, value: Any) -> dict[str, Any]:
    holder: Any = whole
    *steps, last = place.split(".")
    for step in steps:
        if isinstance(holder, list):
            holder = next(
                entry
                for index, entry in enumerate(holder)
                if entry.get("key", str(index)) == step or str(index) == step
            )
        else:
            holder = holder.setdefault(step, {})
    holder[last] = value
    return whole
