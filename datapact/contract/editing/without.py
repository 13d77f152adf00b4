"""The terms of the others: without parties that do not take part, and without what makes no sense then.

Nothing may come to cover more than before. In many places an empty list stands for all, so a part is dropped whose list
would become empty, and one that named what is gone: the purpose for a dataset that is gone, the measure of a party.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from datapact.contract.terms import Dataset, Localised, Term, Terms, read_terms, write_terms
from datapact.contract.terms.data import PersonalFor
from datapact.contract.terms.paths import shape_of
from datapact.contract.terms.references import DATASET_FIELDS, PARTY_FIELDS, PURPOSE_FIELDS
from datapact.contract.text.value_words import BilingualMessage, bilingual
from datapact.contract.vocabulary.labels import label_of_member
from datapact.contract.vocabulary.messages import own

_LISTS = ("parties", "datasets", "purposes")


@dataclass(frozen=True, slots=True)
class Others:
    """Terms without some parties."""

    terms: Terms
    """Of those that are left."""
    dropped: tuple[BilingualMessage, ...]
    """What is gone besides the parties: a line for each dataset and purpose, and one for each list with its number."""


def without_parties(terms: Terms, keys: Collection[str]) -> Others:
    """The terms without the parties of these keys; raises Malformed where fewer than two parties are left."""
    gone: dict[str, set[str]] = {"parties": set(keys), "datasets": set(), "purposes": set()}
    before = rest = write_terms(_with_judgements(terms, keys))
    while True:
        rest = {
            name: [one for one in held if one.get("key") not in gone[name]]
            if name in _LISTS and isinstance(held, list)
            else held
            for name, held in rest.items()
        }
        left: Any = _rest_of(Terms, rest, gone, in_list=False)
        lost = {name: _keys(before, name) - _keys(left, name) for name in _LISTS}
        rest = left
        if lost == gone:
            return Others(read_terms(rest), (*_dropped(before, rest), *_to_judge_again(terms, keys, left)))
        gone = lost


def _with_judgements(terms: Terms, keys: Collection[str]) -> Terms:
    """The terms in which nobody who is left inherits the judgement of who goes: a dataset stays personal for each of them.

    A party without a judgement of its own holds what the others were judged to hold (``Dataset.personal_for``). Where those
    who go were the only ones to call it personal, nobody who is left has been asked without them: the answer is open again.
    """
    left = [one.key for one in terms.parties if one.key not in keys]
    changed: dict[str, Any] = {"datasets": tuple(_judged(one, left, keys) for one in terms.datasets)}
    if terms.facts.personal_data is False and any(_only_their_judgement(one, keys) for one in terms.datasets):
        changed["facts"] = terms.facts.model_copy(update={"personal_data": None})
    return terms.model_copy(update=changed)


def _only_their_judgement(dataset: Dataset, keys: Collection[str]) -> bool:
    """Whether the data is personal by the judgement of the parties of these keys alone."""
    by = {one.party for one in dataset.personal if one.judgement in ("personal", "pseudonymous")}
    return bool(by) and by <= set(keys)


def _to_judge_again(terms: Terms, keys: Collection[str], rest: Mapping[str, Any]) -> Iterator[BilingualMessage]:
    """A line for each dataset of which it has to be said again whether it is personal."""
    left = _keys(rest, "datasets")
    for one in terms.datasets:
        if one.key in left and _only_their_judgement(one, keys):
            name = own(one.name, one.key)
            german, english = name.german, name.id
            yield bilingual(
                f"ob „{german}“ personenbezogen ist: nur sie hatten es bejaht, beantworten Sie es neu",
                f"whether “{english}” is personal data: they alone had said so, answer it again",
            )


def _judged(dataset: Dataset, left: Collection[str], keys: Collection[str]) -> Dataset:
    if _only_their_judgement(dataset, keys):
        return dataset.model_copy(update={"personal": ()})
    concerned = [one for one in left if one == dataset.provider or one in (dataset.recipients or left)]
    later = dataset.model_copy(update={"personal": tuple(one for one in dataset.personal if one.party not in keys)})
    written: list[PersonalFor] = []
    for group in (concerned, left):  # who neither provides nor receives it inherits again from those who do
        fresh = [
            PersonalFor(party=party, judgement=dataset.personal_for(party))
            for party in group
            if later.personal_for(party) != dataset.personal_for(party)
        ]
        written += fresh
        later = later.model_copy(update={"personal": (*later.personal, *fresh)})
    return dataset.model_copy(update={"personal": (*dataset.personal, *written)}) if written else dataset


def _keys(terms: Mapping[str, Any], name: str) -> set[str]:
    return {str(one["key"]) for one in terms.get(name, ())}


def _deleted_keys(name: str, deleted: Mapping[str, set[str]]) -> set[str]:
    if name in PARTY_FIELDS:
        return deleted["parties"]
    if name in DATASET_FIELDS:
        return deleted["datasets"]
    return deleted["purposes"] if name in PURPOSE_FIELDS else set()


def _rest_of(
    model: type[Term], value: Mapping[str, Any], deleted: Mapping[str, set[str]], *, in_list: bool
) -> dict[str, Any] | None:
    """The part without mentions of what is gone; None for a member of a list that has to go with it."""
    rest = dict(value)
    for name, held in value.items():
        shape, keys = shape_of(model.model_fields[name].annotation), _deleted_keys(name, deleted)
        if isinstance(held, str):
            if held in keys:
                if in_list:
                    return None
                del rest[name]
        elif isinstance(held, dict) and shape.model is not None and not issubclass(shape.model, Localised):
            rest[name] = _rest_of(shape.model, held, deleted, in_list=False)
        elif isinstance(held, list) and shape.element is not None and shape.element.model is not None:
            inner = shape.element.model
            members = [_rest_of(inner, one, deleted, in_list=True) for one in held]
            rest[name] = [one for one in members if one is not None]
        elif isinstance(held, list) and keys:
            rest[name] = [one for one in held if one not in keys]
            if held and not rest[name] and in_list:
                return None
    return rest


def _dropped(before: Mapping[str, Any], rest: Mapping[str, Any]) -> tuple[BilingualMessage, ...]:
    found = []
    for name, held in before.items():
        if name == "parties" or not isinstance(held, list) or not held or not isinstance(held[0], dict):
            continue
        label = label_of_member("Terms", name)
        if name in _LISTS:
            left = _keys(rest, name)
            for one in held:
                if one["key"] not in left:
                    called = one.get("name", {})
                    german, english = (
                        called.get(way) or next(iter(called.values()), one["key"]) for way in ("de", "en")
                    )
                    found.append(bilingual(f"{label.de} „{german}“", f"{label.en} “{english}”"))
        elif fewer := len(held) - len(rest.get(name, ())):
            found.append(bilingual(f"{label.de} ({fewer})", f"{label.en} ({fewer})"))
    return tuple(found)
