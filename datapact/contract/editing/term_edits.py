"""Edits of the terms as JSON: set a place, add, remove and move members, remove mentions of a removed one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from datetime import date
from typing import Any, cast

from datapact.base.errors import WrongUse
from datapact.base.strictjson import JsonObject, JsonValue
from datapact.base.texts import N_
from datapact.contract.templates.clause_library import free_id
from datapact.contract.terms import Localised, Term, Terms
from datapact.contract.terms.paths import Shape, identity_of, shape_at, shape_of, value_at
from datapact.contract.terms.references import DATASET_FIELDS, PARTY_FIELDS, PURPOSE_FIELDS
from datapact.contract.text.value_words import BilingualMessage, bilingual
from datapact.contract.vocabulary.label import Label
from datapact.contract.vocabulary.labels import label_of_member, label_of_path
from datapact.contract.vocabulary.unnamed import stem_of

_REFERRED = {"parties": PARTY_FIELDS, "datasets": DATASET_FIELDS, "purposes": PURPOSE_FIELDS}
_FIRST_OF = {
    **dict.fromkeys(PARTY_FIELDS, "parties"),
    **dict.fromkeys(DATASET_FIELDS, "datasets"),
    "purpose": "purposes",
}


def with_value(terms: JsonObject, path: str, value: JsonValue) -> JsonObject:
    """The terms with ``value`` at ``path``, or without an answer there for None; raises WrongUse for no such place."""
    result = deepcopy(terms)
    *steps, last = path.split(".")
    holder = _at(result, steps, path)
    if isinstance(holder, list):
        index = _index(holder, last, path)
        if value is None:
            del holder[index]
        else:
            holder[index] = value
    elif value is None:
        holder.pop(last, None)
    else:
        holder[last] = value
    return result


def with_member(terms: JsonObject, path: str, value: JsonValue, at: int) -> JsonObject:
    """The terms with one more member in the list at ``path``."""
    result = deepcopy(terms)
    *steps, last = path.split(".")
    holder = _at(result, steps, path)
    if isinstance(holder, list):
        raise _nowhere(path)
    entries = holder.setdefault(last, [])
    if not isinstance(entries, list):
        raise _nowhere(path)
    entries.insert(max(0, min(at, len(entries))), value)
    return result


def without_member(terms: JsonObject, path: str) -> JsonObject:
    """The terms without the member at ``path`` and without mentions of its key.

    Raises WrongUse where a part that requires it still names it, or where two parties must remain.
    """
    result = deepcopy(terms)
    *steps, last = path.split(".")
    holder = _at(result, steps, path)
    if not isinstance(holder, list):
        raise _nowhere(path)
    if steps == ["parties"] and len(holder) <= 2:
        raise WrongUse(N_("An agreement has at least two parties. Change this party instead of removing it."))
    removed = holder.pop(_index(holder, last, path))
    if len(steps) == 1 and steps[0] in _REFERRED and isinstance(removed, dict):
        result = cast(JsonObject, _forget(Terms, result, _REFERRED[steps[0]], str(removed["key"]), ""))
    return result


def moved_member(terms: JsonObject, path: str, to: int) -> JsonObject:
    """The terms with the member at ``path`` at another place of its list."""
    result = deepcopy(terms)
    *steps, last = path.split(".")
    holder = _at(result, steps, path)
    if not isinstance(holder, list):
        raise _nowhere(path)
    member = holder.pop(_index(holder, last, path))
    holder.insert(max(0, min(to, len(holder))), member)
    return result


def new_member(terms: Terms, path: str) -> JsonValue:
    """A new member for the list at ``path``: a free key, the first party or choice where one is needed, else empty.

    Raises WrongUse where it needs a dataset or a purpose and there is none yet.
    """
    shape = shape_at(path)
    if shape.element is None or shape.element.model is None:
        return ""
    model = shape.element.model
    steps = path.split(".")
    owner, name = ".".join(steps[:-1]), steps[-1]
    held = value_at(terms, path)
    taken = {str(getattr(member, "key", "")) for member in cast("tuple[Term, ...]", held)}
    result = _blank(terms, model, free_id(f"{_stem(owner, name)}-1", taken))
    if names := [step for step in identity_of(model) if step != "key"]:
        _make_different(terms, model, result, names, cast("tuple[Term, ...]", held))
    return result


_ALIKE = (
    *("provider", "recipients", "source_format", "frequency", "delivery"),
    *("origin", "original_purpose", "retention", "limits"),
)


def dataset_alike(terms: Terms, key: str) -> JsonValue:
    """A new dataset that comes from, goes to and is kept as the one with this key; its name and all that is in it stay open.

    Whom it is about and what protects it is seen in the new data, never in the other. Raises KeyError.
    """
    made = cast("dict[str, JsonValue]", new_member(terms, "datasets"))
    there = value_at(terms, f"datasets.{key}").model_dump(mode="json", exclude_defaults=True)  # type: ignore[attr-defined]
    return {**made, **{name: there[name] for name in _ALIKE if name in there}}


def _stem(owner: str, name: str) -> str:
    model = shape_at(owner).model if owner else Terms
    try:
        label = label_of_member(model.__name__ if model is not None else "", name)
    except KeyError:
        label = Label(name, name)
    return stem_of(label)


def _blank(terms: Terms, model: type[Term], key: str) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for name, info in model.model_fields.items():
        if name == "key":
            result[name] = key
        elif info.is_required():
            result[name] = _least(terms, name, shape_of(info.annotation), key)
    return result


def _least(terms: Terms, name: str, shape: Shape, key: str) -> JsonValue:
    if name in _FIRST_OF:
        return _choices(terms, name)[0]
    if shape.kind == "choice":
        return next(choice for choice in shape.choices if choice)
    if shape.model is not None:
        return {} if issubclass(shape.model, Localised) else cast(JsonValue, _blank(terms, shape.model, key))
    if name == "country":
        return "DE"
    least: dict[str, JsonValue] = {"list": [], "number": 0, "yes_no": False, "day": date(2000, 1, 1).isoformat()}
    return least.get(shape.kind, "")


def _choices(terms: Terms, name: str) -> list[str]:
    keys = [member.key for member in getattr(terms, _FIRST_OF[name])]
    if not keys:
        what = label_of_member("Terms", _FIRST_OF[name])
        raise WrongUse(N_("Add a {what} first: this entry has to name one."), what=bilingual(what.de, what.en))
    return keys


def _make_different(
    terms: Terms, model: type[Term], result: dict[str, Any], names: Sequence[str], held: Sequence[Term]
) -> None:
    """Give the field that varies first a value that no member with the same other fields has yet."""
    taken = {tuple(str(getattr(member, name)) for name in names) for member in held}
    for name in reversed(names):
        shape = shape_of(model.model_fields[name].annotation)
        options = _choices(terms, name) if name in _FIRST_OF else [choice for choice in shape.choices if choice]
        for option in options:
            if tuple(option if other == name else str(result[other]) for other in names) not in taken:
                result[name] = option
                return


def _at(value: JsonValue, steps: Sequence[str], path: str) -> dict[str, JsonValue] | list[JsonValue]:
    for step in steps:
        if isinstance(value, list):
            value = value[_index(value, step, path)]
        elif isinstance(value, dict):
            value = value.setdefault(step, {})
        else:
            raise _nowhere(path)
    if not isinstance(value, dict | list):
        raise _nowhere(path)
    return value


def _index(entries: list[JsonValue], step: str, path: str) -> int:
    for index, entry in enumerate(entries):
        if isinstance(entry, dict) and "key" in entry:
            if entry["key"] == step:
                return index
        elif str(index) == step:
            return index
    raise _nowhere(path)


def _nowhere(path: str) -> WrongUse:
    return WrongUse(N_("There is no place {place} in the terms of this agreement."), place=path[:200])


def _place_words(path: str) -> BilingualMessage:
    label = label_of_path(path)
    owner = path.split(".")[1]
    return bilingual(f"{label.de} ({owner})", f"{label.en} ({owner})")


def _forget(model: type[Term], value: Mapping[str, Any], names: set[str], key: str, path: str) -> Any:
    """The part without mentions of ``key``; None where the part makes no sense without it."""
    result = dict(value)
    for name, held in value.items():
        info = model.model_fields[name]
        shape = shape_of(info.annotation)
        place = f"{path}.{name}" if path else name
        if name in names and held == key:
            if info.is_required():
                if "key" in model.model_fields:
                    raise WrongUse(
                        N_("This is still named at {place}. Name another one there first, then remove it."),
                        place=_place_words(place),
                    )
                return None
            del result[name]
        elif name in names and isinstance(held, list):
            result[name] = [entry for entry in held if entry != key]
        elif isinstance(held, dict) and shape.model is not None:
            result[name] = _forget(shape.model, held, names, key, place)
        elif isinstance(held, list) and shape.element is not None and shape.element.model is not None:
            inner = shape.element.model
            kept = [
                _forget(inner, entry, names, key, f"{place}.{entry.get('key', index)}")
                for index, entry in enumerate(held)
            ]
            result[name] = [entry for entry in kept if entry is not None]
    return result
