"""Keys in the terms that must name a party, dataset or purpose of the same terms, and whether a value is withheld."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from datapact.contract.terms import Term, Terms
from datapact.contract.terms.paths import Shape, fields_of, joined, members, step_into
from datapact.history.commitments.disclosure import WITHHELD

# Field names whose text is the key of a member of a list, wherever they stand in the terms.
PARTY_FIELDS = {
    "party",
    "provider",
    "recipients",
    "engaged_by",
    "holder",
    "user",
    "recipient",
    "responsible",
    "chosen_by",
    "notices_owner",
    "controller",
    "processor",
    "weights_kept_by",
    "kept_by",
    "joining_party",
    "intermediary",
    "altruism",
    "discloser",
    "licensor",
    "licensees",
    "carried_out_by",
    "coordinator",
}
DATASET_FIELDS = {"dataset", "datasets"}
PURPOSE_FIELDS = {"purpose", "purposes"}
_KEYS = PARTY_FIELDS | DATASET_FIELDS | PURPOSE_FIELDS


def dangling_key(terms: Terms) -> tuple[str, str] | None:
    """The first (path, key) that names nobody, or None when every key resolves."""
    parties = {party.key for party in terms.parties}
    datasets = {dataset.key for dataset in terms.datasets}
    purposes = {purpose.key for purpose in terms.purposes}
    for path, name, key in _keys(terms, ""):
        known = parties if name in PARTY_FIELDS else datasets if name in DATASET_FIELDS else purposes
        if key and key not in known:
            return path, key
    return None


def _keys(part: Term, path: str) -> Iterator[tuple[str, str, str]]:
    for name in _leading_to_keys(type(part)):
        value = getattr(part, name)
        place = joined(path, name)
        if isinstance(value, Term):
            yield from _keys(value, place)
        elif isinstance(value, tuple):
            for step, member in members(value):
                if isinstance(member, Term):
                    yield from _keys(member, f"{place}.{step}")
                elif name in _KEYS and isinstance(member, str):
                    yield place, name, member
        elif name in _KEYS and isinstance(value, str):
            yield place, name, value


@cache
def _leading_to_keys(model: type[Term]) -> tuple[str, ...]:
    """The fields of a part that hold a key, or below which one can stand: most of a long text are words."""
    return tuple(name for name in fields_of(model) if name in _KEYS or _below(model, name) & _KEYS)


def _below(model: type[Term], name: str) -> set[str]:
    """The names of all fields below one of a part."""
    found: set[str] = set()
    left = [step_into(Shape("part", model=model), name)]
    seen: set[type[Term]] = set()
    while left:
        shape = left.pop()
        while shape.element is not None:
            shape = shape.element
        if shape.model is not None and shape.model not in seen:
            seen.add(shape.model)
            found.update(fields_of(shape.model))
            left += [step_into(shape, one) for one in fields_of(shape.model)]
    return found


_PLAIN = frozenset({str, int, float, bool, type(None)})
"""Nearly all parts of a state; whether one is a mapping takes much longer to say."""


def has_withheld(value: Any) -> bool:
    """True when any part of a state is withheld or erased."""
    left = [value]
    while left:
        part = left.pop()
        kind = type(part)
        if kind in _PLAIN:
            continue
        if part is WITHHELD:
            return True
        if kind is dict or isinstance(part, Mapping):
            if "..." in part:
                return True
            left += part.values()
        elif isinstance(part, list | tuple):
            left += part
    return False
