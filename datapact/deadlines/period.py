"""Periods as laws and contracts state them, and deadlines with every step of their calculation."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from datapact.base.errors import WrongUse
from datapact.base.texts import N_, Message, counted

type Unit = Literal["hours", "days", "working_days", "weeks", "months", "quarters", "half_years", "years"]
MONTHS_IN: Mapping[Unit, int] = {"months": 1, "quarters": 3, "half_years": 6, "years": 12}
MOST = 40_000
LAST_YEAR = 9900
"""Days behind it are refused, so that no arithmetic runs out of the calendar."""


class OutOfCalendar(WrongUse):
    """The error for a period that leads beyond the calendar."""

    def __init__(self) -> None:
        super().__init__(N_("This period leads out of the calendar. Check its length."))


@dataclass(frozen=True, slots=True)
class Period:
    """Hours, days, weeks, months or years; with ``and_half_month`` 15 days more, counted last (§ 189 BGB)."""

    count: int
    """0 to 40,000."""
    unit: Unit
    """Half-years, quarters and years are counted in months."""
    and_half_month: bool = False

    def words(self) -> Message:
        """The period as people say it."""
        n = self.count
        match self.unit:
            case "hours":
                length = counted("{n} hour", "{n} hours", n)
            case "days":
                length = counted("{n} day", "{n} days", n)
            case "working_days":
                length = counted("{n} working day", "{n} working days", n)
            case "weeks":
                length = counted("{n} week", "{n} weeks", n)
            case "months":
                length = counted("{n} month", "{n} months", n)
            case "quarters":
                length = counted("{n} quarter of a year", "{n} quarters of a year", n)
            case "half_years":
                length = counted("{n} half-year", "{n} half-years", n)
            case "years":
                length = counted("{n} year", "{n} years", n)
        return Message(N_("{length} and a half"), {"length": length}) if self.and_half_month else length

    @property
    def months(self) -> int:
        """The number of months; 0 for a period not counted in months (a half-year is six, § 189(1) BGB)."""
        return self.count * MONTHS_IN.get(self.unit, 0)


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day of a period, whole day included, and how it was found, sentence by sentence with citations.

    ``counted`` is the last day before Saturdays, Sundays and public holidays were considered.
    """

    day: date
    """Local day, holidays looked at."""
    counted: date
    steps: tuple[Message, ...]
    """In the order of the calculation."""

    @property
    def moved(self) -> bool:
        return self.day != self.counted


def check_period(period: Period, *units: Unit) -> None:
    """Raise WrongUse for a period that these rules do not know, or that leads beyond the calendar."""
    if period.unit not in units or (period.and_half_month and not period.months):
        raise WrongUse(N_("A period of {period} cannot be calculated here."), period=period.words())
    if not 0 <= period.count <= MOST:
        raise WrongUse(N_("The length of a period is a whole number from 0 to {most}."), most=MOST)


def plus_days(day: date, days: int) -> date:
    """The day that many days later or, below 0, earlier; raises WrongUse where the calendar ends."""
    last = date(LAST_YEAR, 12, 31)
    if not 1 <= day.toordinal() + days <= last.toordinal():
        raise OutOfCalendar
    return day + timedelta(days=days)


def month_and_number(day: date, months: int) -> tuple[int, int]:
    """Year and month that many months from the month of ``day``; raises WrongUse where the calendar ends."""
    position = day.year * 12 + day.month - 1 + months
    year, month = divmod(position, 12)
    if not 1 <= year <= LAST_YEAR:
        raise OutOfCalendar
    return year, month + 1


def last_of_month(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def same_number(day: date, months: int) -> tuple[date, bool]:
    """The day of the same number that many months on, with True; or, where missing, that month's last, with False."""
    year, month = month_and_number(day, months)
    last = last_of_month(year, month)
    return (last, False) if day.day > last.day else (last.replace(day=day.day), True)
