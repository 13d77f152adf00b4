"""May we share? The answer from a vault, step by step, and where each reason comes from."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

import datapact.consent
from datapact.consent.decision.from_inputs import decide_from
from datapact.consent.decision.may_share import may_share
from datapact.consent.facts import load_facts
from datapact.consent.facts.facts import DISPUTED, AgreementFacts
from datapact.consent.facts.question import Decision, Question
from datapact.consent.steps.evaluation import citation_of
from datapact.organisation.acting.acting_member import Acting
from datapact.vault.database import unchanged
from datapact.vault.database.remembered import Remembered
from tests.consent.sharing import PARTNER, RESEARCH, conclude, ready, terms

CONTROLLER = terms()["activities"][0]["roles"][0]


def ask(acting: Acting, **changes: object) -> Decision:
    asked = {"dataset": "panel", "partner": PARTNER, "purpose": RESEARCH, "at": acting.clock(), **changes}
    return may_share(acting, Question(**asked))


def rules(answer: Decision, verdict: str) -> set[tuple[str, str]]:
    return {(one.rule, one.authority) for one in answer.reasons if one.verdict == verdict}


def test_everybody_agreed(keller: Acting):
    ready(keller, {"S1": "given", "S2": "renewed"})
    answer = ask(keller)
    assert (answer.verdict, answer.n, answer.m, answer.evidence) == ("permit", 2, 2, "reference_only")
    assert {one.verdict for one in answer.reasons} == {"met"}
    assert answer.valid_until is not None
    assert answer.valid_until.isoformat().startswith("2035-12-31")
    assert all(one.citation["de"] and one.citation["en"] and one.link[0] for one in answer.reasons)


def test_some_withdrew(keller: Acting):
    ready(keller, {"S1": "given", "S2": "withdrawn"})
    answer = ask(keller)
    assert (answer.verdict, answer.n, answer.m) == ("partial", 1, 2)
    assert rules(answer, "partial") == {("S7", "statute")}


def test_without_an_agreement_it_is_our_own_policy_that_denies(keller: Acting):
    ready(keller, {"S1": "given"})
    assert rules(ask(keller, dataset="other"), "deny") == {("S2", "house")}
    ended = ready_and_ended(keller, "controller")
    assert ended == {("S2", "house")}


def test_it_says_from_when_a_signed_agreement_is_in_force_and_names_the_dataset(keller: Acting):
    ready(keller, {"S1": "given"})
    with keller.vault.write() as session:
        coming = terms(duration__start="2034-01-01", duration__end="2035-12-31")
        coming["datasets"][0] |= {"key": "coming", "name": {"de": "Kommende Daten", "en": "Coming data"}}
        coming["legal_bases"] = []
        conclude(keller, session, coming, "DP-2")
    (why,) = [one.message.text("de") for one in ask(keller, dataset="coming").reasons if one.verdict == "deny"]
    assert why == "Die Vereinbarung DP-2 ist unterschrieben, aber erst ab 1. Januar 2034 in Kraft."
    (why,) = [one.message.text("de") for one in ask(keller, dataset="coming", partner="external:9").reasons]
    assert "„Kommende Daten“" in why


def ready_and_ended(acting: Acting, role: str) -> set[tuple[str, str]]:
    roles = [CONTROLLER, {"party": "uni", "role": role}]
    with acting.vault.write() as session:
        ended = terms(duration__end="2021-12-31", activities__0__roles=roles)
        ended["datasets"][0]["key"] = f"old-{role.replace('_', '-')}"
        ended["legal_bases"] = []
        conclude(acting, session, ended, f"OLD-{role}")
    return rules(ask(acting, dataset=f"old-{role.replace('_', '-')}"), "deny")


@pytest.mark.parametrize(("role", "rule"), [("processor", "P00"), ("joint_controller", "J01")])
def test_where_the_law_asks_for_a_contract_the_law_denies(keller: Acting, role: str, rule: str):
    ready(keller, {})
    assert ready_and_ended(keller, role) == {(rule, "statute")}


def test_a_fact_that_is_missing_is_no_permit(keller: Acting):
    ready(keller, {"S1": "given"}, legal_bases=[])
    answer = ask(keller)
    assert (answer.verdict, answer.n) == ("incomplete", 0)
    assert rules(answer, "incomplete") >= {("G05", "statute")}


def with_status(monkeypatch: pytest.MonkeyPatch, **status_of: str) -> None:
    """Let agreements by number have another status, disputed by the partner."""
    real = load_facts.agreements_on

    def agreements(*arguments: object, **more: object) -> tuple[AgreementFacts, ...]:
        found = real(*arguments, **more)  # type: ignore[arg-type]
        return tuple(
            replace(one, status=status_of.get(one.number, one.status), disputed_by=(PARTNER,))
            if one.number in status_of
            else one
            for one in found
        )

    monkeypatch.setattr(load_facts, "agreements_on", agreements)
    monkeypatch.setattr(unchanged, "_KEPT", Remembered(2))  # no row has changed


@pytest.mark.parametrize("status", DISPUTED)
def test_a_disputed_end_or_change_permits_nothing(keller: Acting, monkeypatch: pytest.MonkeyPatch, status: str):
    ready(keller, {"S1": "given"})
    assert ask(keller).verdict == "permit"
    with_status(monkeypatch, **{"DP-1": status})
    answer = ask(keller)
    assert (answer.verdict, answer.n, answer.valid_until) == ("incomplete", 0, None)
    (told,) = [str(one.message) for one in answer.reasons if one.verdict == "incomplete"]
    assert told.startswith("Disputed by Uni Beispielstadt: ")
    assert decide_from(answer.inputs).reasons == answer.reasons


def test_a_signed_agreement_that_is_disputed_permits_with_a_warning(keller: Acting, monkeypatch: pytest.MonkeyPatch):
    ready(keller, {"S1": "given"})
    with_status(monkeypatch, **{"DP-1": "in_force"})
    answer = ask(keller)
    assert answer.verdict == "permit"
    assert ("S2", "house") in rules(answer, "warning")


@pytest.mark.parametrize(
    ("status", "prohibits", "verdict"),
    [
        ("terminated", True, "permit"),
        ("end_disputed", True, "deny"),
        ("end_disputed", False, "permit"),
        ("text_disputed", False, "incomplete"),
    ],
)
def test_what_a_disputed_agreement_prohibits_stands(
    keller: Acting, monkeypatch: pytest.MonkeyPatch, status: str, prohibits: bool, verdict: str
):
    ready(keller, {"S1": "given"})
    purposes = [{"key": "other", "name": {"en": "Other"}, "iri": RESEARCH, "prohibited": prohibits}]
    with keller.vault.write() as session:
        conclude(keller, session, terms(purposes=purposes, legal_bases=[]), "DP-2")
    with_status(monkeypatch, **{"DP-2": status})
    assert ask(keller).verdict == verdict


def test_the_country_where_the_data_goes_matters(keller: Acting):
    ready(keller, {"S1": "given"})
    assert rules(ask(keller, place="US"), "incomplete") == {("X01", "statute"), ("T04", "statute")}
    assert ask(keller, place="FR").verdict == "permit"


def test_every_rule_that_a_reason_can_name_has_its_citation():
    sources = "\n".join(one.read_text("utf-8") for one in Path(datapact.consent.__path__[0]).rglob("*.py"))
    named = set(re.findall(r'"([STXKDGPJA]\d{1,2})"', sources))
    assert {"S1", "S2", "X02", "D14", "K06", "T01", "G05"} <= named
    for rule in named:
        citation, authority = citation_of(rule)
        assert citation.text("de")
        assert authority
