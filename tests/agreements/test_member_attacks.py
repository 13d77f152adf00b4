"""What a hostile party can write about members with another program: it gains nothing, and stops nobody."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from datapact.agreements.projection.endings import ending_notices, not_shown_to_have, undisputed_end
from datapact.agreements.projection.motions import voters_on
from datapact.agreements.projection.projection import row_of
from datapact.agreements.projection.reading_version import state_on
from datapact.agreements.projection.who_is_party import ONLY_TWO, first_effects, members_of
from datapact.agreements.text.current_text import current_state
from datapact.agreements.text.text_version import SignedAmendment
from datapact.agreements.views.members import page_of
from datapact.history.entries.entry import Entry
from datapact.history.fold.acceded import OTHER_ACCESSION
from datapact.history.transitions import registry
from tests.agreements import network_world as net
from tests.agreements.test_member_programs import RULES, accession, motion, newcomers, record, record_body, state_of
from tests.history.world import Replica


def vote(vault: Replica, about: Entry, day: int) -> None:
    vault.write("vote", {"motion": about.digest, "vote": "yes", "day": net.wake(vault, day), "reason": ""})


def share(vaults: dict[str, Replica]) -> None:
    for one in vaults.values():
        one.learn(*vaults.values())


def excluded(vaults: dict[str, Replica], about: str, day: int) -> None:
    """A party is excluded by the first three others, and everybody knows it."""
    movers = [one for key, one in vaults.items() if key != about][:3]
    moved = motion(movers[0], "exclusion", net.houses()[about].id, {}, day)
    share(vaults)
    for one in movers[1:]:
        vote(one, moved, day)
    share(vaults)


def admitted(vaults: dict[str, Replica], day: int) -> Entry:
    """A motion for which three of five vote, and everybody knows it."""
    moved = motion(vaults["p1"], "admission", newcomers()["n1"].id, accession("n1", "p1")[1], day)
    share(vaults)
    for key in ("p2", "p3"):
        vote(vaults[key], moved, day)
    share(vaults)
    return moved


def test_who_was_excluded_neither_vetoes_nor_pauses_nor_ends_the_agreement() -> None:
    vaults = net.vaults(RULES.replace('leaving = "own_part"\nleaving_days = 10\nleaving_to = "any_day"\n', ""))
    excluded(vaults, "p5", 10)
    gone, first = vaults["p5"], vaults["p1"]
    day = net.wake(first, 20)
    body = {"content": {"rights": {"propagation_days": 3}}, "removals": [], "day": day, "effective": day, "note": ""}
    change = first.write("amendment", body)
    share(vaults)
    for key in ("p2", "p3", "p4"):
        net.wake(vaults[key], 21)
        vaults[key].write("change_accepted", {"change": change.digest, "day": day, "authority": ""})
    gone.write("objection", {"to": change.digest, "day": net.wake(gone, 21), "reason": "Nein"})
    paused = {"begins": day, "until": "", "reason": "Nein"}
    gone.write("suspended", paused)
    gone.write("termination_notice", {"ground": "ordinary", "end": day, "reason": "Nein"})
    share(vaults)
    state = state_of(first)
    assert [one.standing for one in first_effects(state)] == ["in_effect"]
    assert state_on(state, net.date_of(30)).suspended == ()
    assert state.terminated
    assert ending_notices(state) == ()
    assert undisputed_end(state) is None


def test_an_early_day_takes_no_vote_from_who_joined_since() -> None:
    vaults = net.vaults(RULES)
    record(vaults["p1"], "n1", 11, admitted(vaults, 10).digest)
    share(vaults)
    net.wake(vaults["p1"], 20)
    body = {"act": "exclusion", "organisation": net.houses()["p5"].id, "name": "", "content": {}, "reason": "Grund"}
    early = vaults["p1"].write("motion", body | {"day": net.date_of(1).isoformat(), "end": net.date_of(1).isoformat()})
    state = state_of(vaults["p1"])
    assert newcomers()["n1"].id in voters_on(state, (), state.facts.motions[early.digest])


def test_of_two_parties_neither_excludes_the_other() -> None:
    vaults = net.vaults(RULES)
    for key in ("p5", "p4", "p3"):
        net.wake(vaults[key], 1)
        day = net.date_of(1).isoformat()
        vaults[key].write("leaving", {"day": day, "end": day, "ground": "cause", "reason": ""})
        share(vaults)
    motion(vaults["p1"], "end", "", {}, 1)  # shows that the notices arrived
    moved = motion(vaults["p1"], "exclusion", net.houses()["p2"].id, {}, 20)
    found = members_of(state_of(vaults["p1"]))
    assert found.refused[moved.digest] == ONLY_TWO
    assert found.has(net.houses()["p2"].id, net.date_of(30))


@pytest.mark.parametrize("broken", [{"terms": None}, {"terms": {"parties": 3}}, {"parent": {"effective": "soon"}}, {}])
def test_an_accession_with_a_text_that_is_none_has_no_effect(broken: dict[str, Any]) -> None:
    vaults = net.vaults(RULES)
    entry = record(vaults["p1"], "n1", 6, admitted(vaults, 5).digest)
    state = state_of(vaults["p1"])
    kept = state.ledger.acceded[entry.digest]
    text = {**kept.state, **broken}
    text["parent"] = {**kept.state["parent"], **broken.get("parent", {})}
    text = {name: value for name, value in text.items() if value is not None}
    state.ledger.acceded[entry.digest] = replace(kept, state=text)
    found = members_of(state)
    joined = found.of(newcomers()["n1"].id)
    assert (found.refused.get(entry.digest), joined is None) == ((OTHER_ACCESSION, True) if broken else (None, False))


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_days_at_the_ends_of_the_calendar_are_read(day: str) -> None:
    vaults = net.vaults(RULES)
    for key, about in (("p1", "p2"), ("p3", "p2")):
        body = {"act": "exclusion", "organisation": net.houses()[about].id, "name": "", "content": {}, "reason": "x"}
        moved = vaults[key].write("motion", {**body, "day": day, "end": day})
        share(vaults)
        for other in vaults.values():
            other.write("vote", {"motion": moved.digest, "vote": "yes", "day": day, "reason": ""})
        vaults[key].write("leaving", {"day": day, "end": day, "ground": "cause", "reason": ""})
        vaults[key].write("leaving", {"day": day, "end": day, "ground": "ordinary", "reason": ""})
        share(vaults)
    state = state_of(vaults["p1"])
    assert members_of(state).members
    assert state_on(state, net.date_of(5)).state


def test_a_record_without_mandate_keeps_nobody_out() -> None:
    vaults = net.vaults(RULES)
    early = record(vaults["p1"], "n1", 5, "")
    share(vaults)
    moved = admitted(vaults, 10)
    recorded = record(vaults["p1"], "n1", 11, moved.digest)
    share(vaults)
    again = record(vaults["p1"], "n1", 12, moved.digest)
    found = members_of(state_of(vaults["p1"]))
    assert (found.refused.keys(), found.of(newcomers()["n1"].id).entry) == (
        {early.digest, again.digest},
        recorded.digest,
    )


def test_a_record_that_carries_other_entries_has_no_effect() -> None:
    vault = net.vaults(RULES)["p1"]
    carried = [{"jws": one.jws, "disclosures": list(one.disclosures)} for one in vault.organisation.entries]
    body = {"organisation": newcomers()["n1"].id, "name": "n1", "accession": "x", "motion": "", "revision_to": "A" * 43}
    entry = vault.write("accession", {**body, "day": net.wake(vault, 5), "entries": carried})
    assert state_of(vault).void[entry.digest] == OTHER_ACCESSION


def test_a_vote_names_whom_it_is_about_and_not_whom_its_author_says() -> None:
    vault = net.vaults(RULES)["p1"]
    day = net.wake(vault, 5)
    about, other = net.houses()["p5"], net.houses()["p4"]
    parties = {one.organisation: one.name for one in net.reads(vault, 5).terms.parties}
    body = {"act": "exclusion", "organisation": about.id, "name": parties[other.id], "content": {}, "reason": "Grund"}
    entry = vault.write("motion", {**body, "day": day, "end": day})
    [line] = page_of(state_of(vault), (), other.id, net.date_of(5)).motions
    sentence = registry.rule_of(entry.history, entry.kind).sentence(entry, parties)
    for said in (line.words.text("en"), sentence.text("en")):
        assert parties[about.id] in said
        assert parties[other.id] not in said


def behind(vault: Replica) -> Replica:
    """The same vault as it stands now, with which its house goes on by another program, whatever arrives here."""
    return Replica(vault.organisation, f"{vault.id[:20]}xx", dict(vault.known), {}, vault.minutes)


def dated(vault: Replica, kind: str, day: int, **body: Any) -> Entry:
    """An entry that states a day, whatever the clock of its vault says."""
    said = net.date_of(day).isoformat()
    return vault.write(kind, {**body, "day": said, **({"end": said} if kind in ("motion", "leaving") else {})})


def moved_out(vault: Replica, about: str, day: int) -> Entry:
    about = net.houses()[about].id
    return dated(vault, "motion", day, act="exclusion", organisation=about, name="", content={}, reason="Grund")


@pytest.mark.parametrize("arrives", [5, 60])
def test_who_has_gone_records_no_accession_under_an_earlier_day(arrives: int) -> None:
    vaults = net.vaults(RULES)
    moved = admitted(vaults, 1)
    gone = vaults["p1"]
    net.wake(gone, 2)
    dated(gone, "leaving", 2, ground="ordinary", reason="")
    share(vaults)
    net.wake(vaults["p2"], 3)
    vaults["p2"].receipt()
    share(vaults)
    body = record_body("n1", "p1", moved.digest)
    recorded = dated(gone, "accession", 4, **body)
    for key in ("p2", "p3"):
        net.wake(vaults[key], arrives)
        vaults[key].learn(gone)
        vaults[key].receipt()
    share(vaults)
    found = members_of(state_of(vaults["p4"]))
    last = found.of(gone.organisation.id).until
    assert last is not None
    assert (found.of(newcomers()["n1"].id) is not None) == (net.date_of(arrives) <= last)
    if net.date_of(arrives) > last:
        assert recorded.digest in found.refused
        again = record(vaults["p2"], "n1", arrives + 1, moved.digest)  # whoever is still a party records it
        assert members_of(state_of(vaults["p2"])).of(newcomers()["n1"].id).entry == again.digest


@pytest.mark.parametrize("known", ["its own receipt", "a vote for it", "nobody"])
def test_a_motion_hides_nobody_whom_its_author_or_its_votes_knew(known: str) -> None:
    vaults = net.vaults(RULES)
    moved = admitted(vaults, 1)
    stale = behind(vaults["p1"])
    joined = record(vaults["p2"], "n1", 3, moved.digest)
    vaults["p3"].learn(vaults["p2"])
    if known == "its own receipt":
        vaults["p1"].learn(vaults["p2"])
        vaults["p1"].receipt()
    motion_entry = moved_out(stale, "p5", 4)
    vaults["p1"].learn(motion_entry)
    voter = vaults["p3"] if known == "a vote for it" else behind(vaults["p4"])
    voter.learn(*stale.known.values())
    vote(voter, motion_entry, 5)
    vaults["p1"].learn(voter)
    share(vaults)
    state = state_of(vaults["p1"])
    assert state.dag.concurrent(motion_entry.digest, joined.digest)
    voters = voters_on(state, (), state.facts.motions[motion_entry.digest])
    assert (newcomers()["n1"].id in voters) == (known != "nobody")


def test_an_exclusion_dated_back_reaches_no_step_of_before() -> None:
    vaults = net.vaults(RULES)
    first = vaults["p1"]
    body = {"content": {"rights": {"propagation_days": 3}}, "removals": [], "note": ""}
    change = dated(first, "amendment", 5, effective=net.date_of(5).isoformat(), **body)
    share(vaults)
    for key in ("p2", "p3", "p4"):
        dated(vaults[key], "change_accepted", 5, change=change.digest, authority="")
    net.wake(vaults["p5"], 6)
    dated(vaults["p5"], "objection", 6, to=change.digest, reason="Nein")
    share(vaults)
    moved = moved_out(first, "p5", 1)
    share(vaults)
    for key in ("p2", "p3"):
        dated(vaults[key], "vote", 1, motion=moved.digest, vote="yes", reason="")
    share(vaults)
    state = state_of(first)
    assert members_of(state).of(net.houses()["p5"].id).way == "exclusion"
    assert [one.standing for one in first_effects(state)] == ["objected"]


def test_a_day_counts_no_earlier_than_two_others_show() -> None:
    vaults = net.vaults(RULES)
    for key, day in (("p2", 30), ("p3", 40), ("p4", 9000)):  # one clock is wrong, or lies
        net.wake(vaults[key], day)
        vaults[key].receipt()
    share(vaults)
    moved = moved_out(vaults["p1"], "p5", 1)
    share(vaults)
    for key in ("p2", "p3"):
        dated(vaults[key], "vote", 2, motion=moved.digest, vote="yes", reason="")
    share(vaults)
    assert members_of(state_of(vaults["p1"])).of(net.houses()["p5"].id).until == net.date_of(40)


def test_an_amendment_signed_without_a_party_counts_only_once_that_is_gone() -> None:
    vaults = net.vaults(RULES)
    first = vaults["p1"]
    state = dict(current_state(state_of(first)))
    terms = {**state["terms"], "parties": [one for one in state["terms"]["parties"] if one["key"] != "p5"]}
    amendment = SignedAmendment("urn:uuid:anders", net.date_of(30), {**state, "terms": terms})
    assert state_on(state_of(first), net.date_of(40), [amendment]).amendment == ""
    excluded(vaults, "p5", 10)
    assert state_on(state_of(first), net.date_of(40), [amendment]).amendment == "urn:uuid:anders"
    late = SignedAmendment("urn:uuid:anders", net.date_of(5), amendment.state)  # it was a party on that day
    assert state_on(state_of(first), net.date_of(40), [late]).amendment == ""


def test_a_rule_that_only_a_separate_amendment_brought_counts_in_the_list() -> None:
    vaults = net.vaults()
    first, own = vaults["p1"], net.houses()["p1"].id
    state = dict(current_state(state_of(first)))
    rules = {"leaving": "own_part", "leaving_days": 10, "leaving_to": "any_day"}
    terms = {**state["terms"], "membership": rules}
    amendments = (SignedAmendment("urn:uuid:anders", net.date_of(5), {**state, "terms": terms}),)
    said = net.wake(vaults["p5"], 10)
    vaults["p5"].write("termination_notice", {"ground": "ordinary", "end": said, "reason": ""})
    share(vaults)
    for one in vaults.values():
        net.wake(one, 11)
        one.receipt()
    share(vaults)
    folded = state_of(first)
    alone = row_of(folded, own, clock_day=net.date_of(60))
    amended = row_of(folded, own, clock_day=net.date_of(60), amendments=amendments)
    gone = row_of(folded, net.houses()["p5"].id, clock_day=net.date_of(60), amendments=amendments)
    assert (alone.status, amended.status, gone.status) == ("terminated", "in_force", "terminated")
    assert amended.due is None
    assert gone.due is not None
    assert undisputed_end(folded) is not None
    assert undisputed_end(folded, amendments) is None


def test_of_a_house_that_is_out_nobody_waits_for_a_sign_that_a_notice_arrived() -> None:
    vaults = net.vaults(RULES)
    said = net.wake(vaults["p5"], 5)
    vaults["p5"].write("leaving", {"day": said, "end": said, "ground": "ordinary", "reason": ""})
    share(vaults)
    net.wake(vaults["p1"], 6)
    vaults["p1"].receipt()
    said = net.wake(vaults["p1"], 60)
    vaults["p1"].write("termination_notice", {"ground": "cause", "end": said, "reason": ""})
    houses = net.houses()
    lacking = not_shown_to_have(state_of(vaults["p1"]), houses["p1"].id)
    assert set(lacking) == {houses[one].id for one in ("p2", "p3", "p4")}


@pytest.mark.parametrize("claims", [None, 12], ids=["under its day", "under an earlier day"])
def test_who_has_left_does_not_vote(claims: int | None) -> None:
    vaults = net.vaults(RULES)
    said = net.wake(vaults["p5"], 5)
    vaults["p5"].write("leaving", {"day": said, "end": said, "ground": "ordinary", "reason": ""})
    share(vaults)
    net.wake(vaults["p1"], 6)
    vaults["p1"].receipt()
    moved = motion(vaults["p1"], "exclusion", net.houses()["p4"].id, {}, 10)  # p5 is still a party
    share(vaults)
    vote(vaults["p2"], moved, 11)
    share(vaults)
    for one in vaults.values():
        net.wake(one, 60)
        one.receipt()
    share(vaults)
    assert members_of(state_of(vaults["p1"])).of(net.houses()["p5"].id).until == net.date_of(16)
    day = net.wake(vaults["p5"], 61)
    body = {"motion": moved.digest, "vote": "yes", "day": day if claims is None else net.date_of(claims).isoformat()}
    late = vaults["p5"].write("vote", {**body, "reason": ""})
    share(vaults)
    found = members_of(state_of(vaults["p2"]))
    assert found.of(net.houses()["p4"].id).until is None
    assert late.digest in found.late
    vote(vaults["p3"], moved, 62)
    share(vaults)
    assert members_of(state_of(vaults["p2"])).of(net.houses()["p4"].id).until is not None


def test_the_list_shows_the_last_day_that_an_amendment_brought() -> None:
    vaults = net.vaults()
    first, own = vaults["p1"], net.houses()["p1"].id
    folded = state_of(first)
    state = dict(current_state(folded))
    for begins, last in ((5, 700), (0, 20)):
        duration = {"start": net.date_of(0).isoformat(), "end": net.date_of(last).isoformat()}
        terms = {**state["terms"], "duration": duration}
        amended = SignedAmendment("urn:uuid:anders", net.date_of(begins), {**state, "terms": terms})
        row = row_of(folded, own, clock_day=net.date_of(1), amendments=(amended,))
        assert row.ends == net.date_of(last).isoformat()
    longer = {**terms, "duration": {**duration, "end": net.date_of(9999).isoformat()}}
    late = SignedAmendment("urn:uuid:anders", net.date_of(9000), {**state, "terms": longer})  # behind the last day
    ended = SignedAmendment("urn:uuid:erst", net.date_of(0), {**state, "terms": terms})
    assert row_of(folded, own, clock_day=net.date_of(1), amendments=(ended, late)).ends == row.ends
