"""The place at which a clause goes into an agreement: where templates have it, and never behind the final provisions."""

from __future__ import annotations

import re
from collections.abc import Sequence

from datapact.contract.templates.template import list_templates
from datapact.contract.text.clauses import Clause, plain_text

_FINAL = frozenset({"form", "final", "amending"})
_FINAL_WORDS = re.compile(
    r"schlussbestimmung|schlussvorschrift|salvatorisch|schriftform|textform|gerichtsstand|final provision|"
    r"miscellaneous|general provisions|severab|governing law|entire agreement|\bform\b",
    re.IGNORECASE,
)


def sensible_place(clauses: Sequence[Clause], identifier: str, template: str = "") -> int:
    """The index before which a clause of this id goes in: behind those that stand before it in templates.

    ``template`` is the id of the agreement's own one, which is asked first. What no template has stands before the final
    provisions; whatever templates say, nothing goes behind them, save what is one of them.
    """
    last = before_final(clauses)
    there = {one.id: index for index, one in enumerate(clauses) if not one.deleted}
    for one in sorted(list_templates(), key=lambda known: known.id != template):
        order = [source.id for source in one.clauses]
        if identifier not in order:
            continue
        earlier = [there[name] for name in order[: order.index(identifier)] if name in there]
        if earlier:
            return earlier[-1] + 1 if identifier in _FINAL else min(earlier[-1] + 1, last)
    return last


def before_final(clauses: Sequence[Clause]) -> int:
    """The index of the first of the final provisions at the end of a text; its length where it has none."""
    at = len(clauses)
    while at and (clauses[at - 1].deleted or _is_final(clauses[at - 1])):
        at -= 1
    return at if any(not one.deleted for one in clauses[at:]) else len(clauses)


def _is_final(clause: Clause) -> bool:
    return clause.id in _FINAL or any(_FINAL_WORDS.search(plain_text(runs)) for runs in clause.heading.values())
