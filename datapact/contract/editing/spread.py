"""One answer for many: what was said of one party is taken over for the others of which it can be said.

In a network of twenty-five nobody answers for each pair. One line is answered, the others follow, and whoever differs is
changed afterwards. Each party keeps an entry of its own: what is signed names everybody.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import cast

from datapact.base.strictjson import JsonObject, JsonValue
from datapact.contract.editing.commands import SetTerm
from datapact.contract.editing.term_edits import with_value
from datapact.contract.terms import Dataset, Term, Terms
from datapact.contract.terms.data import LegalBasis, PersonalFor
from datapact.contract.terms.parties import RoleInActivity
from datapact.contract.terms.paths import members, value_at

FEWEST = 7
"""Entries of a list from which those that say the same stand together."""
_WHO = {"LegalBasis": ("party", "dataset"), "PersonalFor": ("party",), "RoleInActivity": ("party",)}
"""The fields that say of whom an entry speaks, by its model."""
OF_WHOM = frozenset({"party", "dataset"})
"""All of them together."""
_NAMED = {**_WHO, "LegalBasis": ("party", "dataset", "purpose", "operation")}
_OF_ONE_PARTY = ("balancing_test", "balancing_test_date", "outside_public_tasks")
"""What a legal basis says of its party alone: each weighs the interests itself, and not each is a public authority."""


def others_like(terms: Terms, path: str) -> tuple[JsonObject, ...]:
    """The entries that would follow from the one at ``path``: for all parties, datasets that are not named yet.

    Empty where nothing follows: roles in an activity, judgements of a dataset and legal bases can be taken over.
    """
    holder, _, _step = path.rpartition(".")
    try:
        held, one = cast("Sequence[object]", value_at(terms, holder)), value_at(terms, path)
    except KeyError:
        return ()
    if isinstance(one, RoleInActivity):
        named = {cast("RoleInActivity", other).party for other in held}
        every = [party.key for party in terms.parties]
        return tuple({"party": key, "role": one.role} for key in every if key not in named)
    if isinstance(one, PersonalFor):
        dataset = next((each for each in terms.datasets if holder == f"datasets.{each.key}.personal"), None)
        named = {cast("PersonalFor", other).party for other in held}
        concerned = [] if dataset is None else _concerned(dataset)
        return tuple({"party": key, "judgement": one.judgement} for key in concerned if key not in named)
    if isinstance(one, LegalBasis):
        bases = cast("Sequence[LegalBasis]", held)
        known = {(each.party, each.dataset, each.purpose, each.operation) for each in bases}
        return tuple(
            _for_other(one, party, dataset.key)
            for dataset, party in _alike(terms, one)
            if (party, dataset.key, one.purpose, one.operation) not in known
        )
    return ()


def taken_over(terms: Terms, path: str) -> SetTerm:
    """The command that adds ``others_like`` behind the entries that are there; undone in one step."""
    holder, _, _step = path.rpartition(".")
    held: list[JsonValue] = [_written(one) for _name, one in members(value_at(terms, holder))]
    return SetTerm(holder, [*held, *others_like(terms, path)])


def named_by(one: object) -> tuple[str, ...]:
    """The key that tells an entry that can be taken over apart from the others; empty for every other one."""
    return tuple(str(getattr(one, field)) for field in _NAMED.get(type(one).__name__, ()))


def alike(terms: Terms, holder: str, apart: Collection[tuple[str, ...]] = ()) -> tuple[tuple[int, ...], ...]:
    """The places of a list, those together whose entries say the same of others; ``apart`` (``named_by``) stand alone.

    A list of few entries, and one whose entries are not about parties, has each by itself.
    """
    held = cast("Sequence[object]", value_at(terms, holder))
    groups: dict[object, list[int]] = {}
    for place, one in enumerate(held):
        who = _WHO.get(type(one).__name__)
        alone = who is None or len(held) < FEWEST or named_by(one) in apart
        key: object = place if alone else cast("Term", one).model_dump_json(exclude=set(who or ()))
        groups.setdefault(key, []).append(place)
    return tuple(map(tuple, groups.values()))


def set_for_all(terms: Terms, holder: str, places: Sequence[int], field: str, value: JsonValue) -> SetTerm:
    """The command that gives a field of all entries at ``places`` the same value."""
    entries: list[JsonValue] = [_written(one) for one in cast("Sequence[object]", value_at(terms, holder))]
    for place in places:
        entries[place] = with_value({"entry": entries[place]}, f"entry.{field}", value)["entry"]
    return SetTerm(holder, entries)


def without_all(terms: Terms, holder: str, places: Collection[int]) -> SetTerm:
    """The command that takes the entries at ``places`` out of the list."""
    held = cast("Sequence[object]", value_at(terms, holder))
    return SetTerm(holder, [_written(one) for place, one in enumerate(held) if place not in places])


def _concerned(dataset: Dataset) -> list[str]:
    return list(dict.fromkeys(key for key in (dataset.provider, *dataset.recipients) if key))


def _alike(terms: Terms, one: LegalBasis) -> Iterator[tuple[Dataset, str]]:
    """The datasets of the purpose with the parties that would have such a basis: who discloses provides, who uses receives."""
    purpose = next((each for each in terms.purposes if each.key == one.purpose), None)
    covered = set() if purpose is None else set(purpose.datasets)
    for dataset in terms.datasets:
        if covered and dataset.key not in covered:
            continue
        not_personal = {each.party for each in dataset.personal if each.judgement in ("anonymous", "not_personal")}
        parties = {"disclosure": [dataset.provider], "use": list(dataset.recipients)}
        for party in parties.get(one.operation, _concerned(dataset)):
            if party and party not in not_personal:
                yield dataset, party


def _for_other(one: LegalBasis, party: str, dataset: str) -> JsonObject:
    value = _written(one) | {"party": party, "dataset": dataset}
    if party != one.party:
        value = {name: said for name, said in value.items() if name not in _OF_ONE_PARTY}
    return value


def _written(one: object) -> JsonObject:
    return cast("JsonObject", cast("Term", one).model_dump(mode="json", exclude_defaults=True))
