"""Approvals by colleagues: of exactly one text, wanted by rules, before anything goes to partners."""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.agreements.approvals.changes import NotApproved
from datapact.agreements.approvals.exact_text import is_exactly
from datapact.agreements.approvals.largest_sum import sums_in, sums_of
from datapact.agreements.approvals.rules import (
    ApprovalRule,
    approval_rules,
    read_rule,
    set_approval_rules,
    write_rule,
)
from datapact.agreements.projection.append import load_state
from datapact.agreements.steps.approvals import approve, give_back, request_approval
from datapact.agreements.steps.comments import comment_on, set_bar, settle
from datapact.agreements.steps.drafting import open_draft, save_draft
from datapact.agreements.steps.in_force import agree_to, amend, propose_approved
from datapact.agreements.steps.negotiation import accept, counter, offer_draft
from datapact.agreements.steps.next_action import NextAction
from datapact.agreements.steps.reply import Verdicts, open_reply, reply
from datapact.agreements.text.current_text import current_state, whole_state
from datapact.agreements.views.agreement import agreement_page
from datapact.agreements.views.approvals import before_sending, rule_words, standing, waiting_for_me
from datapact.base.clock import local_day
from datapact.base.errors import AnswerNo, DataPactError, Locked, Malformed, WrongUse
from datapact.base.texts import Message
from datapact.contract.changes.anchor import anchor_at
from datapact.contract.editing.commands import SetTerm
from datapact.contract.editing.edit import apply
from datapact.contract.text.document import read_state
from datapact.exchange.send.outgoing import outgoing
from datapact.exchange.send.outside import send_out_outside
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.identity.own_history import own_line
from datapact.signing.ceremony.before_signing import signing_sheet
from datapact.signing.ceremony.freeze import freeze, plan_freeze
from datapact.signing.ceremony.sign import prepare
from datapact.word.steps.sent import word_set
from tests.agreements.drafts import example
from tests.agreements.negotiated import Table, at_table, demo_file, found_houses
from tests.agreements.signed_table import MovingClock, reopened
from tests.agreements.signed_table import build as build_signed
from tests.conftest import SteppingClock
from tests.depth import examples
from tests.exchange.houses import HISTORY, state, write
from tests.exchange.houses import build as build_houses
from tests.exchange.houses import opened as opened_houses

BASE = example()


# ---- exactly one text ----


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, one in items:
        yield (*path, name)
        yield from leaves(one, (*path, name))


PLACES = list(leaves(BASE))


@settings(max_examples=examples(150), deadline=None)
@given(st.sampled_from(PLACES), st.sampled_from(["change", "remove", "double"]))
def test_any_change_of_an_approved_text_voids_the_approval(place: tuple[Any, ...], how: str) -> None:
    changed = copy.deepcopy(BASE)
    inside: Any = changed
    for step in place[:-1]:
        inside = inside[step]
    last, value = place[-1], inside[place[-1]]
    if how == "remove":
        del inside[last]
    elif how == "double" and isinstance(inside, list):
        inside.insert(last, copy.deepcopy(value))
    elif isinstance(value, bool):
        inside[last] = not value
    elif isinstance(value, int):
        inside[last] = value + 1
    elif isinstance(value, str):
        inside[last] = value + "x"
    else:
        return
    if "terms" not in changed:
        return
    try:
        same = is_exactly(BASE, changed)
    except DataPactError:
        return  # no text that could be sent
    assert same == (changed == BASE)


@settings(max_examples=examples(60), deadline=None)
@given(st.lists(st.sampled_from(["", "A" * 43, "B" * 43]), min_size=2, max_size=2), st.integers(0, 1), st.booleans())
def test_only_an_empty_id_of_a_party_may_be_filled(ids: list[str], which: int, filled: bool) -> None:
    approved, sent = copy.deepcopy(BASE), copy.deepcopy(BASE)
    for party, one in zip(approved["terms"]["parties"], ids, strict=False):
        party["organisation"] = one
    for party, one in zip(sent["terms"]["parties"], ids, strict=False):
        party["organisation"] = one
    assert is_exactly(approved, sent)
    sent["terms"]["parties"][which]["organisation"] = "C" * 43 if filled else ""
    assert is_exactly(approved, sent) == (sent == approved or ids[which] == "")


# ---- rules ----


def test_the_largest_sum_of_a_text() -> None:
    def said(words: str) -> tuple[int, bool]:
        text = copy.deepcopy(BASE)
        for clause in text["clauses"]:
            clause["paragraphs"] = []
        text["clauses"][0]["heading"]["de"] = [{"text": words}]
        found = sums_in(text)
        return found.euros, found.foreign

    for words, euros in (
        ("Entgelt von 25.000 EUR im Jahr", 25_000),
        ("ein Entgelt von 1.250.000,50 €", 1_250_001),
        ("EUR 3,000.00 a year", 3000),
        ("höchstens 2,5 Mio. EUR", 2_500_000),
        ("up to €1.5 million", 1_500_000),
        ("25 TEUR", 25_000),
        ("12'000 Euro", 12_000),
        ("99,90 Euro je Monat und 450 Euro", 450),
        ("50.000,-- €", 50_000),
        ("50  000 EUR", 50_000),
        ("5 Jahre, Art. 28 DSGVO, 30. Juni 2028", 0),
    ):
        assert said(words) == (euros, False), words
    assert said("USD 10") == (0, True)


@pytest.mark.parametrize("part", ["1", "1 ", "1  ", "1, ", "1.", "1' ", "1 m", "1 000 Mio", "EUR "])
def test_sums_are_read_in_a_text_without_end(part: str) -> None:
    """A number is tried once; from each place within it these would take hours. Python reads none of thousands of digits."""
    assert sums_of([part * 100_000]).euros == 0
    assert sums_of([f"{'9' * 6000} EUR, {part * 100_000}"]).euros == 10**30


def test_a_rule_is_read_strictly() -> None:
    rule = read_rule(tomllib.loads('name = "Vertrieb"\nrole = "lead"\nkinds = ["ai-pilot"]\nsum_from = 50000'))
    assert rule.concerns({**BASE, "kind": "ai-pilot"}) == sums_in(BASE).reaches(50_000)
    assert not rule.concerns({**BASE, "kind": "other"})
    assert rule_words(rule).text("en") == "kind: ai-pilot, from 50000 euros – 1 of: Project lead"
    for wrong in ({"role": "auditor"}, {"number": 0}, {"number": True}, {"kinds": "x"}, {"who": "all"}, {"own": 1}):
        with pytest.raises(Malformed):
            read_rule(wrong)


# ---- two people at one text ----


@pytest.fixture(scope="module")
def houses(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("houses")
    found_houses(folder, SteppingClock())
    return folder


@pytest.fixture
def table(houses: Path, tmp_path: Path, clock: SteppingClock) -> Iterator[Table]:
    made = at_table(houses, tmp_path / "copies", clock)
    yield made
    made.close()


def change(table: Table, months: int) -> None:
    opened = open_draft(table.anna, table.history)
    save_draft(table.anna, apply(opened.document, SetTerm("duration.notice_months", months)))


@pytest.mark.journey
def test_a_text_goes_out_once_a_colleague_approved_exactly_it(table: Table) -> None:
    anna, martin, sofia = table.anna, table.martin, table.sofia
    with pytest.raises(Locked):
        set_approval_rules(martin, [ApprovalRule()])
    with pytest.raises(WrongUse, match="no member"):
        set_approval_rules(anna, [ApprovalRule(members=("nobody",))])
    with pytest.raises(WrongUse, match="Fewer people"):
        set_approval_rules(anna, [ApprovalRule(members=("martin-vogt",), number=2)])
    rule = ApprovalRule("Vier Augen", own=True)
    set_approval_rules(anna, [rule])
    table.draft()
    history = table.history

    with pytest.raises(AnswerNo, match="Martin Vogt"):
        offer_draft(anna, history)
    with pytest.raises(AnswerNo, match="Martin Vogt"):
        word_set(anna, history)
    ready = outgoing(anna, history)
    assert ready.approvals is not None
    assert [one.words.text("en") for one in ready.approvals.missing] == ["Martin Vogt"]
    approve(anna, history)  # whoever wrote the text does not count, while there is a second legal member
    with pytest.raises(AnswerNo, match="Martin Vogt"):
        offer_draft(anna, history)

    request_approval(anna, history, "Bitte § 3 ansehen.")
    assert waiting_for_me(anna) == ()
    (waits,) = waiting_for_me(martin)
    assert (waits.history, waits.asked_by, waits.note) == (history, "Anna Keller", "Bitte § 3 ansehen.")
    with pytest.raises(WrongUse):
        give_back(martin, history, " ")
    give_back(martin, history, "Die Haftung fehlt.")
    assert waiting_for_me(martin) == ()
    found = standing(anna, history)
    assert found is not None
    assert found.returned is not None
    assert found.returned.note == "Die Haftung fehlt."
    change(table, 4)
    found = standing(anna, history)
    assert found is not None
    assert found.returned is None
    request_approval(anna, history)
    approve(martin, history)
    assert waiting_for_me(martin) == ()
    give_back(martin, history, "Doch nicht.")  # takes the own approval back
    with pytest.raises(AnswerNo, match="Martin Vogt"):
        offer_draft(anna, history)
    approve(martin, history)
    change(table, 5)
    with pytest.raises(AnswerNo, match="Martin Vogt"):
        offer_draft(anna, history)
    change(table, 4)  # exactly the approved text again
    offer_draft(anna, history)
    table.carry(anna, sofia)

    # An answer wants an approval, too, be it a counter-proposal or a yes.
    counter(sofia, history, demo_file("counter.toml"))
    table.carry(sofia, anna)
    with pytest.raises(AnswerNo, match="has to be approved"):
        accept(anna, history)
    opened = open_reply(anna, history)
    decided = {one.change.id: Verdicts("refused", "Nein.") for one in opened.changes}
    first = opened.changes[0].change.id
    decided[first] = Verdicts("accepted")
    with pytest.raises(AnswerNo, match="has to be approved"):
        reply(anna, opened, decided)
    found = standing(martin, history)
    assert found is not None
    with martin.vault.read() as session:  # the reply is a draft that a colleague can read and approve
        folded = load_state(session, history)
    assert found.text == folded.facts.drafts[-1].digest
    assert folded.entries[found.text].kid == anna.kid
    approve(martin, history)
    entry = reply(anna, open_reply(anna, history), decided)
    assert entry.kind == "counter"
    assert is_exactly(whole_state(folded.facts.drafts[-1]), entry.body["state"])


def test_conditions_and_several_people(table: Table) -> None:
    anna, martin = table.anna, table.martin
    both = ApprovalRule(members=("anna-keller", "martin-vogt"), number=2, partners=(table.sofia.organisation,))
    other = ApprovalRule(kinds=("data-pool",))
    table.draft()
    set_approval_rules(anna, [both, other])
    found = standing(anna, table.history)
    assert found is not None
    assert [one.rule for one in found.needed] == [both]
    # She wrote it, so two others would be needed: somebody has to change the rule.
    assert "administrator" in found.missing[0].words.text("en")
    set_approval_rules(anna, [ApprovalRule(finding="W"), ApprovalRule(sum_from=10**12)])
    found = standing(anna, table.history)
    assert found is not None
    assert [one.rule.finding for one in found.needed] in (["W"], [])
    set_approval_rules(anna, [])
    with pytest.raises(WrongUse, match="Nobody has to approve"):
        request_approval(anna, table.history)
    request_approval(anna, table.history, members=["martin-vogt"])  # without a rule, of one's own accord
    assert len(waiting_for_me(martin)) == 1
    ready = outgoing(anna, table.history)  # whoever sends it sees that he has not answered
    assert ready.approvals is not None
    assert [one.name for one in ready.approvals.silent] == ["Martin Vogt"]
    page = agreement_page(anna, table.history, local_day(anna.clock()))
    assert (page.next.action, page.next.why and "Martin Vogt" in page.next.why.text("en")) == ("send", True)
    approve(martin, table.history)
    assert waiting_for_me(martin) == ()
    found = standing(anna, table.history)
    assert found is not None
    assert found.silent == ()
    with anna.vault.read() as session:
        assert approval_rules(session) == ()
    offer_draft(anna, table.history)


def test_a_second_request_does_not_hide_whom_the_first_asked(table: Table) -> None:
    anna, martin = table.anna, table.martin
    table.draft()
    request_approval(anna, table.history, members=["martin-vogt"], note="the term")
    request_approval(martin, table.history, members=["anna-keller"], note="the sums")
    found = standing(anna, table.history)
    assert found is not None
    assert {one.id for one in found.silent} == {"martin-vogt", "anna-keller"}
    approve(anna, table.history)
    found = standing(anna, table.history)
    assert found is not None
    assert [one.id for one in found.silent] == ["martin-vogt"]
    assert [one.note for one in waiting_for_me(martin)] == ["the term"]  # as he was asked
    assert waiting_for_me(anna) == ()
    page = agreement_page(martin, table.history, local_day(martin.clock()))
    assert page.next.action == "approve"
    ready = outgoing(anna, table.history)
    assert ready.approvals is not None
    assert [one.id for one in ready.approvals.silent] == ["martin-vogt"]
    approve(martin, table.history)
    found = standing(anna, table.history)
    assert found is not None
    assert found.silent == ()


def test_a_request_on_an_earlier_text_asks_nobody_about_the_next(table: Table) -> None:
    anna, martin = table.anna, table.martin
    table.draft()
    request_approval(anna, table.history, members=["martin-vogt"])
    change(table, 7)
    request_approval(martin, table.history, members=["anna-keller"])
    found = standing(anna, table.history)
    assert found is not None
    assert [one.id for one in found.silent] == ["anna-keller"]
    assert waiting_for_me(martin) == ()


def test_asking_again_after_a_return_asks_only_those_who_are_asked_or_whom_a_rule_wants(table: Table) -> None:
    anna, martin = table.anna, table.martin
    table.draft()
    request_approval(martin, table.history, members=["anna-keller"], note="the sums")
    request_approval(anna, table.history, members=["martin-vogt"], note="the term")
    give_back(martin, table.history, "Die Laufzeit ist zu lang.")
    found = standing(anna, table.history)
    assert found is not None
    assert found.silent == ()
    request_approval(anna, table.history, members=["martin-vogt"], note="please again")
    found = standing(anna, table.history)
    assert found is not None
    assert [one.id for one in found.silent] == ["martin-vogt"]
    assert [one.note for one in waiting_for_me(martin)] == ["please again"]
    assert waiting_for_me(anna) == ()
    set_approval_rules(anna, [ApprovalRule(members=("anna-keller",), own=True)])
    found = standing(martin, table.history)
    assert found is not None
    wanted = {person.id for one in found.missing for person in one.may}
    assert {one.id for one in found.silent} == {"martin-vogt", *wanted}


def test_the_note_on_who_is_silent_stands_beside_the_reason_of_the_step(table: Table) -> None:
    anna = table.anna
    table.draft()
    request_approval(anna, table.history, members=["martin-vogt"])
    found = standing(anna, table.history)
    action = NextAction("send", Message("Send"), Message("The network is away."))
    assert found is not None
    why = before_sending(action, found, "anna-keller", {}).why
    assert why is not None
    assert why.text("en").startswith("The network is away. ")
    assert "Martin Vogt" in why.text("en")


def test_the_only_legal_member_approves_alone_where_the_rule_says_so(tmp_path: Path, clock: SteppingClock) -> None:
    build_houses(tmp_path / "kept", clock)
    desks = opened_houses(tmp_path / "kept", tmp_path / "here", clock)
    keller, institute = desks.keller, desks.institute
    write(keller, "draft", {"state": state(keller, institute), "note": ""})
    set_approval_rules(keller, [ApprovalRule()])
    entry = approve(keller, HISTORY)
    assert entry.body["alone"] is True
    with pytest.raises(AnswerNo, match="another member"):
        offer_draft(keller, HISTORY)
    with pytest.raises(AnswerNo, match="another member"):
        send_out_outside(keller, HISTORY, way="email", on=clock().date())
    set_approval_rules(keller, [ApprovalRule(own=True)])
    found = standing(keller, HISTORY)
    assert found is not None
    assert [(one.person.id, one.alone) for one in found.approved] == [("anna-keller", True)]
    offer_draft(keller, HISTORY)
    desks.close()


# ---- before signing, and after ----


def test_nothing_is_frozen_or_signed_before_its_approval(table: Table) -> None:
    anna, martin, sofia = table.anna, table.martin, table.sofia
    assert read_rule(write_rule(ApprovalRule())) == ApprovalRule()
    assert "before" not in write_rule(ApprovalRule())  # rules of earlier programs keep their bytes
    with pytest.raises(Malformed, match="before"):
        read_rule({"before": []})
    table.agree()
    anna, martin, sofia = table.anna, table.martin, table.sofia
    history, day = table.history, anna.clock().date()
    assert agreement_page(anna, history, day).next.action == "freeze"
    set_approval_rules(anna, [ApprovalRule("Vor Unterschrift", before=("signing",))])
    page = agreement_page(anna, history, day)
    assert page.next.action == "ask_approval"
    with pytest.raises(AnswerNo, match="before it is signed, by Martin Vogt"):
        freeze(anna, history, day)
    assert any("Martin Vogt" in one.text("en") for one in plan_freeze(anna, history, day).blocked)
    request_approval(anna, history)
    assert [one.history for one in waiting_for_me(martin)] == [history]
    assert agreement_page(martin, history, day).next.action == "approve"
    approve(martin, history)
    assert waiting_for_me(martin) == ()
    freeze(anna, history, day)
    give_back(martin, history, "Erst die Anlage prüfen.")  # taken back although the text is frozen
    with pytest.raises(AnswerNo, match="before it is signed"):
        prepare(anna, history)
    assert "approval" in {one.kind for one in signing_sheet(anna, history).bars}
    assert agreement_page(anna, history, day).next.action in ("ask_approval", "send")
    approve(martin, history)
    assert "approval" not in {one.kind for one in signing_sheet(anna, history).bars}
    # The other house has a rule of its own, for what it sends: a yes was given, so its signature needs nothing more.
    set_approval_rules(sofia, [ApprovalRule()])
    table.carry(anna, sofia)
    assert prepare(anna, history).slot

    # A comment that is opened once the text is frozen bars the signature like one before, where the house wants that.
    with anna.vault.read() as session:
        document = read_state(dict(current_state(load_state(session, history))))
    anchor = anchor_at(document, document.clauses[1].paragraphs[0].id, "de", 0, 5)
    thread = comment_on(anna, history, "Stimmt das?", anchor, "partners")
    assert prepare(anna, history).slot
    set_bar(anna, history, bar=True)
    with pytest.raises(AnswerNo, match="shared comment"):
        prepare(anna, history)
    settle(anna, history, thread.digest)
    assert prepare(anna, history).slot


def test_a_change_after_signature_waits_for_its_approval(tmp_path: Path) -> None:
    moving = MovingClock()
    history = build_signed(tmp_path / "signed", moving)
    table = reopened(tmp_path / "signed", tmp_path / "open", history, moving)
    sofia, anna = table.sofia, table.anna
    day = local_day(moving())
    set_approval_rules(anna, [ApprovalRule(members=(martin_id(anna),))])
    months = b"[duration]\nnotice_months = 7\n"
    with pytest.raises(NotApproved, match="Martin Vogt"):
        amend(anna, history, months, note="Wie besprochen")
    with pytest.raises(NotApproved):  # the same again asks nobody twice
        amend(anna, history, months, note="Wie besprochen")
    with anna.vault.read() as session:
        folded = load_state(session, history)
    assert len(folded.facts.approval_requests) == 1
    assert not folded.facts.changes
    page = agreement_page(anna, history, day)
    assert page.next.action == "none"
    assert "7" in str(page.next.why)
    martin = table.martin
    assert [one.history for one in waiting_for_me(martin)] == [history]
    assert agreement_page(martin, history, day).next.action == "approve"
    approve(martin, history)
    assert waiting_for_me(martin) == ()
    with pytest.raises(NotApproved):  # another day is another change
        amend(anna, history, months, effective=day + timedelta(days=40), note="Wie besprochen")
    give_back(martin, history, "Nicht so spät.")
    assert agreement_page(anna, history, day).next.action == "propose_change"
    (proposed,) = propose_approved(anna, history)
    assert proposed.kind == "amendment"
    assert agreement_page(anna, history, day).next.action == "send"
    with pytest.raises(AnswerNo, match="No change of your own"):
        propose_approved(anna, history)
    table.carry(anna, sofia)

    # A partner's change wants an approval, too, before we agree to it.
    set_approval_rules(sofia, [ApprovalRule(own=True)])
    with pytest.raises(NotApproved):
        agree_to(sofia, history)
    assert [one.history for one in waiting_for_me(sofia)] == [history]
    approve(sofia, history)
    assert agree_to(sofia, history).kind == "change_accepted"
    table.carry(sofia, anna)

    # Nobody here wrote it: the approval of a colleague counts, but for that colleague's own yes.
    set_approval_rules(sofia, [])
    amend(sofia, history, b"[duration]\nnotice_months = 8\n")
    table.carry(sofia, anna)
    with pytest.raises(NotApproved, match="Martin Vogt"):
        agree_to(anna, history)
    approve(martin, history)
    for reader in (anna, martin):
        found = standing(reader, history)
        assert found is not None
        assert [one.person.name for one in found.approved] == ["Martin Vogt"]
        assert not found.missing
    assert agreement_page(anna, history, day).next.action == "answer_change"
    assert agreement_page(martin, history, day).next.action == "none"
    with pytest.raises(NotApproved):
        agree_to(martin, history)
    assert agree_to(anna, history).kind == "change_accepted"
    table.close()


def test_a_second_change_does_not_hide_the_first(tmp_path: Path) -> None:
    moving = MovingClock()
    history = build_signed(tmp_path / "signed", moving)
    table = reopened(tmp_path / "signed", tmp_path / "open", history, moving)
    anna, martin = table.anna, table.martin
    day = local_day(moving())
    set_approval_rules(anna, [ApprovalRule(members=(martin_id(anna),))])
    with pytest.raises(NotApproved):
        amend(anna, history, b"[duration]\nnotice_months = 7\n")
    with pytest.raises(NotApproved):
        amend(anna, history, b"[duration]\nnotice_months = 9\n")
    with pytest.raises(NotApproved):  # the first again: it waits already
        amend(anna, history, b"[duration]\nnotice_months = 7\n")
    assert len(waiting_for_me(martin)) == 2
    assert "7" in str(agreement_page(martin, history, day).next.why)
    approve(martin, history)
    assert "9" in str(agreement_page(martin, history, day).next.why)
    assert agreement_page(anna, history, day).next.action == "propose_change"
    assert "7" in str(agreement_page(anna, history, day).next.why)
    (proposed,) = propose_approved(anna, history)
    assert dict(proposed.revealed.body["content"]) == {"duration": {"notice_months": 7}}
    assert len(waiting_for_me(martin)) == 1
    found = standing(martin, history)
    assert found is not None
    assert [one.id for one in found.silent] == [martin_id(anna)]
    give_back(martin, history, "Sieben genügen.")
    assert waiting_for_me(martin) == ()
    table.close()


def martin_id(acting: Acting) -> str:
    with acting.vault.read() as session:
        return next(one.id for one in own_line(session).state.members.values() if one.name == "Martin Vogt")
