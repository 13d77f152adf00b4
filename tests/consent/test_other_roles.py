"""Two contracts give one partner, or us, different roles for the same data: the answer says on which it rests, or which is open."""

from __future__ import annotations

from typing import Any

import pytest

from datapact.consent.decision.replay import replay
from datapact.consent.decision.used_decisions import use_decision
from datapact.organisation.acting.acting_member import Acting
from tests.consent.sharing import DPV, conclude, ready, terms
from tests.consent.test_no_wrong_yes import ask

GIVEN = {"S1": "given"}
ROLES = ("controller", "joint_controller", "processor")
PURPOSES: dict[str, tuple[list[dict[str, Any]], str]] = {
    # of the other contract, and what that makes of the answer
    "the same term": ([{"key": "study", "name": {"en": "Study"}, "iri": f"{DPV}ScientificResearch"}], "incomplete"),
    "a wider term": ([{"key": "all", "name": {"en": "All"}, "iri": f"{DPV}ResearchAndDevelopment"}], "incomplete"),
    "the same name": ([{"key": "study", "name": {"en": "research"}, "iri": f"{DPV}Purpose"}], "incomplete"),
    "a purpose apart": ([{"key": "pay", "name": {"en": "Pay"}, "iri": f"{DPV}PersonnelPayment"}], "warning"),
    "words alone": ([{"key": "pay", "name": {"en": "Pay"}, "iri": f"{DPV}Purpose"}], "warning"),
    "no purpose": ([], "incomplete"),
}


def with_roles(own: str, partner: str) -> list[dict[str, Any]]:
    roles = [{"party": "keller", "role": own}, {"party": "uni", "role": partner}]
    return [{"key": "study", "name": {"en": "Study"}, "roles": roles}]


def asked(acting: Acting, other: dict[str, Any], **here: Any) -> dict[str, str]:
    """Weight and words of what the answer says of roles in the other contract."""
    ready(acting, GIVEN, **here)
    with acting.vault.write() as session:
        conclude(acting, session, terms(**other), number="DP-2", on_file=False)
    return {
        one.verdict: one.message.text("en")
        for one in ask(acting).reasons
        if one.rule == "G02" and "DP-2" in one.message.text("en")
    }


@pytest.mark.parametrize("purposes", PURPOSES)
def test_the_purposes_settle_which_contract_counts_or_leave_it_open(keller: Acting, purposes: str) -> None:
    listed, weight = PURPOSES[purposes]
    other = {"activities": with_roles("controller", "processor"), "purposes": listed, "legal_bases": []}
    told = asked(keller, other)
    assert set(told) == {weight}
    for words in told.values():
        assert "in which Uni Beispielstadt" in words
        assert "DP-1" in words  # both can be meant by the same term: it is open on which the answer rests
        assert "controller" in words
        assert "processor" in words
    assert replay(keller, use_decision(keller, ask(keller).question).record.entry).outcome == "same"


@pytest.mark.parametrize("here", ROLES)
@pytest.mark.parametrize("there", ROLES)
@pytest.mark.parametrize("whose", ["own", "partner"])
def test_only_who_acts_for_somebody_and_elsewhere_for_itself_is_told(
    keller: Acting, here: str, there: str, whose: str
) -> None:
    mine, theirs = (
        with_roles(*((one, "controller") if whose == "own" else ("controller", one))) for one in (here, there)
    )
    told = asked(keller, {"activities": theirs}, activities=mine)
    assert bool(told) is ((here == "processor") is not (there == "processor"))


def test_a_contract_that_yields_or_has_ended_leaves_no_doubt(keller: Acting) -> None:
    other = {"activities": with_roles("controller", "processor")}
    over = {**other, "duration": {"start": "2020-01-01", "end": "2021-12-31"}}
    assert asked(keller, over) == {}


def test_an_order_that_prevails_over_its_framework_gives_the_role(keller: Acting) -> None:
    other = {
        "activities": with_roles("controller", "processor"),
        "purposes": PURPOSES["a wider term"][0],
        "legal_bases": [],
    }
    told = asked(keller, other, facts={"parent_agreement": "DP-2", "precedence": "this"})
    assert told == {}
