"""Evaluate compiled template texts over terms: conditions to yes or no, pieces to runs that name their terms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from datapact.agreements.clauses import Run
from datapact.agreements.expressions import (
    Both,
    Choose,
    Condition,
    Either,
    Not,
    OneOf,
    Path,
    Pieces,
    Repeat,
    Show,
    Truth,
    Words,
)
from datapact.agreements.formatters import FORMATTERS, View
from datapact.agreements.paths import field, given, joined, members
from datapact.agreements.standing import STANDING
from datapact.agreements.terms import Terms

# A loop's variable: the value and the path of the term that it stands for.
type Scopes = Mapping[str, tuple[object, str]]


def holds(condition: Condition, terms: Terms, scopes: Scopes) -> bool:
    """Whether a condition is true for these terms."""
    match condition:
        case Truth(path):
            value, _place = _lookup(path, terms, scopes)
            return value if isinstance(value, bool) else given(value)
        case OneOf(path, values):
            value, _place = _lookup(path, terms, scopes)
            return any(entry in values for entry in value) if isinstance(value, tuple) else value in values
        case Not(inner):
            return not holds(inner, terms, scopes)
        case Both(left, right):
            return holds(left, terms, scopes) and holds(right, terms, scopes)
        case Either(left, right):
            return holds(left, terms, scopes) or holds(right, terms, scopes)


def runs_of(pieces: Pieces, view: View, scopes: Scopes) -> Iterator[Run]:
    """The runs of a compiled text in the view's language."""
    for piece in pieces:
        match piece:
            case Words(text):
                yield Run(text)
            case Show(what, formatter, arguments):
                value, place = (what, "") if isinstance(what, str) else _lookup(what, view.terms, scopes)
                yield from FORMATTERS[formatter].show(view, value, place, arguments)
            case Choose(branches, otherwise):
                chosen = next((body for test, body in branches if holds(test, view.terms, scopes)), otherwise)
                yield from runs_of(chosen, view, scopes)
            case Repeat():
                for _step, inner in repeat_scopes(piece, view.terms, scopes):
                    yield from runs_of(piece.body, view, inner)


def repeat_scopes(repeat: Repeat, terms: Terms, scopes: Scopes) -> Iterator[tuple[str, Scopes]]:
    """For each member that a loop visits: the step that names it, and the scopes with the loop's variable."""
    value, place = _lookup(repeat.over, terms, scopes)
    for step, member in members(value):
        inner = {**scopes, repeat.variable: (member, f"{place}.{step}")}
        if repeat.condition is None or holds(repeat.condition, terms, inner):
            yield step, inner


def _lookup(path: Path, terms: Terms, scopes: Scopes) -> tuple[object, str]:
    first, *steps = path.steps
    if first == "has":
        return STANDING[steps[0]](terms), ""
    value, place = scopes[first] if first in scopes else (field(terms, first), first)
    for step in steps:
        value, place = field(value, step), joined(place, step)
    return value, place
