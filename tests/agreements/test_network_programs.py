"""Random programs of five organisations: orders, joins, leaves, exclusions, silence, and files that are late, lost or come twice.

Every vault ends the same, whatever arrives when, and nothing counts that the contract does not allow. For hours, with
another seed each time: ``PYTHONPATH=. .venv/bin/python -m tests.agreements.test_network_programs --hours 2``.
"""

from __future__ import annotations

import argparse
import random
import time
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.agreements.projection.endings import order_ends
from datapact.agreements.projection.reading_version import Consolidated, state_on
from datapact.agreements.projection.who_is_party import due_silence, first_effects, members_of
from datapact.history.entries.entry import Entry
from datapact.history.fold.agreement import AgreementState, fold
from datapact.history.state.later_facts import ContractChange
from tests.agreements import network_world as net
from tests.agreements import test_member_programs as programs
from tests.agreements.test_network_orders import CONCERNED, REFUSAL, SILENCE, willing
from tests.depth import examples
from tests.history.world import Replica

END = 900
FRAMEWORK = "[framework]\napplies = true\norder_months = 1\n"
TERMS = tuple(
    f"{orders}\n{programs.RULES}\n{frame}" for orders in (CONCERNED, SILENCE, REFUSAL) for frame in ("", FRAMEWORK)
)
STEPS = (
    *["order", "order", "agree", "agree", "agree", "agree", "object", "receipt", "receipt", "silence", "silence"],
    *["end_order", "end_order", "end_order"],
    *["admit", "exclude", "vote", "vote", "vote", "record", "leave", "backdate"],
    *["share", "share", "share", "file", "arrives", "arrives", "night", "night"],
)
plans = st.lists(
    st.tuples(st.sampled_from(STEPS), st.integers(0, 6), st.integers(0, 6), st.integers(0, 7)), min_size=6, max_size=45
)
type Plan = list[tuple[str, int, int, int]]


class World:
    """Vaults of five parties and of two that may join, and the files between them."""

    def __init__(self, terms: str) -> None:
        self.terms = terms
        self.vaults = net.vaults(terms)
        for key, house in programs.newcomers().items():
            self.vaults[key] = Replica(house, f"V{key}".ljust(22, "_"))
            self.vaults[key].learn(*net.signed(terms))
        self.keys = [*self.vaults]
        self.houses = net.houses() | programs.newcomers()
        self.files: list[dict[str, Entry]] = []
        self.day = 0
        self._begins_with_an_order()

    def _begins_with_an_order(self) -> None:
        """One that counts from the first day: of programs as random as these hardly any other comes to count."""
        order = net.propose(self.vaults["p1"], net.order_of("data0", "p1", ["p2", "p3"]), 0)
        for key in ("p2", "p3"):
            self.vaults[key].learn(self.vaults["p1"])
            net.agree(self.vaults[key], order.digest, 0)
        for one in self.vaults.values():
            one.learn(self.vaults["p2"], self.vaults["p3"])

    def state(self, vault: Replica) -> AgreementState:
        return vault.state(programs.lines())

    def play(self, plan: Plan) -> None:
        for step, who, whom, what in plan:
            getattr(self, f"_{step}")(self.vaults[self.keys[who]], self.keys[whom], what)

    def _chosen(self, vault: Replica, kind: str, what: int) -> Entry | None:
        found = sorted((one for one in vault.known.values() if one.kind == kind), key=lambda one: one.digest)
        return found[what % len(found)] if found else None

    # --- files

    def _share(self, vault: Replica, _other: str, _what: int) -> None:
        for one in self.vaults.values():
            one.learn(vault)

    def _file(self, vault: Replica, _other: str, _what: int) -> None:
        self.files.append(dict(vault.known))

    def _arrives(self, _vault: Replica, other: str, what: int) -> None:
        """Any file that was ever written, now, late, or once more; those that nobody picks are lost."""
        if self.files:
            self.vaults[other].learn(
                *(one for one in self.files[what % len(self.files)].values() if one.stream == "shared")
            )

    def _night(self, _vault: Replica, _other: str, what: int) -> None:
        self.day += what * 4

    def _receipt(self, vault: Replica, _other: str, _what: int) -> None:
        net.wake(vault, self.day)
        vault.receipt()

    # --- orders

    def _order(self, vault: Replica, other: str, what: int) -> None:
        provider = net.KEYS[what % 5]
        recipients = [key for n, key in enumerate(net.KEYS) if key != provider and (what + ord(other[1])) >> n & 1]
        key = ("data1", "data2", "data3")[what % 3]
        if vault.organisation.name.startswith("Housen") or not recipients:
            return
        on = state_on(self.state(vault), net.date_of(self.day))
        if f"{provider}--{key}" not in {one.key for one in on.terms.datasets}:
            net.propose(vault, net.order_of(key, provider, recipients), self.day)

    def _agree(self, vault: Replica, _other: str, what: int) -> None:
        effects = first_effects(self.state(vault))
        asked = [one.change.digest for one in effects if vault.organisation.id in one.waiting_for]
        chosen = self._chosen(vault, "annex_version", what)
        if asked or chosen:
            net.agree(vault, asked[what % len(asked)] if asked else chosen.digest, self.day)  # type: ignore[union-attr]

    def _object(self, vault: Replica, _other: str, what: int) -> None:
        if what % 3 == 0 and (chosen := self._chosen(vault, "annex_version", what)):
            net.object_to(vault, chosen.digest, self.day)

    def _silence(self, vault: Replica, other: str, what: int) -> None:
        state = self.state(vault)
        for one in state.facts.changes:
            due = due_silence(state, one, net.date_of(self.day), vault.organisation.id)
            if due or what == 7:  # now and then a program that records what is not due
                net.record(vault, one, list(due) or [self.houses[other].id], self.day)
                return

    def _end_order(self, vault: Replica, _other: str, what: int) -> None:
        """An order, or the data of the beginning, ends with notice or for cause; now and then by who has no part in it."""
        applied = state_on(self.state(vault), net.date_of(self.day)).applied
        chosen = applied[what % len(applied)].change if applied and what % 4 else None
        if chosen is not None and what % 3:  # mostly by whom it concerns
            dataset = chosen.content["datasets"][0]
            concerned = [dataset["provider"], *dataset["recipients"]]
            vault = self.vaults[concerned[what % len(concerned)]]
        if chosen is not None and chosen.digest not in vault.known:
            return
        said = max(self.day - 30, 0) if what == 7 else self.day
        net.wake(vault, self.day)
        day = net.date_of(said).isoformat()
        body = {"change": chosen.digest if chosen and what % 4 else "", "dataset": "", "day": day, "end": day}
        vault.write("order_ended", {**body, "ground": "cause" if what % 2 else "ordinary", "reason": ""})

    # --- members

    def _admit(self, vault: Replica, _other: str, what: int) -> None:
        key = self.keys[5 + what % 2]
        content = programs.accession(key, "p1", self.terms)[1]
        programs.motion(vault, "admission", self.houses[key].id, content, self.day)

    def _exclude(self, vault: Replica, other: str, what: int) -> None:
        said = max(self.day - 30, 0) if what == 7 else self.day
        body = {"act": "exclusion", "organisation": self.houses[other].id, "name": "", "content": {}, "reason": "Grund"}
        net.wake(vault, self.day)
        day = net.date_of(said).isoformat()
        vault.write("motion", {**body, "day": day, "end": day})

    def _vote(self, vault: Replica, _other: str, what: int) -> None:
        if chosen := self._chosen(vault, "motion", what):
            body = {"motion": chosen.digest, "vote": "no" if what == 7 else "yes", "reason": ""}
            vault.write("vote", {**body, "day": net.wake(vault, self.day)})

    def _record(self, vault: Replica, _other: str, what: int) -> None:
        key = self.keys[5 + what % 2]
        signer = next((one for one, house in net.houses().items() if house is vault.organisation), "")
        if signer in net.KEYS[:2]:
            fitting = [
                one.digest
                for one in vault.known.values()
                if one.kind == "motion" and one.body["organisation"] == self.houses[key].id
            ]
            body = programs.record_body(key, signer, max(fitting, default=""), self.terms)
            said = max(self.day - 30, 0) if what > 5 else self.day  # some date it back
            net.wake(vault, self.day)
            vault.write("accession", body | {"day": net.date_of(said).isoformat()})

    def _leave(self, vault: Replica, _other: str, _what: int) -> None:
        day = net.wake(vault, self.day)
        vault.write("leaving", {"day": day, "end": day, "ground": "ordinary", "reason": ""})

    def _backdate(self, vault: Replica, _other: str, _what: int) -> None:
        net.wake(vault, self.day)
        day = net.date_of(self.day - 40).isoformat()
        vault.write("leaving", {"day": day, "end": day, "ground": "ordinary", "reason": ""})


def told(state: AgreementState) -> tuple[Any, ...]:
    """All that a vault says of the agreement."""
    members, on = members_of(state), state_on(state, net.date_of(END))
    effects = [(one.change.digest, one.standing, one.begins, one.silent) for one in on.effects]
    ended = order_ends(state)
    return (
        members.members,
        members.end,
        dict(members.refused),
        effects,
        on.state["terms"],
        ended.ends,
        dict(ended.refused),
    )


def answers_to(state: AgreementState, change: ContractChange, organisation: str) -> list[str]:
    """The days on which an organisation proposed an order, agreed to it, or was recorded as silent."""
    found = [change.day] if change.organisation == organisation else []
    for one in state.entries.values():
        if one.body.get("change") != change.digest or one.digest in state.void:
            continue
        if one.kind == "change_accepted" and one.organisation == organisation:
            found.append(one.body["day"])
        if one.kind == "silence_recorded" and organisation in one.body["organisations"]:
            found.append(one.body["day"])
    return found


def hold(world: World, chance: random.Random) -> Consolidated:
    """All vaults end the same, and nothing counts without those whom the contract asks."""
    entries = list({entry.digest: entry for one in world.vaults.values() for entry in one.known.values()}.values())
    entries = [one for one in entries if one.stream == "shared"]
    state = fold(entries, programs.lines())
    end = told(state)
    for _vault in range(2):  # whatever arrives when, and however often
        chance.shuffle(entries)
        assert told(fold([*entries, *entries[:3]], programs.lines())) == end
    members = members_of(state)
    on = state_on(state, net.date_of(END))
    keys = {house.id: key for key, house in world.houses.items()}
    for effect in on.applied:
        dataset = effect.change.content["datasets"][0]
        concerned = {dataset["provider"], *dataset["recipients"]}
        agreed = {keys[one] for one in (effect.change.organisation, *willing(state, effect, dataset, world.terms))}
        assert concerned <= agreed
        for key in concerned:  # who has gone agrees to nothing, and its silence means nothing
            member = members.of(world.houses[key].id)
            assert member is not None
            if member.until is not None and member.way == "leaving":
                assert min(answers_to(state, effect.change, member.organisation)) <= member.until.isoformat()
    assert len(on.state["terms"]["datasets"]) == 1 + len(on.applied)
    for one in members.members:
        if not one.founding:
            moved = state.entries[one.entry].body["motion"]
            assert len(programs.voters_for(state, members, moved, one.entry)) >= 2
            assert one.since is None or one.since >= net.FIRST
        if one.way == "exclusion":
            assert len(programs.voters_for(state, members, one.ended_by) - {one.organisation}) >= 2
    of_terms = {one["key"]: one for one in on.state["terms"]["datasets"]}
    for end in order_ends(state).ends:
        notice = state.entries[end.ended_by]
        provider = world.houses[of_terms[end.dataset]["provider"]].id
        assert notice.organisation in (provider, end.recipient), "nobody ends what is not its own"
        assert keys[end.recipient] in of_terms[end.dataset]["recipients"]
        assert end.last >= min(date.fromisoformat(notice.body["day"]), notice.time.date()), (
            "no notice ends what was before it"
        )
        author = members.of(notice.organisation)
        assert author is not None
        assert notice.body["ground"] == "cause" or FRAMEWORK in world.terms
        assert end.order or FRAMEWORK in world.terms, "outside a framework the data of the beginning is no order"
    named = {one.organisation for one in members.members}
    assert {one["organisation"] for one in on.state["terms"]["parties"]} <= named
    return on


@given(plans, st.sampled_from(TERMS), st.randoms(use_true_random=False))
@settings(max_examples=examples(60), deadline=None)
def test_orders_and_members_together_end_equal_and_give_no_more_than_the_contract_allows(
    plan: Plan, terms: str, chance: random.Random
) -> None:
    world = World(terms)
    world.play(plan)
    hold(world, chance)


def drawn(chance: random.Random) -> Plan:
    """A program of the long run, in which files arrive often, so that much comes about."""
    plan: Plan = []
    for _ in range(chance.randrange(10, 60)):
        plan.append((chance.choice(STEPS), chance.randrange(7), chance.randrange(7), chance.randrange(8)))
        if chance.random() < 0.5:
            plan.append(("share", chance.randrange(7), 0, 0))
    return plan


def main() -> None:
    """Play programs for so many hours; a fault names the seed of its program."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--hours", type=float, default=1.0)
    asked.add_argument("--seed", type=int, default=None)
    given_ = asked.parse_args()
    until, played = time.monotonic() + given_.hours * 3600, 0
    while time.monotonic() < until:
        seed = random.SystemRandom().randrange(2**32) if given_.seed is None else given_.seed
        chance = random.Random(seed)
        world = World(chance.choice(TERMS))
        try:
            world.play(drawn(chance))
            hold(world, chance)
        except BaseException:
            print(f"seed {seed}, after {played} programs")
            raise
        played += 1
        if given_.seed is not None:
            break
    print(f"{played} programs, no fault")


if __name__ == "__main__":
    main()
