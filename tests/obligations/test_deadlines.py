"""Periods under §§ 187 to 193 BGB: worked by hand, and against a reference that walks day by day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.base.errors import WrongUse
from datapact.deadlines.bgb import (
    BGB_UNITS,
    from_day,
    from_event,
    latest_event,
    on_day,
    part_of_month,
    prolonged,
    scattered_days,
)
from datapact.deadlines.holidays import Place, holiday, is_working_day, land_of, place_of, why_off
from datapact.deadlines.period import Period
from tests.depth import examples

ONE = timedelta(days=1)
BW, BY, NW = Place("DE", "BW"), Place("DE", "BY"), Place("DE", "NW")
DAYS = st.dates(date(1996, 1, 1), date(2060, 12, 31))
PERIODS = st.builds(
    Period,
    st.integers(0, 40),
    st.sampled_from(BGB_UNITS),
)


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("event", "count", "unit", "end"),
    [
        ("2026-03-10", 14, "days", "2026-03-24"),
        ("2026-03-10", 2, "weeks", "2026-03-24"),  # Tuesday to Tuesday
        ("2026-01-31", 1, "months", "2026-02-28"),  # § 188(3)
        ("2028-01-31", 1, "months", "2028-02-29"),
        ("2026-02-28", 1, "months", "2026-03-28"),  # the number counts, not the end of the month
        ("2026-11-30", 3, "months", "2027-02-28"),
        ("2026-03-31", 1, "quarters", "2026-06-30"),
        ("2026-08-31", 1, "half_years", "2027-02-28"),
        ("2028-02-29", 1, "years", "2029-02-28"),
        ("2026-12-15", 1, "months", "2027-01-15"),
        ("2026-05-05", 0, "days", "2026-05-05"),
    ],
)
def test_periods_from_an_event(event: str, count: int, unit: str, end: str) -> None:
    assert from_event(day(event), Period(count, unit), subject="other").day == day(end)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("first", "count", "unit", "end"),
    [
        ("2026-01-01", 1, "months", "2026-01-31"),
        ("2026-01-01", 1, "years", "2026-12-31"),
        ("2026-02-15", 1, "months", "2026-03-14"),
        ("2026-01-31", 1, "months", "2026-02-28"),  # the 30th lacks: § 188(3)
        ("2026-01-30", 1, "months", "2026-02-28"),  # the 29th lacks
        ("2026-01-29", 1, "months", "2026-02-28"),
        ("2028-01-30", 1, "months", "2028-02-29"),
        ("2026-03-31", 1, "months", "2026-04-30"),
        ("2026-03-01", 1, "months", "2026-03-31"),
        ("2026-07-01", 1, "half_years", "2026-12-31"),
        ("2026-03-10", 1, "weeks", "2026-03-16"),  # Tuesday to Monday
        ("2026-03-10", 10, "days", "2026-03-19"),
    ],
)
def test_periods_that_begin_with_a_day(first: str, count: int, unit: str, end: str) -> None:
    assert from_day(day(first), Period(count, unit), subject="other").day == day(end)  # type: ignore[arg-type]


def test_a_saturday_a_sunday_and_a_holiday_move_what_is_to_be_done() -> None:
    # 14 days from Friday 11 December 2026: Friday 25 December (holiday), Saturday the 26th, Sunday, Monday the 28th
    found = from_event(day("2026-12-11"), Period(14, "days"), BW)
    assert (found.counted, found.day, found.moved) == (day("2026-12-25"), day("2026-12-28"), True)
    assert "§ 193 BGB" in str(found.steps[-1])
    assert "public holiday in DE-BW" in str(found.steps[-1])


def test_the_land_decides() -> None:
    # 1 November 2027 is a Monday: All Saints' Day in Nordrhein-Westfalen and Bavaria, not in Berlin
    assert on_day(day("2027-11-01"), NW).day == day("2027-11-02")
    assert on_day(day("2027-11-01"), Place("DE", "BE")).day == day("2027-11-01")
    unknown = on_day(day("2027-11-01"), Place("DE"))
    assert unknown.day == day("2027-11-01")
    assert "The Land is not known" in str(unknown.steps[-1])
    assert on_day(day("2026-01-06"), BW).day == day("2026-01-07")
    assert on_day(day("2026-01-06"), NW).day == day("2026-01-06")


def test_a_place_abroad() -> None:
    assert on_day(day("2026-07-14"), Place("FR")).day == day("2026-07-15")
    assert on_day(day("2026-07-14"), BW).day == day("2026-07-14")


def test_notice_periods_are_not_moved() -> None:
    # one month to the end of 31 January 2026: receipt by 31 December (a Thursday); to 28 February: by 31 January
    assert latest_event(day("2026-01-31"), Period(1, "months")).day == day("2025-12-31")
    assert latest_event(day("2026-02-28"), Period(1, "months")).day == day("2026-01-31")  # a Saturday, and stays one
    assert latest_event(day("2026-12-31"), Period(3, "months")).day == day("2026-09-30")
    assert latest_event(day("2026-12-31"), Period(6, "weeks")).day == day("2026-11-19")
    assert latest_event(day("2026-12-31"), Period(14, "days")).day == day("2026-12-17")
    moved_not = from_event(day("2026-01-31"), Period(1, "months"), BW, subject="notice_period")
    assert moved_not.day == day("2026-02-28")  # a Saturday
    assert "III ZR 172/04" in str(moved_not.steps[-1])


def test_half_months_prolonging_parts_of_months_and_scattered_days() -> None:
    # § 189(2): the 15 days last. 31 January and a month and a half: 28 February, then 15 March
    found = from_event(day("2026-01-31"), Period(1, "months", and_half_month=True), subject="other")
    assert found.day == day("2026-03-15")
    # § 190: ten days to Friday 20 March 2026, prolonged by a week
    first = from_event(day("2026-03-10"), Period(10, "days"), BW)
    assert (first.day, prolonged(first, Period(1, "weeks"), BW).day) == (day("2026-03-20"), day("2026-03-27"))
    # a former end on Saturday the 21st, moved to the 23rd: the new week is counted from there
    moved = from_event(day("2026-03-11"), Period(10, "days"), BW)
    assert (moved.day, prolonged(moved, Period(7, "days"), BW).day) == (day("2026-03-23"), day("2026-03-30"))
    assert [part_of_month(2028, 2, part) for part in ("beginning", "middle", "end")] == [  # type: ignore[arg-type]
        day("2028-02-01"),
        day("2028-02-15"),
        day("2028-02-29"),
    ]
    assert [scattered_days(Period(2, unit)) for unit in ("days", "weeks", "months", "years")] == [  # type: ignore[arg-type]
        2,
        14,
        60,
        730,
    ]
    assert scattered_days(Period(1, "months", and_half_month=True)) == 45


def test_what_cannot_be_counted_is_refused() -> None:
    for period in (Period(1, "hours"), Period(1, "working_days"), Period(1, "weeks", and_half_month=True)):
        with pytest.raises(WrongUse):
            from_event(day("2026-01-01"), period)
    for count, unit in ((40_000, "years"), (40_001, "days"), (-1, "days")):
        with pytest.raises(WrongUse):
            from_day(day("2026-01-01"), Period(count, unit))  # type: ignore[arg-type]
    with pytest.raises(WrongUse):
        latest_event(day("2026-01-01"), Period(40_000, "years"))
    with pytest.raises(WrongUse):
        from_event(date(9900, 12, 31), Period(1, "days"))


def test_names_of_laender() -> None:
    names = ("Baden-Württemberg", "DE-BW", "bw", "Bayern", "Freistaat Sachsen", "Thüringen", "Île-de-France", "")
    assert [land_of(name) for name in names] == ["BW", "BW", "BW", "BY", "SN", "TH", "", ""]
    assert place_of("DE", "Hessen") == Place("DE", "HE")
    assert place_of("FR", "Hessen") == Place("FR")
    assert holiday(day("2026-12-25"), Place("XX")) is None


# -- the slow reference -------------------------------------------------------------------------------------------


def walk_months(start: date, months: int) -> list[date]:
    """All days of the month that begins so many beginnings of months after ``start``."""
    at = start.replace(day=1)
    for _ in range(months):
        month = at.month
        while at.month == month:
            at += ONE
    month, found = at.month, []
    while at.month == month:
        found.append(at)
        at += ONE
    return found


def slow_from_event(event: date, period: Period) -> date:
    if period.months:
        for candidate in (days := walk_months(event, period.months)):
            if candidate.day == event.day:
                return candidate
        return days[-1]
    at, left = event, period.count * (7 if period.unit == "weeks" else 1)
    while left:  # the day of the event is not counted
        at += ONE
        left -= 1
    return at


def slow_from_day(first: date, period: Period) -> date:
    if period.months:
        days = walk_months(first, period.months)
        if first.day == 1:
            return days[0] - ONE
        for candidate in days:
            if candidate.day == first.day - 1:
                return candidate
        return days[-1]
    at, left = first - ONE, period.count * (7 if period.unit == "weeks" else 1)
    while left:  # the first day is counted
        at += ONE
        left -= 1
    return at


def slow_moved(end: date, place: Place) -> date:
    while end.weekday() in (5, 6) or holiday(end, place) is not None:
        end += ONE
    return end


@settings(max_examples=examples(120), deadline=None)
@given(DAYS, PERIODS, st.sampled_from([BW, BY, NW, Place("DE"), Place("AT")]))
def test_against_the_reference(start: date, period: Period, place: Place) -> None:
    event = from_event(start, period, place)
    assert event.counted == slow_from_event(start, period)
    assert event.day == slow_moved(event.counted, place)
    begun = from_day(start, period, place)
    assert begun.counted == slow_from_day(start, period)
    assert begun.day == slow_moved(begun.counted, place)
    assert is_working_day(event.day, place)
    assert event.moved == (why_off(event.counted, place) is not None)


@settings(max_examples=examples(120), deadline=None)
@given(DAYS, PERIODS)
def test_the_last_day_for_notice_is_the_last_one_that_serves(last: date, period: Period) -> None:
    found = latest_event(last, period).day
    assert slow_from_event(found, period) <= last
    for later in range(1, 6):
        assert slow_from_event(found + later * ONE, period) > last


@settings(max_examples=examples(60), deadline=None)
@given(DAYS, PERIODS)
def test_a_longer_period_never_ends_earlier(start: date, period: Period) -> None:
    longer = Period(period.count + 1, period.unit)
    for count in (from_event, from_day):
        assert count(start, period, BW).day <= count(start, longer, BW).day
    assert (
        from_day(start + ONE, Period(period.count, "days"), BW).counted
        == from_event(start, Period(period.count, "days"), BW).counted
    )
