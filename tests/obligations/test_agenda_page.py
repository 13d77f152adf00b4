"""What the room of the calendar reads: groups, days, choices, filters by partner, owner and state."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datapact.base.texts import Message
from datapact.obligations.agenda.agenda import NOBODY, Filters
from datapact.obligations.agenda.page import GROUP_WORDS, agenda_page, group_of, obligations_of_agreement
from datapact.obligations.agenda.reminders import discreet_words, reminders, reminders_as_derived
from datapact.obligations.breaches.breach import Breach, record_breach
from datapact.obligations.due import commands
from datapact.obligations.due.obligation import Obligation
from datapact.obligations.due.projection import refresh_stale
from datapact.organisation.acting.acting_member import Acting
from tests.conftest import SteppingClock
from tests.obligations.offices import file_contract, found_office

TODAY = date(2026, 11, 24)
REVIEW = {"first": date(2026, 11, 20), "every_months": 12}


@pytest.fixture
def office(tmp_path: Path, clock: SteppingClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Acting]:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    clock.now = datetime(2026, 11, 10, 8, tzinfo=UTC)
    acting = found_office(tmp_path, clock)
    yield acting
    acting.close()


def test_the_page_derives_nothing_and_says_what_waits(office: Acting, clock: SteppingClock) -> None:
    history = file_contract(office, "R-1", review=REVIEW)
    clock.now = datetime(2026, 11, 24, 8, tzinfo=UTC)
    before = agenda_page(office, Filters())
    assert (before.waiting, before.obligations) == (1, ())
    refresh_stale(office)
    page = agenda_page(office, Filters())
    assert page.waiting == 0
    assert page.groups[0][0] == "overdue"
    assert [obligation.due for obligation in page.groups[0][1]] == [date(2026, 11, 20)]
    assert page.counts.overdue == 1
    assert {obligation.agreement for obligation in obligations_of_agreement(office, history)} == {history}
    assert "review" in page.kinds
    assert page.partners == ("Institut für Produktion",)
    assert [member.name for member in page.members] == ["Anna Keller"]
    assert page.days
    for day, number in page.days.items():
        assert TODAY <= day <= date(2027, 11, 30)
        assert number == sum(obligation.due == day for obligation in page.obligations)


def test_filters_by_partner_owner_and_state(office: Acting, clock: SteppingClock) -> None:
    file_contract(office, "R-1", review=REVIEW)
    clock.now = datetime(2026, 11, 24, 8, tzinfo=UTC)
    refresh_stale(office)
    own = commands.add(office, "Firewall prüfen", date(2027, 1, 15), owner="anna-keller")

    def keys(**filters: object) -> set[str]:
        return {obligation.key for obligation in agenda_page(office, Filters(**filters)).obligations}  # type: ignore[arg-type]

    assert own.key not in keys(partner="produktion")
    assert keys(partner="PRODUKTION") == keys() - {own.key}
    assert keys(partner="nobody like that") == set()
    assert keys(owner="anna-keller") == {own.key}
    assert own.key not in keys(owner=NOBODY)
    late = next(obligation for obligation in agenda_page(office, Filters(states=("overdue",))).obligations)
    assert keys(states=("overdue",)) == {late.key}
    assert keys(states=("open",)) == keys(partners=False)
    commands.waive(office, late.key, "Der Vertrag wurde neu gefasst.")
    assert keys(states=("overdue",)) == set()
    assert keys(states=("waived",)) == {late.key}
    assert late.key in keys(states=("waived", "open"))
    assert agenda_page(office, Filters(states=("waived",))).groups[0][0] == "earlier"
    assert len(agenda_page(office, Filters(), all_years=True).obligations) > len(
        agenda_page(office, Filters()).obligations
    )


def test_breaches_stand_in_the_page_and_follow_the_state(office: Acting, clock: SteppingClock) -> None:
    clock.now = datetime(2026, 11, 24, 8, tzinfo=UTC)
    record_breach(office, Breach(title="Laptop", aware=datetime(2026, 11, 20, 8, tzinfo=UTC)))
    kinds = {obligation.kind for obligation in agenda_page(office, Filters(states=("overdue",))).obligations}
    assert kinds == {"breach"}
    assert not agenda_page(office, Filters(states=("done",))).obligations
    assert not agenda_page(office, Filters(partner="Institut")).obligations


def test_reminders_as_derived_write_nothing_and_notices_name_nobody(office: Acting, clock: SteppingClock) -> None:
    file_contract(office, "R-1", review=REVIEW, duration={"start": date(2026, 1, 1), "end": date(2027, 1, 31)})
    clock.now = datetime(2026, 11, 24, 8, tzinfo=UTC)
    assert reminders_as_derived(office) == ()
    found = reminders(office)
    assert found == reminders_as_derived(office)
    said = " ".join(str(words) for words in discreet_words(found))
    assert "1 duty is overdue" in said
    assert "Institut" not in said
    assert "Maschinendaten" not in said
    assert discreet_words(()) == ()


def test_after_a_year_away_the_reminders_are_there_before_anything_is_derived_anew(
    office: Acting, clock: SteppingClock
) -> None:
    """The window shows them at once and works out duties afterwards; that changes nothing in them."""
    file_contract(office, "R-1", review=REVIEW, duration={"start": date(2026, 1, 1), "end": date(2028, 1, 31)})
    reminders(office)
    clock.now = datetime(2027, 11, 24, 8, tzinfo=UTC)
    at_once = reminders_as_derived(office)
    assert at_once
    assert refresh_stale(office) == 1, "half a year ago it would have been derived anew"
    assert [(one.obligation.key, one.stage) for one in reminders_as_derived(office)] == [
        (one.obligation.key, one.stage) for one in at_once
    ]


@given(st.dates(date(2020, 1, 1), date(2060, 1, 1)), st.integers(-900, 900), st.booleans())
def test_every_obligation_has_one_group(today: date, away: int, overdue: bool) -> None:
    obligation = Obligation("0" * 16, "", "own", Message("x"), today + timedelta(days=away), overdue=overdue)
    group = group_of(obligation, today)
    assert group in GROUP_WORDS
    assert (group == "overdue") is overdue
