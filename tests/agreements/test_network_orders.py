"""Orders in a network: whom they ask, what silence means, and that all vaults come to the same whatever arrives when."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.agreements.projection.who_is_party import due_silence, first_effects, waiting_for
from datapact.contract.editing.order_parties import ASKS_BY_ITSELF
from datapact.contract.templates.template import load_template
from datapact.deadlines.termination import declaration_until
from datapact.exchange.board.rows import party_rows
from tests.agreements import network_world as net
from tests.agreements.drafts import SMALL, TEMPLATES, draft, texts
from tests.depth import examples

CONCERNED = '[orders]\nconsent = "concerned"\n'
SILENCE = f'{CONCERNED}silence = "consent"\ndays = 14\n'
REFUSAL = f'{CONCERNED}silence = "refusal"\ndays = 14\n'


def everybody(vaults: dict[str, Any]) -> None:
    for one in vaults.values():
        one.learn(*vaults.values())


def standing(vault: Any, day: int = 400) -> list[str]:
    return [one.standing for one in net.reads(vault, day).effects]


def organisation(key: str) -> str:
    return net.houses()[key].id


def test_only_provider_and_recipients_are_asked_where_the_contract_says_so() -> None:
    vaults = net.vaults(CONCERNED)
    order = net.propose(vaults["p1"], net.order_of("data1", "p1", ["p2", "p3"]), 0)
    everybody(vaults)
    assert waiting_for(net.state_of(vaults["p4"])) == {organisation("p2"), organisation("p3")}
    rows = {row.name: row for row in party_rows(net.state_of(vaults["p1"]), organisation("p1"), {}, net.FIRST)}
    assert {name: row.answer for name, row in rows.items()} == {
        "House p1": "proposed",
        "House p2": "none",
        "House p3": "none",
        "House p4": "not_asked",
        "House p5": "not_asked",
    }
    for refused in (net.agree(vaults["p4"], order.digest, 1), net.object_to(vaults["p5"], order.digest, 1)):
        vault = vaults["p4"] if refused.kind == "change_accepted" else vaults["p5"]
        assert refused.digest in net.state_of(vault).void
    everybody(vaults)
    for key in ("p2", "p3"):
        assert standing(vaults["p5"]) == ["pending"]
        net.agree(vaults[key], order.digest, 2)
        everybody(vaults)
    assert all(standing(one) == ["in_effect"] for one in vaults.values())


def test_without_the_term_every_party_is_asked_and_entries_are_as_before() -> None:
    vaults = net.vaults()
    order = net.propose(vaults["p1"], net.order_of("data1", "p1", ["p2"]), 0)
    assert not {"asked", "silence", "answer_days", "silent"} & order.body.keys()
    everybody(vaults)
    for key in ("p2", "p3", "p4"):
        net.agree(vaults[key], order.digest, 1)
    everybody(vaults)
    assert waiting_for(net.state_of(vaults["p1"])) == {organisation("p5")}
    forged = net.propose(vaults["p1"], net.order_of("data2", "p1", ["p2"]), 2, asked=[organisation("p2")])
    everybody(vaults)
    net.agree(vaults["p2"], forged.digest, 3)
    everybody(vaults)
    effects = {one.change.digest: one for one in net.reads(vaults["p4"], 400).effects}
    assert (effects[forged.digest].standing, effects[forged.digest].reason) == ("without_effect", ASKS_BY_ITSELF)


@pytest.mark.parametrize(
    ("more", "also"),
    [
        ({"activities": {"new": {"name": {"en": "New"}, "datasets": ["data1"], "roles": [{"party": "p5", "role": "processor"}]}}}, "p5"),
        ({"activities": {"new": {"name": {"en": "New"}, "datasets": ["data1"], "roles": [{"party": "p4", "role": "joint_controller"}]}}}, "p4"),
        ({"activities": {"new": {"name": {"en": "New"}, "datasets": ["data1"], "roles": [{"party": "p4", "role": "none"}, {"party": "p3", "role": "recipient"}]}}}, "p3"),
        ({"legal_bases": [{"party": "p3", "dataset": "data1", "purpose": "some", "article": "6(1)(f)"}]}, "p3"),
        ({"notices": [{"key": "n", "party": "p4", "datasets": ["data1"]}]}, "p4"),
    ],
)  # fmt: skip
def test_nobody_gets_a_task_by_an_order_that_did_not_ask_it(more: dict[str, Any], also: str) -> None:
    vaults = net.vaults(CONCERNED)
    content = net.order_of("data1", "p1", ["p2"], **more)
    order = net.propose(vaults["p1"], content, 0)
    assert set(order.body["asked"]) == {organisation(one) for one in ("p1", "p2", also)}
    forged = net.propose(vaults["p1"], content, 0, asked=[organisation("p1"), organisation("p2")])
    everybody(vaults)
    net.agree(vaults["p2"], forged.digest, 1)
    everybody(vaults)
    effects = {one.change.digest: one for one in net.reads(vaults["p3"], 400).effects}
    assert effects[forged.digest].standing == "without_effect"
    assert effects[order.digest].standing == "pending"


@pytest.mark.parametrize("left", [True, False])
def test_whoever_is_gone_is_not_asked_any_more(left: bool) -> None:
    """An order that would ask one that is no party any more could never count: nobody is left to answer."""
    rules = '[membership]\nleaving = "own_part"\nleaving_days = 10\nleaving_to = "any_day"\n'
    vaults = net.vaults(CONCERNED + rules)
    if left:
        day = net.wake(vaults["p4"], 0)
        vaults["p4"].write("leaving", {"day": day, "end": day, "ground": "cause", "reason": ""})
    everybody(vaults)
    net.wake(vaults["p1"], 1)
    vaults["p1"].receipt()  # its notice arrived, so its last day is behind it when the order is written
    everybody(vaults)
    joint = {
        "new": {"name": {"en": "N"}, "datasets": ["data1"], "roles": [{"party": "p4", "role": "joint_controller"}]}
    }
    content = net.order_of("data1", "p1", ["p2"], activities=joint)
    order = net.propose(vaults["p1"], content, 5, asked=[organisation("p1"), organisation("p2")])
    everybody(vaults)
    net.agree(vaults["p2"], order.digest, 6)
    everybody(vaults)
    assert {standing(one)[0] for one in vaults.values()} == {"in_effect" if left else "without_effect"}


def test_two_providers_may_give_their_data_one_key() -> None:
    vaults = net.vaults(CONCERNED)
    one = net.propose(vaults["p1"], net.order_of("data1", "p1", ["p2"]), 0)
    two = net.propose(vaults["p2"], net.order_of("data1", "p2", ["p1"]), 0)
    everybody(vaults)
    net.agree(vaults["p2"], one.digest, 0)
    net.agree(vaults["p1"], two.digest, 0)
    everybody(vaults)
    for vault in vaults.values():
        terms = net.reads(vault, 1).terms
        assert {one.key for one in terms.datasets} == {"first", "p1--data1", "p2--data1"}
        assert next(one for one in terms.purposes if one.key == "some").datasets[0] == "first"


def test_silence_counts_only_when_it_is_recorded_after_its_time() -> None:
    vaults = net.vaults(SILENCE)
    order = net.propose(vaults["p1"], net.order_of("data1", "p1", ["p2", "p3"]), 0)
    assert order.body["silent"] == sorted([organisation("p2"), organisation("p3")])
    everybody(vaults)
    net.agree(vaults["p2"], order.digest, 1)
    everybody(vaults)
    state = net.state_of(vaults["p1"])
    assert due_silence(state, order.digest, net.date_of(300), organisation("p1")) == ()  # nothing shows that p3 has it
    net.wake(vaults["p3"], 5)
    vaults["p3"].receipt()
    everybody(vaults)
    (effect,) = first_effects(net.state_of(vaults["p1"]))
    last = declaration_until(net.date_of(5), 14)
    assert effect.silent_after == {organisation("p3"): last}
    after = (last - net.FIRST).days + 1
    row = party_rows(net.state_of(vaults["p1"]), organisation("p1"), {}, net.FIRST)[2]
    assert row.agreed_from == net.date_of(after).isoformat()
    early = net.record(vaults["p1"], order.digest, [organisation("p3")], after - 1)
    everybody(vaults)
    assert standing(vaults["p4"]) == ["pending"]
    assert early.digest not in net.state_of(vaults["p4"]).void
    net.record(vaults["p1"], order.digest, [organisation("p3")], after)
    vaults["p4"].learn(vaults["p1"])
    on = net.reads(vaults["p4"], 400)
    assert (on.effects[0].begins, on.effects[0].silent) == (net.date_of(after), (organisation("p3"),))
    assert net.reads(vaults["p4"], after - 1).applied == ()
    net.object_to(vaults["p3"], order.digest, after - 1)  # in time, it says; in doubt nobody consented
    everybody(vaults)
    assert all(standing(one) == ["objected"] for one in vaults.values())


def test_a_late_objection_does_not_undo_recorded_silence_and_providers_never_consent_by_it() -> None:
    vaults = net.vaults(SILENCE)
    order = net.propose(vaults["p2"], net.order_of("data1", "p1", ["p2", "p3"]), 0)
    assert order.body["silent"] == [organisation("p3")]  # never the provider
    everybody(vaults)
    for key in ("p1", "p3"):
        net.wake(vaults[key], 1)
        vaults[key].receipt()
    everybody(vaults)
    record = net.record(vaults["p2"], order.digest, [organisation("p1")], 60)
    assert record.digest in net.state_of(vaults["p2"]).void
    net.record(vaults["p2"], order.digest, [organisation("p3")], 60)
    everybody(vaults)
    net.object_to(vaults["p3"], order.digest, 61)
    everybody(vaults)
    assert waiting_for(net.state_of(vaults["p4"])) == {organisation("p1")}
    net.agree(vaults["p1"], order.digest, 62)
    everybody(vaults)
    assert all(standing(one) == ["in_effect"] for one in vaults.values())
    body = {"silent": [organisation("p1")], "asked": [organisation(one) for one in ("p1", "p2", "p3")]}
    forged = net.propose(vaults["p2"], net.order_of("data2", "p1", ["p2", "p3"]), 63, **body)
    everybody(vaults)
    net.agree(vaults["p3"], forged.digest, 64)
    net.wake(vaults["p1"], 64)
    vaults["p1"].receipt()
    everybody(vaults)
    net.record(vaults["p2"], forged.digest, [organisation("p1")], 120)
    everybody(vaults)
    assert standing(vaults["p4"]).count("without_effect") == 1


def test_an_order_that_must_be_answered_in_time_lapses_once_that_is_recorded() -> None:
    vaults = net.vaults(REFUSAL)
    order = net.propose(vaults["p1"], net.order_of("data1", "p1", ["p2"]), 0)
    everybody(vaults)
    net.record(vaults["p5"], order.digest, [organisation("p2")], 39)  # whom it does not concern
    everybody(vaults)
    assert standing(vaults["p1"]) == ["pending"]
    net.record(vaults["p1"], order.digest, [organisation("p2")], 40)
    late = net.agree(vaults["p2"], order.digest, 41)
    everybody(vaults)
    assert late.digest not in net.state_of(vaults["p2"]).void
    assert all(standing(one) == ["lapsed"] for one in vaults.values())
    again = net.propose(vaults["p1"], net.order_of("data2", "p1", ["p2"]), 50)
    everybody(vaults)
    net.record(vaults["p1"], again.digest, [organisation("p2")], 80)
    net.agree(vaults["p2"], again.digest, 60)  # in time, and on its way when the end was recorded
    everybody(vaults)
    assert sorted(standing(vaults["p5"])) == ["in_effect", "lapsed"]
    unsaid = net.propose(vaults["p1"], net.order_of("data3", "p1", ["p2"]), 90, silence="", answer_days=0)
    everybody(vaults)
    net.agree(vaults["p2"], unsaid.digest, 91)
    everybody(vaults)
    assert sorted(standing(vaults["p5"])) == ["in_effect", "lapsed", "without_effect"]


KINDS = (
    "order",
    "order",
    "cheat",
    *["agree"] * 6,
    "object",
    "receipt",
    "record",
    "record",
    "carry",
    *["share"] * 3,
    "night",
)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(KINDS),
        st.integers(0, 4),
        st.integers(0, 4),
        st.integers(0, 7),
    ),
    min_size=8,
    max_size=40,
)


@settings(max_examples=examples(150))
@given(STEPS, st.sampled_from(["", CONCERNED, SILENCE, REFUSAL]), st.integers(0, 2**32))
def test_random_networks_end_equal_and_give_no_more_than_the_contract_allows(
    steps: list[tuple[str, int, int, int]], terms: str, seed: int
) -> None:
    vaults = net.vaults(terms)
    played(vaults, steps)
    chance = random.Random(seed)
    shared = list({entry.digest: entry for one in vaults.values() for entry in one.known.values()}.values())
    ends = []
    for one in vaults.values():  # every file arrives at last, in whatever order and however often
        arriving = [entry for entry in shared if entry.digest not in one.known] + shared[:3]
        chance.shuffle(arriving)
        one.learn(*arriving)
        on = net.reads(one, 500)
        ends.append((on.state["terms"], [(e.change.digest, e.standing, e.begins, e.silent) for e in on.effects]))
    assert all(end == ends[0] for end in ends)
    on = net.reads(vaults["p1"], 500)
    state = net.state_of(vaults["p1"])
    parties = {organisation(key): key for key in net.KEYS}
    for effect in on.applied:
        change = effect.change
        dataset = change.content["datasets"][0]
        needed = {dataset["provider"], *dataset["recipients"]} if "concerned" in terms else set(net.KEYS)
        assert needed <= {parties[one] for one in (change.organisation, *willing(state, effect, dataset, terms))}
    kept = {one["key"]: one for one in on.state["terms"]["datasets"]}
    assert kept["first"]["recipients"] == ["p2"]
    assert len(on.state["terms"]["datasets"]) == 1 + len(on.applied)


def played(vaults: dict[str, Any], steps: list[tuple[str, int, int, int]]) -> None:
    """Play a program: each step is taken by one party with what its vault knows, if its program would let it."""
    day = 0
    for step, who, whom, what in steps:
        vault, other = vaults[net.KEYS[who]], net.KEYS[whom]
        orders = sorted(one.digest for one in vault.known.values() if one.kind == "annex_version")
        chosen = orders[what % len(orders)] if orders else ""
        match step:
            case "night":
                day += what * 4
            case "carry":
                vaults[other].learn(vault)
            case "share":
                for one in vaults.values():
                    one.learn(vault)
            case "receipt":
                net.wake(vault, day)
                vault.receipt()
            case "order" | "cheat":
                provider = net.KEYS[what % 5]
                recipients = [key for n, key in enumerate(net.KEYS) if key != provider and (what + whom) >> n & 1]
                key = ("data1", "data2", "data3")[what % 3]
                agreed = {one.key for one in net.reads(vault, day).terms.datasets}
                few = [vault.organisation.id, organisation(other)]
                forged = {"asked": few, "silence": "consent", "answer_days": 1, "silent": [organisation(other)]}
                if recipients and f"{provider}--{key}" not in agreed:
                    net.propose(
                        vault, net.order_of(key, provider, recipients), day, **forged if step == "cheat" else {}
                    )
            case "agree" if chosen:
                effects = first_effects(net.state_of(vault))
                asked = [one.change.digest for one in effects if vault.organisation.id in one.waiting_for]
                net.agree(vault, asked[what % len(asked)] if asked else chosen, day)
            case "object" if chosen and what % 3 == 0:
                net.object_to(vault, chosen, day)
            case "record" if chosen:
                state = net.state_of(vault)
                due = {
                    one: list(due_silence(state, one, net.date_of(day), vault.organisation.id))
                    for one in state.facts.changes
                }
                chosen = next((one for one in due if due[one]), chosen)
                if due.get(chosen) or what == 7:  # now and then a program that records what is not due
                    net.record(vault, chosen, due.get(chosen) or [organisation(other)], day)


def willing(state: Any, effect: Any, dataset: dict[str, Any], terms: str) -> set[str]:
    """Who consented to an order, told by the entries alone: by an answer, or by silence that the contract lets count."""
    change, begins = effect.change, effect.begins
    entries = [one for one in state.entries.values() if one.digest not in state.void]
    said = {
        one.organisation
        for one in entries
        if one.kind == "change_accepted"
        and one.body["change"] == change.digest
        and one.body["day"] <= begins.isoformat()
    }
    if "refusal" in terms:
        last = declaration_until(net.date_of(0).fromisoformat(change.day), 14).isoformat()
        said = {
            one.organisation
            for one in entries
            if one.kind == "change_accepted" and one.body["change"] == change.digest and one.body["day"] <= last
        }
    if '"consent"' not in terms:
        return said
    for key in net.KEYS:
        house = organisation(key)
        every = state.entries.values()  # one that has no effect shows as well what its author had
        knew = [one for one in every if one.organisation == house and state.dag.knows(one.digest, change.digest)]
        records = [one for one in entries if one.kind == "silence_recorded" and one.body["change"] == change.digest]
        for record in records:
            shown = [one.time.date() for one in knew if state.dag.knows(record.digest, one.digest)]
            if not shown or house not in record.body["organisations"] or key == dataset["provider"]:
                continue
            last = declaration_until(min(shown), 14)
            spoke = any(
                one.kind == "objection" and one.organisation == house and one.body["to"] == change.digest
                and one.body["day"] <= last.isoformat()
                for one in entries
            )  # fmt: skip
            if not spoke and record.body["day"] > last.isoformat() and begins > last:
                said.add(house)
    return said


WITH_RULES = [
    name
    for name in TEMPLATES
    if any(one.id == "form-orders-consent" for clause in load_template(name).clauses for one in clause.paragraphs)
]


@pytest.mark.parametrize("name", WITH_RULES)
def test_each_rule_of_orders_is_a_paragraph_of_its_own(name: str) -> None:
    plain = texts(draft(name, SMALL.encode()))
    form = '\n[form]\namendment = "text_form"\n'
    base = texts(draft(name, f"{SMALL}{form}".encode())).keys()
    for terms, added in (
        (CONCERNED, {"form-orders-consent"}),
        (SILENCE, {"form-orders-consent", "form-orders-silence"}),
        (REFUSAL, {"form-orders-consent", "form-orders-refusal"}),
    ):
        said = texts(draft(name, f"{SMALL}{form}{terms}".encode()))
        assert said.keys() - base == added
        former = [
            version
            for version in range(1, load_template(name).version)
            if all(one.id not in added for clause in load_template(name, version).clauses for one in clause.paragraphs)
        ]
        for version in former[-1:]:  # a text made from an older template gets no new rule by being read again
            assert not texts(draft(name, f"{SMALL}{form}{terms}".encode(), version)).keys() & added
    german = "".join(run.text for run in said["form-orders-refusal"]["de"])
    assert "innerhalb von 14 Tagen nach seinem Datum" in german
    exempt = texts(draft(name, f'{SMALL}\n[form]\norders = "text_form"\n{CONCERNED}'.encode()))
    whom = "".join(run.text for run in exempt["form-orders"]["de"])
    assert "sobald alle zugestimmt haben, deren Zustimmung §" in whom
    assert not plain.keys() & {"form-orders-consent", "form-orders-silence", "form-orders-refusal"}
