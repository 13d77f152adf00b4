"""Evaluate compiled template texts over terms: conditions to yes or no, pieces to runs that name their terms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from datapact.contract.templates.expressions import (
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
from datapact.contract.terms.derived import Setting, stands
from datapact.contract.terms.paths import field, given, joined, members
from datapact.contract.text.clauses import Run
from datapact.contract.text.formatters import FORMATTERS, View

# The key of a loop's position; no variable can have such a name.
FIRST, LAST = "loop.first", "loop.last"

# A loop's variable: the value and the path of the term that it stands for.
type Scopes = Mapping[str, tuple[object, str]]


def holds(condition: Condition, setting: Setting, scopes: Scopes) -> bool:
    """Whether a condition is true in this setting."""
    match condition:
        case Truth(path):
            value, _place = _lookup(path, setting, scopes)
            return value if isinstance(value, bool) else given(value)
        case OneOf(path, values):
            value, _place = _lookup(path, setting, scopes)
            return any(entry in values for entry in value) if isinstance(value, tuple) else value in values
        case Not(inner):
            return not holds(inner, setting, scopes)
        case Both(left, right):
            return holds(left, setting, scopes) and holds(right, setting, scopes)
        case Either(left, right):
            return holds(left, setting, scopes) or holds(right, setting, scopes)


def runs_of(pieces: Pieces, view: View, scopes: Scopes) -> Iterator[Run]:
    """The runs of a compiled text in the view's language."""
    for piece in pieces:
        match piece:
            case Words(text):
                yield Run(text)
            case Show(what, formatter, arguments):
                value, place = (what, "") if isinstance(what, str) else _lookup(what, view.setting, scopes)
                yield from FORMATTERS[formatter].show(view, value, place, arguments)
            case Choose(branches, otherwise):
                chosen = next((body for test, body in branches if holds(test, view.setting, scopes)), otherwise)
                yield from runs_of(chosen, view, scopes)
            case Repeat():
                for _step, inner in repeat_scopes(piece, view.setting, scopes):
                    yield from runs_of(piece.body, view, inner)


def repeat_scopes(repeat: Repeat, setting: Setting, scopes: Scopes) -> Iterator[tuple[str, Scopes]]:
    """The step that names each member that a loop visits, and the scopes with the loop's variable."""
    value, place = _lookup(repeat.over, setting, scopes)
    visited = []
    for step, member in members(value):
        inner = {**scopes, repeat.variable: (member, f"{place}.{step}")}
        if repeat.condition is None or holds(repeat.condition, setting, inner):
            visited.append((step, inner))
    for index, (step, inner) in enumerate(visited):
        yield step, {**inner, FIRST: (index == 0, ""), LAST: (index == len(visited) - 1, "")}


def _lookup(path: Path, setting: Setting, scopes: Scopes) -> tuple[object, str]:
    steps = path.steps
    first = steps[0]
    if first == "has":
        return stands(steps[1], setting), ""
    if first == "loop" and steps[1:] in (("first",), ("last",)):
        return scopes[FIRST if steps[1] == "first" else LAST]
    value, place = scopes[first] if first in scopes else (field(setting.terms, first), first)
    for step in steps[1:]:
        value, place = field(value, step), joined(place, step)
    return value, place
