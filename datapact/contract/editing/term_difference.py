"""The difference of two sets of terms, in the form of a change after signature: terms to merge, paths to remove.

A list whose members have identities is changed member by member, so that concurrent changes of others in it stay; a
list for which that does not suffice (another order, a member without identity) is stated as a whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from datapact.base.errors import DataPactError, WrongUse
from datapact.base.strictjson import JsonObject
from datapact.base.texts import N_
from datapact.contract.editing.answers_file import ChangedTerms
from datapact.contract.editing.merge import merge_terms
from datapact.contract.screening.outcomes import with_named_choices
from datapact.contract.terms import Terms, read_terms, write_terms
from datapact.contract.terms.paths import ROOT, Shape, identity_of, step_into

_NOTHING = object()


def changed_terms(before: Terms, after: Terms) -> ChangedTerms:
    """The changes that turn ``before`` into ``after``; both parts are empty where nothing differs.

    Raises WrongUse for terms that no change can state: two members of one list with the same identity.
    """
    old, new = write_terms(before), write_terms(after)
    content: dict[str, Any] = {}
    removals: list[str] = []
    for name in dict.fromkeys([*old, *new]):
        if old.get(name) == new.get(name):
            continue
        if name not in new:
            removals.append(name)
            continue
        fine: list[str] = []
        change = _change(step_into(ROOT, name), old.get(name, _NOTHING), new[name], name, fine)
        if _leads_there(old, new, name, change, fine):
            removals += fine
            content |= {} if change is _NOTHING else {name: change}
        else:
            removals += [name] if name in old else []
            content[name] = new[name]
    content = with_named_choices(cast(JsonObject, content), before, after)
    if read_terms(merge_terms(old, content, removals)) != after:  # an answer said to be open is as good as none
        raise WrongUse(N_("Two entries of one list are about the same. Keep one of them, and change it."))
    return ChangedTerms(content, tuple(removals))


def _leads_there(old: JsonObject, new: JsonObject, name: str, change: object, removals: list[str]) -> bool:
    try:
        merged = merge_terms(old, {} if change is _NOTHING else {name: change}, removals)
    except DataPactError:
        return False
    return bool(merged.get(name) == new[name])


def _change(shape: Shape, old: object, new: object, path: str, removals: list[str]) -> object:
    """The value to merge at a path, or _NOTHING where only removals are needed."""
    if shape.kind in ("part", "localised") and isinstance(old, Mapping) and isinstance(new, Mapping):
        return _changed_part(shape, old, new, path, removals)
    element = shape.element
    keyed = element is not None and element.model is not None and identity_of(element.model) == ("key",)
    if keyed and element is not None and isinstance(old, list) and isinstance(new, list):
        return _changed_list(element, old, new, path, removals)
    return new


def _changed_part(
    shape: Shape, old: Mapping[str, Any], new: Mapping[str, Any], path: str, removals: list[str]
) -> object:
    found: dict[str, Any] = {}
    for name in dict.fromkeys([*old, *new]):
        if name not in new:
            removals.append(f"{path}.{name}")
        elif name not in old:
            found[name] = new[name]
        elif old[name] != new[name]:
            change = _change(step_into(shape, name), old[name], new[name], f"{path}.{name}", removals)
            if change is not _NOTHING:
                found[name] = change
    return found or _NOTHING


def _changed_list(element: Shape, old: list[Any], new: list[Any], path: str, removals: list[str]) -> object:
    before = {member["key"]: member for member in old}
    kept = {member["key"] for member in new}
    removals += [f"{path}.{key}" for key in before if key not in kept]
    found = []
    for member in new:
        key = member["key"]
        if key not in before:
            found.append(member)
        elif before[key] != member:
            change = _changed_part(element, before[key], member, f"{path}.{key}", removals)
            if isinstance(change, dict):
                found.append({**change, "key": key})
    return found or _NOTHING
