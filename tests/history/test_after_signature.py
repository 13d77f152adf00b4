"""What entries after signature add up to, whoever knew what: the rows of the concurrency table that concern them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.agreements.projection.disputes import disputes_of
from datapact.agreements.projection.who_is_party import first_effects, waiting_for
from datapact.agreements.text.changes import NOT_RECEIVED, Circle, suspensions_on
from datapact.history.entries.agreement_shapes import ANNEX_RULES
from datapact.history.fold.agreement import fold
from datapact.history.state.facts import Dispute, Revocation
from tests.depth import examples
from tests.history.random_history import folded, play, steps
from tests.history.test_concurrency import INSTITUT, KELLER, WEBER, Table
from tests.history.world import TODAY, founded, replica, usual_directory

DAY = date.fromisoformat(TODAY)


class Signed(Table):
    """A table at which everybody has signed."""

    def __init__(self, *parties) -> None:
        super().__init__(*parties)
        self.frozen()
        revisions = ["unsigned", *(f"rev{place}" for place in range(1, len(parties) + 1))]
        vaults = {KELLER.id: self.keller, INSTITUT.id: self.institut, WEBER.id: self.weber}
        for party, before, after in zip(parties, revisions, revisions[1:], strict=False):
            vaults[party.id].sign(f"{party.name}-signatory", before, after)
            self.meet()

    def effects(self):
        return {effect.change.digest: effect for effect in first_effects(self.meet())}


@pytest.fixture
def two() -> Signed:
    return Signed(KELLER, INSTITUT)


@pytest.fixture
def three() -> Signed:
    return Signed(KELLER, INSTITUT, WEBER)


def test_an_amendment_counts_once_every_other_party_agreed(three):
    amendment = three.keller.amend()
    three.meet()
    three.institut.agree_to(amendment, "2026-12-01")
    assert three.effects()[amendment.digest].waiting_for == (WEBER.id,)
    assert waiting_for(three.meet()) == {WEBER.id}
    three.weber.agree_to(amendment, "2026-12-03")
    effect = three.effects()[amendment.digest]
    assert (effect.standing, effect.begins) == ("in_effect", date(2026, 12, 3))
    assert three.meet().void == {}


def test_the_others_rely_on_a_consent_that_its_own_house_says_not_to_know(two):
    amendment = two.keller.amend()
    two.meet()
    two.institut2.object_to(amendment)
    assert two.effects()[amendment.digest].standing == "objected"
    two.institut.agree_to(amendment)
    assert two.effects()[amendment.digest].standing == "in_effect"


def test_an_objection_after_all_agreed_is_too_late(two):
    amendment = two.keller.amend()
    two.meet()
    two.institut.agree_to(amendment)
    two.meet()
    two.institut.object_to(amendment)
    two.keller.object_to(amendment)
    assert two.effects()[amendment.digest].standing == "in_effect"


def test_who_proposed_is_bound_once_all_agreed_without_knowing_the_withdrawal(two):
    """Sections 130(1), 145 BGB; whichever of both arrives first."""
    amendment = two.keller.amend()
    two.meet()
    two.institut.agree_to(amendment)
    two.keller.object_to(amendment)
    assert two.effects()[amendment.digest].standing == "in_effect"


@settings(max_examples=examples(90), deadline=None)
@given(
    st.permutations(["institut", "weber", "withdraw"]),
    st.sets(st.integers(0, 1)),
    st.booleans(),
    st.randoms(use_true_random=False),
)
def test_a_withdrawal_annuls_nothing_that_all_agreed_to(order, meetings, claims, chance):
    """Whoever was told what when, whatever the proposer claims not to know, in whatever order the entries are read."""
    three = Signed(KELLER, INSTITUT, WEBER)
    amendment = three.keller.amend()
    three.meet()
    accepts, withdrawal = [], None
    for place, who in enumerate(order):
        if who == "withdraw":
            withdrawal = three.keller.object_to(amendment, parents=[amendment.digest] if claims else None)
        else:
            accepts.append(getattr(three, who).agree_to(amendment))
        if place in meetings:
            three.meet()
    entries = list(three.meet().entries.values())
    chance.shuffle(entries)
    state = fold(entries, usual_directory())
    bound = not any(state.dag.knows(one.digest, withdrawal.digest) for one in accepts)
    late = all(state.dag.knows(withdrawal.digest, one.digest) for one in accepts)
    (effect,) = first_effects(state)
    assert effect.standing == ("in_effect" if bound or late else "taken_back")


def test_who_agrees_to_what_is_taken_back_concludes_nothing(two):
    amendment = two.keller.amend()
    two.meet()
    two.keller.object_to(amendment)
    two.meet()
    two.institut.agree_to(amendment)
    assert two.effects()[amendment.digest].standing == "taken_back"


def test_silence_counts_from_the_day_after_the_period(two):
    notice = two.institut.notice("sub_processors", "2026-12-14")
    version = two.institut.annex("sub_processors", "objection", notice, "2026-12-01")
    effect = two.effects()[version.digest]
    assert (effect.standing, effect.begins, effect.objection_until) == ("pending", None, date(2026, 12, 14))
    two.meet()
    two.keller.comment()  # its first entry that knows the notice
    effect = two.effects()[version.digest]
    assert (effect.begins, effect.objection_until) == (date(2026, 12, 15), date(2026, 12, 14))
    two.keller.object_to(notice, "2026-12-15")
    assert two.effects()[version.digest].standing == "in_effect"
    two.keller.object_to(notice, "2026-12-14")
    assert two.effects()[version.digest].standing == "objected"


def test_a_period_to_the_end_of_time_is_one(two):
    notice = two.institut.notice("sub_processors", "9999-12-31")
    version = two.institut.annex("sub_processors", "objection", notice, "9999-12-31")
    two.meet()
    two.keller.comment()
    assert two.effects()[version.digest].begins == date.max


def test_concurrent_versions_of_one_part_for_one_day_do_not_count_until_a_later_one(two):
    one, other = two.institut.annex("measures", "alone"), two.institut2.annex("measures", "alone")
    theirs = two.keller.annex("measures", "alone")
    effects = two.effects()
    assert [effects[entry.digest].standing for entry in (one, other, theirs)] == [
        "without_effect",
        "without_effect",
        "in_effect",
    ]
    later = two.institut.annex("measures", "alone")
    assert two.effects()[later.digest].standing == "in_effect"


def test_concurrent_versions_for_different_days_both_count(two):
    one = two.institut.annex("measures", "alone")
    other = two.institut2.annex("measures", "alone", effective="2027-01-01")
    assert [two.effects()[entry.digest].standing for entry in (one, other)] == ["in_effect", "in_effect"]


def test_suspended_until_resumed_by_the_same_house(two):
    suspension = two.keller.suspend("2026-12-01")
    two.meet()
    wrong = two.institut.resume(suspension)
    assert wrong.digest in two.meet().void
    two.keller.resume(suspension, "2026-12-10")
    state = two.meet()
    held = [
        bool(suspensions_on(state, date(2026, *day), Circle(state.parties)))
        for day in ((11, 30), (12, 1), (12, 9), (12, 10))
    ]
    assert held == [False, True, True, False]
    assert state.stage == "signed"


@pytest.mark.parametrize("annex", ANNEX_RULES)
@pytest.mark.parametrize("rule", ["alone", "objection", "both"])
def test_an_annex_is_changed_under_its_own_rules_only(two, annex, rule):
    entry = two.institut.annex(annex, rule)
    lawful = rule in ANNEX_RULES[annex] and rule != "objection"  # which needs a notice
    assert (entry.digest in two.meet().void) is not lawful


def test_what_has_no_notice_or_no_change_to_answer_is_void(two):
    keller, institut = two.keller, two.institut
    change = keller.annex("measures", "alone")
    notice = keller.notice("other")
    theirs = institut.notice("sub_processors", TODAY)
    two.meet()
    for entry in (
        institut.object_to(change),
        institut.agree_to(change),
        institut.object_to(notice),
        institut.agree_to("A" * 43),
        institut.object_to("A" * 43),
        institut.resume("A" * 43),
        keller.annex("sub_processors", "objection", theirs),
        institut.notice("other", "2026-11-01"),
        institut.suspend("2026-12-01", "2026-11-01"),
        institut.annex("measures", "alone", member="lead"),
    ):
        assert entry.digest in two.meet().void, entry.kind


def test_nothing_of_it_before_every_signature():
    table = Table(KELLER, INSTITUT)
    table.frozen()
    table.keller.sign("Keller-signatory", "unsigned", "rev1")
    table.meet()
    for entry in (
        table.keller.amend(),
        table.keller.notice(),
        table.keller.suspend(),
        table.keller.annex("measures", "alone"),
    ):
        assert entry.digest in table.meet().void


def test_signed_elsewhere_counts_until_it_is_negotiated_here():
    vault = replica(founded("Keller"), "keller")
    vault.ended()
    assert vault.state().stage == "draft"
    first, second = vault.elsewhere(), vault.elsewhere("paper_scan")
    state = vault.state()
    assert (state.stage, state.signed_elsewhere.digest, len(state.facts.elsewhere)) == ("terminated", second.digest, 2)
    vault.ended("")
    assert (vault.state().stage, vault.state().terminated) == ("signed", ())
    vault.offer(KELLER, INSTITUT)
    state = vault.state()
    assert (state.stage, state.facts.elsewhere) == ("offered", [])
    assert {first.digest, second.digest} <= set(state.void)
    late = vault.elsewhere()
    assert late.digest in vault.state().void


@settings(max_examples=examples(40), deadline=None)
@given(steps, st.randoms(use_true_random=False))
def test_effects_do_not_depend_on_the_order_of_arrival(plan, chance):
    entries = play(plan)
    shuffled = list(entries)
    chance.shuffle(shuffled)
    assert first_effects(folded(entries)) == first_effects(fold(shuffled, usual_directory()))


@settings(max_examples=examples(40), deadline=None)
@given(steps)
def test_effects_fit_together(plan):
    state = folded(play(plan))
    effects = first_effects(state)
    assert {effect.change.digest for effect in effects} == set(state.facts.changes)
    days = [effect.begins for effect in effects if effect.begins is not None]
    assert days == sorted(days)
    for effect in effects:
        assert (effect.begins is not None) == (effect.standing == "in_effect")
        assert bool(effect.waiting_for) == (effect.standing == "pending" and effect.reason != NOT_RECEIVED)
        assert effect.change.organisation not in effect.waiting_for
        if effect.begins is not None:
            assert effect.begins >= date.fromisoformat(effect.change.day)


@pytest.mark.journey
def test_the_random_histories_reach_every_standing():
    from random import Random

    from tests.history.random_history import ACTIONS

    chance, seen = Random(7), set()
    for _ in range(400):
        plan = [("go", chance.randrange(4), 1) for _ in range(8)]
        plan += [
            (chance.choice([*ACTIONS, *["contract", "meet"] * 12]), chance.randrange(4), chance.randrange(6))
            for _ in range(14)
        ]
        seen |= {effect.standing for effect in first_effects(folded(play(plan)))}
        if len(seen) == 5:
            break
    assert seen == {"in_effect", "pending", "objected", "taken_back", "without_effect"}


def test_a_dispute_tells_what_it_is_about(two):
    amendment = two.keller.amend()
    two.meet()
    accepted = two.institut.agree_to(amendment)
    state = two.meet()
    revocation = Revocation("R" * 43, INSTITUT.id, accepted.time, accepted.kid, "left")
    signature = state.signed[0].digest
    notice = two.institut.terminate()
    state = two.meet()
    cases: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
        ((accepted.digest,), ("change",)),
        ((accepted.digest, signature), ("agreement", "change")),
        ((notice.digest,), ("termination",)),
        ((notice.digest, accepted.digest, signature), ("agreement", "termination", "change")),
    )
    for entries, about in cases:
        (told,) = disputes_of(replace(state, disputes=(Dispute(revocation, entries),)), {INSTITUT.id: "Institut"})
        assert told.about == about
        said = str(told.words)
        assert said.count("Institut disputes") == len(about)
        assert ("disputes the notice of termination" in said) is ("termination" in about)
        assert ("disputes a change of the agreement" in said) is ("change" in about)


def test_steps_by_paper_count_for_the_newest_draft_until_it_is_negotiated_here():
    vault = replica(founded("Keller"), "keller")
    party = {"name": "Institut", "key": "institut"}
    vault.write("draft", {"state": {"terms": {"parties": [party, {"organisation": KELLER.id}]}}, "note": ""})
    vault.outside("accepted")
    assert (vault.state().stage, vault.state().outside) == ("draft", None)
    told = []
    for step in ("sent", "accepted", "frozen", "changes", "refused", "sent"):
        vault.outside(step)
        told.append(vault.state().stage)
    assert told == ["offered", "agreed", "frozen", "draft", "declined", "offered"]
    vault.write("draft", {"state": {}, "note": ""})
    assert (vault.state().stage, vault.state().outside) == ("draft", None)
    sent = vault.outside("sent")
    vault.offer(KELLER, INSTITUT)
    assert (vault.state().stage, vault.state().outside) == ("offered", None)
    assert sent.digest in vault.state().void
