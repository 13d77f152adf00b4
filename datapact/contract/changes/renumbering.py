"""The table of old and new numbers when clauses are counted anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from datapact.base.errors import TooLarge
from datapact.contract.editing.compare_text import numbers_in_both
from datapact.contract.text.clauses import Clause, parts_of
from datapact.contract.text.keeping import bears_numbers, counted_anew, kept, lists_by_parent, renumbered
from datapact.contract.text.kept_numbers import lists_of
from datapact.contract.text.numbering import marks
from datapact.contract.text.value_words import BilingualMessage


@dataclass(frozen=True, slots=True)
class NumberChange:
    """One number that becomes another one, or goes."""

    place: str
    """Id of the clause, paragraph or point."""
    old: BilingualMessage
    """As it is so far."""
    new: BilingualMessage | None
    """None for a deleted part, which goes without a trace."""


def number_changes(base: Sequence[Clause], after: Sequence[Clause]) -> tuple[NumberChange, ...]:
    """The numbers of ``base`` that are others in ``after``, or that only stood for a deleted part and are gone.

    Parts whose own number stays, under a clause that gets another one, are not listed. Nothing where ``after`` keeps
    them all: what was moved left its own.
    """
    if not _other_numbers(base, after):
        return ()
    before, now = numbers_in_both(base), numbers_in_both(after)
    own, then = _own_marks(base), _own_marks(after)
    return tuple(
        NumberChange(part.id, before[part.id], now.get(part.id))
        for part in parts_of(base)
        if (part.id in now and own.get(part.id) != then.get(part.id)) or (part.deleted and part.id not in now)
    )


def numbers_that_came(base: Sequence[Clause], after: Sequence[Clause]) -> tuple[BilingualMessage, ...]:
    """The numbers of deleted parts in ``after`` that do not stand for any part or number of ``base``."""
    if not any(one.deleted for one in parts_of(after)):
        return ()
    there = {one.id for one in (*parts_of(base), *parts_of(_as_kept(after, base)))}
    now = numbers_in_both(after)
    return tuple(now[one.id] for one in parts_of(after) if one.deleted and one.id not in there)


def _other_numbers(base: Sequence[Clause], after: Sequence[Clause]) -> bool:
    """Whether ``after`` gives a number to a part other than the one that it keeps, as ``base`` has it."""
    if bears_numbers(base) and counted_anew(after, base):
        return True
    was, now, would = _marks_in_place(base), _marks_in_place(after), _marks_in_place(_as_kept(after, base))
    return any(mark == would.get(place) != now.get(place, mark) for place, mark in was.items())


def _marks_in_place(clauses: Sequence[Clause]) -> dict[tuple[str, str], str]:
    """By the id of the part around each part, and its own."""
    return {
        (parent, one.id): mark
        for parent, listed in lists_by_parent(clauses)
        for one, mark in zip(listed, marks(listed), strict=True)
    }


def _as_kept(after: Sequence[Clause], base: Sequence[Clause]) -> Sequence[Clause]:
    """``after`` with the numbers that it keeps from ``base``; ``base`` where no short number is left."""
    try:
        return kept(after, base, ())
    except TooLarge:
        return base


def renumbering(clauses: Sequence[Clause]) -> tuple[NumberChange, ...]:
    """The numbers that change when these clauses are counted anew."""
    return number_changes(clauses, renumbered(clauses))


def _own_marks(clauses: Sequence[Clause]) -> dict[str, str]:
    """By id; cells of tables bear none."""
    cells = {cell.id for clause in clauses for one in clause.paragraphs if one.columns for cell in one.items}
    found = {one.id: mark for listed in lists_of(clauses) for one, mark in zip(listed, marks(listed), strict=True)}
    return {place: mark for place, mark in found.items() if place not in cells}
