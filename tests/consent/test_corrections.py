"""Corrections of deliveries and the word that a file was sent: what stays in answers and recalls, and what moves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datapact.audit.exports.record_proof import prove_delivery, prove_recall
from datapact.audit.verify.verify import verify_file
from datapact.base.clock import local_day
from datapact.base.errors import AnswerNo, WrongUse
from datapact.consent.deliveries.by_hand import ByHand, record_by_hand
from datapact.consent.deliveries.correct import correct_delivery
from datapact.consent.deliveries.deliveries import Sent, find_delivery, recipients_of
from datapact.consent.deliveries.disclosure_log import disclosure_log_of
from datapact.consent.recalls.confirmations import Evidence, acknowledge, note_sent
from datapact.consent.recalls.deadlines import DEFAULT_FOLLOW_UP_DAYS
from datapact.consent.recalls.list import recall_lines
from datapact.consent.recalls.pending import open_recalls
from datapact.consent.recalls.task import RecallTask
from datapact.consent.records.corrections import Correction, Finding, standing_of
from datapact.exchange.send.send_recall import write_letter
from datapact.organisation.acting.acting_member import Acting
from tests.consent.sharing import PARTNER, RESEARCH, ready, record
from tests.exchange.houses import with_roles


def sent(keller: Acting, *people: str) -> str:
    by_hand = ByHand("panel", PARTNER, RESEARCH, "old", tuple(map(Sent, people)), at=keller.clock(), version="7")
    return record_by_hand(keller, by_hand).entry


def open_of(keller: Acting, *stages: str) -> list[RecallTask]:
    with keller.vault.read() as session:
        return [one for one in open_recalls(session, keller.clock()) if one.stage in stages]


def test_only_two_persons_take_a_delivery_out_of_answers_and_recalls(keller: Acting) -> None:
    ready(keller, {"P1": "given"})
    entry = sent(keller, "P1")
    other = with_roles(keller, ["lead"])
    assert correct_delivery(keller, entry, "wrong", "The\tver\u00adsion was 8.")[1] == "wrong", "as pasted from Word"
    assert correct_delivery(keller, entry, "never_left", "The stick is still here.")[1] == "doubted"
    with pytest.raises(WrongUse, match="Another person"):
        correct_delivery(keller, entry, "never_left", "The stick is still here.")
    assert correct_delivery(keller, entry, "never_left", "I looked once more.")[1] == "doubted"  # one person is one
    with keller.vault.write() as session:
        record(keller, session, {"P1": "withdrawn"}, at=keller.clock())
        (log,) = disclosure_log_of(session, "panel", "P1", keller.clock()).given
        assert [one.finding for one in log.corrections] == ["never_left"]
        assert find_delivery(session, entry).standing == "doubted"
    assert len(open_of(keller, "tell")) == 1
    assert correct_delivery(other, entry, "never_left", "Counted the sticks.")[1] == "never_left"
    with keller.vault.read() as session:
        assert disclosure_log_of(session, "panel", "P1", keller.clock()).given == ()
        assert recipients_of(session, "panel", "P1") == ()
        assert find_delivery(session, entry).standing == "never_left"  # the list of deliveries keeps it
    assert open_of(keller, "tell") == []
    verdict = verify_file(prove_delivery(keller, entry).data, "proof.json")
    assert verdict.verdict == "valid"
    assert sum("never left" in str(note) for note in verdict.notes) == 3
    assert correct_delivery(other, entry, "holds", "It was another stick.")[1] == "doubted"
    assert len(open_of(keller, "tell")) == 1
    with pytest.raises(WrongUse, match="nothing to take back"):
        correct_delivery(other, entry, "holds", "Again.")


def test_who_answered_about_the_data_has_it(keller: Acting) -> None:
    ready(keller, {"P1": "given"})
    entry = sent(keller, "P1")
    with keller.vault.write() as session:
        record(keller, session, {"P1": "withdrawn"}, at=keller.clock())
    write_letter(keller, PARTNER)
    (task,) = open_of(keller, "send")
    with keller.vault.write() as session:
        acknowledge(keller, session, task.recall, "erased", evidence=Evidence(note="By telephone."))
    with pytest.raises(AnswerNo, match="so it did leave"):
        correct_delivery(keller, entry, "never_left", "I think.")


_WORDS: tuple[Finding, ...] = ("wrong", "never_left")


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(_WORDS)), max_size=6, unique_by=lambda one: one[0]))
def test_never_left_needs_two_different_persons(said: Sequence[tuple[str, Finding]]) -> None:
    words = tuple(Correction(finding, "why", person, person, datetime.max, "") for person, finding in said)
    assert (standing_of(words) == "never_left") == (sum(finding == "never_left" for _p, finding in said) >= 2)
    assert bool(standing_of(words)) == bool(words)


def test_told_is_who_a_person_says_was_sent_to(keller: Acting, clock: Any) -> None:
    ready(keller, {"P1": "given"})
    sent(keller, "P1")
    with keller.vault.write() as session:
        record(keller, session, {"P1": "withdrawn"}, at=keller.clock())
    (before,) = open_of(keller, "tell")
    clock.now += timedelta(days=3)
    write_letter(keller, PARTNER)
    (written,) = open_of(keller, "send")
    assert (written.since, written.due, written.sent) == (before.since, before.due, None)
    assert "Send Uni Beispielstadt the file" in str(written.sentence({PARTNER: "Uni Beispielstadt"}))
    with keller.vault.write() as session:
        (opened,) = note_sent(keller, session, PARTNER, "mail_opened")
        assert note_sent(keller, session, PARTNER, "mail_opened") == ()
    (line,) = _lines(keller, "send")
    assert str(line.step_words) == "e-mail opened, not recorded as sent"
    with keller.vault.read() as session:
        (given,) = disclosure_log_of(session, "panel", "P1", keller.clock()).given
    assert given.recalls[0].sent is None
    clock.now += timedelta(days=1)
    with keller.vault.write() as session, pytest.raises(WrongUse, match="between the writing"):
        note_sent(keller, session, PARTNER, at=clock.now - timedelta(days=2))
    at = keller.clock()
    with keller.vault.write() as session:
        note_sent(keller, session, PARTNER, at=at, how="by post")
    (told,) = open_of(keller, "wait")
    assert (told.since, told.sent) == (before.since, at.replace(microsecond=0))
    assert told.due == local_day(at) + timedelta(DEFAULT_FOLLOW_UP_DAYS)  # the partner has some days to answer
    clock.now += timedelta(days=9)
    with keller.vault.write() as session:
        with pytest.raises(WrongUse, match="waits to be sent"):
            note_sent(keller, session, PARTNER)
        acknowledge(keller, session, told.recall, "received", evidence=Evidence(note="By telephone."))
    (confirmed,) = open_of(keller, "confirm")
    assert (confirmed.since, confirmed.sent) == (before.since, told.sent)
    verdict = verify_file(prove_recall(keller, told.recall).data, "proof.json")
    assert verdict.verdict == "valid"
    assert any("was sent to" in str(note) for note in verdict.notes)
    assert opened == told.recall


def _lines(keller: Acting, step: str) -> list[Any]:
    with keller.vault.read() as session:
        return [one for one in recall_lines(session, keller.clock()) if one.step == step]
