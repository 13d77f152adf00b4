"""Periods under Regulation 1182/71: worked by hand, and against a reference that walks day by day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.base.errors import WrongUse
from datapact.deadlines.eu import EU_UNITS, eu_hours, eu_period
from datapact.deadlines.holidays import Place, is_working_day
from datapact.deadlines.period import Period
from tests.depth import examples

BERLIN = ZoneInfo("Europe/Berlin")
BW = Place("DE", "BW")
ONE = timedelta(days=1)


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("event", "count", "unit", "end"),
    [
        ("2026-03-10", 14, "days", "2026-03-24"),
        ("2026-03-10", 1, "months", "2026-04-10"),
        ("2026-01-31", 1, "months", "2026-03-02"),  # 28 February is a Saturday: Art. 3(4)
        ("2027-01-29", 1, "months", "2027-03-01"),  # 28 February is a Sunday
        ("2026-03-13", 1, "days", "2026-03-16"),  # Saturday moves to Monday
        ("2026-03-12", 2, "days", "2026-03-16"),  # Friday and Monday are the two working days
        ("2026-03-13", 2, "days", "2026-03-17"),  # Saturday, Sunday: to Monday, and two working days need Tuesday
        ("2026-03-13", 2, "working_days", "2026-03-17"),
        ("2026-12-23", 2, "working_days", "2026-12-28"),  # the 24th, then the 28th
        ("2026-03-10", 2, "weeks", "2026-03-24"),
        ("2028-02-29", 1, "years", "2029-02-28"),
    ],
)
def test_periods_in_days(event: str, count: int, unit: str, end: str) -> None:
    assert eu_period(day(event), Period(count, unit), BW).day == day(end)  # type: ignore[arg-type]


def test_a_period_counted_back_is_not_moved() -> None:
    # 14 days back from Monday 16 March 2026: Monday 2 March; 15 days: Sunday 1 March, and stays one
    assert eu_period(day("2026-03-16"), Period(15, "days"), BW, backwards=True).day == day("2026-03-01")
    assert eu_period(day("2026-03-31"), Period(1, "months"), BW, backwards=True).day == day("2026-02-28")
    assert eu_period(day("2026-03-16"), Period(1, "working_days"), BW, backwards=True).day == day("2026-03-13")


def test_72_hours() -> None:
    # Tuesday 24 November 2026, 14:20 in Berlin: counted from 15:00, so until Friday 15:00
    found = eu_hours(datetime(2026, 11, 24, 13, 20, tzinfo=UTC), 72, BW, BERLIN)
    assert found.moment == datetime(2026, 11, 27, 14, 0, tzinfo=UTC)
    assert found.plain == datetime(2026, 11, 27, 13, 20, tzinfo=UTC)
    assert found.at_most is None
    assert "Art. 3(1)" in str(found.steps[0])


def test_72_hours_over_a_weekend_are_not_stretched_but_the_dispute_is_told() -> None:
    # Friday 27 November 2026, 18:05: until Monday 19:00; two whole working days would be Monday and Tuesday
    found = eu_hours(datetime(2026, 11, 27, 17, 5, tzinfo=UTC), 72, BW, BERLIN)
    assert found.moment == datetime(2026, 11, 30, 18, 0, tzinfo=UTC)
    assert found.at_most == day("2026-12-01")
    assert "Art. 3(5)" in str(found.steps[-1])
    assert eu_hours(datetime(2026, 11, 27, 17, 5, tzinfo=UTC), 24, BW, BERLIN).at_most is None


def test_a_change_of_the_clock_stretches_no_hours() -> None:
    # the night to 25 October 2026 has 25 hours in Berlin
    found = eu_hours(datetime(2026, 10, 24, 10, 0, tzinfo=UTC), 24, BW, BERLIN)
    assert found.moment - datetime(2026, 10, 24, 11, 0, tzinfo=UTC) == timedelta(hours=24)


def test_hours_and_days_are_kept_apart() -> None:
    with pytest.raises(WrongUse):
        eu_period(day("2026-03-10"), Period(72, "hours"), BW)
    with pytest.raises(WrongUse):
        eu_hours(datetime(2026, 3, 10, tzinfo=UTC), -1, BW, BERLIN)


def slow(event: date, period: Period, place: Place) -> date:
    """Day by day: count, go on to a working day, go on until two working days lie in it."""
    end = event
    if period.unit == "working_days":
        left = period.count
        while left:
            end += ONE
            left -= is_working_day(end, place)
    elif period.unit in ("days", "weeks"):
        for _ in range(period.count * (7 if period.unit == "weeks" else 1)):
            end += ONE
    else:
        months = period.count * (12 if period.unit == "years" else 1)
        year, month = divmod(event.year * 12 + event.month - 1 + months, 12)
        end, wanted = date(year, month + 1, 1), event.day
        while end.day < wanted and (end + ONE).month == month + 1:
            end += ONE
    while not is_working_day(end, place):
        end += ONE
    if period.count >= (2 if period.unit in ("days", "working_days") else 1):
        inside = [event + n * ONE for n in range(1, (end - event).days + 1)]
        while sum(is_working_day(each, place) for each in inside) < 2:
            end += ONE
            inside.append(end)
    return end


@settings(max_examples=examples(150), deadline=None)
@given(
    st.dates(date(1996, 1, 1), date(2060, 12, 31)),
    st.builds(Period, st.integers(0, 30), st.sampled_from(EU_UNITS)),
    st.sampled_from([BW, Place("DE"), Place("FR"), Place("AT")]),
)
def test_against_the_reference(event: date, period: Period, place: Place) -> None:
    found = eu_period(event, period, place)
    assert found.day == slow(event, period, place)
    assert is_working_day(found.day, place)
    assert found.day >= found.counted


@settings(max_examples=examples(80), deadline=None)
@given(st.datetimes(datetime(2000, 1, 1), datetime(2050, 1, 1)), st.integers(0, 400))
def test_hours_are_hours(naive: datetime, hours: int) -> None:
    event = naive.replace(microsecond=0, tzinfo=UTC)
    found = eu_hours(event, hours, BW, BERLIN)
    assert timedelta(0) < found.moment - event - timedelta(hours=hours) <= timedelta(hours=1)
    assert found.moment.minute == found.moment.second == 0
    assert found.plain <= found.moment
