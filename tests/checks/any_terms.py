"""Any valid terms, built from the models themselves, so that a new field is covered at once."""

from __future__ import annotations

import types
from datetime import date, timedelta
from random import Random
from typing import Annotated, Any, Literal, TypeAliasType, Union, get_args, get_origin, get_type_hints

from datapact.contract.terms import Term, Terms
from datapact.contract.terms import base as kinds
from tests.checks.full_agreements import everything

KEYS = ("keller", "institut", "stadt", "rechen", "logs", "parts", "maintenance")
TEXTS = ("", " ", "x", "Keller", "any purpose", "{party} %s {0}", "<b>&amp;", "ä" * 300, "{n}", "{{")
_EXAMPLES: tuple[tuple[Any, tuple[Any, ...]], ...] = (
    (kinds.Identifier, KEYS),
    (kinds.Iri, ("https://w3id.org/dpv#Purpose", "urn:x:y")),
    (kinds.Country, ("DE", "US")),
    (kinds.Line, TEXTS),
    (kinds.Plain, (*TEXTS, "two\nlines", "y" * 10_000)),
    (kinds.Months, (0, 1, 2, 3, 1200)),
    (kinds.Days, (0, 30, 31, 40_000)),
    (kinds.Hours, (0, 48, 49, 10_000)),
)


def any_terms(random: Random) -> Terms:
    """Valid terms of two to four parties; about half of the members keep their default."""
    value = _part(Terms, random)
    parties = {member["key"]: member for member in value["parties"]}
    for key in KEYS[:2]:
        parties.setdefault(key, {"key": key, "name": "x"})
    return Terms.model_validate({**value, "parties": list(parties.values())})


def mixed_terms(random: Random) -> Terms:
    """Valid terms in which about a third of the parts of a full agreement are replaced by anything."""
    value = everything()
    anything = _part(Terms, random)
    replaced = {name: part for name, part in anything.items() if name != "parties" and random.random() < 0.6}
    return Terms.model_validate({**value, **replaced})


def _part(model: type[Term], random: Random) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for name, annotation in get_type_hints(model, include_extras=True).items():
        if name in model.model_fields and (model.model_fields[name].is_required() or random.random() < 0.5):
            result[name] = _value(annotation, random)
    return result


def _members(annotation: Any, random: Random) -> list[Any]:
    element = get_args(annotation)[0]
    members = [_value(element, random) for _ in range(random.randint(0, 3))]
    keyed = {member["key"]: member for member in members if isinstance(member, dict) and "key" in member}
    return list(keyed.values()) or members


def _value(annotation: Any, random: Random) -> Any:
    for kind, examples in _EXAMPLES:
        if annotation is kind:
            return random.choice(examples)
    if annotation is kinds.Day:
        return (date(2026, 1, 1) + timedelta(days=random.randint(0, 2000))).isoformat()
    if isinstance(annotation, TypeAliasType):
        return _value(annotation.__value__, random)
    origin = get_origin(annotation)
    if origin is Annotated:
        return _value(get_args(annotation)[0], random)
    if origin is tuple:
        return _members(annotation, random)
    if origin is Literal:
        return random.choice(get_args(annotation))
    if origin in (Union, types.UnionType):
        return _value(random.choice(get_args(annotation)), random)
    if annotation is type(None):
        return None
    if annotation is bool:
        return random.random() < 0.5
    if annotation is int:
        return random.randint(0, 20)
    if isinstance(annotation, type) and issubclass(annotation, Term):
        return _part(annotation, random)
    raise TypeError(annotation)
