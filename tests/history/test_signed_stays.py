"""What is signed in full stays so, whatever one partner writes with all its keys.

The attacker takes random places of the history as all that it knew, names any state of its own organisation, claims
any time, and writes what its place allows or does not. DATAPACT_ATTACKS sets the number of histories (100).
"""

from __future__ import annotations

import os
import random
from datetime import timedelta
from functools import cache

import pytest

from datapact.agreements.projection.who_is_party import first_effects
from datapact.history.entries.entry import Entry, write_entry
from datapact.history.fold.agreement import AgreementState, fold
from tests.history.random_history import ancestors
from tests.history.world import (
    AGREEMENT,
    START,
    TODAY,
    Organisation,
    agreement_state,
    directory,
    found,
    ids,
    replica,
    revision,
    slot,
)

ATTACKS = int(os.environ.get("DATAPACT_ATTACKS", "100"))
MEMBERS = {"legal": ("legal",), "deputy": ("legal",), "signatory": ("signatory",), "second": ("signatory",)}


@cache
def _parties() -> tuple[Organisation, ...]:
    """Three organisations whose members were all removed in the end; who writes names the state that serves."""
    made = []
    for name in ("Keller", "Institut", "Weber"):
        organisation = found(name)
        for member, roles in MEMBERS.items():
            organisation.add_member(member, *roles)
        for member in MEMBERS:
            organisation.revoke(member)
        made.append(organisation)
    return tuple(made)


@cache
def _lines():
    return directory(*_parties())


def _honest(organisation: Organisation) -> Organisation:
    """The same organisation before anybody was removed."""
    return Organisation(
        organisation.name,
        organisation.identity_key,
        organisation.identity,
        organisation.keys,
        organisation.entries[: 1 + len(MEMBERS)],
    )


def _signed_in_full(chance: random.Random) -> tuple[list[Entry], AgreementState]:
    parties = [_honest(one) for one in _parties()[: chance.choice((2, 2, 3))]]
    vaults = [replica(one, one.name) for one in parties]
    first, *others = chance.sample(vaults, len(vaults))

    def told() -> None:
        for vault in vaults:
            vault.learn(*vaults)
            vault.minutes = max(one.minutes for one in vaults)

    text, author = first.offer(*parties), first
    told()
    if chance.random() < 0.4:
        author = others[0]
        text = author.counter(text)
        told()
    for vault in vaults:
        if vault is not author:
            vault.accept(text)
            told()
    places = [slot(0, one) for one in parties] + [slot(0, one, "second") for one in parties if chance.random() < 0.3]
    chance.shuffle(places)
    author.freeze(text, [place | {"order": order} for order, place in enumerate(places, 1)])
    told()
    for order, place in enumerate(places):
        vault = next(one for one in vaults if one.organisation.id == place["organisation"])
        vault.sign(place["id"], f"{order}", f"{order + 1}", place["member"])
        if chance.random() < 0.3:
            vault.receipt(member=chance.choice(["legal", "deputy"]))
        told()
    state = first.state(_lines())
    assert state.stage == "signed", state.void
    return list(first.known.values()), state


class _Attacker:
    def __init__(self, organisation: Organisation, chance: random.Random, entries: list[Entry]) -> None:
        self.organisation = organisation
        self.chance = chance
        self.entries = entries
        self.written: list[Entry] = []
        self.counters = 1000

    def strike(self, notices: bool) -> None:
        known = self._known()
        state = fold(known, _lines())
        kind, body, member = self._step(state, notices)
        self._write(kind, body, member, state.shared_heads)

    def revoke(self) -> None:
        """Revoke any key of its own from any place."""
        state = fold(self._known(), _lines())
        kid = self.organisation.kid(self.chance.choice([*MEMBERS]))
        self._write("revocation", {"kid": kid, "reason": "left"}, "admin", state.shared_heads)

    def _known(self) -> list[Entry]:
        """What the attacker says that it knew: some entries, and all that these knew."""
        chance = self.chance
        among = self.written if self.written and chance.random() < 0.5 else self.entries
        tips = chance.sample(among, min(len(among), chance.choice((1, 1, 1, 2))))
        if chance.random() < 0.3:
            tips.append(chance.choice(self.entries))
        return list({one.digest: one for tip in tips for one in [tip, *ancestors(self.entries, tip)]}.values())

    def _step(self, state: AgreementState, notices: bool) -> tuple[str, dict, str]:
        chance = self.chance
        usual = {
            "offered": ["counter", "accept", "declined"],
            "agreed": ["counter", "freeze", "freeze", "declined"],
            "frozen": ["signed", "signed", "declined"],
            "signing": ["signed", "signed", "declined", "termination_notice"],
            "signed": ["amendment", "suspended", "comment", "termination_notice", "termination_notice"],
        }.get(state.stage, ["comment"])
        kind = chance.choice([*usual, *usual, "revocation", "revocation", "receipt", chance.choice(KINDS)])
        if kind == "termination_notice" and not notices:
            kind = "declined"
        member = "admin" if chance.random() < 0.6 else chance.choice([*MEMBERS])
        offers = [one for one in self.entries if one.kind in ("offer", "counter")]
        text = chance.choice([*state.open_offers] or [one.digest for one in offers])
        parties = sorted(state.parties) or ids(*_parties()[:2])
        match kind:
            case "offer":
                return kind, {"parties": ids(*_parties()[:2]), "state": agreement_state(), "note": ""}, member
            case "counter":
                return kind, {"parties": parties, "state": agreement_state(), "answers": text, "note": ""}, member
            case "accept":
                return kind, {"offer": text}, member
            case "freeze":
                by_id = {one.id: one for one in _parties()}
                slots = [slot(order, by_id[one]) for order, one in enumerate(chance.sample(parties, len(parties)), 1)]
                body = {"offer": text, "agreement_sha256": "A" * 43, "layout": "1", "slots": slots, "heads": []}
                return kind, body, member
            case "signed":
                place = state.next_slots[0] if state.next_slots else None
                body = {
                    "slot": place.id if place else "Keller-signatory",
                    "person": "P",
                    "capacity": "managing_director",
                    "revision_from": chance.choice(sorted(state.revisions) or [revision("0")]),
                    "revision_to": revision(chance.choice(["1", "2", "x"])),
                }
                return kind, body, str(place.member) if place else member
            case "revocation":
                return kind, {"kid": self.organisation.kid(chance.choice([*MEMBERS])), "reason": "left"}, "admin"
            case "declined":
                return kind, {"reason": "no"}, member
            case "termination_notice":
                return kind, {"end": "2027-12-31", "reason": "", "ground": "ordinary"}, member
            case "amendment":
                return kind, {"content": {}, "removals": [], "day": TODAY, "effective": TODAY, "note": ""}, member
            case "suspended":
                return kind, {"begins": TODAY, "until": "", "reason": ""}, member
            case "receipt":
                return kind, {"seen": [], "commitment": ""}, member
            case _:
                return "comment", {"text": "x", "about": ""}, member

    def _write(self, kind: str, body: dict, member: str, parents: tuple[str, ...]) -> None:
        chance, line = self.chance, self.organisation.entries
        holds = len(MEMBERS) + (0 if member == "admin" else list(MEMBERS).index(member))  # the last state with this key
        last = len(line) - 1 if member == "admin" else holds
        head = last if kind == "revocation" else chance.randint(len(MEMBERS), last)
        self.counters += 1
        entry = write_entry(
            key=self.organisation.keys[member],
            history=AGREEMENT,
            kind=kind,
            body=body,
            parents=() if kind == "offer" else parents,
            organisation=self.organisation.id,
            organisation_head=line[head].digest,
            time=START + timedelta(minutes=chance.randint(-600_000, 600_000)),
            replica=chance.choice([self.organisation.name.ljust(22, "_"), "Z" * 22]),
            counter=self.counters,
        )
        self.written.append(entry)
        self.entries.append(entry)


KINDS = [
    "offer",
    "counter",
    "accept",
    "freeze",
    "signed",
    "declined",
    "termination_notice",
    "revocation",
    "amendment",
    "suspended",
]


def attacked(
    seed: int, notices: bool | None = None
) -> tuple[AgreementState, AgreementState, list[Entry], Organisation]:
    """A history signed in full, what an attacker with all keys of one party made of it, and who it was."""
    chance = random.Random(seed)
    entries, before = _signed_in_full(chance)
    taking_part = [one for one in _parties() if one.id in before.parties]
    attacker = _Attacker(chance.choice(taking_part), chance, entries)
    often = chance.random() < 0.3
    for _ in range(chance.randint(2, 14)):
        attacker.strike(often if notices is None else notices)
    return before, fold(entries, _lines()), entries, attacker.organisation


@pytest.mark.parametrize("start", range(0, ATTACKS, 20))
def test_no_entries_of_one_partner_move_an_agreement_out_of_signed(start: int) -> None:
    for seed in range(start, min(start + 20, ATTACKS)):
        before, after, entries, attacker = attacked(seed)
        assert after.fully_signed, seed
        assert after.freeze == before.freeze, seed
        assert {one.digest for one in before.signed} <= {one.digest for one in after.signed}, seed
        if after.stage != "signed":
            assert after.stage == "terminated", seed
            assert {one.organisation for one in after.terminated} == {attacker.id}, seed
        others = {digest for digest in before.entries if before.entries[digest].organisation != attacker.id}
        assert not others & set(after.void), seed
        random.Random(seed).shuffle(entries)
        assert fold(entries, _lines(), incremental=seed % 2 == 0) == after, seed


@pytest.mark.parametrize("start", range(0, ATTACKS, 20))
def test_no_revocation_moves_the_stage_once_every_slot_is_signed(start: int) -> None:
    """In neither direction, wherever signatures, notices and changes were written; and every vault finds the same."""
    for seed in range(start, min(start + 20, ATTACKS)):
        _before, attacked_state, entries, attacker = attacked(seed, notices=True)
        chance = random.Random(seed)
        revoking = _Attacker(attacker, chance, entries)
        for _ in range(chance.randint(1, 4)):
            revoking.revoke()
            after = fold(entries, _lines())
            assert after.stage == attacked_state.stage, seed
            assert after.terminated == attacked_state.terminated, seed
            assert after.signed == attacked_state.signed or set(after.signed) < set(attacked_state.signed), seed
        chance.shuffle(entries)
        assert fold(entries, _lines(), incremental=seed % 2 == 0) == after, seed


@pytest.mark.parametrize("start", range(0, ATTACKS, 20))
@pytest.mark.parametrize("noted", [True, False])
def test_no_revocation_takes_back_a_change_that_all_agreed_to(start: int, noted: bool) -> None:
    disputed = 0
    for seed in range(start, min(start + 20, ATTACKS)):
        chance = random.Random(seed)
        entries, before = _signed_in_full(chance)
        entries, change = _amended(chance, entries, before, noted=noted)
        agreed = fold(entries, _lines())
        by_change = {effect.change.digest: effect for effect in first_effects(agreed)}
        assert by_change[change].standing == "in_effect", seed
        taking_part = [one for one in _parties() if one.id in before.parties]
        attacker = _Attacker(chance.choice(taking_part), chance, entries)
        for _ in range(chance.randint(2, 14)):
            attacker.strike(notices=False)
        after = fold(entries, _lines())
        now = {effect.change.digest: effect for effect in first_effects(after)}
        assert now[change] == by_change[change], seed
        disputed += any(one.entries for one in after.disputes)
        random.Random(seed).shuffle(entries)
        assert fold(entries, _lines(), incremental=seed % 2 == 0) == after, seed
    assert disputed


def _amended(
    chance: random.Random, entries: list[Entry], state: AgreementState, *, noted: bool
) -> tuple[list[Entry], str]:
    """The same history with an amendment that every other party agreed to, as all of them say by receipts (``noted``)."""
    vaults = [replica(_honest(one), one.name) for one in _parties() if one.id in state.parties]
    for vault in vaults:
        vault.learn(*entries)
        vault.counters["shared"] = sum(one.organisation == vault.organisation.id for one in entries)
        vault.minutes = len(entries)
    proposing, *others = chance.sample(vaults, len(vaults))

    def told() -> None:
        for vault in vaults:
            vault.learn(*vaults)

    amendment = proposing.amend(member=chance.choice(["legal", "deputy"]))
    told()
    for vault in others:
        vault.agree_to(amendment, member=chance.choice(["legal", "deputy"]))
        told()
    for vault in vaults if noted else ():
        vault.receipt(member=chance.choice(["legal", "deputy"]))
        told()
    return list(proposing.known.values()), amendment.digest


def test_the_attacks_are_more_than_refused_entries() -> None:
    seen: set[str] = set()
    for seed in range(60):
        before, after, _entries, _attacker = attacked(seed)
        new = set(after.entries) - set(before.entries)
        lawful = {after.entries[digest].kind for digest in new - after.forbidden}
        seen |= lawful | {f"void {after.entries[digest].kind}" for digest in (new & set(after.void)) - after.forbidden}
        seen |= {"disputed"} if after.disputes else set()
    expected = {"counter", "accept", "freeze", "signed", "declined", "revocation", "termination_notice", "disputed"}
    assert expected <= seen
    assert {"void counter", "void freeze", "void signed", "void declined"} <= seen


def test_some_of_the_revocations_dispute_a_notice() -> None:
    found = 0
    for seed in range(20):
        _before, _after, entries, attacker = attacked(seed, notices=True)
        revoking = _Attacker(attacker, random.Random(seed), entries)
        for _ in range(4):
            revoking.revoke()
        after = fold(entries, _lines())
        found += not {one.digest for one in after.terminated}.isdisjoint(
            digest for one in after.disputes for digest in one.entries
        )
    assert found
