"""Random programs of joins, leaves, exclusions and votes: every vault comes to the same, and nobody is in who has no right."""

from __future__ import annotations

import random
from functools import cache
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.agreements.projection.party_over_time import Members
from datapact.agreements.projection.who_is_party import content_of, members_of, text_digest_of
from datapact.history.entries.entry import Entry, write_entry
from datapact.history.fold.agreement import fold
from tests.agreements import network_world as net
from tests.depth import examples
from tests.history.world import AGREEMENT_SHA256, START, Organisation, Replica, directory, founded, revision, slot

RULES = """
[membership]
joining = "majority"
leaving = "own_part"
leaving_days = 10
leaving_to = "any_day"
exclusion = "majority"
whole_end = "all"
"""
LAST = 300


def newcomers() -> dict[str, Organisation]:
    return {key: founded(f"House{key}") for key in ("n1", "n2")}


@cache
def lines() -> dict[str, Any]:
    return directory(*net.houses().values(), *newcomers().values())


@cache
def accession(key: str, signer: str, rules: str = RULES) -> tuple[str, dict[str, Any], tuple[Entry, ...]]:
    """An accession to the signed text by a newcomer and one party: its id, what it adds, its entries."""
    history = f"urn:uuid:5f1c3a52-6f0a-4a71-8d0e-0f9d3f2b7{'1' if key == 'n1' else '2'}{signer[1]}0"
    house, other = newcomers()[key], net.houses()[signer]
    state = dict(net.state_of(net.vaults(rules)["p1"]).facts.offers.popitem()[1].state)
    terms = {**state["terms"], "parties": [*state["terms"]["parties"]]}
    terms["parties"].append({"key": key, "name": f"House {key}", "organisation": house.id})
    place = net.KEYS.index(signer) + 1
    parent = {
        "agreement": net.signed(rules)[0].history,
        "relation": "accedes",
        "effective": net.FIRST.isoformat(),
        "text": text_digest_of(state),
        "signers": f"{place} {len(terms['parties'])}",
    }
    joined = {**state, "agreement": history, "terms": terms, "parent": parent}
    written: list[Entry] = []
    counts: dict[str, int] = {}

    def write(by: Organisation, kind: str, body: dict[str, Any], member: str = "legal") -> Entry:
        counts[by.id] = counts.get(by.id, 0) + 1
        entry = write_entry(
            key=by.keys[member],
            history=history,
            kind=kind,
            body=body,
            parents=[written[-1].digest] if written else [],
            organisation=by.id,
            organisation_head=by.entries[-1].digest,
            time=START,
            replica=f"A{by.name}".ljust(22, "_"),
            counter=counts[by.id],
        )
        written.append(entry)
        return entry

    offer = write(other, "offer", {"parties": sorted([house.id, other.id]), "state": joined, "note": ""})
    write(house, "accept", {"offer": offer.digest})
    heads = [{"organisation": one.id, "head": one.entries[-1].digest} for one in (house, other)]
    slots = [slot(1, other), slot(2, house)]
    frozen = {"offer": offer.digest, "agreement_sha256": AGREEMENT_SHA256, "layout": "1-test", "slots": slots}
    write(other, "freeze", {**frozen, "heads": heads})
    for n, one in enumerate((other, house)):
        body = {"slot": slots[n]["id"], "person": "Signatory", "capacity": "managing_director"}
        body |= {"revision_from": revision(str(n)), "revision_to": revision(str(n + 1))}
        write(one, "signed", body, "signatory")
    return history, content_of(joined, house.id), tuple(written)


def state_of(vault: Replica) -> Any:
    return vault.state(lines())


def motion(vault: Replica, act: str, about: str, content: dict[str, Any], day: int) -> Entry:
    written = net.wake(vault, day)
    end = "" if act == "admission" else net.date_of(day).isoformat()
    body = {"act": act, "organisation": about, "name": "", "content": content, "day": written, "end": end}
    return vault.write("motion", {**body, "reason": "Grund"})


def record_body(key: str, signer: str, motion_digest: str, rules: str = RULES) -> dict[str, Any]:
    """The record of an accession, but for its day."""
    history, _content, entries = accession(key, signer, rules)
    return {
        "organisation": newcomers()[key].id,
        "name": key,
        "accession": history,
        "motion": motion_digest,
        "revision_to": revision("2"),
        "entries": [{"jws": one.jws, "disclosures": list(one.disclosures)} for one in entries],
    }


def record(vault: Replica, key: str, day: int, motion_digest: str) -> Entry:
    signer = next(one for one, house in net.houses().items() if house is vault.organisation)
    return vault.write("accession", record_body(key, signer, motion_digest) | {"day": net.wake(vault, day)})


STEPS = ["carry", "share", "night", "admit", "exclude", "vote", "vote", "vote", "record", "leave", "backdate", "end"]
plans = st.lists(
    st.tuples(st.sampled_from(STEPS), st.integers(0, 6), st.integers(0, 6), st.integers(0, 7)), min_size=4, max_size=24
)


def played(plan: list[tuple[str, int, int, int]]) -> list[Entry]:
    vaults = net.vaults(RULES)
    keys = [*vaults, "n1", "n2"]
    for key, house in newcomers().items():
        vaults[key] = Replica(house, f"V{key}".ljust(22, "_"))
        vaults[key].learn(*net.signed(RULES))
    ids = {key: house.id for key, house in (net.houses() | newcomers()).items()}
    day = 0
    for step, who, whom, what in plan:
        vault, other = vaults[keys[who]], keys[whom]
        motions = sorted(
            (one for one in vault.known.values() if one.kind == "motion"), key=lambda one: (one.time, one.digest)
        )
        chosen = motions[what % len(motions)].digest if motions else ""
        if step == "night":
            day += what * 3
        elif step == "carry":
            vaults[other].learn(vault)
        elif step == "share":
            for one in vaults.values():
                one.learn(*vaults.values())
        elif step == "admit":
            key = keys[5 + what % 2]
            motion(vault, "admission", ids[key], accession(key, "p1")[1], day)
        elif step == "exclude":
            motion(vault, "exclusion", ids[other], {}, day)
        elif step == "end":
            motion(vault, "end", "", {}, day)
        elif step == "vote" and chosen:
            body = {"motion": chosen, "vote": "no" if what == 7 else "yes", "day": net.wake(vault, day), "reason": ""}
            vault.write("vote", body)
        elif step == "record" and keys[who] in net.KEYS[:2]:
            key = keys[5 + what % 2]
            fitting = [one.digest for one in motions if one.body["organisation"] == ids[key]]
            record(vault, key, day, fitting[-1] if fitting else "")
        elif step in ("leave", "backdate"):
            said = net.date_of(day - 40 if step == "backdate" else day).isoformat()
            net.wake(vault, day)
            vault.write("leaving", {"day": said, "end": said, "ground": "ordinary", "reason": ""})
    return list({entry.digest: entry for vault in vaults.values() for entry in vault.known.values()}.values())


def voters_for(state: Any, members: Members, digest: str, known_to: str = "") -> set[str]:
    """Who is for a motion by the entries alone, a no aside; with ``known_to`` by what that entry knows."""
    said = {
        one.organisation
        for one in state.entries.values()
        if one.digest not in state.void
        and (
            one.digest == digest or (one.kind == "vote" and one.body["motion"] == digest and one.body["vote"] == "yes")
        )
        and (not known_to or state.dag.knows(known_to, one.digest))
    }
    return said & {one.organisation for one in members.members}


@given(plans, st.randoms(use_true_random=False))
@settings(max_examples=examples(40), deadline=None)
def test_any_order_of_arrival_and_nobody_without_a_majority(
    plan: list[tuple[str, int, int, int]], chance: random.Random
) -> None:
    entries = played(plan)
    state = fold(entries, lines())
    found = members_of(state)
    shuffled = list(entries)
    chance.shuffle(shuffled)
    again = members_of(fold(shuffled, lines()))
    assert (again.members, again.end, dict(again.refused)) == (found.members, found.end, dict(found.refused))
    founders = {house.id for house in net.houses().values()}
    assert {one.organisation for one in found.members if one.founding} == founders
    for one in found.members:
        if not one.founding:
            entry = state.entries[one.entry]
            # more than half of those who were parties then: of five at least three, or of as many as had not gone
            before = {other.organisation for other in found.members if other.until is None} - {one.organisation}
            assert len(voters_for(state, found, entry.body["motion"], one.entry)) * 2 > len(before & founders) - 2
            assert one.since is not None
        if one.way == "exclusion":
            assert len(voters_for(state, found, one.ended_by) - {one.organisation}) >= 2
        if one.way == "leaving":
            notice = state.entries[one.ended_by]
            assert notice.organisation == one.organisation
            others = [
                other.time.date()
                for other in state.entries.values()
                if other.organisation != one.organisation and state.dag.knows(other.digest, notice.digest)
            ]
            assert one.until is not None
            if others and min(others) > net.date_of(0):
                assert (one.until - min(others)).days >= 10 or one.until >= net.date_of(0)
    outside = {house.id for house in newcomers().values()} - {one.organisation for one in found.members}
    for day in (0, 50, LAST):
        assert not found.on(net.date_of(day)) & outside


SHARED = ("share", 0, 0, 0)
JOINING = [("admit", 0, 0, 0), SHARED, ("vote", 1, 0, 0), ("vote", 2, 0, 0), SHARED, ("record", 0, 0, 0)]


def test_the_programs_reach_every_way() -> None:
    """Else the property would show nothing."""
    chance = random.Random(7)
    seen = set()
    for _ in range(60):
        plan = list(chance.choice(([], JOINING)))
        for _step in range(20):
            plan += [("share", 0, 0, 0)]
            plan += [(chance.choice(STEPS), chance.randrange(7), chance.randrange(7), chance.randrange(8))]
        found = members_of(fold(played(plan), lines()))
        seen |= {one.way for one in found.members} | {"joined" for one in found.members if not one.founding}
        if {"leaving", "exclusion", "joined"} <= seen:
            return
    raise AssertionError(seen)
