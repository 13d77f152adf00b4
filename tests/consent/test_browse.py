"""The list of consents: what a slow look at every event finds is what the list finds, narrowed and ordered in any way."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from datapact.base.local_time import moment_of
from datapact.consent.records.event import Event
from datapact.consent.records.events import append_events, events_of
from datapact.consent.terms.states import VALID
from datapact.consent.views.browse import (
    RecordFilters,
    choices,
    first_numbers,
    read_filters,
    record_numbers,
    records_numbered,
    write_filters,
)
from datapact.organisation.acting.acting_member import Acting
from tests.depth import examples

RESEARCH, MORE = "https://w3id.org/dpv#ScientificResearch", "https://w3id.org/dpv#ResearchAndDevelopment"
DAY = datetime(2026, 3, 1, 9, tzinfo=UTC)
STATES = ("given", "refused", "withdrawn", "renewed", "objected")


def fill(keller: Acting) -> None:
    made = []
    for number in range(60):
        until = DAY + timedelta(days=5 + number) if number % 5 == 0 else None
        state = STATES[number % 5] if number % 7 else "given"
        made.append(
            Event(
                f"e{number}",
                f"P{number % 13:03d}",
                "a" if number % 3 else "b",
                RESEARCH if number % 2 else MORE,
                "external:1" if number % 4 else "external:2",
                state,
                DAY + timedelta(days=number % 11, hours=number),
                until=until if state in VALID else None,
                notice="n" if number % 6 else "",
                notice_version="1" if number % 6 else "",
            )
        )
    with keller.vault.write() as session:
        append_events(keller, session, made, source="form")


def slowly(keller: Acting, filters: RecordFilters, now: datetime) -> list[int]:
    """Every event looked at, one after the other."""
    at = moment_of(filters.day, now)
    with keller.vault.read() as session:
        known = [(number, event) for number, event in events_of(session) if event.at <= at or not filters.day]
    if not filters.every:
        newest: dict[tuple[str, ...], tuple[int, Event]] = {}
        for number, event in known:
            place = (event.dataset, event.purpose, event.controller, event.subject)
            if place not in newest or (newest[place][1].at, newest[place][0]) < (event.at, number):
                newest[place] = number, event
        known = list(newest.values())

    def state(event: Event) -> str:
        out = event.until is not None and event.until < at and event.state in VALID and not filters.every
        return "expired" if out else event.state

    found = [
        (number, event)
        for number, event in known
        if filters.dataset in ("", event.dataset)
        and filters.purpose in ("", event.purpose)
        and filters.controller in ("", event.controller)
        and event.subject.startswith(filters.subject)
        and (not filters.states or state(event) in filters.states)
        and filters.notice in (None, (event.notice, event.notice_version))
    ]
    by_time = filters.order.endswith("at")
    found.sort(
        key=lambda one: (int(one[1].at.timestamp()) if by_time else 0, one[0]), reverse=filters.order.startswith("-")
    )
    return [number for number, _event in found]


FILTERS = st.builds(
    RecordFilters,
    dataset=st.sampled_from(("", "a", "b", "none")),
    purpose=st.sampled_from(("", RESEARCH, MORE)),
    controller=st.sampled_from(("", "external:1", "external:2")),
    states=st.lists(st.sampled_from((*STATES, "expired")), unique=True, max_size=3).map(tuple),
    subject=st.sampled_from(("", "P0", "P00", "P003", "p", "X", "P%", "_")),
    day=st.sampled_from((None, date(2026, 3, 2), date(2026, 3, 6), date(2026, 4, 1))),
    notice=st.sampled_from((None, ("n", "1"), ("n", "2"))),
    every=st.booleans(),
    order=st.sampled_from(("-recorded", "recorded", "-at", "at")),
)


@pytest.fixture(name="filled")
def _filled(keller: Acting) -> Acting:
    fill(keller)
    return keller


@settings(max_examples=examples(150), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(filters=FILTERS)
def test_the_list_is_what_a_slow_look_finds(filled: Acting, filters: RecordFilters) -> None:
    now = filled.clock()
    with filled.vault.read() as session:
        numbers = record_numbers(session, filters, now)
        first = first_numbers(session, filters, now)
        rows = records_numbered(session, numbers, filters, now)
    assert list(numbers) == slowly(filled, filters, now)
    assert first == numbers[: len(first)]
    assert set(rows) == set(numbers)
    for row in rows.values():
        assert not filters.states or row.state in filters.states


def test_wider_purposes_are_those_that_an_answer_can_rest_on(filled: Acting) -> None:
    now = filled.clock()
    narrow = RecordFilters(purpose=RESEARCH)
    with filled.vault.read() as session:
        alone = set(record_numbers(session, narrow, now))
        covered = set(record_numbers(session, replace(narrow, covering=True), now))
        wide = set(record_numbers(session, RecordFilters(purpose=MORE), now))
    assert covered == alone | wide


def test_choices_are_what_was_recorded(filled: Acting) -> None:
    with filled.vault.read() as session:
        found = choices(session)
    assert found.datasets == ("a", "b")
    assert set(found.purposes) == {RESEARCH, MORE}
    assert found.controllers == ("external:1", "external:2")


def test_an_empty_vault_has_an_empty_list(keller: Acting) -> None:
    with keller.vault.read() as session:
        assert not record_numbers(session, RecordFilters(), keller.clock())
        assert not first_numbers(session, RecordFilters(), keller.clock())
        assert choices(session).datasets == ()


@given(FILTERS)
def test_filters_are_remembered_but_not_the_pseudonym(filters: RecordFilters) -> None:
    kept = read_filters(write_filters(filters))
    assert kept == replace(filters, subject="", day=None, notice=None)


@pytest.mark.parametrize("value", [None, 3, [], {"order": "upwards", "states": ["x", 4], "dataset": 7}, {"states": 5}])
def test_whatever_was_remembered_is_read(value: object) -> None:
    assert read_filters(value) == RecordFilters()  # type: ignore[arg-type]
