"""Who signs: the signing rules, the order, and a freeze that names other people than were agreed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datapact.agreements.projection.append import append, load_state
from datapact.agreements.projection.projection import state_digest
from datapact.agreements.text.current_text import whole_state
from datapact.base.clock import utc_now
from datapact.base.errors import AnswerNo, Damaged
from datapact.checks.model.signing_authority import DIRECTORS, PROXIES, RULES, is_met
from datapact.checks.run.engine import check
from datapact.contract.terms import Party, Signatory, Terms, read_terms
from datapact.contract.terms.parties import in_signing_order
from datapact.history.state.facts import Slot
from datapact.organisation.members.unlocking import unlock
from datapact.signing.ceremony.freeze import _as_written
from datapact.signing.ceremony.slots import people_in_order, plan_slots, require_agreed_slots
from tests.cli.desks import PASSPHRASE, Houses, agreed, build, carry, opened

CAPACITIES = sorted({*DIRECTORS, *PROXIES, "prokurist", "sole_prokurist", "joint_prokurist"})


@pytest.mark.parametrize(
    ("rule", "capacities", "met"),
    [
        ("sole", ["managing_director"], True),
        ("sole", ["prokurist"], False),
        ("sole", [], False),
        ("sole", ["sole_prokurist"], True),
        ("two_jointly", ["sole_prokurist"], True),
        ("invented", ["sole_prokurist"], False),
        ("two_jointly", ["managing_director"], False),
        ("two_jointly", ["managing_director", "board_member"], True),
        ("two_jointly", ["managing_director", "prokurist"], False),
        ("director_with_prokurist", ["managing_director", "prokurist"], True),
        ("director_with_prokurist", ["prokurist", "prokurist"], False),
        ("director_with_prokurist", ["managing_director", "managing_director"], True),
        ("by_power", ["by_power_of_attorney"], True),
        ("by_power", ["managing_director"], False),
        ("invented", ["managing_director", "managing_director"], False),
        *((rule, ["sole_prokurist"], True) for rule in RULES),  # sections 48(1), 49(1) HGB
        *((rule, ["joint_prokurist", "joint_prokurist"], True) for rule in RULES),  # section 48(2) HGB
        *((rule, ["joint_prokurist", "managing_director"], True) for rule in RULES),
        *((rule, ["joint_prokurist"], rule == "by_power") for rule in RULES),
        *((rule, ["commercial_agent"], True) for rule in RULES),  # section 54 HGB; evidence is asked for apart
        *((rule, ["by_power_of_attorney", "board_member"], True) for rule in RULES),  # sections 164, 167 BGB
        ("all_jointly", ["partner"], False),  # section 720 BGB
        ("all_jointly", ["partner", "partner"], True),
        ("majority", ["board_member"], False),  # section 26(2) BGB
        ("majority", ["board_member", "board_member"], True),
        ("sole", ["partner"], True),  # section 124(1) HGB
        ("sole", ["official"], True),  # rector, chancellor, mayor
    ],
)
def test_rules(rule: str, capacities: list[str], met: bool) -> None:
    assert is_met(rule, capacities) == met


@given(
    st.sampled_from(RULES),
    st.lists(st.sampled_from(CAPACITIES), max_size=4),
    st.sampled_from(CAPACITIES),
)
def test_one_more_signature_never_unmakes_a_rule(rule: str, capacities: list[str], more: str) -> None:
    assert is_met(rule, [*capacities, more]) >= is_met(rule, capacities)


def terms(**changes: Any) -> Terms:
    person = {"key": "a", "name": "Anna A", "capacity": "managing_director", "order": 2, **changes}
    return read_terms(
        {
            "parties": [
                {"key": "one", "name": "Eins GmbH", "organisation": "o1", "signatories": [person]},
                {
                    "key": "two",
                    "name": "Zwei GmbH",
                    "organisation": "o2",
                    "signatories": [{"key": "b", "name": "Bea B", "capacity": "owner", "order": 1}],
                },
            ]
        }
    )


def slot(order: int, party: str, organisation: str, person: str, capacity: str) -> Slot:
    return Slot(f"signature-{order}", order, party, organisation, "m", person, capacity, "", "", "k")


AGREED = (slot(1, "two", "o2", "Bea B", "owner"), slot(2, "one", "o1", "Anna A", "managing_director"))


def test_the_agreed_slots_are_signed() -> None:
    require_agreed_slots(terms(), AGREED)


@pytest.mark.parametrize(
    "slots",
    [
        AGREED[:1],
        (*AGREED, slot(3, "one", "o1", "Eva E", "managing_director")),
        (slot(1, "one", "o1", "Anna A", "managing_director"), slot(2, "two", "o2", "Bea B", "owner")),
        (AGREED[0], slot(2, "one", "o1", "Eva E", "managing_director")),
        (AGREED[0], slot(2, "one", "o1", "Anna A", "prokurist")),
        (AGREED[0], slot(2, "one", "o3", "Anna A", "managing_director")),
    ],
)
def test_other_slots_are_not_signed(slots: tuple[Slot, ...]) -> None:
    with pytest.raises(Damaged, match="other signatories"):
        require_agreed_slots(terms(), slots)


def test_no_plan_without_rule_evidence_or_key() -> None:
    with pytest.raises(AnswerNo, match="signing rule"):
        plan_slots(terms(capacity="prokurist"), {})
    with pytest.raises(
        AnswerNo, match=r"Bea B \(Zwei GmbH\), Anna A \(Eins GmbH\)"
    ) as refused:  # all at once, not one after the other
        plan_slots(terms(), {})
    assert str(refused.value).startswith("No certified signing key")
    with pytest.raises(AnswerNo, match="in this vault yet"):  # nobody asks the own house for its card
        plan_slots(terms(), {}, terms().parties[1].organisation)


@given(
    st.sampled_from(RULES),
    st.lists(
        st.tuples(st.sampled_from(CAPACITIES), st.sampled_from(["", "Vollmacht vom 2. Mai"])), min_size=1, max_size=3
    ),
)
def test_what_freezing_refuses_is_found_before_anybody_agrees(rule: str, people: list[tuple[str, str]]) -> None:
    listed = [
        {"key": f"p{number}", "name": f"Person {number}", "capacity": capacity, "evidence": evidence}
        for number, (capacity, evidence) in enumerate(people)
    ]
    one = {"key": "one", "name": "Eins GmbH", "signing_rule": rule, "signatories": listed}
    state: dict[str, Any] = {"terms": {"parties": [one, {"key": "two", "name": "Zwei GmbH"}]}}
    terms = read_terms(state["terms"])
    try:
        people_in_order(terms.model_copy(update={"parties": terms.parties[:1]}))
    except AnswerNo:
        barring = [one for one in check(state, date(2026, 5, 4)) if one.id == "G34" and one.bars_freezing and one.final]
        assert barring, "nothing said before the text was agreed"


@pytest.fixture
def houses(tmp_path: Path) -> Houses:
    (tmp_path / "made").mkdir()
    build(tmp_path / "made")
    return opened(tmp_path / "made", tmp_path)


def test_a_freeze_by_a_partner_that_drops_a_signatory(houses: Houses) -> None:
    """The fold lets it stand, since it is legal in form; nobody here signs it."""
    history = agreed(houses)
    houses.sofia("agreement", "freeze", history)
    with unlock(houses.sofia.vault, None, PASSPHRASE, utc_now) as sofia, sofia.vault.read() as session:
        state = load_state(session, history)
        assert state.freeze is not None
        body = dict(state.entries[state.freeze.digest].body)
    again = opened(houses.folder / "made", houses.folder / "again")
    history = agreed(again)
    with unlock(again.sofia.vault, None, PASSPHRASE, utc_now) as sofia, sofia.vault.write() as session:
        state = load_state(session, history)
        assert state.agreed is not None
        digest = state_digest(whole_state(state.facts.offers[state.agreed]))
        slots = [one for one in body["slots"] if one["member"] != "martin-vogt"]
        slots = [{**one, "order": order} for order, one in enumerate(slots, start=1)]
        append(
            sofia,
            session,
            history,
            "freeze",
            {**body, "offer": state.agreed, "agreement_sha256": digest, "slots": slots},
        )
    carry(again.sofia, history, again.anna)
    assert again.anna.status(history) == "frozen"
    assert "other signatories" in again.anna.refused(4, "agreement", "sign", history)


@given(st.lists(st.lists(st.integers(0, 6), min_size=1, max_size=3), min_size=2, max_size=4))
def test_the_order_shown_before_freezing_is_the_order_of_signing(places: list[list[int]]) -> None:
    parties = tuple(
        Party(
            key=f"p{one}",
            name=f"House {one}",
            signing_rule="by_power",
            signatories=tuple(
                Signatory(key=f"s{n}", name=f"{one}.{n}", capacity="by_power_of_attorney", order=order)
                for n, order in enumerate(orders)
            ),
        )
        for one, orders in enumerate(places)
    )
    terms = Terms(parties=parties)
    planned = [slot.person for slot in _as_written(terms)]
    assert planned == [person.name for _party, person in people_in_order(terms)]
    placed = [person.order for _party, person in in_signing_order(parties) if person.order]
    assert placed == sorted(placed)
    assert [slot.order for slot in _as_written(terms)] == [*range(1, len(planned) + 1)]
