"""A place of a frozen text filled in a copy of the party's own: by whom, when, and what simultaneous steps make of it."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from datapact.base.errors import NewerFormat
from datapact.history.entries.entry import Entry
from datapact.history.fold.agreement import AgreementState, fold
from datapact.history.transitions.signing import SECOND
from tests.history.world import Replica, founded, replica, revision, slot, usual_directory

KELLER, INSTITUT, WEBER = founded("Keller"), founded("Institut"), founded("Weber")
K, INST, W = "Keller-signatory", "Institut-signatory", "Weber-signatory"


class Three:
    """Three houses, one vault each and a second of Keller's, with a text that all froze; ``meet`` lets all know all."""

    def __init__(self, *, by_person: bool = False, frozen: bool = True) -> None:
        self.keller, self.keller2 = replica(KELLER, "keller"), replica(KELLER, "keller2")
        self.institut, self.weber = replica(INSTITUT, "institut"), replica(WEBER, "weber")
        self.all = [self.keller, self.keller2, self.institut, self.weber]
        self.offer = offer = self.keller.offer(KELLER, INSTITUT, WEBER)
        self.meet()
        self.institut.accept(offer)
        self.weber.accept(offer)
        self.meet()
        if frozen:
            last = nameless(3) if by_person else slot(3, WEBER)
            self.freeze = self.keller.freeze(offer, [slot(1, KELLER), slot(2, INSTITUT), last])
            self.meet()

    def meet(self) -> AgreementState:
        for one in self.all:
            one.learn(*self.all)
        for one in self.all:
            one.minutes = max(other.minutes for other in self.all)
        return self.keller.state()


def nameless(order: int) -> dict[str, Any]:
    """Weber's place without a key."""
    return {**slot(order, WEBER), "member": "", "kid": ""}


@pytest.fixture
def three() -> Three:
    return Three()


def reason(state: AgreementState, entry: Entry) -> str:
    return str(state.void[entry.digest]) if entry.digest in state.void else ""


def filled(state: AgreementState) -> list[str]:
    return [one.slot for one in state.signed]


def test_a_key_then_another_program_then_paper(three: Three) -> None:
    three.keller.sign(K, "unsigned", "r1")
    assert three.meet().next_slots[0].id == INST
    three.institut.own_copy(INST, revision("r1"), "pdf_signature")
    state = three.meet()
    assert (state.stage, state.next_slots[0].id, state.revisions) == ("signing", W, {revision("r1")})
    three.weber.own_copy(W, revision("r1"), "paper_scan", "legal")
    state = three.meet()
    assert (state.stage, state.fully_signed, filled(state), dict(state.void)) == ("signed", True, [K, INST, W], {})
    three.institut.terminate()
    assert three.meet().stage == "terminated"  # a notice rests on its party's signature, wherever that is


def test_keys_go_on_past_a_place_that_was_filled_in_another_copy(three: Three) -> None:
    three.keller.own_copy(K)
    assert three.meet().revisions == {""}
    three.institut.sign(INST, "unsigned", "r2")
    assert three.meet().revisions == {revision("r2")}
    wrong = three.weber.sign(W, "unsigned", "r3")
    state = three.meet()
    assert "does not start from the last signed version" in reason(state, wrong)
    three.weber.sign(W, "r2", "r3")
    assert three.meet().fully_signed


@pytest.mark.parametrize(
    ("vault", "place", "member", "why"),
    [
        ("institut", K, "legal", "somebody else's turn"),
        ("institut", INST, "signatory", "somebody else's turn"),
        ("keller", K, "second", "Only the person of this place, or a legal member"),
        ("keller", K, "lead", ""),
    ],
)
def test_only_the_party_whose_turn_it_is_can_say_so(
    three: Three, vault: str, place: str, member: str, why: str
) -> None:
    writer: Replica = getattr(three, vault)
    entry = writer.own_copy(place, member=member)
    state = three.meet()
    assert state.signed == ()
    assert why in reason(state, entry)
    assert entry.digest in state.forbidden


def test_the_record_names_the_version_that_stood_and_what_shows_the_signature(three: Three) -> None:
    early = three.keller.own_copy(K, revision("r0"))
    assert "last signed version" in reason(three.meet(), early)
    bare = three.keller.write("counterpart_signed", {**three.keller.own_copy(INST).body, "slot": K, "files": []})
    assert "names no file" in reason(three.meet(), bare)


def test_a_second_filling_that_knows_the_first_has_no_effect(three: Three) -> None:
    three.keller.own_copy(K)
    again = three.keller.own_copy(K, evidence="pdf_signature", member="legal")
    state = three.meet()
    assert (filled(state), state.void[again.digest]) == ([K], SECOND)
    three.institut.own_copy(INST)
    three.weber.own_copy(W) if three.meet().next_slots[0].id == W else None
    late = three.keller.own_copy(K, member="legal")
    state = three.meet()
    assert (state.stage, state.void[late.digest]) == ("signed", SECOND)


@pytest.mark.parametrize("follows", ["key", "copy"])
def test_two_fillings_of_one_place_stand_until_somebody_signs_after_one(three: Three, follows: str) -> None:
    by_key = three.keller.sign(K, "unsigned", "r1")
    by_copy = three.keller2.own_copy(K)
    known = by_key if follows == "key" else by_copy
    three.institut.learn(known)
    if follows == "key":
        three.institut.sign(INST, "r1", "r2")
    else:
        three.institut.sign(INST, "unsigned", "r2")
    state = three.meet()
    assert {one.digest for one in state.signed if one.slot == K} == {by_key.digest, by_copy.digest}
    assert (state.stage, state.revisions, state.next_slots[0].id) == ("signing", {revision("r2")}, W)
    three.weber.own_copy(W, revision("r2"))
    assert three.meet().fully_signed  # whichever of the two the others knew


def test_a_decline_that_knows_nothing_of_a_full_signature_is_void(three: Three) -> None:
    three.keller.own_copy(K)
    three.meet()
    three.institut.own_copy(INST)
    three.meet()
    three.weber.own_copy(W)
    late = three.keller2.decline()
    state = three.meet()
    assert (state.stage, late.digest in state.void) == ("signed", True)


def test_nothing_is_filled_after_the_end(three: Three) -> None:
    three.weber.decline()
    three.meet()
    entry = three.keller.own_copy(K)
    state = three.meet()
    assert (state.stage, "not waiting" in reason(state, entry)) == ("declined", True)


def test_a_revoked_vouching_key_leaves_what_everybody_signed() -> None:
    """As with a signature by key: void before the last signature, disputed after it."""
    from tests.history.world import directory, found

    parties = []
    for name in ("Keller", "Institut"):
        party = found(name)
        party.add_member("legal", "legal")
        party.add_member("signatory", "signatory")
        parties.append(party)
    keller, institut = replica(parties[0], "keller"), replica(parties[1], "institut")
    offer = keller.offer(*parties)
    institut.learn(keller)
    institut.accept(offer)
    keller.learn(institut)
    keller.freeze(offer, [slot(1, parties[0]), slot(2, parties[1])])
    before = dict(keller.known)
    copy = keller.own_copy(K, member="legal")
    institut.learn(keller)
    last = institut.own_copy(INST, member="legal")
    parties[0].revoke("legal")
    unaware = replica(parties[0], "keller3")
    unaware.known = before
    revoked = unaware.write("revocation", {"kid": parties[0].kid("legal"), "reason": "stolen"}, "admin")
    lines = directory(*parties)
    early = fold([*before.values(), copy, revoked], lines)
    assert (early.signed, copy.digest in early.void) == ((), True)
    whole = fold([*before.values(), copy, last, revoked], lines)
    assert (whole.stage, [one.entries for one in whole.disputes]) == ("signed", [(copy.digest,)])


def test_any_order_of_arrival_gives_the_same_places(three: Three) -> None:
    three.keller.sign(K, "unsigned", "r1")
    three.keller2.own_copy(K)
    three.meet()
    three.institut.own_copy(INST, revision("r1"))
    three.meet()
    three.weber.own_copy(W, revision("r1"), member="legal")
    expected = three.meet()
    fresh = list(three.keller.known.values())
    for tail in itertools.permutations(fresh[-4:]):
        assert fold([*fresh[:-4], *tail, *fresh], usual_directory()) == expected


@pytest.fixture
def named() -> Three:
    """Weber has no key for who signs there: that place is bound to the person."""
    return Three(by_person=True)


def test_a_place_of_a_person_is_filled_by_a_legal_member_alone(named: Three) -> None:
    assert named.freeze.kind == "freeze_persons"
    named.keller.sign(K, "unsigned", "r1")
    named.meet()
    named.institut.sign(INST, "r1", "r2")
    assert named.meet().next_slots[0].id == W
    by_key = named.weber.sign(W, "r2", "r3")
    own = named.weber.own_copy(W, revision("r2"))
    state = named.meet()
    assert "Only the person named" in reason(state, by_key)
    assert "or a legal member" in reason(state, own)
    other = named.institut.own_copy(W, revision("r2"), member="legal")
    assert "somebody else's turn" in reason(named.meet(), other)
    named.weber.own_copy(W, revision("r2"), member="legal")
    state = named.meet()
    assert (state.stage, state.fully_signed, filled(state)) == ("signed", True, [K, INST, W])


def test_a_freeze_with_persons_and_one_without_are_both_void(named: Three) -> None:
    """As two ordinary freezes that do not know each other, in any order."""
    other = Three(by_person=True, frozen=False)
    first = other.keller.freeze(other.offer, [slot(1, KELLER), slot(2, INSTITUT), nameless(3)])
    second = other.keller2.freeze(other.offer, [slot(1, KELLER), slot(2, INSTITUT), slot(3, WEBER)])
    state = other.meet()
    assert (state.stage, {first.digest, second.digest} <= state.void.keys()) == ("agreed", True)
    declined = named.institut.decline()
    assert named.meet().stage == "declined"
    assert not reason(named.meet(), declined)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"bound": "key"}, "names no key"),
        ({"kid": "A" * 43}, "names no key"),
        ({"member": "somebody"}, "names no key"),
        ({"bound": "key", "kid": "A" * 43, "member": "signatory"}, "in the ordinary way"),
    ],
)
def test_a_place_says_to_what_it_is_bound(change: dict[str, str], why: str) -> None:
    made = Three(by_person=True, frozen=False)
    heads = [{"organisation": one.id, "head": one.entries[-1].digest} for one in (KELLER, INSTITUT, WEBER)]
    slots = [{**slot(n, house), "bound": "key", "kid": "A" * 43} for n, house in ((1, KELLER), (2, INSTITUT))]
    body = {"offer": made.offer.digest, "agreement_sha256": "A" * 43, "layout": "1", "heads": heads}
    bad = made.keller.write("freeze_persons", {**body, "slots": [*slots, {**nameless(3), "bound": "person", **change}]})
    state = made.meet()
    assert (state.stage, why in reason(state, bad)) == ("agreed", True)


@pytest.mark.parametrize("kind", ["counterpart_signed", "freeze_persons"])
def test_an_older_program_says_newer_format(kind: str, named: Three, monkeypatch: pytest.MonkeyPatch) -> None:
    from datapact.history.entries import shapes
    from datapact.history.entries.entry import read_entry

    entry = named.freeze if kind == "freeze_persons" else named.keller.own_copy(K)
    older = {name: one for name, one in shapes.AGREEMENT_SHAPES.items() if name != kind}
    monkeypatch.setattr(shapes, "AGREEMENT_SHAPES", older)
    with pytest.raises(NewerFormat):
        read_entry(entry.jws, entry.disclosures)
