"""What a day means."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datapact.base.errors import Malformed
from datapact.base.local_time import day_of, end_of_day, local_zone, moment_of, read_zone, start_of_day, write_zone

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 6, 1, 22, 30, tzinfo=UTC)  # in Berlin it is the second of June


def test_today_is_now_and_another_day_its_last_second():
    assert moment_of(None, NOW, BERLIN) == NOW
    assert moment_of(date(2026, 6, 2), NOW, BERLIN) == NOW
    assert moment_of(date(2026, 6, 1), NOW, BERLIN) == datetime(2026, 6, 1, 21, 59, 59, tzinfo=UTC)
    assert moment_of(date(2026, 6, 1), NOW, UTC) == NOW


@given(st.dates(date(1980, 1, 1), date(9999, 12, 30)))
def test_days_follow_one_another_without_a_gap_in_summer_and_winter(day: date):
    assert end_of_day(day, BERLIN) + timedelta(seconds=1) == start_of_day(day + timedelta(days=1), BERLIN)
    assert day_of(end_of_day(day, BERLIN), BERLIN) == day == day_of(start_of_day(day, BERLIN), BERLIN)


def test_the_last_day_that_there_is():
    assert end_of_day(date.max, UTC).year == 9999


@pytest.mark.parametrize("zone", [BERLIN, UTC, timezone(timedelta(hours=-3, minutes=-30))])
def test_a_zone_is_written_and_read(zone):
    again = read_zone(write_zone(zone))
    assert NOW.astimezone(again).utcoffset() == NOW.astimezone(zone).utcoffset()


@pytest.mark.parametrize("text", ["", "Nowhere/Else", "+x", "../etc/passwd", "+99999"])
def test_an_unknown_zone_is_refused(text):
    with pytest.raises(Malformed):
        read_zone(text)


def test_the_zone_of_the_computer(monkeypatch):
    monkeypatch.setenv("TZ", "Europe/Berlin")
    assert write_zone(local_zone(NOW)) == "Europe/Berlin"
    monkeypatch.setenv("TZ", "no zone at all")
    assert NOW.astimezone(local_zone(NOW)).utcoffset() is not None
