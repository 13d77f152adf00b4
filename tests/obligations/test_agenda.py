"""The agenda of a vault: duties of its contracts, what was recorded about them, reminders, the calendar file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from datapact.agreements.projection.append import append
from datapact.base.errors import Locked, WrongUse
from datapact.base.texts import Message, use_language
from datapact.obligations.agenda.agenda import Filters, agenda, counts, time_line
from datapact.obligations.agenda.dashboard import needs_me
from datapact.obligations.agenda.ical import write_calendar
from datapact.obligations.agenda.reminders import OVERDUE, acknowledge, due_reminders, reminders, stage_of
from datapact.obligations.due import commands, projection
from datapact.obligations.due.commands import Evidence
from datapact.obligations.due.obligation import Obligation
from datapact.obligations.due.projection import refresh_stale, stale
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.acting.records import records
from datapact.vault.database.entries import attachment
from tests.conftest import SteppingClock
from tests.depth import examples
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


def at(clock: SteppingClock, day: date) -> None:
    clock.now = datetime(day.year, day.month, day.day, 8, tzinfo=UTC)


def year(acting: Acting, **more: Any) -> tuple[Obligation, ...]:
    return agenda(acting, TODAY, TODAY + timedelta(days=365), Filters(**more))


def test_obligations_come_from_contracts_and_follow_their_changes(office: Acting, clock: SteppingClock) -> None:
    history = file_contract(office, "R-1", review=REVIEW)
    at(clock, TODAY)
    found = year(office)
    reviews = [one for one in found if one.kind == "review"]
    assert [(one.due, one.overdue) for one in reviews] == [(date(2026, 11, 20), True), (date(2027, 11, 20), False)]
    assert (reviews[0].number, reviews[0].agreement_title) == ("R-1", "Use of machine data")
    assert refresh_stale(office) == 0
    with office.vault.write() as session:
        body = {"end": "2026-12-01", "ground": "ordinary", "reason": "", "files": []}
        append(office, session, history, "ended_elsewhere", body)
    later = year(office)
    assert [one.due for one in later if one.kind == "termination"] == [date(2026, 12, 1)]
    assert [one.due for one in later if one.kind == "review"] == [date(2026, 11, 20)]
    assert not year(office, agreement="urn:uuid:none")


def test_portions_derive_all_and_look_for_them_once(
    office: Acting, clock: SteppingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        file_contract(office, f"R-{number}", review=REVIEW)
    whole = [(one.due, one.number) for one in year(office)]
    with office.vault.write() as session:
        projection.forget_all(session)
    looked: list[int] = []
    monkeypatch.setattr(
        projection, "stale", lambda session, today, most=-1: looked.append(most) or stale(session, today, most)
    )
    assert [refresh_stale(office, most=2) for _portion in range(4)] == [2, 2, 1, 0]
    assert looked == [-1], "each of hundreds of portions would look through all agreements"
    assert [(one.due, one.number) for one in year(office)] == whole
    file_contract(office, "R-5", review=REVIEW)
    assert refresh_stale(office, most=2) == 1, "an entry came in between"


def test_met_waived_opened_again_and_assigned(office: Acting, clock: SteppingClock) -> None:
    file_contract(office, "R-1", review=REVIEW)
    at(clock, TODAY)
    review = next(one for one in year(office) if one.overdue)
    met = commands.record_done(office, review.key[:8], evidence=Evidence(reference="Minutes 7", file=b"%PDF"))
    assert (met.state, met.evidence["on"], met.evidence["reference"]) == ("done", "2026-11-24", "Minutes 7")
    with office.vault.read() as session:
        assert attachment(session, met.evidence["evidence"]) == ("application/octet-stream", b"%PDF")
    assert [one.due for one in year(office) if one.kind == "review"] == [date(2027, 11, 20)]
    with pytest.raises(WrongUse, match="closed already"):
        commands.waive(office, review.key, "twice")
    assert commands.reopen(office, review.key).state == "open"
    assert commands.waive(office, review.key, "Both sides agreed").evidence == {"reason": "Both sides agreed"}
    commands.reopen(office, review.key)
    assigned = commands.assign(office, review.key, "Anna Keller", "before the board meets")
    assert (assigned.owner, assigned.note) == ("anna-keller", "before the board meets")
    # whoever looks after a recurring duty looks after its later days too
    assert {one.due for one in year(office, owner="anna-keller")} == {date(2026, 11, 20), date(2027, 11, 20)}
    for key, match in (("", "too short"), ("zzzz", "too short"), ("zzzzz", "no duty"), ("%%%%%", "no duty")):
        with pytest.raises(WrongUse, match=match):
            commands.record_done(office, key)
    with pytest.raises(WrongUse, match="future"):
        commands.record_done(office, review.key, TODAY + timedelta(days=1))
    with pytest.raises(WrongUse, match="no member"):
        commands.assign(office, review.key, "Nobody")


def test_a_deletion_is_recorded_with_scope_method_and_signatory(office: Acting, clock: SteppingClock) -> None:
    history = file_contract(office, "R-1", end_of_data={"rule": "delete", "days": 30, "certificate": True})
    with office.vault.write() as session:
        append(
            office,
            session,
            history,
            "ended_elsewhere",
            {"end": "2026-11-12", "ground": "agreed", "reason": "", "files": []},
        )
    at(clock, TODAY)
    found = year(office)
    certificate = next(one for one in found if one.kind == "certificate_due")
    deletion = next(one for one in found if one.kind == "deletion")
    assert (deletion.state, deletion.party_name, deletion.due) == ("not_ours", "Institut", date(2026, 12, 14))
    with pytest.raises(WrongUse, match="scope"):
        commands.record_done(office, certificate.key, evidence=Evidence(scope="all"))
    proof = Evidence(scope="all machine logs and backups", method="DIN 66399 H-4", signatory="Sofia Brandt")
    done = commands.record_done(office, certificate.key, evidence=proof)
    assert done.evidence["method"] == "DIN 66399 H-4"
    ended = next(one for one in time_line(office, history) if one.kind == "termination")
    with pytest.raises(WrongUse, match="passes by itself"):
        commands.record_done(office, ended.key)


def test_obligations_of_our_own(office: Acting, clock: SteppingClock) -> None:
    at(clock, TODAY)
    once = commands.add(office, "ISO 27001 certificate of the host", date(2027, 3, 1), about="certificate")
    again = commands.add(office, "Fire drill", date(2026, 12, 1), every_months=6, owner="anna-keller")
    found = year(office)
    assert [(one.due, one.kind, str(one.title)) for one in found] == [
        (date(2026, 12, 1), "own", "Fire drill"),
        (date(2027, 3, 1), "certificate", "ISO 27001 certificate of the host"),
        (date(2027, 6, 1), "own", "Fire drill"),
    ]
    commands.record_done(office, again.key)
    commands.assign(office, once.key, "anna-keller")
    after = year(office)
    assert [(one.due, one.owner) for one in after] == [
        (date(2027, 3, 1), "anna-keller"),
        (date(2027, 6, 1), "anna-keller"),
    ]
    assert str(after[0].title) == "ISO 27001 certificate of the host"
    for bad in ({"title": " "}, {"about": "nothing"}, {"every_months": -1}):
        arguments: dict[str, Any] = {"title": "x", "due": TODAY, **bad}
        with pytest.raises(WrongUse):
            commands.add(office, arguments.pop("title"), arguments.pop("due"), **arguments)


def test_training_follows_from_the_first_agreement_with_personal_data(office: Acting, clock: SteppingClock) -> None:
    measure = {"key": "tls", "kind": "transit", "description": {"en": "TLS"}}
    file_contract(office, "R-1", measures=[measure])
    at(clock, TODAY)
    (training,) = year(office, kinds=("training",))
    assert (training.agreement, training.due) == ("", date(2027, 1, 1))
    with pytest.raises(WrongUse, match="no kind of duty"):
        year(office, kinds=("'; DROP TABLE obligation",))


def test_counts_and_what_is_red(office: Acting, clock: SteppingClock) -> None:
    file_contract(office, "R-1", review={"first": date(2026, 11, 20), "every_months": 1})
    at(clock, date(2027, 1, 25))
    assert needs_me(office).waiting == 1
    figures = counts(office)
    # missed three times, red once
    assert (figures.overdue, figures.within_7, figures.within_30, figures.within_90) == (1, 0, 1, 3)
    red = needs_me(office)
    assert (red.overdue, red.today, red.waiting, red.anything) == (1, 0, 0, True)
    assert [one.due for one in red.first] == [date(2027, 1, 20)]
    assert [str(words) for words in red.words] == ["1 duty is overdue"]
    (overdue,) = [one for one in agenda(office, date(2027, 1, 25), date(2027, 1, 25)) if one.overdue]
    assert overdue.due == date(2027, 1, 20)


def test_a_disputed_agreement_is_red_until_it_is_archived(office: Acting, clock: SteppingClock) -> None:
    file_contract(office, "R-1")
    at(clock, TODAY)
    assert needs_me(office).words == ()
    with office.vault.write() as session:
        session.connection().execute(text("UPDATE agreement SET disputed = 'Keller'"))
    red = needs_me(office)
    assert (red.anything, [str(words) for words in red.words]) == (True, ["1 agreement is disputed by a party"])
    with office.vault.write() as session:
        session.connection().execute(text("UPDATE agreement SET archived = 1"))
    assert not needs_me(office).anything


def test_a_lead_may_record_and_only_legal_may_waive(office: Acting, clock: SteppingClock) -> None:
    from datapact.organisation.members.members import set_roles

    at(clock, TODAY)
    obligation = commands.add(office, "Fire drill", TODAY)
    set_roles(office, "anna-keller", ["admin", "lead"])
    with pytest.raises(Locked):
        commands.waive(office, obligation.key, "no fire")
    assert commands.record_done(office, obligation.key).state == "done"
    set_roles(office, "anna-keller", ["admin", "auditor"])
    with pytest.raises(Locked):
        commands.add(office, "Something", TODAY)
    with office.vault.read() as session:
        assert len(records(session, "obligation_set")) == 1


def test_reminders_come_once_a_stage_until_acknowledged(office: Acting, clock: SteppingClock) -> None:
    at(clock, TODAY)
    commands.add(office, "Fire drill", TODAY + timedelta(days=100))
    assert reminders(office) == ()
    for left, stage in ((90, 90), (30, 30), (7, 7), (-1, OVERDUE)):
        at(clock, TODAY + timedelta(days=100 - left))
        (one,) = reminders(office, mine=True)
        assert (one.stage, one.days_left) == (stage, left)
        acknowledge(office, [one])
        assert reminders(office) == ()
    at(clock, TODAY + timedelta(days=120))
    assert reminders(office) == ()


@given(st.integers(-400, 400), st.integers(0, 100))
def test_stages_only_ever_get_nearer(left: int, days: int) -> None:
    now, later = stage_of(left), stage_of(left - days)
    if now is not None and later is not None:
        assert later <= now
    assert stage_of(left, overdue=True) == OVERDUE
    obligation = Obligation("k", "", "own", Message("x"), date.fromordinal(800_000 + left))
    found = due_reminders([obligation], {}, date.fromordinal(800_000))
    assert [one.stage for one in found] == ([now] if now is not None else [])


# -- iCalendar ------------------------------------------------------------------------------------------------------


def parsed(data: bytes) -> Any:
    from icalendar import Calendar

    assert b"\n" not in data.replace(b"\r\n", b"")
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    return Calendar.from_ical(data)


def test_the_calendar_file_reads_back(office: Acting, clock: SteppingClock) -> None:
    file_contract(office, "R;1", review=REVIEW)
    at(clock, TODAY)
    found = year(office)
    now = clock.now
    written = write_calendar(found, now, "de")
    assert b"TRIGGER;VALUE=DATE-TIME:20" in written, "Outlook refuses a moment that does not say that it is one"
    assert b"TRIGGER:20" not in written
    calendar = parsed(written)
    events = calendar.walk("VEVENT")
    assert [event["dtstart"].dt for event in events] == [one.due for one in found]
    first = events[0]
    assert str(first["summary"]) == "R;1: " + found[0].title.text("de")
    (urgent,) = first.walk("VALARM")  # overdue: the time of every usual reminder has passed
    assert timedelta(0) < urgent["trigger"].dt - now < timedelta(days=2)
    assert str(first["uid"]) == f"{found[0].key}@obligations.datapact.invalid"
    assert first["dtend"].dt - first["dtstart"].dt == timedelta(days=1)
    triggers = [alarm["trigger"].dt for alarm in events[-1].walk("VALARM")]
    assert triggers == [timedelta(days=-days, hours=9) for days in (90, 30, 7)]
    again = parsed(write_calendar(year(office), now + timedelta(days=1), "de"))
    assert [str(one["uid"]) for one in again.walk("VEVENT")] == [str(one["uid"]) for one in events]


def test_what_is_due_at_an_hour_is_reminded_of_hours_before() -> None:
    now = datetime(2026, 11, 24, 8, tzinfo=UTC)
    obligation = Obligation("k", "", "breach", Message("Notify"), date(2026, 11, 25), moment=now + timedelta(hours=20))
    (event,) = parsed(write_calendar([obligation], now, "en")).walk("VEVENT")
    assert event["dtstart"].dt == obligation.moment
    assert [alarm["trigger"].dt for alarm in event.walk("VALARM")] == [timedelta(hours=-4)]


@settings(max_examples=examples(50), deadline=None)
@given(st.text(max_size=300), st.text(max_size=60), st.dates(date(1990, 1, 1), date(2090, 1, 1)))
def test_no_text_breaks_out_of_its_line(title: str, number: str, due: date) -> None:
    use_language("en")
    hostile = title + "\r\nBEGIN:VALARM\r\nATTACH:file:///etc/passwd\r\nEND:VALARM"
    key = hashlib.sha256(title.encode("utf-8", "replace")).hexdigest()[:16]
    words = Message("{title}", {"title": hostile.encode("utf-8", "replace").decode()})
    obligation = Obligation(
        key, "", "own", words, due, number=number.encode("utf-8", "replace").decode(), nature="date"
    )
    (event,) = parsed(write_calendar([obligation], datetime(1989, 1, 1, tzinfo=UTC), "en")).walk("VEVENT")
    assert len(event.walk("VALARM")) == 3
    assert not [alarm for alarm in event.walk("VALARM") if "attach" in alarm]
