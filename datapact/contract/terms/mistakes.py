"""Mistakes in terms, worded for people: what is expected at the place instead."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from datapact.base.texts import N_, Message, printable_place

_KINDS = {
    "missing": N_("this is required"),
    "extra_forbidden": N_("this is not known"),
    "string_type": N_("a text is expected"),
    "model_type": N_("a table is expected"),
    "tuple_type": N_("a list is expected"),
}
_FAMILIES = {
    "int_": N_("a whole number is expected"),
    "date_": N_("a date such as 2027-03-01 is expected"),
    "bool_": N_("true or false is expected"),
}
_BOUNDS = {
    "too_short": N_("at least {n} are needed"),
    "too_long": N_("at most {n} are allowed"),
    "string_too_long": N_("at most {n} characters are allowed"),
    "greater_than_equal": N_("it must not be less than {n}"),
    "less_than_equal": N_("it must not be more than {n}"),
}
_PATTERNS = {
    "^[a-z]": N_("lower-case letters, digits and hyphens are expected, beginning with a letter"),
    "^[A-Z]": N_("two capital letters of a country are expected, such as DE"),
    "^(http": N_("an IRI that begins with https:// or urn: is expected"),
}
_CHARACTER = re.compile(r"U\+[0-9A-F]{4,6}")
# Steps that pydantic adds for the branches of a union.
_BRANCH = re.compile(r"(constrained-|literal\[|function-|nullable|tagged-union)")


def reason_of(error: Mapping[str, Any]) -> Message:
    """The reason for one of pydantic's error details (with its context), in words."""
    kind, context = str(error["type"]), error.get("ctx", {})
    if kind in _KINDS:
        return Message(_KINDS[kind])
    if kind in _BOUNDS:
        bound = next((context[name] for name in ("min_length", "max_length", "ge", "le") if name in context), "?")
        return Message(_BOUNDS[kind], {"n": str(bound)})
    if kind == "literal_error":
        choices = [choice for choice in re.findall(r"'([^']*)'", str(context.get("expected", ""))) if choice]
        return Message(N_("one of these is expected: {choices}"), {"choices": ", ".join(choices)})
    if kind == "string_pattern_mismatch":
        pattern = str(context.get("pattern", ""))
        known = next((words for start, words in _PATTERNS.items() if pattern.startswith(start)), None)
        return Message(known or N_("this is not valid"))
    if kind == "value_error":
        return _reason_of_value(str(context.get("error", "")))
    family = next((words for start, words in _FAMILIES.items() if kind.startswith(start)), None)
    return Message(family or N_("this is not valid"))


def _reason_of_value(text: str) -> Message:
    if (character := _CHARACTER.search(text)) is not None:
        return Message(N_("the character {character} is not allowed"), {"character": character[0]})
    if "same key" in text:
        return Message(N_("two members have the same key"))
    if "line breaks" in text:
        return Message(N_("line breaks are not allowed here"))
    return Message(N_("this is not valid"))


def place_of(error: Mapping[str, Any]) -> str:
    """The place of the mistake as a path, printable whatever the keys in the file."""
    steps = [str(step) for step in error["loc"] if not _BRANCH.match(str(step))]
    return printable_place(".".join(steps) or "terms")
