"""What duties are derived from: the terms of an agreement in force, whose side we are on, and its calendar."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from datapact.agreements.terms import Terms
from datapact.texts import Argument
from datapact.tracking.days_off import Place, place_of
from datapact.tracking.periods import same_number

HORIZON_MONTHS = 60
"""How far ahead the days of a recurring duty are written down; they are derived anew at least once a year."""
MOST_OCCURRENCES = 60


@dataclass(frozen=True, slots=True)
class Ground:
    """One agreement that is signed, as at ``today`` (local day).

    ``us`` is the key of our party, empty where the terms do not name us. ``since`` is the day since which this vault
    knows it as signed: what recurred before is not asked for. ``end`` is the last day where it is certain (the end agreed
    without renewal, or by notice of termination); ``terminated`` says that it is by notice. ``changes_on`` is the next day
    on which the terms change without any further step.
    """

    agreement: str
    terms: Terms
    us: str
    language: str
    today: date
    since: date
    end: date | None = None
    terminated: bool = False
    notices: tuple[AnnouncedChange, ...] = field(default=())
    changes_on: date | None = None

    @property
    def start(self) -> date:
        return self.terms.duration.start or self.since

    @property
    def horizon(self) -> date:
        """The last day up to which recurring duties are derived."""
        ahead, _ = same_number(self.today, HORIZON_MONTHS)
        return min(ahead, self.end) if self.end is not None else ahead

    def name(self, party: str) -> str:
        """The short name of a party by its key, or the key where there is none."""
        found = next((one for one in self.terms.parties if one.key == party), None)
        return (found.short_name or found.name) if found is not None else party

    def place(self, party: str) -> Place:
        """Where a party performs: by default where it resides (§ 269 BGB)."""
        found = next((one for one in self.terms.parties if one.key == party), None)
        return place_of(found.address.country, found.address.region) if found is not None else Place("DE")

    def ours(self, party: str) -> bool:
        """Whether a party is us; where the terms do not name us, every duty is taken for ours."""
        return not self.us or not party or party == self.us


@dataclass(frozen=True, slots=True)
class AnnouncedChange:
    """A notice under an agreement: sub-processors and other annexes that change, with the last day for objections."""

    digest: str
    about: str
    party: str
    received: date
    effective: date | None
    objection_until: date | None
    words: Argument
    objected: bool = False


def occurrences(first: date, every_months: int, since: date, until: date) -> Iterator[date]:
    """The days of something that recurs, by the number of the first day, from ``since`` to ``until``.

    Without an interval it is the first day alone, whenever that is.
    """
    if every_months <= 0:
        if first <= until:
            yield first
        return
    apart = (since.year - first.year) * 12 + since.month - first.month
    step = max(0, apart // every_months)
    found = 0
    while found < MOST_OCCURRENCES:
        if first.year * 12 + first.month + step * every_months > until.year * 12 + until.month:
            return
        day, _is_there = same_number(first, step * every_months)
        if since <= day <= until:
            found += 1
            yield day
        step += 1


def in_months(day: date, months: int) -> date:
    """The day of the same number so many months on, or the last of that month."""
    return same_number(day, months)[0]
