"""The alliance in numbers for the overview: agreements that need us today, agreements by state, coming ends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from datapact.agreements.projection.status import STATUS_WORDS
from datapact.agreements.views.filters import steps_of
from datapact.agreements.views.list import ListedAgreement, rows_of

if TYPE_CHECKING:
    from datapact.agreements.views.list_index import ListIndex
    from datapact.vault.database.session import Session

MONTHS = 12
MOST_TASKS = 50
MOST_ENDINGS = 300


@dataclass(frozen=True, slots=True)
class Task:
    """An agreement that waits for the own organisation, for its next step or for a step of ours to be sent; ``mine`` when
    the member's roles allow that."""

    agreement: ListedAgreement
    """As the list shows it."""
    mine: bool


@dataclass(frozen=True, slots=True)
class Month:
    """A month by its first day, and how many agreements end in the rest of it."""

    first: date
    """First day of the month."""
    endings: int
    """Number of agreements; for the current month from today on."""


@dataclass(frozen=True, slots=True)
class Portfolio:
    """The alliance: ``tasks``, the member's first, then the longest waiting; ``states`` in the order of a contract's
    life.

    ``months`` are the current one and the next twelve; ``endings`` the next to end, each with its ``last_day``.
    """

    today: date
    """Local day that all of it is said for."""
    tasks: tuple[Task, ...]
    more_tasks: int
    """Number beyond ``MOST_TASKS`` that are not listed."""
    with_partners: int
    """Agreements whose ``mover`` is a partner."""
    states: tuple[tuple[str, int], ...]
    months: tuple[Month, ...]
    endings: tuple[ListedAgreement, ...]
    more_endings: int
    """Number beyond ``MOST_ENDINGS`` that are not listed."""

    @property
    def total(self) -> int:
        """Agreements that are not archived."""
        return sum(number for _, number in self.states)


def portfolio(session: Session, index: ListIndex, today: date, roles: Collection[str] = ()) -> Portfolio:
    """The content of the overview, as at ``today`` (local day), for a member with these roles."""
    mine = steps_of(roles)
    waiting = index.rows_where(mover=lambda mover: mover == "us")
    since = {key: place for place, key in enumerate(index.keys_by(session, "since"))}
    steps = zip(waiting, index.values("step", waiting), strict=True)
    ours = [(step in mine, since[index.key(row)], index.key(row)) for row, step in steps]
    ours.sort(key=lambda one: (not one[0], one[1]))
    shown = [key for _mine, _since, key in ours[:MOST_TASKS]]
    own = {key for is_mine, _since, key in ours if is_mine}
    tasks = rows_of(session, shown)
    by_status = Counter(index.values("status", index.rows_where()))
    limit = year_after(today).isoformat()
    ending = index.rows_where(
        last_day=lambda day: today.isoformat() <= day <= limit,
        status=lambda status: status in ("signed", "in_force"),
    )
    days = index.values("last_day", ending)
    by_month = Counter(day[:7] for day in days)
    months = [months_after(today, place) for place in range(MONTHS + 1)]
    next_to_end = [index.key(row) for _, row in sorted(zip(days, ending, strict=True))[:MOST_ENDINGS]]
    endings = rows_of(session, next_to_end)
    return Portfolio(
        today=today,
        tasks=tuple(Task(tasks[key], key in own) for key in shown if key in tasks),
        more_tasks=len(ours) - len(shown),
        with_partners=sum(1 for _row in index.rows_where(mover=lambda mover: mover == "partner")),
        states=tuple((name, by_status[name]) for name in STATUS_WORDS if by_status[name]),
        months=tuple(Month(first, by_month[first.isoformat()[:7]]) for first in months),
        endings=tuple(endings[key] for key in next_to_end if key in endings),
        more_endings=len(ending) - len(next_to_end),
    )


def year_after(day: date) -> date:
    """The same day a year later; 28 February for the 29th."""
    return date(day.year + 1, day.month, 28 if (day.month, day.day) == (2, 29) else day.day)


def months_after(day: date, months: int) -> date:
    """The first day of the month that many months after the month of ``day``."""
    years, month = divmod(day.month - 1 + months, 12)
    return date(day.year + years, month + 1, 1)
