"""What is done with the data, and contracts that stand above each other."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, get_args

import pytest

from datapact.cli.groups.decisions import ACTIONS_SAID
from datapact.consent.decision.may_share import may_share
from datapact.consent.facts.compliance_records import record_fact
from datapact.consent.facts.facts import BasisRecord, FactOnFile
from datapact.consent.facts.question import ACTIONS, Decision, Question
from datapact.consent.views.compliance_record_form import keep_record
from datapact.consent.views.compliance_record_list import OPERATIONS
from datapact.contract.terms.data import UseAction
from datapact.contract.vocabulary.labels import word
from datapact.history.entries import sharing_records
from datapact.organisation.acting.acting_member import Acting
from tests.consent.sharing import PARTNER, RESEARCH, assign_all, conclude, ready, terms

GIVEN = {"S1": "given", "S2": "given"}
ALLOWED = {"models": {"training": "allowed"}, "onward": {"rule": "allowed"}}


def ask(acting: Acting, action: str = "share", **changes: Any) -> Decision:
    return may_share(acting, Question("panel", PARTNER, RESEARCH, acting.clock(), action=action, **changes))


def rules_of(answer: Decision, verdict: str) -> list[str]:
    return [one.rule for one in answer.reasons if one.verdict == verdict]


def test_one_vocabulary_of_actions() -> None:
    assert set(ACTIONS) == set(get_args(UseAction.__value__)) == set(ACTIONS_SAID.split(", "))
    assert {"any", *ACTIONS} == set(sharing_records.OPERATIONS) == set(OPERATIONS)
    assert all(word("use_action", one).de for one in ACTIONS)


@pytest.mark.parametrize("action", ["derive", "link", "publish", "license_model"])
def test_an_action_beyond_holding_the_data_is_named_in_the_agreement_or_missing(keller: Acting, action: str) -> None:
    ready(keller, GIVEN, **ALLOWED)
    assert ask(keller).verdict == "permit"
    answer = ask(keller, action)
    no_basis = ["G05", "G05"] if action == "publish" else []  # "any operation" is none to everybody
    assert (answer.verdict, rules_of(answer, "incomplete")) == ("incomplete", ["S3", *no_basis])


@pytest.mark.parametrize("action", ["derive", "link", "publish", "license_model", "remote_access"])
def test_a_list_of_permitted_actions_permits_what_it_names_alone(keller: Acting, action: str) -> None:
    ready(keller, GIVEN, **ALLOWED, datasets__0__limits={"actions": ["share", action]})
    if action == "publish":
        for whose in (keller.organisation, PARTNER):
            keep_record(keller, BasisRecord("", whose, "panel", "DP-1/research", "publish", "6(1)(a)"))
    assert ask(keller, action).verdict == "permit"
    others = {one: ask(keller, one).verdict for one in ("derive", "link", "remote_access") if one != action}
    assert set(others.values()) == {"deny"}


def test_who_may_not_pass_on_may_not_publish(keller: Acting) -> None:
    ready(keller, GIVEN, onward={"rule": "forbidden"}, datasets__0__limits={"actions": ["publish"]})
    assert rules_of(ask(keller, "publish"), "deny") == ["G28"]


def test_models_that_may_not_be_made_are_not_licensed(keller: Acting) -> None:
    forbidden = {"training": "forbidden", "fine_tuning": "forbidden"}
    ready(keller, GIVEN, models=forbidden, datasets__0__limits={"actions": ["license_model"]})
    assert rules_of(ask(keller, "license_model"), "deny") == ["A01"]


def test_conditions_of_one_way_to_make_a_model_are_shown(keller: Acting) -> None:
    rules = {"training": "conditional", "fine_tuning": "forbidden"}
    ready(keller, GIVEN, models=rules, datasets__0__limits={"actions": ["license_model"]})
    assert rules_of(ask(keller, "license_model"), "incomplete") == ["A01"]
    day = keller.clock().date()
    with keller.vault.write() as session:
        record_fact(
            keller, session, FactOnFile("", "model_conditions", PARTNER, "panel", "Akte 4", day, day, weighed=True)
        )
    assert ask(keller, "license_model").verdict == "permit"


def test_remote_access_from_outside_is_a_transfer(keller: Acting) -> None:
    ready(keller, GIVEN)
    assert ask(keller, "remote_access").verdict == "permit"
    assert ask(keller, "remote_access", place="IN").verdict == "incomplete"


def framework(acting: Acting, prevails: str, **limits: Any) -> str:
    """DP-1 stands under the framework DP-2 on the same data and partner; the key of the agreed purpose of DP-1."""
    facts = {"parent_agreement": "DP-2", "precedence": prevails} if prevails is not None else {}
    history = ready(acting, GIVEN, facts=facts)
    with acting.vault.write() as session:
        conclude(acting, session, terms(datasets__0__limits=limits), number="DP-2")
        assign_all(acting, session)
    return f"{history}#purposes.research"


@pytest.mark.parametrize(("prevails", "verdict"), [("parent", "deny"), ("this", "permit"), ("", "incomplete")])
def test_the_limits_of_the_contract_that_prevails_count(keller: Acting, prevails: str, verdict: str) -> None:
    yesterday = (keller.clock().date() - timedelta(days=1)).isoformat()
    agreed = framework(keller, prevails, last=yesterday)
    answer = ask(keller, agreed=agreed)
    assert answer.verdict == verdict
    if verdict == "incomplete":
        assert rules_of(answer, "incomplete") == ["G35"]


def test_limits_of_the_order_bind_the_framework_where_the_order_prevails(keller: Acting) -> None:
    history = ready(keller, GIVEN)
    with keller.vault.write() as session:
        under = {"parent_agreement": "DP-1", "precedence": "this"}
        conclude(keller, session, terms(facts=under, datasets__0__limits={"actions": ["train"]}), number="DP-2")
        assign_all(keller, session)
    assert ask(keller, agreed=f"{history}#purposes.research").verdict == "deny"


@pytest.mark.parametrize(("prevails", "verdict"), [("this", "permit"), ("parent", "deny"), ("", "deny")])
def test_a_prohibition_counts_unless_its_contract_yields(keller: Acting, prevails: str, verdict: str) -> None:
    history = ready(keller, GIVEN, facts={"parent_agreement": "DP-2", "precedence": prevails})
    forbidding = [{"key": "research", "name": {"en": "Research"}, "iri": RESEARCH, "prohibited": True}]
    with keller.vault.write() as session:
        conclude(keller, session, terms(purposes=forbidding, legal_bases=[]), number="DP-2")
    assert ask(keller, agreed=f"{history}#purposes.research").verdict == verdict
