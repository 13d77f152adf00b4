"""Periods of Union law under Regulation (EEC, Euratom) No 1182/71 (CELEX 31971R1182), with the steps for a lawyer.

The Regulation applies where an act of the Union sets the period, such as GDPR, Data Act and Cyber Resilience Act.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from datapact.base.clock import in_zone, later
from datapact.base.texts import N_, Message
from datapact.contract.text.formatters import minute_words
from datapact.contract.vocabulary.messages import OwnWords
from datapact.deadlines.holidays import Place, is_working_day, next_working_day, why_off
from datapact.deadlines.period import Deadline, Period, Unit, check_period, plus_days, same_number

EU_UNITS: tuple[Unit, ...] = ("days", "working_days", "weeks", "months", "years")


@dataclass(frozen=True, slots=True)
class HourDeadline:
    """The moment (UTC) at which a period of hours has expired, and the steps.

    ``plain`` is the number of hours from the moment itself: earlier by less than an hour, and safe under any reading.
    ``at_most`` is the end of the day to which Art. 3(5) might carry a period of two days or more; None where it
    contains two working days in any case.
    """

    moment: datetime
    """Later than ``plain``: the hour of the event is not counted."""
    plain: datetime
    steps: tuple[Message, ...]
    """Sentences with citations, in the order of the calculation."""
    at_most: date | None = None


def eu_period(event: date, period: Period, place: Place, *, backwards: bool = False) -> Deadline:
    """The end of a period from an event or act in the course of ``event``: Art. 3 of the Regulation.

    ``place`` is where the act is to be done (Art. 2(1)). ``backwards``: counted back from a given date, when Saturdays,
    Sundays and holidays move nothing (Art. 3(4), second sentence). Raises WrongUse for hours: see ``eu_hours``.
    """
    check_period(period, *EU_UNITS)
    steps = [
        Message(
            N_(
                "The period of {period} runs from an event on {day}; that day is not counted (Art. 3(1) Regulation"
                " 1182/71)."
            ),
            {"period": period.words(), "day": event.isoformat()},
        )
    ]
    end = _counted(event, period, place, -1 if backwards else 1, steps)
    if backwards:
        steps.append(
            Message(
                N_("A period counted back from a date is not moved by holidays (Art. 3(4), second sentence, of it).")
            )
        )
        return Deadline(end, end, tuple(steps))
    day = _to_working_day(end, place, steps)
    if _two_days_or_more(period):
        day = _two_working_days(event, day, place, steps)
    return Deadline(day, end, tuple(steps))


def eu_hours(event: datetime, hours: int, place: Place, zone: tzinfo) -> HourDeadline:
    """The expiry of a period of hours from ``event``: Art. 3(1), (2)(a) and (3); weekends and holidays are included.

    Hours are hours that pass (clock changes do not stretch them). Art. 3(4) excepts periods expressed in hours.
    Whether Art. 3(5) (two working days at least) reaches such a period of 48 hours or more is disputed: the steps say so
    and ``at_most`` gives its result, on which nobody should rely without advice.
    """
    check_period(Period(hours, "hours"), "hours")
    local = in_zone(event, zone)
    begin = local.replace(minute=0, second=0, microsecond=0)
    start = later(in_zone(begin, UTC), timedelta(hours=1))
    moment, plain = (later(since, timedelta(hours=hours)) for since in (start, in_zone(event, UTC)))
    steps = [
        Message(
            N_("The event was at {time}; the hour in which it falls is not counted (Art. 3(1) Regulation 1182/71)."),
            {"time": _local(event, zone)},
        ),
        Message(
            N_("{hours} hours from {start} expire at {end} (Art. 3(2)(a) of it)."),
            {"hours": hours, "start": _local(start, zone), "end": _local(moment, zone)},
        ),
        Message(
            N_(
                "Saturdays, Sundays and public holidays are included (Art. 3(3)), and do not move the end of a period in"
                " hours (Art. 3(4))."
            )
        ),
    ]
    at_most = None
    if hours >= 48:
        at_most = _hours_with_two_working_days(start, moment, place, zone)
        if at_most is not None:
            steps.append(
                Message(
                    N_(
                        "It is disputed whether Art. 3(5) (at least two working days) applies here; it would lead to the"
                        " end of {day}. Do not rely on it without advice."
                    ),
                    {"day": at_most.isoformat()},
                )
            )
    return HourDeadline(moment, plain, tuple(steps), at_most)


def _counted(event: date, period: Period, place: Place, direction: int, steps: list[Message]) -> date:
    if period.unit == "working_days":
        end, left = event, period.count
        while left:
            end = plus_days(end, direction)
            left -= is_working_day(end, place)
        words = N_("Only working days are counted, to {day} (Art. 2(2), 3(3) of it; holidays of {place}).")
        steps.append(Message(words, {"day": end.isoformat(), "place": place.words()}))
        return end
    if period.months:
        end, is_there = same_number(event, direction * period.months)
        words = (
            N_("It ends with the last hour of the day of the same date, {day} (Art. 3(2)(c) of it).")
            if is_there
            else N_("The last month lacks that date, so it ends with that month's last day, {day} (Art. 3(2)(c)).")
        )
    elif period.unit == "weeks":
        end = plus_days(event, direction * 7 * period.count)
        words = N_("It ends with the last hour of the same day of the week, {day} (Art. 3(2)(c) of it).")
    else:
        end = plus_days(event, direction * period.count)
        words = N_("It ends with the last hour of its last day, {day} (Art. 3(2)(b) of it).")
    steps.append(Message(words, {"day": end.isoformat()}))
    return end


def _to_working_day(end: date, place: Place, steps: list[Message]) -> date:
    day = next_working_day(end, place)
    if day != end:
        reason = why_off(end, place)
        assert reason is not None
        steps.append(
            Message(
                N_("{reason}, so the period ends with the following working day, {day} (Art. 3(4) of it)."),
                {"reason": reason, "day": day.isoformat()},
            )
        )
    return day


def _two_days_or_more(period: Period) -> bool:
    return period.count >= 1 and (period.unit not in ("days", "working_days") or period.count >= 2)


def _two_working_days(event: date, end: date, place: Place, steps: list[Message]) -> date:
    """The end of a period, later where fewer than two working days lie in it: Art. 3(5)."""
    if (end - event).days > 30:
        return end
    inside = sum(is_working_day(plus_days(event, n), place) for n in range(1, (end - event).days + 1))
    if inside >= 2:
        return end
    while inside < 2:
        end = plus_days(end, 1)
        inside += is_working_day(end, place)
    steps.append(
        Message(
            N_("A period of two days or more contains at least two working days, so it ends on {day} (Art. 3(5))."),
            {"day": end.isoformat()},
        )
    )
    return end


def _hours_with_two_working_days(start: datetime, end: datetime, place: Place, zone: tzinfo) -> date | None:
    """The day on which the second whole working day since ``start`` ends; None where that is before ``end``."""
    day = in_zone(start, zone).date()
    if in_zone(start, zone).timetz().replace(tzinfo=None).hour == 0:
        day = plus_days(day, -1)
    found = 0
    while found < 2:
        day = plus_days(day, 1)
        found += is_working_day(day, place)
    return day if day >= in_zone(end, zone).date() else None


def _local(moment: datetime, zone: tzinfo) -> OwnWords:
    return minute_words(in_zone(moment, zone))
