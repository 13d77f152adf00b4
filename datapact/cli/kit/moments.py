"""Days and moments on the command line: how every option reads them, and how output writes them.

A day is 2026-12-31 or 31.12.2026; 20261231, 2026-1-5 and the week form 2026-W53-4 are read, too. A moment is a day with
its time: 2026-12-31 14:20, 31.12.2026 14:20, or with seconds, a T between, and Z or a distance such as +01:00.
Without a zone it is local time. Slashes are refused, since they do not show whether the day or the month comes first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from datapact.base import date_formats
from datapact.base.errors import WrongUse
from datapact.base.local_time import day_of, end_of_day, local_zone, minute_text, moment_of
from datapact.base.texts import N_

A_DAY = N_("{name} takes a day, written as 2026-12-31.")
A_DAY_OR_MOMENT = N_("{name} takes a day, or a day with its time, written as 2026-12-31 or 2026-12-31 14:20.")
A_MOMENT = N_("{name} takes a day with its time, written as 2026-12-31 14:20.")


@dataclass(frozen=True, slots=True)
class WrittenMoment:
    """A moment as it was typed; the meaning of a day alone depends on the question."""

    value: date | datetime
    """A day alone, or a day with its time; without a zone it is local."""

    def begins(self, now: datetime) -> datetime:
        """The moment (UTC); for a day its first second, for today now, because what happened today has happened."""
        return self._at(now, lambda day: now if day == day_of(now, local_zone(now)) else _start(day, now))

    def first(self, now: datetime) -> datetime:
        """The moment (UTC); for a day its first second, for today, too: of a day of which the hour is not known."""
        return self._at(now, lambda day: _start(day, now))

    def ends(self, now: datetime) -> datetime:
        """The moment (UTC); for a day its last second."""
        return self._at(now, lambda day: end_of_day(day, local_zone(now)))

    def asked(self, now: datetime) -> datetime:
        """The moment (UTC) that a question or a record on a day is about: today is now, another day its last second."""
        return self._at(now, lambda day: moment_of(day, now))

    def _at(self, now: datetime, of_day: Callable[[date], datetime]) -> datetime:
        try:
            if not isinstance(self.value, datetime):
                return of_day(self.value).astimezone(UTC)
            zone = self.value.tzinfo or local_zone(now)
            return self.value.replace(tzinfo=zone).astimezone(UTC).replace(microsecond=0)
        except (ValueError, OverflowError):
            raise WrongUse(
                N_("No calendar reaches as far as {day}. Give another date."), day=self.value.isoformat()
            ) from None


def _start(day: date, now: datetime) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=local_zone(now)).astimezone(UTC)


def read_day(text: str) -> date:
    """A day in an option; raises ValueError, which becomes the sentence of ``REFUSALS``."""
    return date_formats.read_day(text)


def read_moment(text: str) -> WrittenMoment:
    """A day, or a day with its time, in an option; raises ValueError as ``read_day``."""
    return WrittenMoment(date_formats.read_written(text))


def read_time(text: str) -> WrittenMoment:
    """A day with its time, where a day alone is not enough; raises ValueError as ``read_day``."""
    found = read_moment(text)
    if not isinstance(found.value, datetime):
        raise ValueError
    return found


def read_day_if_any(text: str) -> date | None:
    """A day; None for an empty text, which scripts pass."""
    return read_day(text) if text else None


def read_moment_if_any(text: str) -> WrittenMoment | None:
    """A moment; None for an empty text, which scripts pass."""
    return read_moment(text) if text else None


def read_time_if_any(text: str) -> WrittenMoment | None:
    """A day with its time; None for an empty text, which scripts pass."""
    return read_time(text) if text else None


REFUSALS: Mapping[Callable[[str], Any], str] = {
    read_day: A_DAY,
    read_day_if_any: A_DAY,
    read_moment: A_DAY_OR_MOMENT,
    read_moment_if_any: A_DAY_OR_MOMENT,
    read_time: A_MOMENT,
    read_time_if_any: A_MOMENT,
}
"""Every reader of an option that takes a day or a moment, and what is said of a text that is none."""


def day_in(text: str, name: str) -> date:
    """The day in a part of an option, such as on=2026-12-31; raises WrongUse."""
    try:
        return read_day(text)
    except ValueError:
        raise WrongUse(A_DAY, name=name) from None


def moment_text(moment: datetime) -> str:
    """``2026-11-24 14:20`` in local time, a form that ``read_moment`` reads."""
    return minute_text(moment, local_zone(moment))


def day_text(moment: datetime) -> str:
    """The local day of a moment: ``2026-11-24``."""
    return day_of(moment, local_zone(moment)).isoformat()
