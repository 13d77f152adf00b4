"""Events of consent: written once, signed as a batch, found again, and the newest of them holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from datapact.base.errors import Locked, WrongUse
from datapact.consent.notices.notice import Notice, NoticeText
from datapact.consent.notices.notices import record_notice
from datapact.consent.records import status
from datapact.consent.records.event import Event
from datapact.consent.records.events import Refused, append_events, events_of
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.acting.records import record_by_entry
from tests.organisation.conftest import Found

RESEARCH = "https://w3id.org/dpv#ScientificResearch"
SPRING = datetime(2026, 3, 1, 9, tzinfo=UTC)


def event(event_id: str = "e1", subject: str = "P001", **changes: object) -> Event:
    made = Event(event_id, subject, "messdaten", RESEARCH, "external:1", "given", SPRING)
    return replace(made, **changes)


def append(keller: Acting, *events: Event):
    with keller.vault.write() as session:
        return append_events(keller, session, events, source="form")


def state(keller: Acting, at: datetime, subject: str = "P001", known_at: datetime | None = None) -> list[str]:
    with keller.vault.read() as session:
        return [one.state for one in status.standings(session, subject, at, known_at=known_at)]


def test_what_was_appended_comes_back(keller: Acting) -> None:
    given = event(notice="n", notice_version="2", explicit=True, more={"language": "de"}, until=SPRING + timedelta(9))
    batch = append(keller, given, event("e2", "P002"))
    assert (batch.count, batch.known) == (2, 0)
    with keller.vault.read() as session:
        (_, first), (_, second) = events_of(session)
        assert [one for _, one in events_of(session, subject="P002", dataset="messdaten")] == [second]
        assert [number for number, _ in events_of(session, limit=1, after=1)] == [2]
        record = record_by_entry(session, batch.entry)
    assert replace(first, recorded=None, batch="", line=0) == given
    assert first.batch == batch.entry
    assert record is not None
    assert first.recorded == record.recorded
    assert (record.body["count"], record.body["root"]) == (2, batch.root)


def test_twice_does_nothing(keller: Acting) -> None:
    append(keller, event())
    again = append(keller, event())
    assert (again.entry, again.count, again.known) == ("", 0, 1)
    assert (append(keller, event("e2", "P002"), event("e2", "P002")).known) == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (event(state="refused"), "recorded already, with other content"),
        (event("e2", state="renewed"), "contradicts e1"),
        (event("e2", at=datetime(2030, 1, 1, tzinfo=UTC)), "in the future"),
        (event("e2", until=SPRING - timedelta(1)), "ends before it begins"),
        (event("e2", notice="info", notice_version="1", at=datetime(2025, 6, 1, tzinfo=UTC)), "older than its notice"),
    ],
)
def test_what_cannot_be_is_refused_whole(keller: Acting, wrong: Event, said: str) -> None:
    with keller.vault.write() as session:
        record_notice(keller, session, Notice("info", "1", (NoticeText("de", "Info"),), date(2026, 1, 1)))
    append(keller, event())
    with pytest.raises(Refused) as refused:
        append(keller, event("new", "P009"), wrong)
    assert said in str(refused.value)
    assert [line for line, _ in refused.value.refusals] == [2]
    with keller.vault.read() as session:
        assert len(events_of(session)) == 1
        assert status.subject_number(session, "messdaten", "P009") is None


def test_the_same_id_twice_in_one_writing_with_other_content(keller: Acting) -> None:
    with pytest.raises(Refused, match="line 1 already"):
        append(keller, event(), event(subject="P002"))


@pytest.mark.parametrize("wrong", [event(state="maybe"), event(""), event("e\n"), event("x" * 301)])
def test_fields_that_cannot_be(keller: Acting, wrong: Event) -> None:
    with pytest.raises(WrongUse):
        append(keller, wrong)


def test_the_role_decides(found: Found) -> None:
    olga = found("Amt", "Olga", {"auditor"}).acting
    with pytest.raises(Locked):
        append(olga, event())


def test_state_at_a_moment_and_as_known_then(keller: Acting) -> None:
    append(keller, event(until=SPRING + timedelta(days=30)))
    with keller.vault.read() as session:
        known = events_of(session)[0][1].recorded
    assert known is not None
    append(keller, event("e2", state="withdrawn", at=SPRING + timedelta(days=10)))
    assert state(keller, SPRING - timedelta(seconds=1)) == []
    assert state(keller, SPRING) == ["given"]
    assert state(keller, SPRING + timedelta(days=10)) == ["withdrawn"]
    assert state(keller, SPRING + timedelta(days=10), known_at=known) == ["given"]
    assert state(keller, SPRING + timedelta(days=30), known_at=known) == ["given"]
    assert state(keller, SPRING + timedelta(days=30, seconds=1), known_at=known) == ["expired"]
    assert state(keller, datetime(2026, 12, 1, tzinfo=UTC)) == ["withdrawn"]


def test_an_older_event_that_arrives_later_does_not_hold_now(keller: Acting) -> None:
    append(keller, event("e2", state="withdrawn", at=SPRING + timedelta(days=10)))
    append(keller, event())
    assert state(keller, datetime(2026, 12, 1, tzinfo=UTC)) == ["withdrawn"]
    assert state(keller, SPRING + timedelta(days=1)) == ["given"]


def test_counts(keller: Acting) -> None:
    end = SPRING + timedelta(days=30)
    append(
        keller,
        event(notice="n", notice_version="2"),
        event("e2", "P002", until=end),
        event("e3", "P003", state="refused"),
        event("e4", "P003", state="given", at=SPRING + timedelta(days=1), purpose="other"),
    )
    with keller.vault.read() as session:
        early = status.counts(session, SPRING + timedelta(days=2), dataset="messdaten", purpose=RESEARCH)
        late = status.counts(session, datetime(2026, 12, 1, tzinfo=UTC), dataset="messdaten", purpose=RESEARCH)
        nobody = status.counts(session, SPRING, dataset="other")
    assert (early.states, early.valid, early.total) == ({"given": 2, "refused": 1}, 2, 3)
    assert (early.next_expiry, early.oldest, early.notice_versions) == (end, SPRING, (("n", "2"),))
    assert (late.states, late.next_expiry) == ({"given": 1, "expired": 1, "refused": 1}, None)
    assert (nobody.total, nobody.next_expiry, nobody.oldest) == (0, None, None)
