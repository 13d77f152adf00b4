"""An agreement from draft to end: what each step needs, and who may take it."""

from __future__ import annotations

import pytest

from datapact.base.errors import MissingEntries
from datapact.history.fold.agreement import fold
from tests.history.world import Replica, directory, found, founded, replica, revision, slot, usual_directory

KELLER, INSTITUT, WEBER = founded("Keller"), founded("Institut"), founded("Weber")


@pytest.fixture
def keller() -> Replica:
    return replica(KELLER, "keller")


@pytest.fixture
def institut() -> Replica:
    return replica(INSTITUT, "institut")


def agreed(keller: Replica, institut: Replica):
    """Both have accepted Keller's offer."""
    offer = keller.offer(KELLER, INSTITUT)
    institut.learn(keller)
    institut.accept(offer)
    keller.learn(institut)
    return offer


def frozen(keller: Replica, institut: Replica):
    """Keller signs first, then two persons of the institute."""
    offer = agreed(keller, institut)
    slots = [slot(1, KELLER), slot(2, INSTITUT), slot(3, INSTITUT, "second")]
    freeze = keller.freeze(offer, slots)
    institut.learn(keller)
    return freeze


def signed(keller: Replica, institut: Replica) -> None:
    frozen(keller, institut)
    keller.sign("Keller-signatory", "unsigned", "one")
    institut.learn(keller)
    institut.sign("Institut-signatory", "one", "two")
    institut.sign("Institut-second", "two", "three", "second")
    keller.learn(institut)


def test_the_whole_way(keller, institut):
    keller.write("draft", {"state": {}, "note": "first"})
    approved = keller.write("approval", {"state_digest": "A" * 43, "note": ""}, "lead")
    assert keller.state().stage == "draft"
    assert [approval.digest for approval in keller.state().facts.approvals] == [approved.digest]
    offer = keller.offer(KELLER, INSTITUT)
    state = keller.state()
    assert (state.stage, state.turn, state.open_offers) == ("offered", (INSTITUT.id,), (offer.digest,))
    institut.learn(keller)
    assert len(institut.known) == 1  # internal entries stay at home
    counter = institut.counter(offer)
    keller.learn(institut)
    state = keller.state()
    assert (state.stage, state.turn, state.open_offers) == ("offered", (KELLER.id,), (counter.digest,))
    keller.accept(counter)
    institut.learn(keller)
    state = institut.state()
    assert (state.stage, state.turn, state.agreed) == ("agreed", (INSTITUT.id,), counter.digest)
    institut.freeze(counter, [slot(1, KELLER), slot(2, INSTITUT)])
    keller.learn(institut)
    assert (keller.state().stage, keller.state().turn) == ("frozen", (KELLER.id,))
    keller.sign("Keller-signatory", "unsigned", "one")
    institut.learn(keller)
    state = institut.state()
    assert (state.stage, state.turn, state.revisions) == ("signing", (INSTITUT.id,), {revision("one")})
    institut.sign("Institut-signatory", "one", "two")
    keller.learn(institut)
    state = keller.state()
    assert (state.stage, state.turn, state.fully_signed) == ("signed", (), True)
    assert [one.slot for one in state.signed] == ["Keller-signatory", "Institut-signatory"]
    notice = keller.terminate("2027-12-31")
    state = keller.state()
    assert (state.stage, state.terminated[0].end) == ("terminated", "2027-12-31")
    assert state.void == {}
    assert state.cloned == ()
    assert state.gaps == ()
    assert state.shared_heads == (notice.digest,)
    assert set(state.heads) == {notice.digest, approved.digest}


def test_missing_parents_are_named_and_nothing_is_applied(keller, institut):
    offer = keller.offer(KELLER, INSTITUT)
    comment = keller.comment()
    with pytest.raises(MissingEntries) as error:
        fold([comment], usual_directory())
    assert error.value.digests == (offer.digest,)


def test_only_the_author_of_the_accepted_text_may_freeze(keller, institut):
    offer = agreed(keller, institut)
    freeze = institut.freeze(offer, [slot(1, KELLER), slot(2, INSTITUT)])
    state = institut.state()
    assert freeze.digest in state.forbidden
    assert state.stage == "agreed"
    assert "Only the organisation that wrote" in str(state.void[freeze.digest])


def test_nothing_is_frozen_before_everybody_accepted(keller, institut):
    offer = keller.offer(KELLER, INSTITUT)
    freeze = keller.freeze(offer, [slot(1, KELLER), slot(2, INSTITUT)])
    assert freeze.digest in keller.state().forbidden


@pytest.mark.parametrize(
    "slots",
    [
        [slot(1, KELLER)],
        [slot(1, KELLER), slot(2, INSTITUT), slot(3, WEBER)],
        [slot(1, KELLER), slot(1, INSTITUT)],
        [slot(1, KELLER), slot(3, INSTITUT)],
        [slot(1, KELLER), slot(2, INSTITUT), {**slot(3, INSTITUT, "second"), "id": "Keller-signatory"}],
    ],
)
def test_slots_are_in_order_and_cover_exactly_the_parties(keller, institut, slots):
    offer = agreed(keller, institut)
    freeze = keller.freeze(offer, slots)
    assert freeze.digest in keller.state().forbidden


def test_all_slots_must_sign_in_their_order(keller, institut):
    frozen(keller, institut)
    early = institut.sign("Institut-signatory", "unsigned", "x")
    assert early.digest in institut.state().forbidden
    keller.sign("Keller-signatory", "unsigned", "one")
    institut.learn(keller)
    wrong_slot = institut.sign("Institut-second", "one", "x", "second")
    wrong_person = institut.sign("Institut-signatory", "one", "x", "second")
    wrong_start = institut.sign("Institut-signatory", "unsigned", "x")
    nothing_new = institut.sign("Institut-signatory", "one", "one")
    state = institut.state()
    assert state.forbidden >= {e.digest for e in (wrong_slot, wrong_person, wrong_start, nothing_new)}
    assert state.stage == "signing"
    institut.sign("Institut-signatory", "one", "two")
    assert institut.state().stage == "signing"
    twice = institut.sign("Institut-signatory", "two", "x")
    assert twice.digest in institut.state().forbidden
    institut.sign("Institut-second", "two", "three", "second")
    assert institut.state().stage == "signed"


def test_whoever_has_signed_cannot_decline_but_can_terminate(keller, institut):
    frozen(keller, institut)
    early = keller.terminate()
    assert early.digest in keller.state().forbidden
    keller.sign("Keller-signatory", "unsigned", "one")
    decline = keller.decline()
    assert decline.digest in keller.state().forbidden
    institut.learn(keller)
    foreign = institut.terminate()
    assert foreign.digest in institut.state().forbidden
    keller.terminate()
    assert keller.state().stage == "terminated"
    institut.learn(keller)
    late = institut.sign("Institut-signatory", "one", "two")
    assert late.digest in institut.state().forbidden


def test_after_a_decline_only_remarks_remain(keller, institut):
    offer = keller.offer(KELLER, INSTITUT)
    institut.learn(keller)
    institut.decline()
    keller.learn(institut)
    assert keller.state().stage == "declined"
    assert keller.state().turn == ()
    for entry in (keller.counter(offer), keller.accept(offer), keller.decline(), keller.offer(KELLER, INSTITUT)):
        assert entry.digest in keller.state().forbidden
    assert keller.comment().digest not in keller.state().void


def test_a_counter_after_the_freeze_is_forbidden(keller, institut):
    freeze = frozen(keller, institut)
    offer = keller.known[freeze.body["offer"]]
    late = institut.counter(offer)
    assert late.digest in institut.state().forbidden
    assert institut.state().stage == "frozen"


@pytest.mark.parametrize("member", ["signatory", "lead", "auditor"])
def test_the_text_is_for_legal_members(keller, institut, member):
    offer = keller.offer(KELLER, INSTITUT)
    institut.learn(keller)
    for entry in (institut.accept(offer, member=member), institut.counter(offer, member=member)):
        assert entry.digest in institut.state().forbidden
    assert institut.decline(member=member).digest in institut.state().forbidden


def test_an_auditor_writes_nothing(keller, institut):
    keller.offer(KELLER, INSTITUT)
    for entry in (
        keller.comment(member="auditor"),
        keller.receipt(member="auditor"),
        keller.write("note", {"text": "x"}, "auditor"),
    ):
        assert entry.digest in keller.state().forbidden


def test_strangers_and_third_parties_are_kept_out(keller, institut):
    offer = keller.offer(KELLER, INSTITUT)
    weber = replica(WEBER, "weber")
    weber.learn(keller)
    for entry in (weber.accept(offer), weber.comment(), weber.counter(offer, WEBER, KELLER)):
        assert entry.digest in weber.state().forbidden
    stranger = Replica(found("Fremd"), "F" * 22)
    stranger.learn(keller)
    entry = stranger.comment(member="admin")
    assert entry.digest in fold(stranger.known.values(), usual_directory()).forbidden


def test_a_counter_answers_an_open_offer(keller, institut):
    offer = keller.offer(KELLER, INSTITUT)
    institut.learn(keller)
    institut.counter(offer)
    keller.learn(institut)
    assert keller.counter(offer).digest in keller.state().forbidden
    comment = keller.comment()
    body = {"parties": sorted(offer.body["parties"]), "state": {}, "answers": comment.digest, "note": ""}
    assert keller.write("counter", body).digest in keller.state().forbidden


def test_a_counter_keeps_the_parties(keller, institut):
    offer = keller.offer(KELLER, INSTITUT, WEBER)
    institut.learn(keller)
    counter = institut.counter(offer, KELLER, INSTITUT)
    assert counter.digest in institut.state().forbidden


def test_three_parties_all_have_to_accept(keller, institut):
    weber = replica(WEBER, "weber")
    offer = keller.offer(KELLER, INSTITUT, WEBER)
    institut.learn(keller)
    weber.learn(keller)
    institut.accept(offer)
    keller.learn(institut)
    assert keller.state().stage == "offered"
    assert keller.state().turn == (WEBER.id,)
    weber.accept(offer)
    keller.learn(weber)
    assert keller.state().stage == "agreed"


def test_shared_entries_do_not_build_on_internal_ones(keller):
    draft = keller.write("draft", {"state": {}, "note": ""})
    offer = keller.write(
        "offer", {"parties": [KELLER.id, INSTITUT.id], "state": {}, "note": ""}, parents=[draft.digest]
    )
    assert offer.digest in keller.state().forbidden


def test_receipts_say_what_a_partner_has_seen(keller, institut):
    offer = keller.offer(KELLER, INSTITUT)
    institut.learn(keller)
    institut.receipt()
    assert institut.state().receipts == {INSTITUT.id: {offer.digest}}
    comment = institut.comment()
    institut.receipt()
    assert institut.state().receipts == {INSTITUT.id: {comment.digest}}


def test_clones_and_gaps_are_reported(keller, institut):
    offer = keller.offer(KELLER, INSTITUT)
    clone = Replica(KELLER, keller.id, dict(keller.known), dict(keller.counters))
    one, two = keller.comment("one"), clone.comment("two")
    keller.learn(two)
    assert keller.state().cloned == (tuple(sorted((one.digest, two.digest))),)
    assert keller.state().gaps == ()
    institut.learn(keller)
    institut.counters["shared"] = 2
    institut.accept(offer)
    (gap,) = institut.state().gaps
    assert (gap.replica, gap.stream, gap.counters) == (institut.id, "shared", (1, 2))


def test_huge_counters_cost_nothing(keller):
    keller.counters["shared"] = 2**52
    keller.offer(KELLER, INSTITUT)
    (gap,) = keller.state().gaps
    assert gap.counters == tuple(range(1, 101))


def test_the_author_must_name_a_head_at_least_as_new_as_before():
    organisation = found("Alt")
    organisation.add_member("legal", "legal")
    organisation.add_member("lead", "lead")
    vault = Replica(organisation, "A" * 22)
    vault.offer(organisation, KELLER)
    newest = organisation.entries.pop()
    old = vault.comment()
    organisation.entries.append(newest)
    lines = directory(organisation, KELLER)
    assert old.digest in vault.state(lines).forbidden
    assert "older state" in str(vault.state(lines).void[old.digest])


def test_a_candidate_is_judged_before_it_is_stored(keller, institut):
    offer = keller.offer(KELLER, INSTITUT)
    before = list(keller.known.values())
    comment = keller.comment()
    assert comment.digest not in fold([*before, comment], usual_directory()).void
    own = keller.accept(offer)
    assert "already" in str(fold([*before, *keller.known.values(), own], usual_directory()).void[own.digest])


def test_signing_twice_at_the_same_time_leaves_both_until_one_is_continued(keller, institut):
    frozen(keller, institut)
    other = replica(KELLER, "keller2")
    other.learn(keller)
    one = keller.sign("Keller-signatory", "unsigned", "one")
    two = other.sign("Keller-signatory", "unsigned", "uno")
    keller.learn(other)
    state = keller.state()
    assert {signed.digest for signed in state.signed} == {one.digest, two.digest}
    assert state.revisions == {revision("one"), revision("uno")}
    institut.learn(keller)
    institut.sign("Institut-signatory", "uno", "two")
    institut.sign("Institut-second", "two", "three", "second")
    assert institut.state().stage == "signed"
