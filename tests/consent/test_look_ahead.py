"""Until when an answer holds, where a text that counts later or a pause is known now; and what a used answer knew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from datapact.agreements.projection import folded
from datapact.agreements.projection.append import load_state
from datapact.agreements.projection.write_row import project
from datapact.agreements.steps import in_force as steps
from datapact.agreements.steps.signed_elsewhere import end_elsewhere
from datapact.agreements.steps.termination import proposed_end, terminate_on
from datapact.base.clock import write_time
from datapact.consent.decision.decide import decide
from datapact.consent.decision.fast_count import Counter
from datapact.consent.decision.from_inputs import decide_from
from datapact.consent.decision.may_share import may_share
from datapact.consent.decision.replay import replay
from datapact.consent.decision.used_decisions import use_decision
from datapact.consent.deliveries.by_decision import allowed_by
from datapact.consent.deliveries.deliveries import NewDelivery, Sent, record_delivery
from datapact.consent.facts import agreement_facts
from datapact.consent.facts.agreement_facts import agreements_on
from datapact.consent.facts.compliance_records import record_fact, record_legal_basis
from datapact.consent.facts.facts import AgreementFacts, BasisRecord, FactOnFile
from datapact.consent.facts.load_facts import load_facts
from datapact.consent.facts.question import Question
from datapact.consent.notices.notices import invalidate_notice
from datapact.consent.records.event import Event
from datapact.consent.records.events import append_events
from datapact.history.entries import store
from datapact.history.entries.entry import places_in, without
from datapact.history.state.facts import Dispute, Revocation
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.acting.own_profile import write_card
from datapact.organisation.identity.fingerprint import fingerprint
from datapact.organisation.partners.partners import add_partner as add_partner_card
from datapact.organisation.partners.partners import trust_partner
from datapact.organisation.partners.references import reference_names
from datapact.vault.database.remembered import Remembered
from tests.agreements.negotiated import BOTH, Table
from tests.agreements.signed_table import TODAY, MovingClock, build, reopened
from tests.consent.sharing import (
    PARTNER,
    RESEARCH,
    add_partner,
    amend_elsewhere,
    conclude,
    events,
    people_out,
    ready,
    record,
    tell,
    terms,
)

NEW_PROCESSOR = b'[[sub_processors]]\nkey = "wolke"\nname = "Wolke AG"\nengaged_by = "ipd"\n'
RETENTION = b"[datasets.machine-logs.retention]\nmonths = 12\n"


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("signed")
    return folder, build(folder, MovingClock())


@pytest.fixture
def clock() -> MovingClock:
    return MovingClock()


@pytest.fixture
def table(signed: tuple[Path, str], tmp_path: Path, clock: MovingClock) -> Iterator[Table]:
    opened = reopened(signed[0], tmp_path, signed[1], clock)
    yield opened
    opened.close()


def facts(acting: Acting, history: str, day: date) -> AgreementFacts:
    with acting.vault.read() as session:
        return next(one for one in agreements_on(acting, session, day, reference_names(session)) if one.id == history)


def question(acting: Acting, **changes: object) -> Question:
    return Question(**{"dataset": "panel", "partner": PARTNER, "purpose": RESEARCH, "at": acting.clock(), **changes})


def test_annexes_amendments_and_pauses_that_come_are_known(table: Table, clock: MovingClock) -> None:
    start = facts(table.anna, table.history, TODAY).terms.duration.start
    assert start is not None
    assert facts(table.anna, table.history, start - timedelta(days=1)).changes == start
    day = max(start, TODAY)
    clock.go(day)
    assert (facts(table.anna, table.history, day).changes, facts(table.anna, table.history, day).pauses) == (None, None)
    _notice, version = steps.change_annex(table.sofia, table.history, "sub_processors", NEW_PROCESSOR)
    annex = date.fromisoformat(version.body["effective"])
    assert facts(table.sofia, table.history, day).changes is None  # not shown to have arrived
    table.carry(table.sofia, table.anna)
    table.carry(table.anna, table.sofia)
    assert facts(table.sofia, table.history, day).changes == annex
    amended = day + timedelta(days=5)
    steps.amend(table.sofia, table.history, RETENTION, effective=amended)
    assert facts(table.sofia, table.history, day).changes == annex  # waits for consent
    table.carry(table.sofia, table.anna)
    steps.agree_to(table.anna, table.history)
    assert facts(table.anna, table.history, day).changes == amended
    assert facts(table.anna, table.history, amended).changes == annex
    assert facts(table.anna, table.history, annex).changes is None
    paused = day + timedelta(days=9)
    steps.suspend(table.anna, table.history, paused, paused, "Wartung")
    assert facts(table.anna, table.history, day).pauses == paused
    assert facts(table.anna, table.history, paused).status == "suspended"
    assert facts(table.anna, table.history, paused).pauses is None
    steps.resume(table.anna, table.history, day)
    assert facts(table.anna, table.history, day).pauses is None


def disputing(monkeypatch: pytest.MonkeyPatch, entries: set[str], by: str) -> None:
    """Let every fold find these entries disputed by a revocation that does not know them."""
    real = agreement_facts.fold

    def disputed(*arguments: Any, **more: Any) -> Any:
        state = real(*arguments, **more)
        named = tuple(sorted(entries & set(state.entries)))
        revocation = Revocation("R" * 43, by, state.entries[state.order[0]].time, "K" * 43, "left")
        return replace(state, disputes=(Dispute(revocation, named),)) if named else state

    monkeypatch.setattr(agreement_facts, "fold", disputed)
    monkeypatch.setattr(folded, "fold", disputed)
    monkeypatch.setattr(folded, "_FOLDED", Remembered(1_000))
    for name in ("_FOLDED", "_TERMS"):
        monkeypatch.setattr(agreement_facts, name, Remembered(1_000))


def test_a_disputed_notice_neither_ends_the_agreement_nor_lets_it_go_on(
    table: Table, clock: MovingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = facts(table.anna, table.history, TODAY).terms.duration.start
    assert start is not None
    day = max(start, TODAY)
    clock.go(day)
    end = day + timedelta(days=30)
    computed = proposed_end(table.anna, table.history, day, "ordinary")
    notice = terminate_on(table.anna, table.history, end, "Ende", "ordinary", computed, declared_by=BOTH).entry
    after = end + timedelta(days=1)
    plain = [facts(table.anna, table.history, one) for one in (day, after)]
    assert [(one.status, one.ends) for one in plain] == [("in_force", end), ("terminated", end)]
    disputing(monkeypatch, {notice.digest}, table.anna.organisation)
    for one in (facts(table.anna, table.history, day), facts(table.anna, table.history, after)):
        assert (one.status, one.disputed_by) == ("end_disputed", (table.anna.organisation,))
        assert one.ends != end


def test_a_disputed_change_leaves_open_which_text_counts(
    table: Table, clock: MovingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = facts(table.anna, table.history, TODAY).terms.duration.start
    assert start is not None
    day = max(start, TODAY)
    clock.go(day)
    amended = day + timedelta(days=5)
    change = steps.amend(table.sofia, table.history, RETENTION, effective=amended).entry
    table.carry(table.sofia, table.anna)
    assert change is not None
    accepted = steps.agree_to(table.anna, table.history)
    disputing(monkeypatch, {accepted.digest}, table.anna.organisation)
    found = [facts(table.anna, table.history, one) for one in (day, amended)]
    assert [(one.status, one.changes) for one in found] == [("in_force", amended), ("text_disputed", None)]
    steps.agree_to(table.anna, table.history, change.digest)  # whose key was taken agrees by one that holds
    assert facts(table.anna, table.history, amended).status == "in_force"


def test_an_answer_ends_before_an_amendment_counts(keller: Acting) -> None:
    history = ready(keller, {"S1": "given"})
    begins = keller.clock().date() + timedelta(days=20)
    before = may_share(keller, question(keller))
    with keller.vault.write() as session:
        amend_elsewhere(keller, session, history, begins, datasets__0__recipients=["keller"])
    answer = may_share(keller, question(keller))
    assert (before.verdict, answer.verdict) == ("permit", "permit")
    assert answer.valid_until is not None
    assert answer.valid_until.astimezone().date() == begins - timedelta(days=1)
    assert [one.rule for one in answer.reasons if one.verdict == "warning"] == ["S2"]
    later = question(keller, at=keller.clock() + timedelta(days=21))
    assert may_share(keller, later).verdict == "deny"


def test_an_answer_ends_before_another_agreement_can_prohibit(keller: Acting) -> None:
    ready(keller, {"S1": "given"})
    begins = keller.clock().date() + timedelta(days=8)
    with keller.vault.write() as session:
        forbidding = terms(duration__start=begins.isoformat(), purposes__0__prohibited=True, legal_bases=[])
        conclude(keller, session, forbidding, "DP-2")
    answer = may_share(keller, question(keller))
    assert answer.verdict == "permit"
    assert answer.valid_until is not None
    assert answer.valid_until.astimezone().date() == begins - timedelta(days=1)


def later_in_the_same_second(acting: Acting, history: str) -> None:
    """Everything that would turn the answer, recorded within the second of the answer."""
    with acting.vault.write() as session:
        record(acting, session, {"S1": "withdrawn"}, at=acting.clock() - timedelta(seconds=1))
        more = events(acting, {"S9": "given"}, at=acting.clock() - timedelta(days=1))
        append_events(acting, session, more, source="test")
        basis = BasisRecord("", acting.organisation, "panel", RESEARCH, "any", "6(1)(a)", valid_to=date(2020, 1, 1))
        record_legal_basis(acting, session, basis)
        invalidate_notice(acting, session, "panel", "1", day=date(2026, 1, 1), reason="wrong")
        conclude(acting, session, terms(purposes__0__prohibited=True, legal_bases=[]), "DP-9")
    sent = NewDelivery("panel", "1", PARTNER, RESEARCH, acting.clock(), (Sent("S1"),), reason="by hand")
    record_delivery(acting, sent)
    with acting.vault.write() as session:
        amend_elsewhere(acting, session, history, date(2026, 1, 1), datasets__0__recipients=["keller"])


def test_what_comes_in_the_second_of_a_used_answer_does_not_change_it(keller: Acting) -> None:
    history = ready(keller, {"S1": "given", "S2": "given"}, datasets__0__limits={"deliveries": 1})
    now = keller.clock()
    still = replace(keller, clock=lambda: now)
    used = use_decision(still, question(still))
    assert (used.decision.verdict, used.decision.n, used.decision.m) == ("permit", 2, 2)
    later_in_the_same_second(still, history)
    again = replay(still, used.record.entry)
    assert (again.outcome, again.today, again.differences) == ("same", "same", ())
    assert [one.pseudonym for one in people_out(still, used.decision)] == ["S1", "S2"]
    with still.vault.read() as session:
        assert allowed_by(session, used.record.entry).subjects == ("S1", "S2")
    assert may_share(still, question(still)).verdict == "deny"


def test_entries_of_a_clock_that_is_ahead_count_in_a_used_answer(table: Table, clock: MovingClock) -> None:
    """A partner's clock must not keep what it says out of an answer that is relied on."""
    day = max(facts(table.anna, table.history, TODAY).terms.duration.start or TODAY, TODAY)
    clock.go(day + timedelta(days=1))
    steps.suspend(table.sofia, table.history, day, None, "Wartung")
    table.carry(table.sofia, table.anna)
    clock.go(day)
    asked = Question("machine-logs", table.sofia.organisation, RESEARCH, clock.now)
    used = use_decision(table.anna, asked)
    known = used.decision.inputs["world"]
    assert [one["status"] for one in known["agreements"]] == ["suspended"]
    assert used.record.body["known_at"] == write_time(clock.now)
    assert replay(table.anna, used.record.entry).today == "same"
    timed = use_decision(table.anna, replace(asked, known_at=clock.now))
    assert [one["status"] for one in timed.decision.inputs["world"]["agreements"]] == ["in_force"]
    assert replay(table.anna, timed.record.entry).today == "same"


def test_the_end_of_a_local_day_far_ahead(keller: Acting) -> None:
    assert (
        may_share(keller, question(keller, at=datetime(9999, 12, 31, tzinfo=keller.clock().tzinfo))).verdict == "deny"
    )


def test_an_agreement_that_is_not_whole_here_may_prohibit(table: Table, clock: MovingClock) -> None:
    """A partner can claim that parts were erased; that must not lift what the agreement forbids."""
    with table.anna.vault.write() as session:
        wanted = terms(
            parties__0__organisation=table.anna.organisation, parties__1__organisation=table.sofia.organisation
        )
        conclude(table.anna, session, wanted, "DP-7")
        tell(table.anna, session, controllers=(table.anna.organisation, table.sofia.organisation))
        for controller in (table.anna.organisation, table.sofia.organisation):
            given = Event(
                f"e-{controller[:4]}", "S1", "panel", RESEARCH, controller, "given", clock.now, None, "panel", "1"
            )
            append_events(table.anna, session, [given], source="test")
    asked = Question("panel", table.sofia.organisation, RESEARCH, clock.now)
    assert may_share(table.anna, asked).verdict == "permit"
    with table.anna.vault.write() as session:
        offer = next(one for one in store.load(session, table.history) if one.kind == "offer")
        gone = [digest for digest, path in places_in(offer).items() if path[:3] == ("state", "terms", "purposes")]
        store.save_disclosures(session, without(offer, gone[:1], erased=True))
        project(session, load_state(session, table.history), table.anna)
    answer = may_share(table.anna, asked)
    assert answer.verdict == "incomplete"
    assert [one.rule for one in answer.reasons if one.verdict == "incomplete"] == ["S1"]
    used = use_decision(table.anna, asked)
    assert decide_from(used.decision.inputs).verdict == "incomplete"
    assert replay(table.anna, used.record.entry).outcome == "same"


def test_what_we_have_by_an_agreement_that_ended_is_not_simply_shared_on(keller: Acting) -> None:
    ready(keller, {"S1": "given"})
    with keller.vault.write() as session:
        add_partner(session, "Kliniken Nord")
        source = terms(
            parties__1__name="Kliniken Nord",
            datasets__0__provider="uni",
            datasets__0__recipients=["keller"],
            duration__end="2035-06-30",
        )
        source["onward"] = {"rule": "allowed"}
        history = conclude(keller, session, source, "V-1")
    answer = may_share(keller, question(keller))
    assert answer.verdict == "permit"
    assert answer.valid_until is not None
    assert answer.valid_until.isoformat().startswith("2035-06-30")
    asked, today = question(keller), keller.clock().date()
    for days, verdict in ((-1, "incomplete"), (0, "permit"), (9, "permit")):
        last = today + timedelta(days=days)
        for ended in ({"going": (("keller", last, "leaving"),)}, {"ended": ((asked.dataset, "keller", last),)}):
            with keller.vault.read() as session:
                facts = load_facts(keller, session, asked)
                ours = [replace(one, **ended) if one.id == history else one for one in facts.agreements]
                told = decide(asked, replace(facts, agreements=tuple(ours)), Counter(session, now=True))
            assert told.verdict == verdict, "our part in it, or the order alone, ends as the whole does"
            missing = [one.rule for one in told.reasons if one.verdict == "incomplete"]
            assert missing == (["G28"] if days < 0 else [])
            assert (str(told.valid_until)[:10] == last.isoformat()) == (days >= 0)
    end_elsewhere(keller, history, today - timedelta(days=1), ground="agreed", reason="Over.")
    answer = may_share(keller, question(keller))
    assert (answer.verdict, [one.rule for one in answer.reasons if one.verdict == "incomplete"]) == (
        "incomplete",
        ["G28"],
    )
    with keller.vault.write() as session:
        record_fact(
            keller,
            session,
            FactOnFile(
                "", "onward_conditions", PARTNER, "panel", "§ 9 (3)", date(2020, 1, 1), date(2020, 1, 1), weighed=True
            ),
        )
    assert may_share(keller, question(keller)).verdict == "permit"


def test_a_card_that_bears_the_name_of_a_party_does_not_make_its_sender_that_party(
    keller: Acting, institut: Acting
) -> None:
    """Whoever calls himself as a party of a contract signed elsewhere is not that party before people confirmed it."""
    named = "Institut für Produktionsdaten e. V."
    with keller.vault.write() as session:
        conclude(keller, session, terms(parties__1__name=named))
        tell(keller, session, controllers=(keller.organisation, named))
        for controller in (keller.organisation, institut.organisation):
            given = Event(
                f"e-{controller[:4]}", "S1", "panel", RESEARCH, controller, "given", keller.clock(), None, "panel", "1"
            )
            append_events(keller, session, [given], source="test")
    add_partner_card(keller, write_card(institut))
    asked = question(keller, partner=institut.organisation)
    assert may_share(keller, asked).verdict == "deny"
    trust_partner(keller, institut.organisation, fingerprint(institut.organisation))
    assert may_share(keller, asked).verdict == "permit"
