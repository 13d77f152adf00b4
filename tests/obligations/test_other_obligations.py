"""Duties from records: consents that expire, withdrawals to pass on, documents on file, deliveries, announcements."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from datapact.agreements.steps.in_force import give_notice, object_to
from datapact.agreements.steps.signed_elsewhere import ConcludedElsewhere, record_elsewhere
from datapact.base.errors import WrongUse
from datapact.consent.deliveries.deliveries import NewDelivery, Sent, record_delivery
from datapact.consent.facts.compliance_records import (
    record_authorisation,
    record_fact,
    record_legal_basis,
    revoke_authorisation,
)
from datapact.consent.facts.facts import Authorisation, BasisRecord, FactOnFile
from datapact.contract.editing.answers_file import Answers
from datapact.contract.terms import read_terms
from datapact.contract.text.document import AMENDS
from datapact.obligations.agenda.agenda import Filters, agenda, counts
from datapact.obligations.agenda.dashboard import needs_me
from datapact.obligations.due.commands import record_done
from datapact.obligations.due.obligation import Obligation
from datapact.obligations.due.projection import forget_all
from datapact.organisation.acting.acting_member import Acting
from datapact.signing.ceremony.sign import sign
from datapact.vault.database.session import Session
from tests.agreements.negotiated import PASSPHRASE, at_table, found_houses
from tests.conftest import SteppingClock
from tests.consent import sharing
from tests.obligations.offices import found_office

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)


@pytest.fixture
def office(tmp_path: Path, clock: SteppingClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Acting]:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    clock.now = NOW
    acting = found_office(tmp_path, clock)
    yield acting
    acting.close()


def year(acting: Acting, *kinds: str) -> tuple[Obligation, ...]:
    return agenda(acting, TODAY, TODAY + timedelta(days=800), Filters(kinds=kinds))


def test_consents_that_expire(office: Acting) -> None:
    until = datetime(2026, 12, 31, 22, 59, 59, tzinfo=UTC)  # the last second of the day in Berlin
    with office.vault.write() as session:
        sharing.add_partner(session)
        sharing.tell(office, session)
        sharing.record(office, session, {"p1": "given", "p2": "given"}, at=NOW - timedelta(days=9), until=until)
        sharing.record(office, session, {"p3": "given"}, at=NOW - timedelta(days=9))
        sharing.record(office, session, {"p5": "given"}, at=NOW - timedelta(days=9), until=until + timedelta(seconds=1))
        sharing.record(office, session, {"p4": "refused"}, at=NOW - timedelta(days=9), until=until)
    found = year(office, "consent")
    assert [(one.due, one.nature, one.place) for one in found] == [(date(2026, 12, 31), "date", "panel")] * 2
    assert "those of 2 people end on this day" in str(found[0].title)  # p5's ends on the next
    with office.vault.write() as session:  # a renewal moves the day
        later = until + timedelta(days=365)
        sharing.record(
            office,
            session,
            {"p1": "renewed", "p2": "renewed", "p5": "renewed"},
            at=NOW - timedelta(days=1),
            until=later,
        )
    assert {one.due for one in year(office, "consent")} == {date(2027, 12, 31)}


def test_withdrawals_reach_the_agenda_and_retention_counts_from_delivery(office: Acting, clock: SteppingClock) -> None:
    history = sharing.ready(office, {"p1": "given", "p2": "given"}, datasets__0__retention={"months": 6})
    sent = NewDelivery(
        "panel", "1", sharing.PARTNER, sharing.RESEARCH, NOW, (Sent("p1"), Sent("p2")), agreement=history,
        reason="Decided on paper.",
    )  # fmt: skip
    record_delivery(office, sent)
    (retention,) = year(office, "retention")
    assert (retention.due, retention.agreement) == (date(2027, 5, 24), history)
    assert "Uni Beispielstadt" in str(retention.title)
    with office.vault.write() as session:
        sharing.record(office, session, {"p1": "withdrawn"}, at=office.clock())
    recalls = year(office, "recall")
    assert [one for one in recalls if "Uni Beispielstadt" in one.title.text()]
    assert all(not one.overdue for one in recalls)
    red = needs_me(office)  # the law says without undue delay: what is ours to do waits for somebody from the first day
    assert (red.anything, red.open_recalls, red.recalls) == (True, len(recalls), 0)
    assert {one.key for one in recalls} <= {one.key for one in red.first}
    before = counts(office)
    clock.now = NOW + timedelta(days=60)
    assert counts(office).overdue > before.overdue
    red = needs_me(office)
    assert red.recalls == len([one for one in red.first if one.kind == "recall"]) > 0
    assert red.late == counts(office).overdue
    with pytest.raises(WrongUse, match="settled where they are recorded"):
        record_done(office, red.first[0].key)


def test_documents_on_file(office: Acting) -> None:
    basis = BasisRecord(
        "b", office.organisation, "panel", "research", "share", "6(1)(f)",
        valid_to=date(2027, 6, 30), review=date(2026, 11, 1),
    )  # fmt: skip
    given = Authorisation("a", "user_contract", "panel", "", "", "User AG", "C-7", TODAY, valid_to=date(2027, 2, 1))
    fact = FactOnFile("f", "training", "", "", "Course 4", TODAY, TODAY, valid_to=date(2026, 12, 1), weighed=True)
    with office.vault.write() as session:
        record_legal_basis(office, session, basis)
        record_authorisation(office, session, given)
        record_fact(office, session, fact)
    found = year(office)
    assert [(one.due, one.kind, one.overdue, one.nature) for one in found] == [
        (date(2026, 11, 1), "legal_basis", True, "duty"),
        (date(2026, 12, 1), "document", False, "duty"),
        (date(2027, 2, 1), "authorisation", False, "date"),
        (date(2027, 6, 30), "legal_basis", False, "date"),
    ]
    assert all(one.title.both()["en"] for one in found)
    red = needs_me(office)  # the first screen counts what the calendar counts
    assert (red.late, [one.kind for one in red.first]) == (counts(office).overdue, ["legal_basis"])
    with office.vault.write() as session:
        revoke_authorisation(office, session, "a", TODAY)
    assert not year(office, "authorisation")


@pytest.mark.journey
def test_an_announced_sub_processor_asks_for_an_objection_in_time(
    tmp_path: Path, clock: SteppingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    found_houses(tmp_path / "template", clock)
    table = at_table(tmp_path / "template", tmp_path / "work", clock)
    table.sign_twice()
    sign(table.sofia, table.history, PASSPHRASE)
    table.carry(table.sofia, table.anna)
    assert {one.kind for one in agenda(table.anna, TODAY, TODAY + timedelta(days=800))} >= {
        "review",
        "milestone",
        "end",
    }
    give_notice(table.sofia, table.history, "sub_processors", "New host: Nimbus", date(2027, 1, 15), 30)
    table.carry(table.sofia, table.anna)
    (objection,) = year(table.anna, "objection")
    assert objection.due == date(2026, 12, 24)  # a Thursday
    assert "New host: Nimbus" in str(objection.title)
    assert [one.due for one in year(table.anna, "change")] == [date(2027, 1, 15)]
    assert not year(table.sofia, "objection")
    with table.anna.vault.read() as session:
        from datapact.agreements.projection.append import load_state

        (digest,) = load_state(session, table.history).facts.notices
    object_to(table.anna, table.history, digest[:12], "Not in this country.")
    assert not year(table.anna, "objection")
    table.close()


def test_terms_that_change_on_a_later_day_change_the_obligations_on_that_day(
    office: Acting, clock: SteppingClock
) -> None:
    wanted = {**sharing.terms(duration__start="2026-01-01"), "review": {"first": "2027-01-10", "every_months": 12}}
    with office.vault.write() as session:
        core = sharing.conclude(office, session, wanted)
        later = {**sharing.terms(), "review": {"first": "2027-03-10", "every_months": 12}}
        amended = amendment_of(office, session, core, later, date(2026, 12, 1))
    assert next(one.due for one in year(office, "review")) == date(2027, 1, 10)
    begins = year(office, "change")
    assert [(one.due, one.agreement, str(one.title)) for one in begins] == [
        (date(2026, 12, 1), core, "The amendment takes effect")
    ]
    clock.now = NOW + timedelta(days=10)
    found = year(office, "review")
    assert next(one.due for one in found) == date(2027, 3, 10)
    assert {one.agreement for one in found} == {core} != {amended}


def amendment_of(acting: Acting, session: Session, core: str, terms: dict[str, Any], begins: date) -> str:
    """A contract signed elsewhere that replaces the text of another from a day on."""
    answers = Answers(
        title={"en": "Amendment"},
        number="DP-2",
        languages=("en",),
        prevailing="en",
        terms=read_terms({**terms, "duration": {**terms["duration"], "start": begins.isoformat()}}),
        template="",
        parent={"agreement": core, "relation": AMENDS, "effective": begins.isoformat()},
    )
    conclusion = ConcludedElsewhere("reference_only", begins, "DP-2")
    return record_elsewhere(acting, session, answers, conclusion)[0]


def test_an_emptied_table_is_derived_anew(office: Acting) -> None:
    with office.vault.write() as session:
        sharing.conclude(office, session, {**sharing.terms(), "review": {"first": "2027-01-10"}})
    before = year(office)
    assert before
    with office.vault.write() as session:
        forget_all(session)
    assert year(office) == before
