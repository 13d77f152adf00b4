"""The end of an agreement by a notice of termination: periods of civil law, counted by their steps.

The day on which the notice arrives is not counted (s. 187(1) BGB). A period of months ends on the day of the same
number, or on the last one of a shorter month (s. 188(2) and (3) BGB). It ends on the calendar day even where that is a
Sunday or holiday: s. 193 BGB does not extend notice periods (BGH, 17 February 2005, III ZR 172/04). A notice takes
effect when it arrives (s. 130(1) BGB). For cause no period is needed (s. 314(1) BGB).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from datapact.base.clock import days_later
from datapact.base.texts import N_, Message, counted
from datapact.deadlines.bgb import GERMANY, from_day, latest_event
from datapact.deadlines.holidays import next_working_day
from datapact.deadlines.period import Deadline, OutOfCalendar, Period, last_of_month

if TYPE_CHECKING:
    from datapact.contract.terms import Terms

type Dates = Literal["any_day", "month", "quarter", "half_year", "year"]
"""To the end of what a notice may be given."""
type NoticeTo = Dates | Literal[""]
"""The same, or empty where nobody said it."""
type Ground = Literal["ordinary", "cause"]

_LENGTH: dict[str, int] = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}


@dataclass(frozen=True, slots=True)
class TerminationDay:
    """The earliest last day of an agreement after a notice; None where the terms do not provide for it.

    ``steps`` are the steps of the calculation, ``remarks`` what a person has to weigh, ``start`` the first day of the
    agreement.
    """

    end: date | None
    """Local day."""
    steps: tuple[Message, ...]
    remarks: tuple[Message, ...]
    start: date | None = None

    def before_start(self, end: date) -> Message | None:
        """The remark on a last day before the first one; None for any other."""
        if self.start is None or end >= self.start:
            return None
        return Message(
            N_("The agreement begins on {start} only: with a last day before that it never comes into force."),
            {"start": self.start.isoformat()},
        )


@dataclass(frozen=True, slots=True)
class RunningTerm:
    """One term of an agreement that renews itself unless notice is given."""

    end: date
    """Last local day of the term."""
    notice: Deadline
    """The last local day on which notice to ``end`` must be received, with the steps of its calculation."""
    next_end: date
    """Last local day of the term that follows without notice."""


def running_terms(end: date, renewal: int, months: int, days: int, today: date) -> Iterator[RunningTerm]:
    """The terms that end on ``today`` or later, in order and without an end of their own (§§ 187(2), 188(2) BGB).

    ``end`` is the last day of the first term, ``renewal`` a number of months, ``months`` and ``days`` the period of
    notice. Stops where the calendar ends.
    """
    while True:
        try:
            following = from_day(days_later(end, 1), Period(renewal, "months"), subject="other").day
            if end >= today:
                notice = (
                    latest_event(days_later(end, -days), Period(months, "months"))
                    if months
                    else latest_event(end, Period(days, "days"))
                )
                yield RunningTerm(end, notice, following)
        except OutOfCalendar:
            return
        end = following


def months_later(day: date, months: int) -> date:
    """The day that ends a period of months whose event fell on ``day`` (s. 188(2) and (3) BGB).

    Where the calendar ends before it, its first or last day.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year:
        return date.max
    if year < date.min.year:
        return date.min
    last = last_of_month(year, month + 1)
    return last.replace(day=min(day.day, last.day))


def end_of(day: date, dates: Dates) -> date:
    """The first permitted last day that is not before ``day``."""
    if dates == "any_day":
        return day
    length = _LENGTH[dates]
    return last_of_month(day.year, ((day.month - 1) // length + 1) * length)


def notice_end(received: date, months: int, days: int = 0, dates: Dates = "any_day") -> date:
    """The last day of an agreement of which notice arrived on ``received`` (local days)."""
    return end_of(days_later(months_later(received, months), days), dates)


def termination_day(terms: Terms, received: date, ground: Ground) -> TerminationDay:
    """The earliest day on which a notice that arrives on ``received`` ends the agreement."""
    duration = terms.duration
    if ground == "cause":
        return TerminationDay(
            received,
            (Message(N_("For cause: no period, effective when it arrives (§ 314(1), § 130(1) BGB).")),),
            (
                Message(
                    N_(
                        "For cause a warning or a period to remedy usually has to come first (§ 314(2) BGB), and notice"
                        " within reasonable time of knowing the reason (§ 314(3) BGB)."
                    )
                ),
            ),
            duration.start,
        )
    months, days = duration.notice_months, duration.notice_days
    if months is None and days is None:
        remark = N_(
            "The terms name no period of notice. Where the text excludes ordinary notice, only notice for cause (§ 314 BGB) or an"
            " end that all agree on is left."
        )
        return TerminationDay(None, (), (Message(remark),), duration.start)
    dates: Dates = duration.notice_to or "month"
    end = notice_end(received, months or 0, days or 0, dates)
    length = counted("{n} month", "{n} months", months) if months else counted("{n} day", "{n} days", days or 0)
    steps = [
        Message(
            N_("Arrives on {day}, which is not counted (§ 187(1) BGB); the period is {length} (§ 188 BGB)."),
            {"day": received.isoformat(), "length": length},
        )
    ]
    steps.append(Message(_TO[dates]))
    steps.append(Message(N_("Sundays and holidays do not extend it (BGH III ZR 172/04).")))
    remarks = []
    if not duration.notice_to:
        remarks.append(
            Message(N_("The terms do not name the date; the end of a month is assumed, as in DataPact's clauses."))
        )
    if duration.end is not None and end > duration.end:
        remarks.append(
            Message(N_("The agreement ends by its own term before that, on {day}."), {"day": duration.end.isoformat()})
        )
    return TerminationDay(end, tuple(steps), tuple(remarks), duration.start)


_TO: dict[str, str] = {
    "any_day": N_("Notice is possible to any day."),
    "month": N_("Notice is possible to the end of a month."),
    "quarter": N_("Notice is possible to the end of a quarter."),
    "half_year": N_("Notice is possible to the end of a half-year."),
    "year": N_("Notice is possible to the end of a year."),
}


def declaration_until(day: date, days: int) -> date:
    """The last day to declare something within ``days`` from ``day``: not a Saturday, Sunday or national holiday.

    Here s. 193 BGB does apply, because a declaration is due within the period. Holidays of a single Land are left to
    the agenda; a period that is a day longer for one party harms nobody.
    """
    return next_working_day(days_later(day, days), GERMANY)
