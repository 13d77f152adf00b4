"""The moment at which decisions that are shown change by themselves: an end passes, a day begins, a copy in a team grows old."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta, tzinfo
from typing import TYPE_CHECKING

from datapact.base.clock import later
from datapact.base.local_time import day_of, end_of_day
from datapact.organisation.identity.house import copy_age

if TYPE_CHECKING:
    from datapact.vault.database.session import Session


def next_change(session: Session, ends: Iterable[datetime | None], now: datetime, zone: tzinfo) -> datetime:
    """The first moment after ``now``, UTC, from which decisions of ``now`` have to be made again; at the latest midnight.

    ``ends``: the moments, UTC, up to which each of them holds; None where nothing ends it.
    """
    copy = copy_age(session, now)
    bound = None if copy is None else copy.answers_until(now)
    midnight = later(end_of_day(day_of(now, zone), zone), timedelta(seconds=1))
    passed = [later(one, timedelta(seconds=1)) for one in ends if one is not None and one >= now]
    moments: list[datetime] = [midnight, *passed] if bound is None else [midnight, *passed, bound]
    return min(moments)
