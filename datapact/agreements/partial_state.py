"""A state of which parts were erased before it came: what is left is held to the same bounds as a whole one.

Who sends an entry may say that parts of it were erased. That must not be a way around ``read_state``: what is shown
of such a text has the shapes, sizes and characters that every other part of the program relies on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from datapact.agreements.state import FORMAT, MEMBERS, read_state
from datapact.agreements.terms import Terms
from datapact.agreements.terms.base import LONGEST_TEXT, printable
from datapact.errors import Malformed
from datapact.history.disclosure import ELEMENT, WITHHELD
from datapact.texts import N_

_PARTIES = ("a", "b")
_LEFT_OUT = frozenset({"missing", "too_short"})  # what pydantic says of a part that is not there
_RUNS = ({"text", "term"}, {"text", "ref"})


def check_partial_state(state: Mapping[str, Any], agreement: str, parties: frozenset[str]) -> None:
    """Raise like ``read_state`` for what is visible of a state; ``parties`` are the organisations of its entry."""
    visible = _visible(state)
    if any(not _is_printable(text) for text in _strings(visible)):
        raise _malformed()
    terms = visible.pop("terms", {})
    if not isinstance(terms, dict) or visible.get("agreement", agreement) != agreement:
        raise _malformed()
    _check_terms(terms, parties)
    languages = visible.get("languages", ["de"])
    if not isinstance(languages, list) or not languages or not all(isinstance(one, str) for one in languages):
        raise _malformed()
    whole = {
        "format": FORMAT,
        "agreement": agreement,
        "number": "",
        "kind": "a",
        "template": {"id": "a", "version": 1},
        "languages": languages,
        "prevailing": languages[0],
        "title": dict.fromkeys(languages, "?"),
        "clauses": [],
        "terms": {"parties": [{"key": key, "name": key} for key in _PARTIES]},
    }
    if ELEMENT not in state and not visible.keys() >= MEMBERS - {"terms"}:
        raise _malformed()
    read_state({**whole, **visible, "clauses": _plain(visible.get("clauses", []))})


def _check_terms(terms: dict[str, Any], parties: frozenset[str]) -> None:
    try:
        Terms.model_validate(terms)
    except ValidationError as error:
        if any(one["type"] not in _LEFT_OUT for one in error.errors(include_url=False, include_input=False)):
            raise _malformed() from None
    named = {party["organisation"] for party in terms.get("parties", ()) if "organisation" in party}
    if not named <= parties:
        raise _malformed()


def _visible(value: Any) -> Any:
    """The same value without its withheld parts."""
    if isinstance(value, Mapping):
        return {name: _visible(member) for name, member in value.items() if name != ELEMENT}
    if isinstance(value, list | tuple):
        return [_visible(element) for element in value if element is not WITHHELD]
    return value


def _plain(value: Any) -> Any:
    """The clauses without pointers to terms and to each other, whose ends may be withheld."""
    if isinstance(value, dict):
        return {"text": value["text"]} if value.keys() in _RUNS else {name: _plain(one) for name, one in value.items()}
    return [_plain(element) for element in value] if isinstance(value, list) else value


def _strings(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        yield from value
        for member in value.values():
            yield from _strings(member)
    elif isinstance(value, list):
        for element in value:
            yield from _strings(element)
    elif isinstance(value, str):
        yield value


def _is_printable(text: str) -> bool:
    try:
        return len(text) <= LONGEST_TEXT and printable(text) == text
    except ValueError:
        return False


def _malformed() -> Malformed:
    return Malformed(N_("This bundle holds an offer that is not about its agreement. Nothing was taken in."))
