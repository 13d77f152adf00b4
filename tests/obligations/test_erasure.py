"""What is erased is gone, what remains verifies, and recipients are told before their traces go."""

from __future__ import annotations

import dataclasses
import sys
import time
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from datapact.agreements.steps.signed_elsewhere import ConcludedElsewhere, FileToKeep, record_elsewhere
from datapact.audit.own_vault.check import check_whole_vault
from datapact.base.errors import AnswerNo, Locked, WrongUse
from datapact.consent.decision.cohort import tally
from datapact.consent.decision.used_decisions import use_decision
from datapact.consent.deliveries.by_hand import read_subjects
from datapact.consent.deliveries.deliveries import NewDelivery, Sent, deliveries, proves_itself, record_delivery
from datapact.consent.deliveries.disclosure_log import disclosure_log_of
from datapact.consent.facts.question import Needs, Question
from datapact.consent.notices.notice import Notice, NoticeText
from datapact.consent.notices.notices import record_notice
from datapact.consent.recalls.confirmations import Evidence, acknowledge
from datapact.consent.recalls.pending import open_recalls
from datapact.consent.recalls.records import record_recalls
from datapact.consent.records.event import Event
from datapact.consent.records.events import append_events
from datapact.consent.records.status import standings
from datapact.contract.terms import read_terms
from datapact.obligations.retention import rules
from datapact.obligations.retention.erase import erase_due, erase_person
from datapact.obligations.retention.erasures import erasures
from datapact.organisation.acting.acting_member import Acting
from datapact.pdf.letters.erasure_report import erasure_report
from datapact.pdf.reports.report import render_report
from datapact.vault.database.entries import attachment, put_attachment
from datapact.vault.folder.automatic_backup import back_up_daily, list_backups, renew_backups
from tests.depth import examples
from tests.exchange.houses import with_roles
from tests.obligations.erasing_worker import erase_all
from tests.obligations.offices import answers_of, terms_of
from tests.organisation.conftest import found, keller
from tests.organisation.lists import import_csv
from tests.warm import Child

__all__ = ["found", "keller"]
RESEARCH = "https://w3id.org/dpv#ScientificResearch"
PARTNER = "external:1"


@pytest.fixture
def house(keller: Acting) -> Acting:
    import_csv(keller, "name\nMüller KG\n".encode())
    return keller


def consents(acting: Acting, state: str, *people: str, dataset: str = "ds", **more: Any) -> None:
    at = acting.clock()
    events = [Event(f"{state}{p}{at}", p, dataset, RESEARCH, acting.organisation, state, at, **more) for p in people]
    with acting.vault.write() as session:
        append_events(acting, session, events, source="test")


def deliver(acting: Acting, *people: str) -> None:
    sent = [Sent(one, f"X-{one}") for one in people]
    record_delivery(acting, NewDelivery("ds", "1", PARTNER, RESEARCH, acting.clock(), sent, reason="none asked"))


def answer_all(acting: Acting) -> None:
    with acting.vault.write() as session:
        for made in record_recalls(acting, session, PARTNER, letter=lambda recalls: b"%PDF " + str(recalls).encode()):
            acknowledge(acting, session, made.key, "erased", evidence=Evidence(b"P1 erased", "text/plain", "Frau M"))


def everything(acting: Acting) -> str:
    """Every value in every table but the entries' signed texts, to look for names in."""
    with acting.vault.read() as session:
        connection = session.connection()
        names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars().all()
        # as tuples: a row of SQLAlchemy shortens its long values
        return repr([[*map(tuple, connection.exec_driver_sql(f'SELECT * FROM "{name}"'))] for name in names])


def sound(acting: Acting) -> None:
    assert check_whole_vault(acting, lambda *_: None) == []
    with acting.vault.read() as session:
        assert all(proves_itself(session, one) for one in deliveries(session))


def test_a_person_without_deliveries_goes_at_once(house: Acting) -> None:
    consents(house, "given", "P1-secret", "P2")
    made = erase_person(house, "ds", "P1-secret", "request 7")
    assert (made.events, made.kept, made.rule) == (1, 0, None)
    assert "P1-secret" not in everything(house)
    assert "P2" in everything(house)
    sound(house)
    with house.vault.read() as session:
        assert erasures(session) == (made,)


def test_recipients_are_told_before_the_lists_go(house: Acting) -> None:
    consents(house, "given", "P1-secret", "P2")
    deliver(house, "P1-secret", "P2")
    first = erase_person(house, "ds", "P1-secret", "request 7")
    assert (first.events, first.kept) == (1, 1)
    with house.vault.read() as session:
        (task,) = [task for task in open_recalls(session, house.clock()) if task.stage == "tell"]
    assert (task.ask, task.people) == ("erase", 1)
    with house.vault.write() as session:
        (recall,) = record_recalls(house, session, PARTNER)
    assert erase_person(house, "ds", "P1-secret", "request 7").kept == 1
    with house.vault.write() as session:
        acknowledge(house, session, recall.key, "erased", evidence=Evidence(note="by telephone"))
    last = erase_person(house, "ds", "P1-secret", "request 7")
    assert (last.events, last.deliveries, last.recalls, last.kept) == (1, 1, 1, 0)
    assert "P1-secret" not in everything(house)
    sound(house)
    with house.vault.read() as session:
        assert [task for task in open_recalls(session, house.clock()) if task.stage != "own"] == []
    with pytest.raises(AnswerNo):
        erase_person(house, "ds", "P1-secret", "request 7")


def test_rules_of_retention(house: Acting, clock: Any) -> None:
    consents(house, "given", "P1-old", "P2-now")
    deliver(house, "P1-old", "P2-now")
    consents(house, "withdrawn", "P1-old")
    clock.now += timedelta(days=40)
    with house.vault.write() as session:
        for kind in rules.TYPES:
            rules.set_rule(house, session, kind, 1, "as the notice says")
    with house.vault.read() as session:
        assert {one.rule.type.key: one.rows for one in rules.due(session, house.clock())} == {"delivery": 1}
    answer_all(house)
    clock.now += timedelta(days=40)
    made = {one.rule.type.key: one for one in erase_due(house) if one.rule is not None}
    assert (made["consent"].events, made["delivery"].deliveries) == (2, 2)
    assert (made["recall"].recalls, made["recall"].records, made["recall"].files) == (1, 2, 2)
    left = everything(house)
    assert "P1-old" not in left
    assert "Frau M" not in left
    assert "P2-now" in left  # the consent that is still given
    sound(house)
    assert erase_due(house) == ()


def asked_about(acting: Acting, *people: str) -> str:
    """A used decision about named people; the digest of its inputs."""
    question = Question("ds", PARTNER, RESEARCH, acting.clock(), subjects=people or None)
    return use_decision(acting, question).decision.inputs_digest


@pytest.mark.parametrize("person", ["P1-secret", 'P1"secret', "P1\\secret", "1"])
def test_inputs_that_name_the_person_go_and_no_others(house: Acting, person: str) -> None:
    with house.vault.write() as session:
        record_notice(house, session, Notice("n", "1", (NoticeText("de", "Hinweis", "Text"),), date(2020, 1, 1)))
    consents(house, "given", person, "P2")
    asked_about(house, person, "P2")
    others = {asked_about(house, "P2"), asked_about(house)}
    assert erase_person(house, "ds", person, "request 7").files == 1
    with house.vault.read() as session:
        left = (
            session.connection()
            .exec_driver_sql("SELECT digest FROM attachment WHERE media NOT LIKE '%erased%'")
            .scalars()
            .all()
        )
    assert set(left) == others
    sound(house)


def test_an_objection_to_marketing_stays_when_the_data_goes(house: Acting, clock: Any) -> None:
    """Art. 21(3), 17(1)(c) GDPR: what is held for marketing alone is erased; that somebody objected stays for good."""
    consents(house, "given", "P1-objects", "P2-withdraws")
    deliver(house, "P1-objects", "P2-withdraws")
    clock.now += timedelta(days=1)
    at = house.clock()
    objection = Event("o1", "P1-objects", "ds", "https://w3id.org/dpv#Marketing", house.organisation, "objected", at)
    with house.vault.write() as session:
        append_events(house, session, [objection], source="letter")
    consents(house, "withdrawn", "P1-objects", "P2-withdraws")
    clock.now += timedelta(days=1)
    answer_all(house)
    with house.vault.write() as session:
        for kind in rules.TYPES:
            rules.set_rule(house, session, kind, 1, "as the notice says")
    clock.now += timedelta(days=400)
    assert erase_due(house)
    with house.vault.read() as session:
        left = {
            person: [one.state for one in standings(session, person, house.clock(), dataset="ds")]
            for person in ("P1-objects", "P2-withdraws")
        }
    assert left == {"P1-objects": ["objected"], "P2-withdraws": []}
    sound(house)


def object_to(acting: Acting, *people: str, purpose: str = RESEARCH) -> None:
    at = acting.clock()
    events = [Event(f"o{p}{at}", p, "ds", purpose, acting.organisation, "objected", at) for p in people]
    with acting.vault.write() as session:
        append_events(acting, session, events, source="letter")


def states(acting: Acting, person: str) -> list[str]:
    with acting.vault.read() as session:
        return [one.state for one in standings(session, person, acting.clock(), dataset="ds")]


def test_who_objected_is_not_brought_back_by_an_import(house: Acting, clock: Any) -> None:
    """Art. 21, 17(1)(c) GDPR: everything of the person goes on request, the objection stays and bars what comes after."""
    before = house.clock()
    consents(house, "given", "P1-objects", "P2")
    clock.now += timedelta(days=1)
    object_to(house, "P1-objects")
    clock.now += timedelta(days=1)
    consents(house, "withdrawn", "P1-objects")  # takes no objection back
    clock.now += timedelta(days=1)
    made = erase_person(house, "ds", "P1-objects", "request 7")
    assert (made.events, made.objections) == (2, 1)
    assert states(house, "P1-objects") == ["objected"]
    with house.vault.read() as session:
        assert erasures(session) == (made,)
    with pytest.raises(AnswerNo, match="Only the objection"):
        erase_person(house, "ds", "P1-objects", "request 7")
    old = [Event("old-1", "P1-objects", "ds", RESEARCH, house.organisation, "given", before)]
    with house.vault.write() as session:
        append_events(house, session, old, source="the file of then, again")
    assert states(house, "P1-objects") == ["objected"]
    asked = Needs("ds", int(house.clock().timestamp()), None, (), (house.organisation,), (RESEARCH,), True, True)
    with house.vault.read() as session:
        assert tally(session, asked, now=True).counts == {"objected": 1}
    sound(house)
    assert erase_person(house, "ds", "P1-objects", "data set destroyed", objections_too=True).events == 2
    assert "P1-objects" not in everything(house)


def test_an_objection_that_was_given_up_goes_and_one_that_stands_outlasts_the_rules(house: Acting, clock: Any) -> None:
    object_to(house, "P1-agreed", "P2-stands")
    clock.now += timedelta(days=1)
    consents(house, "given", "P1-agreed")
    consents(house, "withdrawn", "P2-stands")
    clock.now += timedelta(days=4 * 365)
    (due,) = erase_due(house)
    assert (due.events, due.objections, states(house, "P2-stands")) == (1, 1, ["objected"])
    assert erase_person(house, "ds", "P1-agreed", "request 8").objections == 0
    assert "P1-agreed" not in everything(house)


def test_inputs_go_with_the_consents_that_have_ended(house: Acting, clock: Any) -> None:
    consents(house, "given", "P1-secret", "P2")
    asked_about(house, "P1-secret")
    kept = asked_about(house, "P2")
    clock.now += timedelta(days=1)
    consents(house, "withdrawn", "P1-secret")
    clock.now += timedelta(days=4 * 365)
    (made,) = erase_due(house)
    assert (made.events, made.files) == (2, 1)
    assert "P1-secret" not in everything(house)
    with house.vault.read() as session:
        assert session.connection().exec_driver_sql(
            "SELECT digest FROM attachment WHERE media NOT LIKE '%erased%'"
        ).scalars().all() == [kept]


def test_one_person_whatever_the_form_of_the_letters(house: Acting) -> None:
    apart, together = "Mu\u0308-01", "M\u00fc-01"
    consents(house, "given", apart)
    deliver(house, *(one.subject for one in read_subjects(apart.encode())))
    consents(house, "withdrawn", together)
    with house.vault.read() as session:
        assert {one.people for one in open_recalls(session, house.clock()) if one.stage == "tell"} == {1}
        assert len(disclosure_log_of(session, "ds", apart, house.clock()).given) == 1
        assert [one.state for one in standings(session, apart, house.clock(), dataset="ds")] == ["withdrawn"]
    assert erase_person(house, "ds", apart, "request 7").kept == 1


def test_an_erasure_in_the_second_of_the_withdrawal(house: Acting) -> None:
    moment = house.clock()
    now = dataclasses.replace(house, clock=lambda: moment)
    deliver(now, "P1-secret")
    consents(now, "withdrawn", "P1-secret")
    assert erase_person(now, "ds", "P1-secret", "request 7").kept == 1
    with house.vault.read() as session:
        assert {(one.stage, one.ask) for one in open_recalls(session, moment)} == {("own", "erase"), ("tell", "erase")}


def test_a_contract_named_as_evidence_of_a_consent_stays(house: Acting) -> None:
    with house.vault.write() as session:
        answers = answers_of(read_terms(terms_of(house.organisation)), "DP-1")
        scan = FileToKeep("contract.pdf", "application/pdf", b"%PDF-contract")
        record_elsewhere(house, session, answers, ConcludedElsewhere("paper_scan", date(2020, 1, 1), "DP-1", (scan,)))
        contract, form = (put_attachment(session, data, "application/pdf") for data in (scan.data, b"%PDF-form"))
    consents(house, "given", "P1-secret", more={"evidence_digest": contract})
    consents(house, "renewed", "P1-secret", more={"evidence_digest": form})
    assert erase_person(house, "ds", "P1-secret", "request 7").files == 1
    with house.vault.read() as session:
        assert attachment(session, contract) is not None
        assert attachment(session, form) is None


def test_objections_and_restrictions_stay(house: Acting, clock: Any) -> None:
    consents(house, "objected", "P1")
    consents(house, "restricted", "P2")
    clock.now += timedelta(days=365 * 20)
    assert erase_due(house) == ()


def test_who_may_and_how(house: Acting) -> None:
    consents(house, "given", "P1")
    lead = with_roles(house, ["lead"])
    with pytest.raises(Locked):
        erase_person(lead, "ds", "P1", "request 7")
    with pytest.raises(Locked):
        erase_due(lead)
    with pytest.raises(WrongUse):
        erase_person(house, "ds", "P1", "")
    with pytest.raises(WrongUse):
        erase_person(house, "ds", "P1", "P1 asked")
    with pytest.raises(WrongUse):
        erase_due(house, ["everything"])
    with house.vault.write() as session, pytest.raises(WrongUse):
        rules.set_rule(house, session, "consent", 12, " ")


def test_backups_are_renewed(house: Acting, clock: Any) -> None:
    assert back_up_daily(house.vault) is not None
    clock.now += timedelta(days=1)
    assert back_up_daily(house.vault) is not None
    clock.now += timedelta(days=1)
    made = renew_backups(house.vault)
    assert [file for _, file in list_backups(house.vault.paths)] == [made]


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_report(house: Acting, language: Any) -> None:
    consents(house, "given", "P1-secret")
    deliver(house, "P1-secret")
    made = erase_person(house, "ds", "P1-secret", "request 7")
    for renewed in (True, False):
        data = render_report(erasure_report(made, "Keller", language, backups_renewed=renewed), made.at)
        assert data.startswith(b"%PDF-1.7")


def test_nothing_is_half_done(house: Acting, monkeypatch: pytest.MonkeyPatch) -> None:
    consents(house, "given", "P1-secret")
    before = everything(house)

    def fails(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("datapact.obligations.retention.erase.record_erasure", fails)
    with pytest.raises(RuntimeError):
        erase_person(house, "ds", "P1-secret", "request 7")
    assert everything(house) == before


@settings(
    max_examples=examples(12),
    deadline=None,
    phases=(Phase.generate, Phase.reuse, Phase.explicit),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_any_order_of_erasures_leaves_what_verifies(house: Acting, data: st.DataObject) -> None:
    people = [f"P{n}-{house.clock():%H%M%S}" for n in range(4)]
    consents(house, "given", *people)
    deliver(house, *data.draw(st.lists(st.sampled_from(people), min_size=1, unique=True)))
    for one in data.draw(st.lists(st.sampled_from(people), max_size=6)):
        try:
            erase_person(house, "ds", one, "request 7")
        except AnswerNo:
            assert one not in everything(house)
        if data.draw(st.booleans()):
            answer_all(house)
    with house.vault.read() as session:
        assert all(proves_itself(session, one) for one in deliveries(session))


@pytest.mark.kill
@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is a matter of POSIX")
@pytest.mark.parametrize("delay", [0.0, 0.02, 0.05, 0.1, 0.2])
def test_a_kill_leaves_a_person_whole_or_gone(house: Acting, delay: float) -> None:
    """Each erasure is there with its record, or not at all; the vault stays sound."""
    people = [f"P{n}-secret" for n in range(40)]
    consents(house, "given", *people)
    process = Child(erase_all, str(house.vault.folder), *people)
    assert process.stdout.readline() == "ready\n"
    time.sleep(delay)
    process.kill()
    left = everything(house)
    gone = [one for one in people if one not in left]
    with house.vault.read() as session:
        assert len(erasures(session)) == len(gone)
        assert gone == people[: len(gone)]
    assert check_whole_vault(house, lambda *_: None) == []
