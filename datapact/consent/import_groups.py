"""What a file of consents says, counted: how many lines of a dataset, a purpose and a state, and from when to when.

A person sees from it before the import whether a column or the order of the dates was taken for another.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from datapact.consent.row import Row
from datapact.consent.states import BY_CODE, CALLING

MOST_GROUPS = 200
"""Groups that are counted; a file with more has something else in one of these columns."""


@dataclass(frozen=True, slots=True)
class Group:
    """Lines that agree in dataset, purpose and state."""

    dataset: str
    purpose: str
    state: str
    lines: int
    first: datetime
    last: datetime

    @property
    def calls_back(self) -> bool:
        """Whether lines of this state call data back that went out before."""
        return self.state in CALLING


class Tally:
    """Counts rows; a million of them take less than a second."""

    def __init__(self) -> None:
        self._counts: dict[tuple[str, str, int], list[int]] = {}

    def add(self, rows: Iterable[Row]) -> None:
        """Count these, too."""
        counts = self._counts
        for row in rows:
            key = row.dataset, row.purpose, row.state
            known = counts.get(key)
            if known is None:
                if len(counts) < MOST_GROUPS:
                    counts[key] = [1, row.at, row.at]
                continue
            known[0] += 1
            if row.at < known[1]:
                known[1] = row.at
            elif row.at > known[2]:
                known[2] = row.at

    def groups(self) -> tuple[Group, ...]:
        """What was counted, the largest group first."""
        found = [
            Group(dataset, purpose, BY_CODE[state].name, lines, _moment(first), _moment(last))
            for (dataset, purpose, state), (lines, first, last) in self._counts.items()
        ]
        return tuple(sorted(found, key=lambda one: (-one.lines, one.dataset, one.purpose, one.state)))


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
