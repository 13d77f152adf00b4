"""Periods and dates under sections 187 to 193 of the German Civil Code (BGB).

Each function returns the last day with the steps of the calculation, so that a lawyer can follow it. Days are local
calendar days and end at midnight (§ 188(1)). The chosen readings of the law are in docs/decisions.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from datapact.base.texts import N_, Message
from datapact.deadlines.holidays import Place, next_working_day, why_off
from datapact.deadlines.period import (
    Deadline,
    Period,
    Unit,
    check_period,
    last_of_month,
    month_and_number,
    plus_days,
    same_number,
)

BGB_UNITS: tuple[Unit, ...] = ("days", "weeks", "months", "quarters", "half_years", "years")
GERMANY = Place("DE")

type Subject = Literal["act", "notice_period", "other"]
"""What ends on the last day: an ``act`` (declaration to make, performance to render; § 193 moves it), a period that
must lie between notice and end (``notice_period``; nothing moves it), or ``other`` (a state of things; likewise)."""


def from_event(event: date, period: Period, place: Place = GERMANY, *, subject: Subject = "act") -> Deadline:
    """The end of a period that runs from an event in the course of the day ``event``: §§ 187(1), 188, 193 BGB.

    ``place`` is the place of performance or declaration. Raises WrongUse for hours and working days.
    """
    check_period(period, *BGB_UNITS)
    steps = [
        Message(
            N_("The period of {period} runs from an event on {day}; that day is not counted (§ 187(1) BGB)."),
            {"period": period.words(), "day": event.isoformat()},
        )
    ]
    if period.months:
        end, is_there = same_number(event, period.months)
        steps.append(_same_number_step(end, event.day, is_there))
    elif period.unit == "weeks":
        end = plus_days(event, 7 * period.count)
        steps.append(
            Message(
                N_("It ends with the same day of the week, on {day} (§ 188(2), first alternative, BGB)."),
                {"day": end.isoformat()},
            )
        )
    else:
        end = plus_days(event, period.count)
        steps.append(_last_day_step(end))
    return _finished(end, period, place, subject, steps)


def from_day(first: date, period: Period, place: Place = GERMANY, *, subject: Subject = "act") -> Deadline:
    """The end of a period that begins with the beginning of the day ``first``: §§ 187(2), 188, 193 BGB."""
    check_period(period, *BGB_UNITS)
    steps = [
        Message(
            N_("The period of {period} begins with the beginning of {day}; that day is counted (§ 187(2) BGB)."),
            {"period": period.words(), "day": first.isoformat()},
        )
    ]
    if period.months:
        end = _day_before_number(first, period.months)
        steps.append(
            Message(
                N_(
                    "It ends with the day before the one of the same number, on {day} (§ 188(2), second alternative,"
                    " and (3) BGB)."
                ),
                {"day": end.isoformat()},
            )
        )
    elif period.unit == "weeks":
        end = plus_days(first, 7 * period.count - 1)
        steps.append(
            Message(
                N_("It ends with the day before the same day of the week, on {day} (§ 188(2) BGB)."),
                {"day": end.isoformat()},
            )
        )
    else:
        end = plus_days(first, period.count - 1)
        steps.append(_last_day_step(end))
    return _finished(end, period, place, subject, steps)


def on_day(day: date, place: Place = GERMANY) -> Deadline:
    """The deadline of a declaration or performance due on a certain day: § 193 BGB."""
    steps = [Message(N_("It is due on {day}."), {"day": day.isoformat()})]
    return _finished(day, None, place, "act", steps)


def latest_event(last: date, period: Period) -> Deadline:
    """The last day on which a declaration may be received so that ``period`` has run when ``last`` ends.

    Receipt counts (§ 130(1) BGB); §§ 187(1) and 188 BGB are applied looking forward from the day of receipt. § 193 BGB
    does not move it (BGH, judgment of 17 February 2005, III ZR 172/04): a later day would shorten the other side's
    period.
    """
    check_period(period, *BGB_UNITS)
    if period.months:
        candidate, _ = same_number(last, -period.months)
        # the last of a short month reaches the ends of longer ones: 31 January + 1 month is 28 February
        candidate = min(last_of_month(candidate.year, candidate.month), plus_days(candidate, 3))
    elif period.unit == "weeks":
        candidate = plus_days(last, -7 * period.count)
    else:
        candidate = plus_days(last, -period.count)
    while from_event(candidate, period, subject="notice_period").counted > last:
        candidate = plus_days(candidate, -1)
    steps = (
        Message(
            N_("A period of {period} must have run when {day} ends."),
            {"period": period.words(), "day": last.isoformat()},
        ),
        Message(
            N_(
                "Received on {day} at the latest, it has: the day of receipt is not counted (§§ 187(1), 188 BGB), and"
                " what counts is receipt, not sending (§ 130(1) BGB)."
            ),
            {"day": candidate.isoformat()},
        ),
        Message(
            N_(
                "A Saturday, Sunday or public holiday moves this day neither back nor forth: § 193 BGB does not apply to"
                " periods of notice (BGH, III ZR 172/04). Plan for receipt on the last working day before."
            )
        ),
    )
    return Deadline(candidate, candidate, steps)


def prolonged(before: Deadline, period: Period, place: Place = GERMANY, *, subject: Subject = "act") -> Deadline:
    """The end of a prolonged period: the new one runs from the end of the former (§ 190 BGB).

    Where § 193 BGB moved the former end, it runs from the moved day, as courts hold for procedural periods (BGH, IX ZB
    198/04); the earlier reading gives the earlier day.
    """
    after = from_day(plus_days(before.day, 1), period, place, subject=subject)
    step = Message(
        N_("The former period ends on {day}; the further one is counted from its end (§ 190 BGB)."),
        {"day": before.day.isoformat()},
    )
    return Deadline(after.day, after.counted, (step, *after.steps))


def part_of_month(year: int, month: int, part: Literal["beginning", "middle", "end"]) -> date:
    """The day that "beginning", "middle" or "end" of a month means: the first, the 15th, the last (§ 192 BGB)."""
    match part:
        case "beginning":
            return date(year, month, 1)
        case "middle":
            return date(year, month, 15)
        case "end":
            return last_of_month(year, month)


def scattered_days(period: Period) -> int:
    """The number of days of a period that need not run in one piece: a month is 30 days, a year 365 (§ 191 BGB)."""
    check_period(period, *BGB_UNITS)
    if period.unit == "years":
        return 365 * period.count + 15 * period.and_half_month
    if period.months:
        return 30 * period.months + 15 * period.and_half_month
    return period.count * (7 if period.unit == "weeks" else 1)


def _day_before_number(first: date, months: int) -> date:
    """The day before the one with the number of ``first``; the last of its month where that is missing (§ 188(3))."""
    year, month = month_and_number(first, months)
    last = last_of_month(year, month)
    if first.day == 1:
        return plus_days(date(year, month, 1), -1)
    return last.replace(day=min(first.day - 1, last.day))


def _same_number_step(end: date, number: int, is_there: bool) -> Message:
    if is_there:
        return Message(
            N_("It ends with the day of the same number, on {day} (§ 188(2), first alternative, BGB)."),
            {"day": end.isoformat()},
        )
    return Message(
        N_("The last month has no day {number}, so it ends with that month's last day, {day} (§ 188(3) BGB)."),
        {"number": number, "day": end.isoformat()},
    )


def _last_day_step(end: date) -> Message:
    return Message(N_("It ends when its last day ends, {day} (§ 188(1) BGB)."), {"day": end.isoformat()})


def _finished(end: date, period: Period | None, place: Place, subject: Subject, steps: list[Message]) -> Deadline:
    if period is not None and period.and_half_month:
        end = plus_days(end, 15)
        steps.append(
            Message(
                N_("The half month is 15 days and counted last, to {day} (§ 189(2) BGB)."), {"day": end.isoformat()}
            )
        )
    if subject != "act":
        if subject == "notice_period":
            steps.append(
                Message(
                    N_("§ 193 BGB does not apply to periods of notice, so no holiday moves it (BGH, III ZR 172/04).")
                )
            )
        return Deadline(end, end, tuple(steps))
    day = next_working_day(end, place)
    if day != end:
        reason = why_off(end, place)
        assert reason is not None
        steps.append(
            Message(
                N_("{reason}; the next working day, {day}, takes its place (§ 193 BGB)."),
                {"reason": reason, "day": day.isoformat()},
            )
        )
    else:
        steps.append(
            Message(
                N_("{day} is a working day in {place}, so § 193 BGB does not move it."),
                {"day": end.isoformat(), "place": place.words()},
            )
        )
    if place.country == "DE" and not place.land:
        steps.append(
            Message(N_("The Land is not known: only public holidays of all of Germany were looked at (§ 193 BGB)."))
        )
    return Deadline(day, end, tuple(steps))
