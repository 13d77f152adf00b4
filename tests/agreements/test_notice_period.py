"""Notice periods, counted by their steps: §§ 187, 188 BGB, never extended to the next working day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.contract.terms import read_terms
from datapact.deadlines.termination import declaration_until, end_of, months_later, notice_end, termination_day

PARTIES = [{"key": "a", "name": "A"}, {"key": "b", "name": "B"}]


@pytest.mark.parametrize(
    ("received", "months", "days", "dates", "end"),
    [
        ("2026-01-31", 1, 0, "any_day", "2026-02-28"),  # § 188(3): the shorter month
        ("2026-09-30", 3, 0, "month", "2026-12-31"),
        ("2026-10-01", 3, 0, "month", "2027-01-31"),
        ("2026-09-30", 3, 0, "quarter", "2026-12-31"),
        ("2026-10-01", 3, 0, "quarter", "2027-03-31"),
        ("2026-05-02", 1, 0, "half_year", "2026-06-30"),
        ("2026-06-01", 1, 0, "half_year", "2026-12-31"),
        ("2026-06-01", 6, 0, "year", "2026-12-31"),
        ("2026-07-01", 6, 0, "year", "2027-12-31"),
        ("2026-11-14", 0, 14, "any_day", "2026-11-28"),  # a Saturday, and it stays one
        ("2024-01-30", 1, 0, "any_day", "2024-02-29"),
    ],
)
def test_known_periods(received, months, days, dates, end):
    assert notice_end(date.fromisoformat(received), months, days, dates) == date.fromisoformat(end)


def test_what_the_terms_say_decides_and_is_explained():
    def day(**duration):
        return termination_day(read_terms({"parties": PARTIES, "duration": duration}), date(2026, 9, 30), "ordinary")

    assert day(notice_months=3).end == date(2026, 12, 31)
    assert day(notice_months=3, notice_to="any_day").end == date(2026, 12, 30)
    assert day(notice_days=14, notice_to="any_day").end == date(2026, 10, 14)
    assert day(notice_months=3, notice_to="year").end == date(2026, 12, 31)
    assert day().end is None
    assert day().remarks
    assert len(day(notice_months=3).steps) == 3
    fixed = day(notice_months=3, end="2026-10-31")
    assert "31 October 2026" in str(fixed.remarks[-1])


def test_for_cause_there_is_no_period_and_something_to_weigh():
    found = termination_day(read_terms({"parties": PARTIES}), date(2026, 9, 30), "cause")
    assert (found.end, len(found.remarks)) == (date(2026, 9, 30), 1)


DAYS = st.dates(date(1950, 1, 1), date(2150, 12, 31))


@given(DAYS, st.integers(0, 1200))
def test_a_period_of_months_ends_on_the_same_number_or_the_last_day(day, months):
    end = months_later(day, months)
    assert (end.year * 12 + end.month) - (day.year * 12 + day.month) == months
    assert end.day == day.day or (end.day < day.day and (end + timedelta(days=1)).day == 1)


@given(DAYS, st.sampled_from(["any_day", "month", "quarter", "half_year", "year"]))
def test_the_permitted_day_is_never_earlier_and_the_first_one(day, dates):
    end = end_of(day, dates)
    assert end >= day
    assert dates == "any_day" or (end + timedelta(days=1)).day == 1
    assert end_of(end, dates) == end


@settings(deadline=None)  # the holidays of a year are worked out once
@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(0, 60))
def test_a_period_to_declare_something_ends_on_a_working_day(day, days):
    until = declaration_until(day, days)
    assert timedelta(0) <= until - (day + timedelta(days=days)) <= timedelta(days=5)
    assert until.weekday() < 5


def test_it_does_not_end_at_christmas():
    assert declaration_until(date(2026, 12, 4), 20) == date(2026, 12, 24)
    assert declaration_until(date(2026, 12, 5), 20) == date(2026, 12, 28)


def test_very_long_periods_end_at_the_end_of_time():
    assert notice_end(date(9999, 12, 1), 1200, 0, "any_day") == date.max
    assert notice_end(date(2026, 12, 1), 1200, 40_000, "month") <= date.max
