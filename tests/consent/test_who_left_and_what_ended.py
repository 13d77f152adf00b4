"""A data protection officer's trials: who left, what ended, and consents that are to be renewed permit nothing by themselves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from datapact.agreements.steps.signed_elsewhere import ConcludedElsewhere, record_elsewhere
from datapact.consent.decision.decide import decide
from datapact.consent.decision.may_share import may_share
from datapact.consent.decision.replay import replay
from datapact.consent.decision.used_decisions import use_decision
from datapact.consent.facts import agreement_facts
from datapact.consent.facts.load_facts import facts_at
from datapact.consent.facts.question import Decision, Question, Tally
from datapact.contract.editing.answers_file import Answers
from datapact.contract.terms import read_terms
from datapact.organisation.acting.acting_member import Acting
from tests.consent.sharing import (
    DPV,
    PARTNER,
    RESEARCH,
    add_partner,
    amend_elsewhere,
    conclude,
    read_texts,
    ready,
    record,
    terms,
)
from tests.consent.test_no_wrong_yes import NOBODY, ask

GIVEN = {"S1": "given"}
OVER = {"start": "2020-01-01", "end": "2021-12-31"}
NO_RESEARCH = [{"key": "nores", "name": {"en": "No research"}, "iri": RESEARCH, "prohibited": True}]
ANY_RESEARCH = [{**NO_RESEARCH[0], "iri": f"{DPV}ResearchAndDevelopment"}]
ON_DATA = {"datasets__0__limits": {"last": "2021-12-31"}}
FORBIDS: dict[str, dict[str, Any]] = {
    "the purpose": {"datasets": [], "purposes": NO_RESEARCH},
    "a wider purpose": {"datasets": [], "purposes": ANY_RESEARCH},
    "the day": {**ON_DATA, "purposes": []},
    "the action": {"datasets__0__limits": {"actions": ["derive"]}, "purposes": []},
    "nothing": {"datasets": [], "purposes": []},
}


def framework(acting: Acting, forbids: str, **changes: Any) -> None:
    with acting.vault.write() as session:
        wanted = terms(**{"activities": [], "legal_bases": [], **FORBIDS[forbids], **changes})
        conclude(acting, session, wanted, number="DP-20")


def lacking(answer: Decision) -> set[str]:
    return {one.rule for one in answer.reasons if one.verdict == "incomplete"}


@pytest.mark.parametrize("of_all", ["", "framework", "order"])
@pytest.mark.parametrize("precedence", ["", "parent", "this"])
@pytest.mark.parametrize("forbids", FORBIDS)
def test_what_a_framework_forbade_that_has_ended_is_open_unless_the_order_prevails(
    keller: Acting, forbids: str, precedence: str, of_all: str
) -> None:
    ready(keller, GIVEN, facts={"parent_agreement": "DP-20", "precedence": precedence})
    framework(keller, forbids, duration=OVER, framework={"prevails": of_all})
    answer = ask(keller)
    prevails = precedence == "this" and of_all != "framework"
    is_open = precedence == "parent" or (forbids != "nothing" and not prevails)
    assert lacking(answer) == ({"G35"} if is_open else set())
    assert answer.verdict == ("incomplete" if is_open else "permit")
    assert replay(keller, use_decision(keller, answer.question).record.entry).outcome == "same"


@pytest.mark.parametrize(("precedence", "ends"), [("parent", True), ("", False), ("this", False)])
def test_an_answer_under_a_framework_that_prevails_ends_with_it(keller: Acting, precedence: str, *, ends: bool) -> None:
    ready(keller, GIVEN, facts={"parent_agreement": "DP-20", "precedence": precedence})
    last = keller.clock().date() + timedelta(days=9)
    framework(keller, "nothing", duration={"start": "2020-01-01", "end": last.isoformat()})
    answer = ask(keller)
    assert answer.verdict == "permit"
    assert answer.valid_until is not None
    assert (answer.valid_until.date() == last) is ends


def judged(acting: Acting, partner: str = PARTNER, **going: tuple[tuple[str, date, str], ...]) -> Decision:
    """The answer where these parties leave these agreements, by number."""
    question = Question("panel", partner, RESEARCH, acting.clock())
    with acting.vault.read() as session:
        facts = facts_at(acting, session, question.at, dataset="panel")
    agreements = tuple(replace(one, going=going.get(one.number.replace("-", "_"), ())) for one in facts.agreements)
    return decide(question, replace(facts, agreements=agreements), lambda _needs: Tally(1, 1))


def left(acting: Acting, key: str, days: int) -> tuple[tuple[str, date, str], ...]:
    return ((key, acting.clock().date() + timedelta(days=days), "leaving"),)


@pytest.mark.parametrize("who", ["keller", "uni"])
@pytest.mark.parametrize(("precedence", "over"), [("parent", "incomplete"), ("", "permit"), ("this", "permit")])
def test_an_order_whose_framework_somebody_left_is_open(keller: Acting, who: str, precedence: str, over: str) -> None:
    ready(keller, GIVEN, facts={"parent_agreement": "DP-20", "precedence": precedence})
    framework(keller, "nothing")
    answer = judged(keller, DP_20=left(keller, who, -2))
    assert answer.verdict == over
    told = [one for one in answer.reasons if "is no party of the agreement DP-20 any more" in one.message.text("en")]
    assert bool(told) is (precedence != "this")
    coming = judged(keller, DP_20=left(keller, who, 3))
    assert coming.verdict == "permit"
    assert coming.valid_until is not None
    assert (coming.valid_until.date() == keller.clock().date() + timedelta(days=3)) is (precedence != "this")


@pytest.mark.parametrize(("days", "verdict"), [(-1, "deny"), (5, "incomplete")])
def test_a_sub_processor_goes_with_whoever_engages_it(keller: Acting, days: int, verdict: str) -> None:
    sub = {"key": "cloud", "name": "Cloud GmbH", "country": "DE", "engaged_by": "uni"}
    ready(keller, GIVEN, sub_processors=[sub], processing={"sub_processing": "general"})
    with keller.vault.write() as session:
        cloud = add_partner(session, "Cloud GmbH")
    answer = judged(keller, cloud, DP_1=left(keller, "uni", days))
    assert answer.verdict == verdict
    denied = [one.message.text("en") for one in answer.reasons if one.verdict == "deny"]
    assert len(denied) == (days < 0)
    assert all(one.startswith("Uni Beispielstadt left the agreement DP-1; its last day was ") for one in denied)


@pytest.mark.parametrize(("days", "lacks"), [(-1, True), (5, False)])
def test_a_controller_that_left_has_nothing_done_on_its_behalf_any_more(
    keller: Acting, days: int, *, lacks: bool
) -> None:
    parties = [*terms()["parties"], {"key": "city", "name": "Stadt"}]
    roles = [("keller", "processor"), ("uni", "processor"), ("city", "controller")]
    activity = {"key": "a", "name": {"en": "A"}, "roles": [{"party": one, "role": role} for one, role in roles]}
    ready(keller, GIVEN, parties=parties, activities=[activity])
    answer = judged(keller, DP_1=left(keller, "city", days))
    told = [one for one in answer.reasons if "on behalf of Stadt" in one.message.text("en")]
    assert bool(told) is lacks
    assert all(one.verdict == "incomplete" for one in told)


@pytest.mark.parametrize(("months", "stands"), [(None, True), (60, True), (3, False)])
def test_a_consent_to_reading_that_is_to_be_renewed_shows_none(
    keller: Acting, months: int | None, *, stands: bool
) -> None:
    """Section 25(1) TDDDG, by the interval that the agreement sets for consents."""
    changes: dict[str, Any] = {"facts": {"terminal_equipment_ground": "consent"}, "consent": {"refresh_months": months}}
    ready(keller, {}, datasets__0__terminal_equipment=True, **changes)
    with keller.vault.write() as session:
        record(keller, session, GIVEN, at=keller.clock() - timedelta(days=200))
    assert ("G38" not in lacking(ask(keller))) is stands


SALE = f"{DPV}SellDataToThirdParties"
NEVER_SHOWN = {
    # how an amendment is on file, and whether that shows that all signed it
    "a reference without a day": (ConcludedElsewhere("reference_only", None, "DP-1/1"), False),
    "words that say no": (
        ConcludedElsewhere("reference_only", date(2020, 1, 1), "DP-1/1, not yet signed by the university"),
        False,
    ),
    "a reference and a day": (ConcludedElsewhere("reference_only", date(2020, 1, 1), "DP-1/1"), True),
}


@pytest.mark.parametrize("core", [False, True])
@pytest.mark.parametrize("how", NEVER_SHOWN)
def test_an_amendment_shows_like_a_contract_that_all_signed_it(keller: Acting, how: str, *, core: bool) -> None:
    """An amendment that permits a purpose, of which nothing shows that anybody signed it."""
    conclusion, shown = NEVER_SHOWN[how]
    sale = [*terms()["purposes"], {"key": "sale", "name": {"en": "Sale"}, "iri": SALE}]
    wanted = terms(datasets__0__personal=NOBODY, purposes=sale)
    with keller.vault.write() as session:
        add_partner(session)
        parent = None
        if not core:
            first = conclude(keller, session, terms(datasets__0__personal=NOBODY))
            parent = {"agreement": first, "number": "DP-1", "title": "Panel study", "relation": "amends"}
            parent["effective"] = "2021-01-01"
        answers = Answers(
            title={"en": "Sale"},
            number="DP-1/1",
            languages=("en",),
            prevailing="en",
            terms=read_terms(wanted),
            template="",
            parent=parent,
        )
        read_texts(keller, session, record_elsewhere(keller, session, answers, conclusion)[0])
    answer = may_share(keller, Question("panel", PARTNER, SALE, keller.clock()))
    assert (answer.verdict, lacking(answer)) == (("permit", set()) if shown else ("incomplete", {"G21"}))
    said = [one.message.text("en") for one in answer.reasons if one.rule == "G21"]
    assert all("DP-1/1" in one for one in said)
    assert replay(keller, use_decision(keller, answer.question).record.entry).outcome == "same"


@pytest.mark.parametrize("begins", ["2021-01-01", "2034-01-01"])
def test_an_amendment_that_is_withheld_here_may_prohibit_anything(
    keller: Acting, begins: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = ready(keller, GIVEN)
    with keller.vault.write() as session:
        amend_elsewhere(keller, session, order, date.fromisoformat(begins))
    assert ask(keller).verdict == "permit"
    kept = agreement_facts.has_withheld
    monkeypatch.setattr(agreement_facts, "has_withheld", lambda one: one.get("number") == "DP-1/1" or kept(one))
    with keller.vault.write() as session:  # what is remembered of the day is read anew
        add_partner(session, "Somebody else")
    assert lacking(ask(keller)) == ({"S1"} if begins < "2030" else set())
