"""Term paths: ``datasets.machine-logs.retention`` names a place in the terms, by key in lists, else by index.

Runs of text, findings and changes all name their term this way, so that withholding, checking and
comparing speak of the same place. A pattern has ``*`` for any member of a list.
"""

from __future__ import annotations

import types
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Annotated, Literal, TypeAliasType, Union, get_args, get_origin

from datapact.contract.terms import Localised, Term, Terms

type ShapeKind = Literal["part", "list", "localised", "text", "choice", "yes_no", "fact", "number", "day"]


@dataclass(frozen=True, slots=True)
class Shape:
    """The shape of a place in the terms: ``model`` for a part, ``element`` for a list, ``choices`` for a choice."""

    kind: ShapeKind
    """``part`` has fields, ``list`` members; ``fact`` is yes, no or not answered."""
    model: type[Term] | None = None
    element: Shape | None = None
    choices: tuple[str, ...] = ()


def shape_of(annotation: object) -> Shape:
    """The shape behind a field's annotation; raises TypeError for one that terms do not use."""
    if isinstance(annotation, TypeAliasType):
        return shape_of(annotation.__value__)
    origin = get_origin(annotation)
    if origin is Annotated:
        return shape_of(get_args(annotation)[0])
    if origin is tuple:
        return Shape("list", element=shape_of(get_args(annotation)[0]))
    if origin is Literal:
        return Shape("choice", choices=tuple(str(choice) for choice in get_args(annotation)))
    if origin in (Union, types.UnionType):
        members = [member for member in get_args(annotation) if member not in (type(None), Literal[""])]
        if members == [bool]:
            return Shape("fact")
        if len(members) == 1:
            return shape_of(members[0])
    if isinstance(annotation, type):
        if issubclass(annotation, Term):
            return Shape("localised" if issubclass(annotation, Localised) else "part", model=annotation)
        plain: dict[type, ShapeKind] = {bool: "yes_no", int: "number", str: "text", date: "day"}
        if annotation in plain:
            return Shape(plain[annotation])
    raise TypeError(f"terms have no shape for {annotation!r}")


ROOT = Shape("part", model=Terms)


def shape_at(pattern: str, start: Shape = ROOT) -> Shape:
    """The shape at a pattern such as ``datasets.*.retention.months``; raises KeyError for an unknown place."""
    shape = start
    for step in pattern.split("."):
        shape = step_into(shape, step)
    return shape


def step_into(shape: Shape, step: str) -> Shape:
    """The shape one step further: a field of a part, or a member of a list; raises KeyError."""
    if shape.kind == "list" and shape.element is not None:
        return shape.element
    if shape.model is None or step not in shape.model.model_fields:
        raise KeyError(step)
    return _shape_of_field(shape.model, step)


@cache
def _shape_of_field(model: type[Term], name: str) -> Shape:
    return shape_of(model.model_fields[name].annotation)


@cache
def fields_of(model: type[Term]) -> tuple[str, ...]:
    """The names of a part's fields; pydantic makes them anew at each call."""
    return tuple(model.model_fields)


@cache
def _names(model: type[Term]) -> frozenset[str]:
    return frozenset(model.model_fields)


def members(value: object) -> Iterator[tuple[str, object]]:
    """The members of a list of terms with the step that names each."""
    if isinstance(value, tuple):
        for index, member in enumerate(value):
            yield str(getattr(member, "key", index) if _keyed(member) else index), member


def _keyed(member: object) -> bool:
    """Whether a member of a list is named by a key of its own, not by its place."""
    return isinstance(member, Term) and "key" in _names(type(member))


def field(value: object, step: str) -> object:
    """One step into a value; raises KeyError when there is no such place."""
    if isinstance(value, Term):
        if step in _names(type(value)):
            return getattr(value, step)
    elif isinstance(value, tuple) and step.isdecimal() and len(value) > int(step) and not _keyed(value[int(step)]):
        if step == str(int(step)):  # hundreds of legal bases, each asked for by its place
            return value[int(step)]
    else:
        for name, member in members(value):
            if name == step:
                return member
    raise KeyError(step)


def value_at(terms: Terms, path: str) -> object:
    """The value of the terms at ``path``; raises KeyError when there is no such place."""
    value: object = terms
    for step in path.split("."):
        value = field(value, step)
    return value


def walk(part: Term, path: str = "") -> Iterator[tuple[str, object]]:
    """Every value of a part of the terms with its place, in the order of the fields: each part, then what is in it.

    A text in two languages is one value, and so is a list of plain values.
    """
    for name in fields_of(type(part)):
        value, place = getattr(part, name), joined(path, name)
        yield place, value
        if isinstance(value, tuple):
            for step, member in members(value):
                if isinstance(member, Term):
                    yield f"{place}.{step}", member
                    if not isinstance(member, Localised):
                        yield from walk(member, f"{place}.{step}")
        elif isinstance(value, Term) and not isinstance(value, Localised):
            yield from walk(value, place)


def joined(path: str, step: str) -> str:
    """``path`` extended by a step."""
    return f"{path}.{step}" if path else step


def given(value: object) -> bool:
    """True when a term has content: not empty, not None, not a part that is all default."""
    if isinstance(value, Localised):
        return value.given()
    if isinstance(value, Term):
        return bool(value.model_dump(exclude_defaults=True))
    return value is not None and value not in ("", ())


def is_untouched(terms: Terms, path: str) -> bool:
    """True when a field still has its first value; False for a member of a list, and for an unknown place."""
    before, _, name = path.rpartition(".")
    try:
        part = value_at(terms, before) if before else terms
        value = field(part, name)
    except KeyError:
        return False
    return isinstance(part, Term) and (not given(value) or value == type(part).model_fields[name].default)


# The fields that identify members of a list without keys of their own.
_IDENTITY: dict[str, tuple[str, ...]] = {
    "LegalBasis": ("party", "dataset", "purpose"),
    "PersonalFor": ("party",),
    "RoleInActivity": ("party",),
    "BreachContact": ("party",),
    "ActRoleOfParty": ("party",),
    "PartyWork": ("party",),
    "RightOwner": ("right",),
    "PartyShare": ("party",),
    "TopicOwner": ("topic",),
}


def identity_of(model: type[Term]) -> tuple[str, ...]:
    """The fields that identify members of this model; empty where only their place does."""
    return ("key",) if "key" in model.model_fields else _IDENTITY.get(model.__name__, ())
