"""A withdrawal travels to the recipient of a delivery and its acknowledgement back, through files between two vaults."""

from __future__ import annotations

import dataclasses
import re
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from datapact.audit.engagements.exports_list import exports
from datapact.base.clock import read_time
from datapact.base.errors import Damaged, DataPactError, Malformed, NewerFormat, Surroundings, TooLarge, WrongUse
from datapact.base.local_time import local_zone
from datapact.base.progress import silent
from datapact.consent.deliveries.deliveries import Delivery, NewDelivery, Sent, record_delivery
from datapact.consent.recalls.confirmations import Evidence, Outcome, acknowledge, confirm, note_sent, settle
from datapact.consent.recalls.list import people_of_line, recall_lines
from datapact.consent.recalls.pending import open_recalls, pending_by_recipient
from datapact.consent.recalls.records import Recall, RecalledPerson, proves_itself, record_recalls
from datapact.consent.recalls.task import RecallTask
from datapact.consent.records.event import Event
from datapact.consent.records.events import append_events
from datapact.consent.views.person_story import story_of
from datapact.exchange.bundle.contents import Contents
from datapact.exchange.bundle.withdrawals import Withdrawal, WithdrawalAcknowledged
from datapact.exchange.receive.preview import BundlePreview, preview_file
from datapact.exchange.receive.receive import receive_bundle
from datapact.exchange.send.many import say_many_sent, send_what_lacks
from datapact.exchange.send.send import send_messages
from datapact.exchange.send.send_recall import send_recalls
from datapact.obligations.due.other import recall_obligations
from datapact.obligations.retention.erase import erase_person
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.acting.records import append_record, newest_records
from datapact.organisation.identity.own_history import own_line
from datapact.organisation.partners.references import reference_names
from datapact.signing.elsewhere.form import Filled, register_filled
from tests.conftest import SteppingClock
from tests.exchange.forgery import changed, opened_by, resealed
from tests.exchange.houses import Houses, contents_of, offer, send

RESEARCH = "https://w3id.org/dpv#ScientificResearch"
DATASET = "machine-logs"
ID = "11111111-1111-4111-8111-111111111111"
DIGEST = "A" * 43


def consents(acting: Acting, state: str, *people: str, purpose: str = RESEARCH, controller: str = "") -> None:
    at = acting.clock()
    events = [
        Event(f"{state}-{person}-{at}", person, DATASET, purpose, controller or acting.organisation, state, at)
        for person in people
    ]
    with acting.vault.write() as session:
        append_events(acting, session, events, source="test")


def delivered(acting: Acting, partner: Acting, *people: str, sent_as: str = "", **more: Any) -> Delivery:
    subjects = [Sent(person, sent_as and f"{sent_as}{person}") for person in people]
    new = NewDelivery(
        dataset=DATASET,
        version="1",
        recipient=partner.organisation,
        purpose=RESEARCH,
        at=acting.clock(),
        subjects=subjects,
        reason="before decisions were recorded",
    )
    return record_delivery(acting, dataclasses.replace(new, **more))


def tasks(acting: Acting, *stages: str) -> tuple[RecallTask, ...]:
    with acting.vault.read() as session:
        return tuple(task for task in open_recalls(session, acting.clock()) if task.stage in stages)


def told(acting: Acting, partner: Acting) -> bytes:
    return send_recalls(acting, partner.organisation).data


def answered(acting: Acting, partner: Acting) -> bytes:
    with acting.vault.write() as session:
        return send_messages(acting, session, partner.organisation)


def said(acting: Acting, partner: Acting) -> None:
    with acting.vault.write() as session:
        note_sent(acting, session, partner.organisation)


def confirmed(acting: Acting, outcome: Outcome, note: str = "") -> None:
    (task,) = tasks(acting, "answer")
    with acting.vault.write() as session:
        confirm(acting, session, task.recall, outcome, evidence=Evidence(b"%PDF", note=note))


def test_there_and_back(houses: Houses) -> None:
    keller, institute = houses.keller, houses.institute
    consents(keller, "given", "P1", "P2", "P3")
    delivery = delivered(keller, institute, "P1", "P2", "P3", sent_as="X-")
    assert tasks(keller, "tell", "send", "wait", "confirm", "answer", "own") == ()
    consents(keller, "withdrawn", "P1", "P3")

    (task,) = tasks(keller, "tell")
    assert (task.partner, task.people, task.ask) == (institute.organisation, 2, "erase_or_return")
    assert task.deliveries == (delivery.entry,)
    assert len(tasks(keller, "own")) == 1
    with keller.vault.read() as session:
        (pending,) = pending_by_recipient(session, keller.clock())
    assert (pending.people, pending.overdue) == (2, False)

    data = told(keller, institute)
    assert tasks(keller, "tell") == ()
    assert [task.people for task in tasks(keller, "send")] == [2]

    assert any("called-back data" in one.what for one in exports(keller))
    before = contents_of(institute)
    seen = preview_file(institute, data, "x.dpact")
    assert isinstance(seen, BundlePreview)
    assert re.search(r"calls back data of 2 people in the dataset delivery of \d", str(seen.notices[0]))
    (message,) = opened_by(
        keller, data
    ).contents.messages  # no agreement names the dataset: its name and key stay with Keller
    assert DATASET not in str(message)
    assert contents_of(institute) == before
    received = receive_bundle(institute, data)
    assert received.notices == seen.notices
    (task,) = tasks(institute, "answer")
    assert (task.partner, task.people, task.dataset) == (keller.organisation, 2, message.dataset)
    with institute.vault.read() as session:
        names = session.connection().exec_driver_sql("SELECT sent_as FROM recall_subject ORDER BY 1").scalars().all()
    assert names == ["X-P1", "X-P3"]  # by the recipient's pseudonyms

    assert len(receive_bundle(keller, answered(institute, keller)).notices) == 1
    assert tasks(keller, "send", "wait") == ()
    assert len(tasks(keller, "confirm")) == 1
    with keller.vault.read() as session:
        assert pending_by_recipient(session, keller.clock()) == ()

    confirmed(institute, "erased")
    assert tasks(institute, "answer") == ()
    (task,) = tasks(institute, "reply")  # nobody learns of it before a file takes it along
    assert "reply" in str(task.sentence({}))
    back = answered(institute, keller)
    (task,) = tasks(institute, "reply")  # written, and nobody has said yet that it was sent
    assert task.written is not None
    said(institute, keller)
    assert tasks(institute, "reply") == ()
    assert "erased" in str(receive_bundle(keller, back).notices[0])
    assert tasks(keller, "tell", "send", "wait", "confirm") == ()
    assert receive_bundle(keller, back).notices == ()
    with pytest.raises(WrongUse):
        answered(institute, keller)  # all is said


def test_a_reply_leaves_with_what_partners_lack_without_any_agreement(houses: Houses, tmp_path: Path) -> None:
    keller, institute = houses.keller, houses.institute
    consents(keller, "given", "P1")
    delivered(keller, institute, "P1")
    consents(keller, "withdrawn", "P1")
    receive_bundle(institute, told(keller, institute))
    confirmed(institute, "erased")
    with pytest.raises(Surroundings):
        send_what_lacks(institute, tmp_path / "nowhere", silent)
    assert len(tasks(institute, "reply")) == 1  # what could not be written was not sent
    sent = send_what_lacks(institute, tmp_path, silent)
    assert len(sent.files) == len(sent.letters) == 1
    assert len(tasks(institute, "reply")) == 1
    say_many_sent(institute, sent)
    assert tasks(institute, "reply") == ()
    assert "erased" in str(receive_bundle(keller, sent.files[0].read_bytes()).notices[-1])
    assert tasks(keller, "tell", "send", "wait", "confirm") == ()
    assert send_what_lacks(institute, tmp_path, silent).files == ()


def test_no_reply_counts_from_before_the_notice(houses: Houses) -> None:
    keller, institute = houses.keller, houses.institute
    consents(keller, "given", "P1")
    delivered(keller, institute, "P1")
    consents(keller, "withdrawn", "P1")
    told(keller, institute)
    (task,) = tasks(keller, "send")
    now = keller.clock()
    for wrong in (now - timedelta(days=11), now + timedelta(days=2)):
        with pytest.raises(WrongUse), keller.vault.write() as session:
            acknowledge(keller, session, task.recall, "erased", evidence=Evidence(note="by phone"), at=wrong)
    receive_bundle(institute, told(keller, institute))
    confirmed(institute, "erased")

    def long_ago(contents: Contents) -> Contents:
        (reply,) = contents.messages
        assert isinstance(reply, WithdrawalAcknowledged)
        early = dataclasses.replace(reply, at=now - timedelta(days=400))
        return dataclasses.replace(contents, messages=(early,))

    back = changed(institute, keller, answered(institute, keller), long_ago)
    confirms, doubts = receive_bundle(keller, back).notices
    assert "erased" in str(confirms)
    assert "its own clock" in str(doubts)
    with keller.vault.read() as session:
        (kept,) = newest_records(session, "recall_acknowledged").values()
    assert read_time(kept.body["at"]) >= now
    assert str((now - timedelta(days=400)).year) in kept.body["note"]
    assert receive_bundle(keller, back).notices == ()  # an old file again


def test_lost_files_cost_a_repetition_only(houses: Houses) -> None:
    keller, institute = houses.keller, houses.institute
    consents(keller, "given", "P1")
    delivered(keller, institute, "P1")
    consents(keller, "withdrawn", "P1")
    told(keller, institute)  # lost
    again = answered(keller, institute)
    receive_bundle(institute, again)
    assert receive_bundle(institute, again).notices == ()
    confirmed(institute, "erased")
    answered(institute, keller)  # lost
    receive_bundle(institute, answered(keller, institute))  # asks again
    assert len(receive_bundle(keller, answered(institute, keller)).notices) == 1
    assert tasks(keller, "tell", "send", "wait", "confirm") == ()


def test_an_old_answer_does_not_replace_a_newer_one(houses: Houses, clock: SteppingClock) -> None:
    keller, institute = houses.keller, houses.institute
    consents(keller, "given", "P1")
    delivered(keller, institute, "P1")
    consents(keller, "withdrawn", "P1")
    receive_bundle(institute, told(keller, institute))
    (task,) = tasks(institute, "answer")
    confirmed(institute, "stopped")
    old = answered(institute, keller)
    assert len(receive_bundle(keller, old).notices) == 1
    clock.now += timedelta(hours=1)
    with institute.vault.write() as session:
        confirm(institute, session, task.recall, "erased", evidence=Evidence(b"%PDF"))
    assert len(receive_bundle(keller, answered(institute, keller)).notices) == 1
    assert receive_bundle(keller, old).notices == ()
    with keller.vault.read() as session:
        (answer,) = newest_records(session, "recall_acknowledged").values()
    assert answer.body["outcome"] == "erased"


def test_recalls_travel_with_agreements_of_two_and_never_of_more(houses: Houses) -> None:
    keller, institute, third = houses.keller, houses.institute, houses.third
    consents(keller, "given", "P1")
    delivered(keller, institute, "P1")
    consents(keller, "withdrawn", "P1")
    told(keller, institute)
    offer(keller, institute, third)
    both = opened_by(institute, send(keller, institute, third))
    assert not any(isinstance(message, Withdrawal) for message in both.contents.messages)
    alone = send(keller, institute)
    assert any(isinstance(message, Withdrawal) for message in opened_by(institute, alone).contents.messages)
    assert len(receive_bundle(institute, alone).notices) == 1
    assert opened_by(third, send(keller, third)).contents.messages == ()


def test_given_again_before_anybody_was_told_leaves_nothing_to_tell(houses: Houses) -> None:
    keller, institute = houses.keller, houses.institute
    consents(keller, "given", "P1")
    delivered(keller, institute, "P1")
    consents(keller, "withdrawn", "P1")
    assert len(tasks(keller, "tell")) == 1
    consents(keller, "renewed", "P1")
    assert tasks(keller, "tell") == ()


@pytest.mark.parametrize(
    ("state", "basis", "purpose", "ask"),
    [
        ("withdrawn", "", RESEARCH, "erase_or_return"),
        ("withdrawn", "6(1)(a)", RESEARCH, "erase_or_return"),
        ("withdrawn", "6(1)(f)", RESEARCH, None),
        ("withdrawn", "", "https://w3id.org/dpv#ResearchAndDevelopment", "erase_or_return"),  # broader than delivered
        ("withdrawn", "", "https://w3id.org/dpv#Marketing", None),
        ("invalidated", "6(1)(a)", RESEARCH, "erase_or_return"),
        ("objected", "6(1)(a)", RESEARCH, "restrict"),  # research may be objected to on any basis (Art. 21(6))
        ("objected", "6(1)(f)", RESEARCH, "restrict"),
        ("restricted", "6(1)(a)", RESEARCH, "restrict"),
        ("erased", "6(1)(f)", "https://w3id.org/dpv#Marketing", "erase"),
        ("expired", "", RESEARCH, None),
        ("refused", "", RESEARCH, None),
    ],
)
def test_what_reaches_a_delivery(houses: Houses, state: str, basis: str, purpose: str, ask: str | None) -> None:
    keller, institute = houses.keller, houses.institute
    delivered(keller, institute, "P1", basis=basis)
    consents(keller, state, "P1", purpose=purpose)
    assert [task.ask for task in tasks(keller, "tell")] == [ask] * (ask is not None)


def test_another_controllers_consent_is_its_own_matter(houses: Houses) -> None:
    keller, institute, third = houses.keller, houses.institute, houses.third
    delivered(keller, institute, "P1")
    consents(keller, "withdrawn", "P1", controller=third.organisation)
    assert tasks(keller, "tell") == ()
    consents(keller, "withdrawn", "P1", controller=institute.organisation)
    assert len(tasks(keller, "tell")) == 1


def test_overdue(houses: Houses, clock: Any) -> None:
    keller, institute = houses.keller, houses.institute
    delivered(keller, institute, "P1")
    consents(keller, "withdrawn", "P1")
    assert not tasks(keller, "tell")[0].overdue
    clock.now += timedelta(days=9)
    assert tasks(keller, "tell")[0].overdue
    delivered(keller, institute, "P2")
    consents(keller, "withdrawn", "P2")
    for stage in ("tell", "own"):
        late, timely = tasks(keller, stage)
        assert ((late.people, late.overdue), (timely.people, timely.overdue)) == ((1, True), (1, False)), stage
        assert timely.due - late.due == timedelta(days=9), "each has the days since it became known"
    with keller.vault.read() as session:
        lines = recall_lines(session, keller.clock())
        assert sorted((one.step, people_of_line(session, one)[0][0]) for one in lines) == [
            *(("own", person) for person in ("P1", "P2")),
            *(("tell", person) for person in ("P1", "P2")),
        ]
        assert len({one.obligation for one in lines}) == 4
        keys = {one.key for one in recall_obligations(session, keller.clock(), local_zone(keller.clock()))}
        assert {one.obligation for one in lines} == keys
    receive_bundle(institute, told(keller, institute))
    asked, later = tasks(institute, "answer")
    assert not asked.overdue, "who is told late is not late in the first minute"
    assert (asked.people, asked.due) == (1, clock.now.astimezone().date())
    assert (later.people, later.due) == (1, clock.now.astimezone().date() + timedelta(days=7)), "nobody loses days"
    clock.now += timedelta(days=1)
    assert tasks(institute, "answer")[0].overdue


def withdrawal(**changes: Any) -> Withdrawal:
    message = Withdrawal(
        ID,
        DIGEST,
        "",
        DATASET,
        RESEARCH,
        "erase",
        "2026-12-01",
        "",
        (RecalledPerson("P1", "withdrawn", 1_700_000_000),),
    )
    return dataclasses.replace(message, **changes)


def bundle(sender: Acting, receiver: Acting, *messages: Any) -> bytes:
    consents(sender, "withdrawn", "P0")
    delivered(sender, receiver, "P0")

    def change(contents: Contents) -> Contents:
        return dataclasses.replace(contents, messages=messages)

    return changed(sender, receiver, told(sender, receiver), change)


@pytest.mark.parametrize(
    "changes",
    [
        {"ask": "publish"},
        {"id": "1"},
        {"entry": "A"},
        {"agreement": "urn:uuid:1"},
        {"due": "soon"},
        {"due": "2026-02-30"},
        {"dataset": ""},
        {"dataset": "a\u202eb"},
        {"note": "x" * 10_001},
        {"people": ()},
        {"people": (RecalledPerson("P1", "given", 1),)},
        {"people": (RecalledPerson("", "withdrawn", 1),)},
        {"people": (RecalledPerson("P" * 101, "withdrawn", 1),)},
        {"people": (RecalledPerson("P1", "withdrawn", 1), RecalledPerson("P1", "withdrawn", 2))},
        {"people": tuple(RecalledPerson(f"P{n}", "withdrawn", 1) for n in range(10_001))},
    ],
)
def test_hostile_notices_are_refused_and_change_nothing(houses: Houses, changes: dict[str, Any]) -> None:
    data = bundle(houses.keller, houses.institute, withdrawal(**changes))
    before = contents_of(houses.institute)
    with pytest.raises((Malformed, TooLarge)):
        receive_bundle(houses.institute, data)
    assert contents_of(houses.institute) == before


def refused(receiver: Acting, data: bytes) -> DataPactError:
    before = contents_of(receiver)
    with pytest.raises(DataPactError) as caught:
        receive_bundle(receiver, data)
    assert contents_of(receiver) == before
    return caught.value


def test_the_same_number_with_other_words_is_refused(houses: Houses) -> None:
    keller, institute, third = houses.keller, houses.institute, houses.third
    receive_bundle(institute, bundle(keller, institute, withdrawal()))
    other = withdrawal(note="and publish it")
    assert isinstance(
        refused(institute, changed(keller, institute, told_again(keller, institute), swap(other))), Damaged
    )
    assert isinstance(refused(third, bundle(keller, third, withdrawal(), other)), Malformed)


def told_again(keller: Acting, institute: Acting) -> bytes:
    return answered(keller, institute)


def swap(*messages: Any) -> Any:
    return lambda contents: dataclasses.replace(contents, messages=messages)


def test_a_partner_cannot_replace_the_notice_of_another(houses: Houses) -> None:
    keller, institute, third = houses.keller, houses.institute, houses.third
    receive_bundle(keller, bundle(institute, keller, withdrawal()))
    receive_bundle(keller, bundle(third, keller, withdrawal(dataset="other")))
    assert {(task.partner, task.dataset) for task in tasks(keller, "answer")} == {
        (institute.organisation, DATASET),
        (third.organisation, "other"),
    }


def acknowledgement(key: str, outcome: str = "erased", note: str = "") -> WithdrawalAcknowledged:
    from datetime import UTC, datetime

    return WithdrawalAcknowledged(key, DIGEST, outcome, datetime(2026, 11, 25, tzinfo=UTC), "", note)


def test_nobody_else_can_acknowledge(houses: Houses) -> None:
    keller, institute, third = houses.keller, houses.institute, houses.third
    delivered(keller, institute, "P1")
    consents(keller, "withdrawn", "P1")
    told(keller, institute)
    with keller.vault.read() as session:
        (key,) = newest_records(session, "recall")
    assert isinstance(refused(keller, bundle(third, keller, acknowledgement(key))), Damaged)
    assert isinstance(refused(keller, bundle(institute, keller, acknowledgement(key, "kept"))), Malformed)
    assert receive_bundle(keller, bundle(institute, keller, acknowledgement(ID))).notices == ()
    assert len(tasks(keller, "send")) == 1


def test_an_older_program_says_that_it_is_older(houses: Houses, monkeypatch: pytest.MonkeyPatch) -> None:
    """What this program says of a kind of tomorrow is what the released one says of these."""

    consents(houses.keller, "withdrawn", "P0")
    delivered(houses.keller, houses.institute, "P0")
    monkeypatch.setattr(Withdrawal, "to_json", lambda _message: {"kind": "tomorrow", "id": ID})
    assert isinstance(refused(houses.institute, told(houses.keller, houses.institute)), NewerFormat)


def test_a_stranger_is_refused(houses: Houses) -> None:
    data = resealed(houses.institute, houses.third, dataclasses.replace(_empty(houses), messages=(withdrawal(),)))
    refused(houses.third, data)


def _empty(houses: Houses) -> Contents:
    return opened_by(houses.institute, bundle(houses.institute, houses.keller, withdrawal())).contents


def test_a_recall_is_told_in_full(houses: Houses) -> None:
    keller, institute = houses.keller, houses.institute
    people = [f"P{n}" for n in range(30)]
    delivered(keller, institute, *people)
    delivered(keller, institute, *people[:10])
    consents(keller, "withdrawn", *people[:20])
    with keller.vault.write() as session:
        made = record_recalls(keller, session, institute.organisation)
    assert [type(one) for one in made] == [Recall]
    assert {one.subject for one in made[0].people} == set(people[:20])
    assert len(made[0].deliveries) == 2


def test_a_repeated_question_shows_as_such(houses: Houses) -> None:
    keller, institute = houses.keller, houses.institute
    delivered(keller, institute, "P1")
    consents(keller, "withdrawn", "P1")
    receive_bundle(institute, told(keller, institute))
    answered(institute, keller)  # lost
    said(institute, keller)
    seen = preview_file(institute, answered(keller, institute), "x.dpact")
    assert isinstance(seen, BundlePreview)
    assert seen.has_news
    assert "asks again" in str(seen.notices[0])


@pytest.mark.parametrize(
    ("changes", "ask"),
    [
        ({}, "stop"),
        ({"purpose": "https://w3id.org/dpv#ResearchAndDevelopment"}, "erase_or_return"),  # only the agreed purpose
        ({"article": "6(1)(a)"}, "erase_or_return"),
        ({"special": "9(2)(a)"}, "erase_or_return"),
        ({"valid_to": "2030-01-01"}, "erase_or_return"),
        ({"dataset": "other"}, "erase_or_return"),
        ({"controller": "own"}, "erase_or_return"),
        ({"late": True}, "erase_or_return"),
    ],
)
def test_a_basis_of_its_own_that_was_on_record_before_lets_a_recipient_keep(
    houses: Houses, changes: dict[str, Any], ask: str
) -> None:
    keller, institute = houses.keller, houses.institute
    late = changes.pop("late", False)
    body = {
        "key": ID,
        "controller": institute.organisation,
        "dataset": DATASET,
        "purpose": RESEARCH,
        "operation": "any",
        "article": "6(1)(e)",
        "special": "",
        "law": "§ 13 LDSG",
        **dict.fromkeys(("document", "approver", "valid_from", "valid_to", "review", "offence_authority"), ""),
        "subject_is_contract_party": False,
        **dict.fromkeys(("overriding_grounds", "despite_restriction", "beside_consent", "note", "words"), ""),
        **changes,
    }
    if body["controller"] == "own":
        body["controller"] = keller.organisation
    if late:
        delivered(keller, institute, "P1")
    with keller.vault.write() as session:
        append_record(keller, session, "legal_basis", body)
    if not late:
        delivered(keller, institute, "P1")
    consents(keller, "withdrawn", "P1")
    assert [task.ask for task in tasks(keller, "tell")] == [ask]


def test_lists_of_recalls_prove_themselves(houses: Houses) -> None:
    keller, institute = houses.keller, houses.institute
    delivered(keller, institute, "P1", "P2", sent_as="X-")
    consents(keller, "withdrawn", "P1", "P2")
    receive_bundle(institute, told(keller, institute))
    for acting, kind in ((keller, "recall"), (institute, "recall_received")):
        with acting.vault.rehearse() as session:
            (record,) = newest_records(session, kind).values()
            assert proves_itself(session, record)
            session.connection().exec_driver_sql("UPDATE recall_subject SET state = 10 WHERE line = 1")
            assert not proves_itself(session, record)


def test_the_line_of_a_partners_notice_stays_until_we_answered_and_is_counted(houses: Houses) -> None:
    keller, institute = houses.keller, houses.institute
    consents(keller, "given", "P1")
    delivered(keller, institute, "P1")
    consents(keller, "withdrawn", "P1")
    receive_bundle(institute, told(keller, institute))
    (task,) = tasks(institute, "answer")
    made = erase_person(institute, task.dataset, "P1", "request 7")
    assert (made.recalls, made.kept) == (0, 1)
    confirmed(institute, "erased")
    made = erase_person(institute, task.dataset, "P1", "request 7")
    assert (made.recalls, made.kept) == (1, 0)


@pytest.mark.parametrize("other", ["", "Lieferant GmbH"])
def test_a_dataset_is_named_to_a_partner_that_an_agreement_with_it_has_told_of_it(
    houses: Houses, monkeypatch: pytest.MonkeyPatch, other: str
) -> None:
    keller, institute = houses.keller, houses.institute
    monkeypatch.setattr(sys.modules[__name__], "DATASET", "maschinendaten")
    with keller.vault.read() as session:
        names = reference_names(session)
        party, ours = other or names[institute.organisation], own_line(session).state.name
    register_filled(keller, Filled("Daten", (party,), datasets=("Maschinendaten",), provider=ours, remarks="Akte"))
    consents(keller, "given", "P1")
    delivered(keller, institute, "P1")
    consents(keller, "withdrawn", "P1")
    seen = preview_file(institute, told(keller, institute), "x.dpact")
    assert isinstance(seen, BundlePreview)
    assert ("in the dataset delivery of " if other else "in the dataset Maschinendaten.") in str(seen.notices[0])


def test_who_is_told_late_has_the_day_on_which_it_is_told(houses: Houses) -> None:
    """Both sides name one day; our own day to tell it stays where it was, and is overdue until it was sent."""
    keller, institute = houses.keller, houses.institute
    consents(keller, "given", "P1")
    delivered(keller, institute, "P1")
    consents(keller, "withdrawn", "P1")
    days = timedelta(days=20)
    late, there = (dataclasses.replace(one, clock=lambda now=one.clock: now() + days) for one in (keller, institute))
    today = (keller.clock() + days).date()
    file = told(late, there)
    assert {task.overdue for task in tasks(late, "send")} == {True}
    receive_bundle(there, file)
    assert [task.due for task in tasks(there, "answer")] == [today]
    with late.vault.read() as session:
        (record,) = newest_records(session, "recall").values()
    assert record.body["due"] == today.isoformat()


@pytest.mark.parametrize("first", [0, 1])
def test_one_line_is_confirmed_alone(houses: Houses, clock: Any, first: int) -> None:
    keller = houses.keller
    for person in ("P1", "P2"):
        consents(keller, "withdrawn", person)
        clock.now += timedelta(minutes=1)
    consents(keller, "objected", "P3")
    chosen, other = (tasks(keller, "own")[one] for one in (first, 1 - first))
    clock.now += timedelta(seconds=1)
    with keller.vault.write() as session:
        settle(
            keller,
            session,
            DATASET,
            RESEARCH,
            "erased",
            evidence=Evidence(note="Löschprotokoll"),
            alone=(chosen.ask, chosen.since),
        )
    left = tasks(keller, "own")
    assert {(one.ask, one.since) for one in left} == {
        (other.ask, other.since),
        *((one.ask, one.since) for one in left if one.ask == "restrict"),
    }
    assert len(left) == 2
    with keller.vault.read() as session:
        (done,) = [one for one in recall_lines(session, keller.clock(), done=True) if one.step == "done"]
        assert (done.outcome, done.note, done.named) == ("erased", "Löschprotokoll", (("P1", "P2")[first],))
        assert [one[0] for one in people_of_line(session, done)] == list(done.named)
        for person in ("P1", "P2", "P3"):
            story = story_of(session, DATASET, person, keller.clock())
            said = [str(one.sentence) for one in story.happenings if one.what == "answered"]
            assert len(said) == (person in done.named), person
    with keller.vault.write() as session, pytest.raises(WrongUse):
        settle(keller, session, DATASET, RESEARCH, "erased", evidence=Evidence(), alone=(chosen.ask, chosen.since))
    (restricted,) = [one for one in left if one.ask == "restrict"]
    clock.now = restricted.since - timedelta(minutes=1)
    alone = (restricted.ask, restricted.since)
    with keller.vault.write() as session, pytest.raises(WrongUse, match="second"):
        settle(keller, session, DATASET, RESEARCH, "restricted", evidence=Evidence(), alone=alone)


def test_a_line_says_that_it_was_declared_before_it_was_recorded(houses: Houses, clock: Any) -> None:
    keller = houses.keller
    at = clock() - timedelta(days=60)
    with keller.vault.write() as session:
        append_events(
            keller,
            session,
            [Event("old", "P1", DATASET, RESEARCH, keller.organisation, "withdrawn", at)],
            source="test",
        )
    consents(keller, "withdrawn", "P2")
    with keller.vault.read() as session:
        said = {one.named: one.late_record for one in recall_lines(session, keller.clock())}
    assert said["P2",] is None
    assert said["P1",] is not None
    assert "24 September" in said["P1",].text("en") or "25 September" in said["P1",].text("en")
    assert "Art. 12(3)" in said["P1",].text("en")
