"""The concurrency table of the design, row by row: what happens when two wrote without knowing each other."""

from __future__ import annotations

import pytest

from datapact.history.entries.entry import Entry
from datapact.history.fold.agreement import fold
from tests.history.world import Organisation, Replica, directory, found, founded, replica, revision, slot

KELLER, INSTITUT, WEBER = founded("Keller"), founded("Institut"), founded("Weber")


class Table:
    """Two vaults of Keller, two of the institute, one of Weber; ``meet`` lets everybody know everything."""

    def __init__(self, *parties: Organisation) -> None:
        self.parties = parties
        self.keller, self.keller2 = replica(KELLER, "keller"), replica(KELLER, "keller2")
        self.institut, self.institut2 = replica(INSTITUT, "institut"), replica(INSTITUT, "institut2")
        self.weber = replica(WEBER, "weber")
        self.replicas = [self.keller, self.keller2, self.institut, self.institut2, self.weber]

    def meet(self):
        for one in self.replicas:
            one.learn(*self.replicas)
        for one in self.replicas:
            one.minutes = max(other.minutes for other in self.replicas)
        return self.keller.state()

    def offered(self) -> Entry:
        offer = self.keller.offer(*self.parties)
        self.meet()
        return offer

    def agreed(self) -> Entry:
        offer = self.offered()
        self.institut.accept(offer)
        if WEBER in self.parties:
            self.weber.accept(offer)
        self.meet()
        return offer

    def slots(self):
        return [slot(place, party) for place, party in enumerate(self.parties, 1)]

    def frozen(self) -> tuple[Entry, Entry]:
        offer = self.agreed()
        freeze = self.keller.freeze(offer, self.slots())
        self.meet()
        return offer, freeze


@pytest.fixture
def two() -> Table:
    return Table(KELLER, INSTITUT)


@pytest.fixture
def three() -> Table:
    return Table(KELLER, INSTITUT, WEBER)


def test_counter_with_counter_both_open(three):
    offer = three.offered()
    one, other = three.institut.counter(offer), three.weber.counter(offer)
    state = three.meet()
    assert set(state.open_offers) == {one.digest, other.digest}
    assert state.stage == "offered"
    assert state.void == {}
    assert offer.digest not in state.open_offers


def test_one_of_two_open_counters_can_be_accepted_by_all(three):
    offer = three.offered()
    one, other = three.institut.counter(offer), three.weber.counter(offer)
    three.meet()
    three.keller.accept(one)
    assert three.meet().stage == "offered"
    three.weber.accept(one)
    state = three.meet()
    assert (state.stage, state.agreed) == ("agreed", one.digest)
    assert other.digest in state.open_offers


def test_an_accept_of_each_of_two_open_counters_is_no_agreement(two):
    offer = two.offered()
    one, other = two.keller.counter(offer), two.institut.counter(offer)
    two.meet()
    two.institut.accept(one)
    two.keller.accept(other)
    state = two.meet()
    assert (state.stage, state.agreed) == ("offered", None)
    assert state.accepted == {
        offer.digest: {KELLER.id},
        one.digest: {KELLER.id, INSTITUT.id},
        other.digest: {KELLER.id, INSTITUT.id},
    }


def test_accept_with_counter_not_agreed(two):
    offer = two.offered()
    two.institut.accept(offer)
    counter = two.keller.counter(offer)
    state = two.meet()
    assert (state.stage, state.agreed, state.open_offers) == ("offered", None, (counter.digest,))
    assert state.void == {}
    two.institut.accept(counter)
    assert two.meet().agreed == counter.digest


def test_accept_with_counter_to_another_offer_not_agreed(three):
    offer = three.offered()
    one, other = three.institut.counter(offer), three.weber.counter(offer)
    three.keller.learn(three.institut)  # knows nothing of Weber's counter
    three.keller.accept(one)
    three.meet()
    assert three.keller.state().agreed is None
    three.weber.accept(one)  # Weber drops its own counter, knowing everything
    state = three.meet()
    assert (state.agreed, set(state.open_offers)) == (one.digest, {one.digest, other.digest})


def test_a_counter_blocks_the_agreement_until_its_author_has_the_last_word(three):
    weber2 = replica(WEBER, "weber2")
    three.replicas.append(weber2)
    offer = three.offered()
    one = three.institut.counter(offer)
    three.keller.learn(three.institut)
    weber2.learn(three.institut)
    three.keller.accept(one)
    weber2.accept(one)
    other = three.weber.counter(offer)  # the other vault of Weber knows nothing of it
    state = three.meet()
    assert state.accepted[one.digest] == state.parties
    assert (state.stage, state.agreed, set(state.open_offers)) == ("offered", None, {one.digest, other.digest})
    three.weber.accept(one)
    assert three.meet().agreed == one.digest


def test_accept_and_counter_of_one_organisation_not_agreed(two):
    offer = two.offered()
    two.institut.accept(offer)
    counter = two.institut2.counter(offer)
    state = two.meet()
    assert (state.agreed, state.open_offers) == (None, (counter.digest,))


@pytest.mark.parametrize("by", ["institut", "keller2"])
def test_counter_with_freeze_the_freeze_is_void(two, by):
    offer = two.agreed()
    freeze = two.keller.freeze(offer, two.slots())
    counter = getattr(two, by).counter(offer)
    state = two.meet()
    assert state.freeze is None
    assert set(state.void) == {freeze.digest}
    assert (state.stage, state.open_offers) == ("offered", (counter.digest,))
    assert state.forbidden == frozenset()
    signature = two.keller.sign("Keller-signatory", "unsigned", "one")
    assert signature.digest in two.keller.state().forbidden


def test_a_signature_under_a_void_freeze_is_void(two):
    offer = two.agreed()
    freeze = two.keller.freeze(offer, two.slots())
    signature = two.keller.sign("Keller-signatory", "unsigned", "one")
    two.institut.counter(offer)
    state = two.meet()
    assert set(state.void) == {freeze.digest, signature.digest}
    assert (state.stage, state.signed) == ("offered", ())


def test_two_freezes_both_void(two):
    offer = two.agreed()
    one, other = two.keller.freeze(offer, two.slots()), two.keller2.freeze(offer, two.slots())
    state = two.meet()
    assert set(state.void) == {one.digest, other.digest}
    assert (state.stage, state.agreed, state.freeze) == ("agreed", offer.digest, None)
    again = two.keller.freeze(offer, two.slots())
    assert two.meet().freeze.digest == again.digest


def test_a_signature_under_a_void_freeze_does_not_count_for_the_next_one(two):
    offer = two.agreed()
    slots = [slot(1, INSTITUT), slot(2, KELLER)]
    two.keller.freeze(offer, slots)
    two.keller2.freeze(offer, slots)
    two.institut.learn(two.keller)
    signature = two.institut.sign("Institut-signatory", "unsigned", "one")
    two.meet()
    again = two.keller.freeze(offer, slots)
    state = two.meet()
    assert (state.freeze.digest, state.stage, state.signed) == (again.digest, "frozen", ())
    assert signature.digest in state.void


def test_a_late_second_freeze_does_not_undo_its_authors_own_signature(two):
    offer = two.agreed()
    freeze = two.keller.freeze(offer, two.slots())
    two.keller.sign("Keller-signatory", "unsigned", "one")
    two.institut.learn(two.keller)
    two.institut.sign("Institut-signatory", "one", "two")
    late = two.keller2.freeze(offer, two.slots())
    state = two.meet()
    assert set(state.void) == {late.digest}
    assert (state.freeze.digest, state.stage) == (freeze.digest, "signed")


def test_counter_with_the_same_organisations_signature_void(two):
    offer = two.agreed()
    two.institut2.learn(two.keller)
    freeze = two.keller.freeze(offer, two.slots())
    two.keller.sign("Keller-signatory", "unsigned", "one")
    two.institut.learn(two.keller)
    two.institut.sign("Institut-signatory", "one", "two")
    counter = two.institut2.counter(offer)
    state = two.meet()
    assert set(state.void) == {counter.digest}
    assert (state.freeze.digest, state.stage) == (freeze.digest, "signed")


def test_counter_with_another_organisations_signature_the_freeze_falls(two):
    offer = two.agreed()
    freeze = two.keller.freeze(offer, two.slots())
    signature = two.keller.sign("Keller-signatory", "unsigned", "one")
    counter = two.institut.counter(offer)
    state = two.meet()
    assert set(state.void) == {freeze.digest, signature.digest}
    assert state.open_offers == (counter.digest,)


def test_declined_with_the_same_organisations_signature_void(two):
    two.frozen()
    signature = two.keller.sign("Keller-signatory", "unsigned", "one")
    decline = two.keller2.decline()
    state = two.meet()
    assert set(state.void) == {decline.digest}
    assert (state.stage, state.signed[0].digest) == ("signing", signature.digest)


def test_declined_with_accept_declined(two):
    offer = two.offered()
    two.institut.accept(offer)
    two.keller.decline()
    state = two.meet()
    assert (state.stage, state.void) == ("declined", {})


def test_declined_with_freeze_declined(two):
    offer = two.agreed()
    two.keller.freeze(offer, two.slots())
    two.institut.decline()
    state = two.meet()
    assert (state.stage, state.next_slots, state.void) == ("declined", (), {})
    signature = two.keller.sign("Keller-signatory", "unsigned", "one")
    assert signature.digest in two.keller.state().forbidden


def test_declined_with_another_partys_signature_declined(two):
    two.frozen()
    two.keller.sign("Keller-signatory", "unsigned", "one")
    two.institut.decline()
    assert two.meet().stage == "declined"


def test_signed_with_termination_terminated(two):
    two.frozen()
    two.keller.sign("Keller-signatory", "unsigned", "one")
    two.meet()
    two.keller.terminate()
    last = two.institut.sign("Institut-signatory", "one", "two")
    state = two.meet()
    assert (state.stage, state.fully_signed, state.void) == ("terminated", True, {})
    assert last.digest in {signed.digest for signed in state.signed}


def test_two_terminations_stand_side_by_side(two):
    two.frozen()
    two.keller.sign("Keller-signatory", "unsigned", "one")
    two.meet()
    two.institut.sign("Institut-signatory", "one", "two")
    two.meet()
    two.keller.terminate("2027-12-31")
    two.institut.terminate("2027-06-30")
    assert [termination.end for termination in two.meet().terminated] == ["2027-06-30", "2027-12-31"]


def test_a_freeze_that_everybody_replaced_stays_void_when_the_counter_against_it_falls(two):
    offer = two.agreed()
    first = two.keller.freeze(offer, [slot(1, INSTITUT), slot(2, KELLER)])
    two.institut2.learn(two.keller)
    signature = two.institut2.sign("Institut-signatory", "unsigned", "one")
    counter = two.institut.counter(offer)  # void once the signature is known, which nobody does yet
    two.keller.learn(two.institut)
    latest = two.keller.counter(counter)
    two.institut.learn(two.keller)
    two.institut.accept(latest)
    two.keller.learn(two.institut)
    second = two.keller.freeze(latest, two.slots())
    assert first.digest in two.keller.state().void
    state = two.meet()
    assert set(state.void) == {first.digest, signature.digest, counter.digest}
    assert (state.stage, state.freeze.digest, state.forbidden) == ("frozen", second.digest, frozenset())


class TestRevocation:
    """Keller's legal member is removed; its history and the agreement say so."""

    @pytest.fixture
    def keller(self) -> Replica:
        organisation = found("Keller")
        organisation.add_member("legal", "legal")
        organisation.add_member("deputy", "legal")
        organisation.add_member("signatory", "signatory")
        return replica(organisation, "keller")

    @staticmethod
    def revoke(vault: Replica, member: str = "legal") -> Entry:
        vault.organisation.revoke(member)
        return vault.write("revocation", {"kid": vault.organisation.kid(member), "reason": ""}, "admin")

    @staticmethod
    def state(vault: Replica, *others: Replica):
        vault.learn(*others)
        return fold(vault.known.values(), directory(vault.organisation, INSTITUT))

    def test_what_the_revocation_knows_stands(self, keller):
        offer = keller.offer(keller.organisation, INSTITUT)
        revocation = self.revoke(keller)
        state = self.state(keller)
        assert state.void == {}
        assert state.open_offers == (offer.digest,)
        assert revocation.digest in state.entries

    def test_what_it_does_not_know_is_void_and_what_rests_on_it(self, keller):
        offer = keller.offer(keller.organisation, INSTITUT)
        stolen = Replica(keller.organisation, "S" * 22, dict(keller.known))
        institut = replica(INSTITUT, "institut")
        institut.learn(keller)
        counter = institut.counter(offer)
        stolen.learn(institut)
        accept = stolen.accept(counter)
        institut.learn(stolen)
        freeze = institut.freeze(counter, [slot(1, INSTITUT), slot(2, keller.organisation)])
        signature = institut.sign("Institut-signatory", "unsigned", "one")
        self.revoke(keller)
        state = self.state(keller, institut, stolen)
        assert set(state.void) == {accept.digest, freeze.digest, signature.digest}
        assert (state.stage, state.open_offers) == ("offered", (counter.digest,))
        assert state.forbidden == frozenset()

    def test_afterwards_the_key_writes_nothing(self, keller):
        offer = keller.offer(keller.organisation, INSTITUT)
        head = len(keller.organisation.entries)
        self.revoke(keller)
        newer = keller.organisation.entries[head:]
        del keller.organisation.entries[head:]
        late = keller.counter(offer)  # names the head at which the key still held
        keller.organisation.entries += newer
        state = self.state(keller)
        assert set(state.void) == state.forbidden == {late.digest}
        assert "after its revocation" in str(state.void[late.digest])

    def test_an_accept_of_a_void_counter_is_void(self, keller):
        offer = keller.offer(keller.organisation, INSTITUT)
        stolen = Replica(keller.organisation, "S" * 22, dict(keller.known))
        institut = replica(INSTITUT, "institut")
        counter = stolen.counter(offer)
        institut.learn(stolen)
        accept = institut.accept(counter)
        self.revoke(keller)
        state = self.state(keller, institut, stolen)
        assert set(state.void) == {counter.digest, accept.digest}
        assert state.open_offers == (offer.digest,)

    def test_a_notice_by_another_member_shows_that_the_organisation_knew_the_signature(self, keller):
        institut = replica(INSTITUT, "institut")
        offer = keller.offer(keller.organisation, INSTITUT)
        institut.learn(keller)
        institut.accept(offer)
        keller.learn(institut)
        keller.freeze(offer, [slot(1, keller.organisation), slot(2, INSTITUT)])
        stolen = Replica(keller.organisation, "S" * 22, dict(keller.known))
        signature = stolen.sign("Keller-signatory", "unsigned", "one")
        other = Replica(keller.organisation, "T" * 22, dict(stolen.known))
        notice = other.terminate(member="deputy")
        self.revoke(keller, "signatory")
        alone = self.state(keller, stolen)
        assert (alone.stage, set(alone.void)) == ("frozen", {signature.digest})
        state = self.state(keller, other)
        assert state.void == {}
        assert (state.stage, [one.digest for one in state.terminated]) == ("terminated", [notice.digest])

    def test_internal_entries_too(self, keller):
        keller.offer(keller.organisation, INSTITUT)
        other = Replica(keller.organisation, "S" * 22, dict(keller.known))
        note = other.write("note", {"text": "x"})
        self.revoke(keller)
        state = self.state(keller, other)
        assert set(state.void) == {note.digest}
        assert state.facts.notes == []

    def test_only_keys_that_the_organisation_revoked(self, keller):
        keller.offer(keller.organisation, INSTITUT)
        kid = keller.organisation.kid("deputy")
        wrong = keller.write("revocation", {"kid": kid, "reason": ""}, "admin")
        foreign = keller.write("revocation", {"kid": INSTITUT.kid("legal"), "reason": ""}, "admin")
        state = self.state(keller)
        assert state.forbidden == {wrong.digest, foreign.digest}

    def frozen(self, keller: Replica, *slots) -> tuple[Replica, Replica]:
        """The institute's vault and a copy of Keller's in a thief's hands; both know the freeze with these slots."""
        institut = replica(INSTITUT, "institut")
        offer = keller.offer(keller.organisation, INSTITUT)
        institut.learn(keller)
        institut.accept(offer)
        keller.learn(institut)
        keller.freeze(offer, list(slots))
        institut.learn(keller)
        return institut, Replica(keller.organisation, "S" * 22, dict(keller.known))

    def test_a_signature_by_the_revoked_key_falls_and_those_behind_it(self, keller):
        last = slot(3, INSTITUT, "second")
        institut, stolen = self.frozen(keller, slot(1, keller.organisation), slot(2, INSTITUT), last)
        first = stolen.sign("Keller-signatory", "unsigned", "one")
        institut.learn(stolen)
        second = institut.sign("Institut-signatory", "one", "two")
        self.revoke(keller, "signatory")
        state = self.state(keller, institut, stolen)
        assert set(state.void) == {first.digest, second.digest}
        assert (state.stage, [one.id for one in state.next_slots]) == ("frozen", ["Keller-signatory"])
        assert state.revisions == frozenset()
        assert state.disputes == ()

    def test_once_every_slot_is_signed_they_stand_and_are_disputed(self, keller):
        institut, stolen = self.frozen(keller, slot(1, keller.organisation), slot(2, INSTITUT))
        first = stolen.sign("Keller-signatory", "unsigned", "one")
        institut.learn(stolen)
        second = institut.sign("Institut-signatory", "one", "two")
        revocation = self.revoke(keller, "signatory")
        state = self.state(keller, institut, stolen)
        assert (state.stage, state.void) == ("signed", {})
        assert [one.digest for one in state.signed] == [first.digest, second.digest]
        (dispute,) = state.disputes
        assert dispute.entries == (first.digest,)
        assert (dispute.revocation.digest, dispute.revocation.organisation) == (
            revocation.digest,
            keller.organisation.id,
        )
        assert dispute.revocation.time == revocation.time

    @pytest.mark.parametrize("name", ["uno", "one"])  # a PDF of its own, or the same without knowing who made it first
    def test_who_signed_behind_the_void_one_of_two_falls_with_it(self, keller, name):
        last = slot(3, INSTITUT, "second")
        institut, stolen = self.frozen(keller, slot(1, keller.organisation), slot(2, INSTITUT), last)
        true = keller.sign("Keller-signatory", "unsigned", "one")
        false = stolen.sign("Keller-signatory", "unsigned", name)
        institut.learn(stolen)
        behind = institut.sign("Institut-signatory", name, "two")
        self.revoke(keller, "signatory")
        state = self.state(keller, institut, stolen)
        assert set(state.void) == {false.digest, behind.digest}
        assert [one.digest for one in state.signed] == [true.digest]
        assert (state.stage, state.revisions) == ("signing", {revision("one")})

    def test_of_two_in_one_slot_only_the_one_behind_which_all_signed_stands(self, keller):
        institut, stolen = self.frozen(keller, slot(1, keller.organisation), slot(2, INSTITUT))
        true = keller.sign("Keller-signatory", "unsigned", "one")
        false = stolen.sign("Keller-signatory", "unsigned", "uno")
        institut.learn(keller)
        behind = institut.sign("Institut-signatory", "one", "two")
        self.revoke(keller, "signatory")
        state = self.state(keller, institut, stolen)
        assert set(state.void) == {false.digest}
        assert [one.digest for one in state.signed] == [true.digest, behind.digest]
        assert (state.stage, state.disputes) == ("signed", ())

    def test_a_notice_stands_and_is_disputed_whichever_signature_it_knew(self, keller):
        """A leaver with his old keys, or a house that gave notice and takes it back: nobody can tell from the entries."""
        institut, stolen = self.frozen(keller, slot(1, keller.organisation), slot(2, INSTITUT))
        keller.sign("Keller-signatory", "unsigned", "one")
        second = stolen.sign("Keller-signatory", "unsigned", "uno")
        institut.learn(keller)
        institut.sign("Institut-signatory", "one", "two")
        notice = stolen.terminate()
        of_signatory, of_legal = self.revoke(keller, "signatory"), self.revoke(keller, "legal")
        state = self.state(keller, institut, stolen)
        assert (state.stage, set(state.void)) == ("terminated", {second.digest})
        assert [one.digest for one in state.terminated] == [notice.digest]
        (dispute,) = state.disputes
        assert (dispute.revocation.digest, dispute.entries) == (of_legal.digest, (notice.digest,))
        without = [one for one in keller.known.values() if one.digest not in (of_legal.digest, of_signatory.digest)]
        assert fold(without, directory(keller.organisation, INSTITUT)).stage == "terminated"

    def test_a_key_of_another_organisation_cannot_be_revoked_by_certifying_it_as_ones_own(self, keller):
        thief = found("Thief")
        thief.keys["mirror"] = keller.organisation.keys["legal"]
        thief.add("member", thief.member_body("mirror", ["legal"], thief.keys["mirror"]))
        offer = keller.offer(keller.organisation, thief)
        partner = replica(thief, "thief")
        thief.revoke("mirror")
        partner.learn(offer)
        partner.write(
            "revocation", {"kid": keller.organisation.kid("legal"), "reason": ""}, "admin", parents=[offer.digest]
        )
        keller.learn(partner)
        counter = keller.counter(offer)
        state = fold([*keller.known.values(), *partner.known.values()], directory(keller.organisation, thief))
        assert state.void == {}
        assert state.open_offers == (counter.digest,)


@pytest.mark.parametrize("second_person", [True, False])
def test_a_revocation_cannot_hide_what_its_organisation_knew(second_person: bool) -> None:
    """The institute signs and later revokes its signatory's key from a copy that does not know the signature."""
    keller, institut = found("Keller"), found("Institut")
    for one in (keller, institut):
        one.add_member("legal", "legal")
        one.add_member("signatory", "signatory")
    ours, theirs, copy = replica(keller, "keller"), replica(institut, "institut"), replica(institut, "copy")
    known = directory(keller, institut)
    offer = ours.offer(keller, institut)
    theirs.learn(ours)
    accept = theirs.accept(offer)
    ours.learn(theirs)
    slots = [slot(1, keller), slot(2, institut)]
    ours.freeze(offer, slots)
    ours.sign(slots[0]["id"], "a", "b")
    theirs.learn(ours)
    theirs.sign(slots[1]["id"], "b", "c")
    theirs.receipt(member="legal" if second_person else "signatory")
    ours.learn(theirs)
    assert ours.state(known).stage == "signed"
    kid = institut.kid("signatory")
    institut.revoke("signatory")
    copy.learn(offer, accept)
    ours.learn(copy.write("revocation", {"kid": kid, "reason": "left"}, "admin", parents=[accept.digest]))
    after = ours.state(directory(keller, institut))
    assert after.stage == "signed"
    assert {after.entries[digest].kind for digest in after.void} == (set() if second_person else {"receipt"})
    assert [one.revocation.organisation for one in after.disputes] == [institut.id]
    assert fold(ours.known.values(), directory(keller, institut), incremental=False) == after
