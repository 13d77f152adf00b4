"""A selection over several rows of the text, in one language: its anchor, its end, and its part of each row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from datapact.base.texts import Language
from datapact.contract.editing.clause_edits import TextRange


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in the text: before a character of a row."""

    place: str
    """Id of the clause, paragraph or item."""
    position: int
    """Number of characters before it in the row."""


@dataclass(frozen=True, slots=True)
class RangeSelection:
    """A selection from the ``anchor`` to the ``caret``, which may be before it."""

    language: Language
    """Of the words that are selected."""
    anchor: Spot
    caret: Spot

    def in_order(self, rows: Mapping[str, int]) -> TextRange | None:
        """The range in reading order (``rows``: the number of a place's row); None when a row of it is missing."""
        if self.anchor.place not in rows or self.caret.place not in rows:
            return None
        ends = (self.anchor, self.caret)
        first, last = sorted(ends, key=lambda spot: (rows[spot.place], spot.position))
        return TextRange(self.language, first.place, first.position, last.place, last.position)


def part_of_row(chosen: TextRange, rows: Mapping[str, int], place: str, length: int) -> tuple[int, int] | None:
    """Start and length of what is chosen in a row of ``length`` characters; None where nothing is."""
    number = rows[place]
    if not rows[chosen.first] <= number <= rows[chosen.last]:
        return None
    start = chosen.start if place == chosen.first else 0
    end = chosen.end if place == chosen.last else length
    return (start, end - start) if end > start else None
