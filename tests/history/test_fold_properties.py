"""What must hold for every history, however strange."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from datapact.base.errors import Malformed
from datapact.history.commitments.disclosure import WITHHELD
from datapact.history.commitments.reveal import Revealed
from datapact.history.entries.entry import read_entry, verify_entry
from datapact.history.entries.shapes import AGREEMENT_SHAPES
from datapact.history.fold.agreement import follow
from datapact.history.state import dag
from tests.depth import examples
from tests.history.random_history import ACTIONS, ancestors, folded, play, steps
from tests.history.world import START, founded, replica, usual_directory

calm = settings(max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.too_slow])


@calm
@given(steps, st.randoms(use_true_random=False))
def test_any_order_of_arrival_gives_the_same_state(plan, chance):
    entries = play(plan)
    expected = folded(entries)
    for _ in range(3):
        chance.shuffle(entries)
        assert folded(entries + entries[:3]) == expected


@calm
@given(steps)
def test_the_running_state_equals_the_state_built_anew(plan):
    entries = play(plan)
    assert folded(entries) == folded(entries, incremental=False)


@calm
@given(steps)
def test_one_entry_folded_onto_a_state_gives_the_state_of_them_all(plan):
    entries = play(plan)
    directory = usual_directory()
    for entry in entries:  # as its author wrote it
        before = ancestors(entries, entry)
        if before:
            assert follow(folded(before), entry, directory) == folded([*before, entry])
    first, *rest = folded(entries).dag.order  # as a reader might, whatever the entries know
    state = folded([first])
    for entry in rest:
        state = follow(state, entry, directory)
    assert state == folded(entries)


@calm
@given(steps)
def test_nothing_stands_that_the_senders_own_ancestors_forbid(plan):
    entries = play(plan)
    state = folded(entries)
    for entry in entries:
        own = folded([*ancestors(entries, entry), entry], incremental=False)
        assert (entry.digest in state.forbidden) == (entry.digest in own.forbidden)
        if entry.digest not in state.void:
            assert entry.digest not in own.void


@calm
@given(steps)
def test_the_table_knows_no_order_of_entries_that_do_not_know_each_other(plan):
    entries = play(plan)
    state = folded(entries)
    given_key = dag.rank
    try:
        dag.rank = lambda entry: (-entry.time.timestamp(), entry.digest[::-1])
        other = folded(entries)
    finally:
        dag.rank = given_key
    assert other.void == state.void
    assert (other.stage, other.turn, other.agreed, other.freeze) == (
        state.stage,
        state.turn,
        state.agreed,
        state.freeze,
    )
    assert set(other.signed) == set(state.signed)
    assert set(other.open_offers) == set(state.open_offers)
    assert (other.accepted, other.receipts, other.cloned) == (state.accepted, state.receipts, state.cloned)


@calm
@given(steps)
def test_what_stands_fits_together(plan):
    state = folded(play(plan))
    if state.agreed is not None:
        assert state.accepted[state.agreed] >= state.parties
    if state.freeze is not None:
        assert state.freeze.organisation == state.facts.offers[state.freeze.offer].organisation
        assert state.freeze.digest not in state.void
    signed_slots = [signed.slot for signed in state.signed]
    places = [place.id for place in state.freeze.slots] if state.freeze else []
    assert list(dict.fromkeys(signed_slots)) == places[: len(set(signed_slots))]
    if state.stage == "signed":
        assert set(signed_slots) == set(places)
    if state.stage not in ("frozen", "signing"):
        assert state.next_slots == ()
    assert not {one.digest for one in state.signed} & set(state.void)
    assert state.forbidden <= set(state.void)
    assert set(state.open_offers) <= set(state.facts.offers)


@pytest.mark.journey
def test_the_random_histories_reach_every_stage_and_many_voids():
    chance = random.Random(7)
    seen: Counter[str] = Counter()
    for _ in range(150):
        plan = [
            (chance.choice(ACTIONS), chance.randrange(4), chance.randrange(6)) for _ in range(chance.randint(4, 26))
        ]
        state = folded(play(plan))
        seen[state.stage] += 1
        seen["void"] += bool(set(state.void) - state.forbidden)
        seen["two signatures"] += len(state.signed) > 1
    for stage in (
        "offered",
        "agreed",
        "frozen",
        "signing",
        "signed",
        "declined",
        "terminated",
        "void",
        "two signatures",
    ):
        assert seen[stage] >= 1, (stage, seen)


@calm
@given(steps, st.randoms(use_true_random=False))
def test_withheld_and_erased_disclosures_leave_signatures_valid_and_the_fold_running(plan, chance):
    entries = play(plan)
    less = []
    for entry in entries:
        kept = [text for text in entry.disclosures if chance.random() < 0.7]
        try:
            reduced = read_entry(entry.jws, kept)
        except Malformed:  # an inner disclosure whose outer one is gone refers to nothing
            reduced = read_entry(entry.jws, [])
        key = usual_directory()[entry.organisation].state.by_kid[entry.kid].author_key
        assert verify_entry(reduced, key)
        assert reduced.digest == entry.digest
        less.append(reduced)
    state = folded(less)
    assert set(state.order) == {entry.digest for entry in entries}
    for entry in less:
        if entry.digest in state.withheld:
            assert any(entry.body[name] is WITHHELD for name in AGREEMENT_SHAPES[entry.kind].essential) or (
                entry.kind == "freeze"
            )


@calm
@given(steps)
def test_hiding_texts_and_states_changes_nothing_that_the_fold_decides(plan):
    entries = play(plan)
    hidden = [
        replace(
            entry,
            revealed=Revealed(
                {
                    name: value if name in AGREEMENT_SHAPES[entry.kind].essential else WITHHELD
                    for name, value in entry.body.items()
                },
                entry.absent,
                entry.erased,
            ),
        )
        for entry in entries
    ]
    full, less = folded(entries), folded(hidden)
    assert (less.stage, less.turn, less.agreed, less.void) == (full.stage, full.turn, full.agreed, full.void)
    assert [one.digest for one in less.signed] == [one.digest for one in full.signed]


@calm
@given(st.lists(st.booleans(), min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_what_one_vault_wrote_in_one_second_stands_in_the_order_of_writing(shared, chance):
    vault = replica(founded("Keller"), "keller1")
    written = []
    for number, one in enumerate(shared):
        vault.minutes = 0
        text = f"{number} {chance.random()}"
        written.append(vault.comment(text) if one else vault.write("draft", {"state": {}, "note": text}))
    arrived = list(written)
    chance.shuffle(arrived)
    assert list(dag.arrange(arrived).order) == written


@calm
@given(st.lists(st.integers(0, 5), min_size=2, max_size=8), st.integers(0, 9))
def test_what_was_known_at_a_moment_is_whole_however_clocks_differ(minutes, moment):
    """One with a slow clock answers one with a fast clock: by the slow one's time both are there, or neither."""
    houses = [replica(founded(name), name) for name in ("Keller", "Institut")]
    entries = []
    for number, minute in enumerate(minutes):
        house = houses[number % 2]
        house.learn(*houses)
        house.minutes = minute
        entries.append(house.comment(f"{number}"))
    until = START + timedelta(minutes=moment)
    known = dag.entries_by(reversed(entries), until)
    late = next((place for place, one in enumerate(entries) if one.time > until), len(entries))
    assert [one.digest for one in reversed(known)] == [one.digest for one in entries[:late]]


@calm
@given(steps, st.sets(st.sampled_from(sorted(AGREEMENT_SHAPES))))
def test_which_entries_knew_which_is_what_the_ancestors_say(plan, kinds):
    arranged = dag.arrange(play(plan))
    those = [one.digest for one in arranged.order if one.kind in kinds or one.stream == "internal"]
    known = dag.knowing(arranged.order, set(those))
    assert list(known.places) == those
    assert [[known.knows(a, b) for b in those] for a in those] == [[arranged.knows(a, b) for b in those] for a in those]
