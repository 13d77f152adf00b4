"""Moments as people write and read them: local time; where they write, also UTC in the form of our files."""

from __future__ import annotations

from datetime import UTC, datetime

from datapact.base.errors import WrongUse
from datapact.base.local_time import day_of, local_zone
from datapact.base.texts import N_


def say_moment(moment: datetime) -> str:
    """``2026-11-24 14:20`` in local time, as ``read_moment`` takes it again."""
    return f"{moment.astimezone(local_zone(moment)):%Y-%m-%d %H:%M}"


def say_day(moment: datetime) -> str:
    """The local day of a moment: ``2026-11-24``."""
    return day_of(moment, local_zone(moment)).isoformat()


def read_moment(text: str, now: datetime) -> datetime:
    """``2026-11-24 14:20`` in local time, or ``2026-11-24T13:20:00Z``; raises WrongUse for anything else."""
    written = text.strip()
    for form in ("%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%SZ"):
        try:
            found = datetime.strptime(written, form)  # noqa: DTZ007 - the zone is set in the next line
            return found.replace(tzinfo=UTC if form.endswith("Z") else local_zone(now)).astimezone(UTC)
        except (ValueError, OverflowError):
            continue
    raise WrongUse(N_("{text} is no time. Write it like 2026-11-24 14:20, local time."), text=written[:40])
