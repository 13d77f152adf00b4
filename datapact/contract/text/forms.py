"""The form of a state: each state declares the lowest one that has everything that is in it.

A member that came later is in a state only where it says something. A state without such members keeps its bytes, and
with them its digest; one that has some declares their form, and an older program answers that the file is newer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from datapact.contract.text.clauses import Clause, parts_of, places

FIRST = 1


@dataclass(frozen=True, slots=True)
class Newer:
    """A member of the clauses that a state of the first form does not have."""

    part: str
    """Name of the class that has it: ``Clause``, ``Paragraph``, ``Item`` or ``Run``."""
    member: str
    """Its name, the same in the class and in the file; ``optional`` of the class has it, too."""
    form: int
    """The lowest form of a state that may have it."""


NEWER = (
    Newer("Clause", "number", 2),
    Newer("Clause", "deleted", 2),
    Newer("Paragraph", "number", 2),
    Newer("Paragraph", "deleted", 2),
    Newer("Item", "number", 2),
    Newer("Item", "deleted", 2),
    Newer("Run", "emphasis", 3),
    Newer("Paragraph", "columns", 3),
)
"""Every later member. Whoever adds one adds a line here, and the form goes up by itself."""
FORMS = tuple(sorted({FIRST, *(one.form for one in NEWER)}))
"""The forms that this program reads."""
LATER: Mapping[str, int] = {one.member: one.form for one in NEWER}
"""The form that each later member needs, by name."""


def form_of(clauses: Sequence[Clause]) -> int:
    """The lowest form that has everything that is in the clauses."""
    runs = (run for _place, texts in places(clauses) for runs in texts.values() for run in runs)
    return max((form for one in (*parts_of(clauses), *runs) for form in _forms(one)), default=FIRST)


def form_of_json(clauses: Any) -> int:
    """The same of clauses as JSON, or of any part of them."""
    if isinstance(clauses, Mapping):
        return max((max(LATER.get(name, FIRST), form_of_json(one)) for name, one in clauses.items()), default=FIRST)
    if isinstance(clauses, list | tuple):
        return max(map(form_of_json, clauses), default=FIRST)
    return FIRST


def with_clauses(state: Mapping[str, Any], clauses: Any = ()) -> dict[str, Any]:
    """The state with other clauses (as JSON), none unless they are given, in the form that these need."""
    return {**state, "format": form_of_json(clauses), "clauses": list(clauses)}


def _forms(one: Any) -> Iterator[int]:
    part = type(one).__name__
    if part not in _DEFAULTS:
        defaults = {field.name: field.default for field in fields(one)}
        _DEFAULTS[part] = [(newer.member, defaults[newer.member], newer.form) for newer in NEWER if newer.part == part]
    for member, default, form in _DEFAULTS[part]:
        if getattr(one, member) != default:
            yield form


_DEFAULTS: dict[str, list[tuple[str, object, int]]] = {}
