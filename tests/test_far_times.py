"""The ends of the calendar: whatever moment an entry claims, whatever day, nothing that reads it fails."""

from __future__ import annotations

import ast
import time
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import datapact
import datapact_ui
from datapact.agreements.text.changes import last_day_to_object, received_on
from datapact.base.clock import days_later, in_zone, later, local_day, read_time, write_time
from datapact.base.local_time import (
    day_of,
    end_of_day,
    exact_time,
    local_zone,
    minute_text,
    relative_time,
    start_of_day,
)
from datapact.base.write_table import SheetTable, write_xlsx
from datapact.cli.kit.moments import day_text, moment_text
from datapact.deadlines.bgb import from_event
from datapact.deadlines.eu import eu_hours
from datapact.deadlines.holidays import Place, next_working_day
from datapact.deadlines.period import OutOfCalendar, Period
from datapact.deadlines.termination import declaration_until, end_of, months_later, notice_end
from datapact.obligations.due.source import in_months, occurrences, within_calendar
from datapact.pdf.engine.pdfa import _pdf_time
from datapact.pdf.reports.story import in_cell
from datapact.pdf.reports.story import in_running_text as said_in_text
from tests.depth import examples
from tests.parsed import parsed

FIRST = datetime(1, 1, 1, tzinfo=UTC)
LAST = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
ZONES = (UTC, ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York"), timezone(timedelta(hours=14)))
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
DE = Place("DE")

zones = st.sampled_from(ZONES)
ends = st.builds(
    later,
    st.sampled_from((FIRST, LAST)),
    st.integers(-200_000, 200_000).map(lambda seconds: timedelta(seconds=seconds)),
)
in_utc = st.one_of(st.datetimes(timezones=st.just(UTC)).map(lambda moment: moment.replace(microsecond=0)), ends)
any_moment = st.one_of(in_utc, st.builds(in_zone, in_utc, zones))
any_day = st.one_of(st.dates(), st.sampled_from((date.min, date.max, date(9900, 12, 31), date(9901, 1, 1))))


@pytest.fixture(params=["Europe/Berlin", "America/New_York", "Pacific/Kiritimati", "UTC"], scope="module")
def computer(request: pytest.FixtureRequest) -> Iterator[str]:
    """A computer whose clock stands in this zone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", request.param)
        if hasattr(time, "tzset"):
            time.tzset()
        yield request.param
    if hasattr(time, "tzset"):
        time.tzset()


@example(FIRST, ZONES[2])
@example(LAST, ZONES[1])
@settings(max_examples=examples(60))
@given(any_moment, zones)
def test_every_moment_can_be_said(computer: str, moment: datetime, zone: Any) -> None:
    local_day(moment)
    local_zone(moment)
    in_zone(moment.replace(tzinfo=None), zone)
    in_zone(moment.replace(tzinfo=None))
    day_of(moment, zone)
    for written in (moment_text(moment), minute_text(moment, zone)):
        assert len(written) == len("2026-11-24 14:20")
    assert len(day_text(moment)) == len("2026-11-24")
    assert read_time(write_time(moment)) == in_zone(moment, UTC)
    assert len(_pdf_time(moment)) == len("D:20261124142000Z")
    relative_time(moment, NOW)
    for language in ("de", "en"):
        exact_time(moment, zone, language)
        exact_time(moment, None, language)
        said_in_text(moment, language)
        in_cell(moment, language)


@given(any_moment, zones)
def test_where_the_calendar_has_the_moment_it_is_the_same_moment(moment: datetime, zone: Any) -> None:
    found = in_zone(moment, zone)
    assert found.tzinfo is zone
    if timedelta(days=2) < moment.replace(tzinfo=UTC) - FIRST < LAST - FIRST - timedelta(days=2):
        assert found - moment == timedelta()
    else:
        assert abs(found - moment) <= timedelta(days=2)


@example([FIRST, LAST], ZONES[1])
@given(st.lists(any_moment, min_size=1, max_size=4), zones)
def test_the_day_of_receipt_of_any_entries(times: list[datetime], zone: Any) -> None:
    order = [SimpleNamespace(stream="shared", organisation="o", digest=str(n), time=one) for n, one in enumerate(times)]
    dag = SimpleNamespace(knows=lambda _entry, _other: True)
    folded = SimpleNamespace(dag=dag, entries={one.digest: one for one in order})
    received = received_on(folded, "0", "o")  # type: ignore[arg-type]
    notice = SimpleNamespace(day="0001-01-01", objection_until="9999-12-31")
    last_day_to_object(notice, received)  # type: ignore[arg-type]


@settings(max_examples=examples(60))
@given(any_day, st.integers(-4_000_000, 4_000_000), st.integers(0, 1200), any_day, zones)
def test_every_day_can_be_counted_from(day: date, days: int, months: int, other: date, zone: Any) -> None:
    found = days_later(day, days)
    assert found in (date.min, date.max) or (found - day).days == days
    assert start_of_day(day, zone) <= end_of_day(day, zone)
    assert months_later(day, months) >= day
    assert months_later(day, -months) <= day
    assert in_months(day, months) == months_later(day, months)
    assert notice_end(day, months, abs(days) % 40_001, "year") >= day
    assert end_of(day, "half_year") >= day
    assert declaration_until(day, abs(days) % 40_001) >= day
    assert next_working_day(day, DE) >= day
    assert within_calendar(lambda: from_event(day, Period(months, "months"))).day >= day
    assert within_calendar(lambda: from_event(day, Period(abs(days) % 40_001, "days"), subject="other")).day >= day
    assert all(other <= one <= date.max for one in occurrences(day, months or 12, other, date.max))


@given(any_moment, st.integers(0, 10_000), zones)
def test_hours_from_any_moment(moment: datetime, hours: int, zone: Any) -> None:
    try:
        plain = eu_hours(moment, hours, DE, zone).plain
    except OutOfCalendar:  # the calculator's own refusal
        assert moment.year >= 9898
        return
    assert plain == LAST or plain - moment == timedelta(hours=hours)
    assert later(moment, timedelta(hours=hours)) >= moment


@pytest.mark.parametrize("moment", [FIRST, NOW, LAST])
def test_a_table_has_every_moment(moment: datetime) -> None:
    with zipfile.ZipFile(BytesIO(write_xlsx([SheetTable("A", ("At",), [(moment,)])], NOW, "en"))) as file:
        cells = b"".join(file.read(name) for name in file.namelist() if name.startswith("xl/"))
    assert (b"0001-01-01" in cells) == (moment == FIRST), "what a spreadsheet cannot count stands there as text"


ASKED_OF_PYTHON = {
    ("clock.py", "in_zone"): "it is the one reading of a moment in a zone",
    ("moments.py", "_at"): "a person types it: what the calendar does not have is refused",
    ("moments.py", "_start"): "a person types it: what the calendar does not have is refused",
}


def test_moments_are_taken_to_a_zone_in_one_place() -> None:
    """``astimezone``, and ``fromtimestamp`` in another zone than UTC, raise at the ends of the calendar."""
    found = set()
    for home in (Path(str(package.__file__)).parent for package in (datapact, datapact_ui)):
        for file in home.rglob("*.py"):
            found |= {(file.name, name) for name in _askers(parsed(file, "astimezone|fromtimestamp"))}
    assert found == set(ASKED_OF_PYTHON)


def _askers(tree: ast.AST, function: str = "") -> Iterator[str]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Attribute) and (
            node.attr == "astimezone" or (node.attr == "fromtimestamp" and not _in_utc(tree))
        ):
            yield function
        yield from _askers(node, node.name if isinstance(node, ast.FunctionDef) else function)


def _in_utc(call: ast.AST) -> bool:
    zone = call.args[1] if isinstance(call, ast.Call) and len(call.args) > 1 else None
    return isinstance(zone, ast.Name) and zone.id == "UTC"
