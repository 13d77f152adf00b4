"""Answers by group: in an answers file one line may speak for many parties and datasets, and others name the exceptions.

A network of twenty-five that all provide has 625 legal bases; in the file they are two lines. In the terms each party and
dataset has its own entry, as if somebody had written it: what is signed names everybody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import product
from typing import Any

from datapact.base.errors import Malformed
from datapact.base.texts import N_, printable_place

_MANY = {"parties": "party", "datasets": "dataset", "purposes": "purpose"}
"""The plural in a group, and the field of each entry that it stands for."""
_LISTS: Mapping[str, tuple[str, ...]] = {
    "legal_bases": ("party", "dataset", "purpose", "operation"),
    "roles": ("party",),
    "personal": ("party",),
    "contacts": ("party",),
}
"""Lists in which a line may be a group, with what tells their entries apart."""
ALL, RECIPIENTS, PROVIDER, OTHERS = "all", "recipients", "provider", "others"
_MOST = 5000


def with_groups(tables: Mapping[str, Any]) -> dict[str, Any]:
    """The tables of an answers file with an entry for each that a group stands for; without groups they are unchanged.

    ``parties``, ``datasets`` and ``purposes`` of an entry are lists of keys or ``all``; ``parties`` of a legal basis also
    ``recipients`` or ``provider`` of each of its datasets; the ``recipients`` of a dataset ``others``: all but its
    provider. An entry that names one party goes before a group. Raises Malformed for a word or a key that is none.
    """
    found = dict(tables)
    keys = {name: _keys(found.get(name)) for name in _MANY}
    datasets = _members(found.get("datasets"))
    if datasets:
        found["datasets"] = [_dataset(one, keys) for one in datasets]
    by_key = {one.get("key"): one for one in _members(found.get("datasets"))}
    if "legal_bases" in found:
        found["legal_bases"] = _grouped("legal_bases", found["legal_bases"], keys, by_key)
    for part, inner in (("activities", "roles"), ("breach", "contacts")):
        held = found.get(part)
        if isinstance(held, list):
            found[part] = [_within(one, inner, keys) for one in held]
        elif isinstance(held, Mapping):
            found[part] = _within(held, inner, keys)
    return found


def _members(held: object) -> list[Mapping[str, Any]]:
    return [one for one in held if isinstance(one, Mapping)] if isinstance(held, list) else []


def _keys(held: object) -> list[str]:
    return [str(one["key"]) for one in _members(held) if "key" in one]


def _dataset(dataset: Mapping[str, Any], keys: Mapping[str, list[str]]) -> Mapping[str, Any]:
    one = dict(_within(dataset, "personal", keys))
    if one.get("recipients") == OTHERS:
        one["recipients"] = [key for key in keys["parties"] if key != one.get("provider")]
    return one


def _within(part: object, name: str, keys: Mapping[str, list[str]]) -> Any:
    if not isinstance(part, Mapping) or name not in part:
        return part
    return {**part, name: _grouped(name, part[name], keys, {})}


def _grouped(name: str, held: Any, keys: Mapping[str, list[str]], datasets: Mapping[Any, Mapping[str, Any]]) -> Any:
    """A list with its groups written out, each entry where its group stood; a named entry takes the place of one of a group."""
    if not isinstance(held, list) or not any(_MANY.keys() & one.keys() for one in _members(held)):
        return held
    identity = _LISTS[name]
    named = {_identity(one, identity) for one in _members(held) if not _MANY.keys() & one.keys()}
    entries: list[Any] = []
    seen = set(named)
    for one in held:
        if not isinstance(one, Mapping) or not _MANY.keys() & one.keys():
            entries.append(one)
            continue
        for entry in _written_out(name, one, keys, datasets):
            if _identity(entry, identity) not in seen:
                seen.add(_identity(entry, identity))
                entries.append(entry)
        if len(entries) > _MOST:
            raise _wrong(name)
    return entries


def _identity(entry: Mapping[str, Any], fields: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(str(entry.get(field, "")) for field in fields)


def _written_out(
    name: str, group: Mapping[str, Any], keys: Mapping[str, list[str]], datasets: Mapping[Any, Mapping[str, Any]]
) -> Iterator[dict[str, Any]]:
    rest = {field: value for field, value in group.items() if field not in _MANY}
    several = [many for many in ("datasets", "purposes") if many in group]
    choices = [_chosen(name, many, group[many], keys) for many in several]
    for values in product(*choices):
        entry = rest | {_MANY[many]: value for many, value in zip(several, values, strict=True)}
        if "parties" not in group:
            yield entry
            continue
        for party in _parties(name, group["parties"], datasets.get(entry.get("dataset")), keys):
            yield {"party": party, **entry}


def _parties(name: str, said: Any, dataset: Mapping[str, Any] | None, keys: Mapping[str, list[str]]) -> list[str]:
    of: dict[str, Callable[[Mapping[str, Any]], list[str]]] = {
        RECIPIENTS: lambda one: list(one.get("recipients", ())),
        PROVIDER: lambda one: [one["provider"]] if "provider" in one else [],
    }
    if isinstance(said, str) and said in of:
        if dataset is None:
            raise _wrong(f"{name}.parties")
        return of[said](dataset)
    return _chosen(name, "parties", said, keys)


def _chosen(name: str, many: str, said: Any, keys: Mapping[str, list[str]]) -> list[str]:
    if said == ALL:
        return keys[many]
    if isinstance(said, list) and said and all(isinstance(one, str) and one in keys[many] for one in said):
        return said
    raise _wrong(f"{name}.{many}")


def _wrong(place: str) -> Malformed:
    return Malformed(
        N_("The group at {place} names nobody: give a list of keys, or “all”; see the guide on networks."),
        place=printable_place(place),
    )
