"""Which numbers change when clauses are counted anew, as a table from old to new."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from datapact.contract.editing.compare_text import numbers_in_both
from datapact.contract.text.clauses import Clause, parts_of
from datapact.contract.text.keeping import bears_numbers, counted_anew, renumbered
from datapact.contract.text.kept_numbers import lists_of
from datapact.contract.text.numbering import marks
from datapact.contract.text.spoken_values import Spoken


@dataclass(frozen=True, slots=True)
class NumberChange:
    """One number that becomes another one, or goes."""

    place: str
    """Id of the clause, paragraph or point."""
    old: Spoken
    """As it is so far."""
    new: Spoken | None
    """None for a deleted part, which goes without a trace."""


def number_changes(base: Sequence[Clause], after: Sequence[Clause]) -> tuple[NumberChange, ...]:
    """The numbers of ``base`` that are others in ``after``, or that only stood for a deleted part and are gone.

    Parts whose own number stays, under a clause that gets another one, are not listed. Nothing where ``base`` is
    counted, since there numbers follow from positions, and where ``after`` keeps them all: what was moved left its own.
    """
    if not bears_numbers(base) or not counted_anew(after, base):
        return ()
    before, now = numbers_in_both(base), numbers_in_both(after)
    own, then = _own_marks(base), _own_marks(after)
    return tuple(
        NumberChange(part.id, before[part.id], now.get(part.id))
        for part in parts_of(base)
        if (part.id in now and own.get(part.id) != then.get(part.id)) or (part.deleted and part.id not in now)
    )


def renumbering(clauses: Sequence[Clause]) -> tuple[NumberChange, ...]:
    """What counting these clauses anew changes."""
    return number_changes(clauses, renumbered(clauses))


def _own_marks(clauses: Sequence[Clause]) -> dict[str, str]:
    """By id; cells of tables bear none."""
    cells = {cell.id for clause in clauses for one in clause.paragraphs if one.columns for cell in one.items}
    found = {one.id: mark for listed in lists_of(clauses) for one, mark in zip(listed, marks(listed), strict=True)}
    return {place: mark for place, mark in found.items() if place not in cells}
