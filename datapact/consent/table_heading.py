"""Which line of a table names its columns: people write a title, a date or a remark above them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import chain, islice

from datapact.errors import WrongUse
from datapact.texts import N_

FIRST_LINES = 20
"""Lines that are not empty, among which the columns are named."""

type Cell = str | date
type Line = tuple[int, list[Cell]]


type Known = Callable[[Sequence[str]], bool]
"""Whether cells name columns that the reader of the table knows."""


def none_known(_cells: Sequence[str]) -> bool:
    """For tables of which no headings are known beforehand."""
    return False


def headings_and_rest(
    lines: Iterator[Line], said: int | None, known: Known
) -> tuple[Line, tuple[Line, ...], Iterator[Line]]:
    """The line that names the columns, the first lines of which a person may choose another, and what follows it.

    ``said`` is the number of the line in the file; ``known`` recognises headings. Raises WrongUse where the file has no such line near its beginning.
    """
    first = list(islice(lines, FIRST_LINES))
    if not first:
        return (1, []), (), iter(())
    place = _named(first, said) if said is not None else _found([cells for _, cells in first], known)
    return first[place], tuple(first), chain(first[place + 1 :], lines)


def _named(first: list[Line], said: int) -> int:
    place = next((place for place, (number, _) in enumerate(first) if number == said), None)
    if place is None:
        raise WrongUse(
            N_("Line {line} cannot name the columns: it is empty, or too far down. Choose one of the first lines."),
            line=said,
        )
    return place


def _found(rows: list[list[Cell]], known: Known) -> int:
    """The first line that is about as full as the fullest, unless the very first has headings that we know."""
    if known([str(cell) for cell in rows[0]]):
        return 0
    filled = [sum(1 for cell in row if str(cell).strip()) for row in rows]
    full = max(2.0, 0.6 * max(filled))
    return next((place for place, number in enumerate(filled) if number >= full), 0)
