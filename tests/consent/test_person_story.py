"""A person's story: decisions, what ran out, what left, who was told and answered; and what is declared afterwards."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from datapact.base.errors import Locked, Malformed, WrongUse
from datapact.consent.deliveries.deliveries import record_delivery
from datapact.consent.matrix.question_form import moment_entered, moment_of_withdrawal
from datapact.consent.recalls.confirmations import Evidence, acknowledge, note_sent
from datapact.consent.recalls.list import recall_lines
from datapact.consent.recalls.records import record_recalls
from datapact.consent.records.form import Declared, Form, declare, record_consent
from datapact.consent.views.person_story import Story, story_of
from datapact.exchange.send.send_recall import write_letter
from datapact.organisation.acting.acting_member import Acting
from tests.consent.sharing import PARTNER, RESEARCH, ready
from tests.consent.test_deliveries import new
from tests.exchange.houses import with_roles

PDF = b"%PDF-1.7 a form"


def story(acting: Acting, subject: str = "P1") -> Story:
    with acting.vault.read() as session:
        return story_of(session, "panel", subject, acting.clock())


def said(told: Story) -> list[str]:
    return [one.sentence.text("en") for one in told.happenings]


def test_from_consent_to_the_partners_answer(keller: Acting, clock: Any) -> None:
    ready(keller, {"P1": "given", "P2": "given"})
    record_delivery(keller, new(keller, "P1", "P2"))
    clock.now += timedelta(days=1)
    scopes = tuple(one.scope for one in story(keller).standing)
    gone = declare(keller, Declared("P1", "withdrawn", scopes, evidence="Brief vom 3. Mai", form=PDF))
    clock.now += timedelta(days=1)
    write_letter(keller, PARTNER, language="en")
    clock.now += timedelta(days=1)
    with keller.vault.read() as session:
        (line,) = [one for one in recall_lines(session, keller.clock()) if one.step == "send"]
    with keller.vault.write() as session:
        note_sent(keller, session, PARTNER)
        acknowledge(keller, session, line.recall, "erased", evidence=Evidence(note="Schreiben"))
    told = story(keller)
    kinds = [one.what for one in told.happenings]
    assert kinds == ["answered", "told", *["event"] * len(scopes), "left", *["event"] * len(scopes)]
    begins = [one.split(":")[0].split(" (")[0] for one in said(told)]
    assert list(dict.fromkeys(begins)) == [
        "Uni Beispielstadt answered",
        "Uni Beispielstadt was told by letter",
        "Consent was withdrawn",
        "Data left to Uni Beispielstadt for “Research”.",
        "Consent was given",
    ]
    withdrawn = told.happenings[2]
    assert withdrawn.event is not None
    assert withdrawn.event.event_id in {one.event_id for one in gone}
    assert len(withdrawn.form) == 43
    assert not told.can_withdraw
    assert [one.what for one in story(keller, "P2").happenings] == ["left", *["event"] * len(scopes)]
    assert story(keller, "P2").can_withdraw


def test_what_ran_out_is_said(keller: Acting, clock: Any) -> None:
    record_consent(keller, Form("P1", "panel", RESEARCH, until=keller.clock() + timedelta(days=5)))
    assert [one.what for one in story(keller).happenings] == ["event"]
    clock.now += timedelta(days=6)
    told = story(keller)
    assert [one.what for one in told.happenings] == ["ran_out", "event"]
    assert told.standing[0].state == "expired"


def test_nothing_is_known_of_a_stranger(keller: Acting) -> None:
    told = story(keller, "Q9")
    assert (told.happenings, told.standing, told.can_withdraw) == ((), (), False)


def test_an_objection_reaches_every_chosen_scope(keller: Acting, clock: Any) -> None:
    for purpose in (RESEARCH, "dpv:Marketing"):
        record_consent(keller, Form("P1", "panel", purpose, state="refused"))
    clock.now += timedelta(days=1)
    scopes = tuple(one.scope for one in story(keller).standing)
    made = declare(keller, Declared("P1", "objected", scopes))
    assert {one.state for one in made} == {"objected"}
    assert len({one.batch for one in made}) == 1
    assert [one.state for one in story(keller).standing] == ["objected", "objected"]


def test_what_cannot_be_declared(keller: Acting, clock: Any) -> None:
    record_consent(keller, Form("P1", "panel", RESEARCH, state="refused"))
    clock.now += timedelta(days=1)
    scopes = tuple(one.scope for one in story(keller).standing)
    with pytest.raises(WrongUse, match="no consent there that could be withdrawn"):
        declare(keller, Declared("P1", "withdrawn", scopes))
    with pytest.raises(WrongUse, match="no consent there"):
        declare(keller, Declared("P1", "objected", ()))
    with pytest.raises(WrongUse, match="no state"):
        declare(keller, Declared("P1", "given", scopes))
    with pytest.raises(Malformed, match="not a PDF"):
        declare(keller, Declared("P1", "restricted", scopes, form=b"MZ"))
    with pytest.raises(Locked):
        declare(with_roles(keller, ["signatory"]), Declared("P1", "restricted", scopes))
    assert [one.what for one in story(keller).happenings] == ["event"]


def test_days_of_forms(keller: Acting) -> None:
    now = keller.clock()
    today = now.astimezone().date()
    assert moment_entered(today, now) == now
    assert moment_entered(None, now) is None
    before = moment_entered(date(2020, 5, 4), now)
    ends = moment_entered(date(2020, 5, 4), now, ends=True)
    assert before is not None
    assert ends is not None
    assert ends - before == timedelta(hours=23, minutes=59, seconds=59)
    assert moment_of_withdrawal(date(2020, 5, 4), now) == ends
    assert moment_of_withdrawal(today, now) is None


def test_done_recalls_are_listed_on_request(keller: Acting, clock: Any) -> None:
    ready(keller, {"P1": "given"})
    record_delivery(keller, new(keller, "P1"))
    clock.now += timedelta(days=1)
    scopes = tuple(one.scope for one in story(keller).standing)
    declare(keller, Declared("P1", "withdrawn", scopes))
    with keller.vault.write() as session:
        (recall,) = record_recalls(keller, session, PARTNER, letter=lambda _drafts: PDF)
        acknowledge(keller, session, recall.key, "kept", evidence=Evidence(PDF, note="Art. 17 Abs. 3"))
    with keller.vault.read() as session:
        is_open = recall_lines(session, keller.clock())
        every = recall_lines(session, keller.clock(), done=True)
    assert [one.step for one in is_open] == ["own"]
    (done,) = [one for one in every if one.step == "done"]
    assert (done.outcome, done.note, done.letter, done.external) == ("kept", "Art. 17 Abs. 3", True, True)
    assert len(done.evidence) == 43
    assert replace(done, recall="").people == 1
