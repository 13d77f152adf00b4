"""Whoever records what an agreement says otherwise hears at once which term it is; the record stands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from datapact.agreements.steps.own_facts import record_own_facts
from datapact.consent.facts import contradictions
from datapact.consent.facts.contradictions import Contradiction, against_answers, against_record
from datapact.consent.facts.facts import BasisRecord, FactOnFile
from datapact.consent.views.compliance_record_form import keep_record
from datapact.consent.views.compliance_record_list import ARTICLES, FACTS
from datapact.organisation.acting.acting_member import Acting
from tests.consent.sharing import PARTNER, PARTNER_NAME, RESEARCH, conclude, ready, terms

PANEL = "panel"
OWN = "own"
"""Stands for our own organisation."""
TO_US = [{"key": "t", "importer": PARTNER_NAME, "country": "US", "datasets": [PANEL]}]


def assessed(kind: str, party: str, outcome: str) -> list[dict[str, Any]]:
    return [{"key": "a", "kind": kind, "party": party, "reference": "Ordner 1", "outcome": outcome}]


CASES: dict[str, tuple[dict[str, Any], str, bool, str]] = {
    # what the terms say, whom the fact is about, whether it speaks against the use, the place that says otherwise
    "anonymity": ({}, PARTNER, False, "datasets.panel.personal"),
    "dpia": ({"assessments": assessed("dpia", "keller", "carries")}, OWN, True, "assessments.a.outcome"),
    "prior_consultation": (
        {"assessments": assessed("prior_consultation", "keller", "against")},
        OWN,
        False,
        "assessments.a.outcome",
    ),
    "works_council": (
        {"facts": {"works_council_outcome": "against"}, "datasets__0__employees": True},
        OWN,
        False,
        "facts.works_council_outcome",
    ),
    "secrecy": ({}, PARTNER, False, "datasets.panel.secret"),
    "onward_conditions": ({"onward": {"rule": "forbidden"}}, PARTNER, False, "onward.rule"),
    "model_conditions": ({"models": {"training": "forbidden"}}, PARTNER, False, "models.training"),
    "article_26": ({}, PARTNER, False, "joint.screened"),
    "transfer_assessment": (
        {"transfers": [{**TO_US[0], "mechanism": "46(2)(c)", "assessment_outcome": "carries"}]},
        "US",
        True,
        "transfers.t.assessment_outcome",
    ),
    "derogation": (
        {"transfers": [{**TO_US[0], "mechanism": "49", "necessity_outcome": "carries"}]},
        PARTNER,
        True,
        "transfers.t.necessity_outcome",
    ),
    "adequacy": ({"transfers": [{**TO_US[0], "mechanism": "45"}]}, "US", True, "transfers.t.mechanism"),
    "adequacy_scope": ({"transfers": [{**TO_US[0], "mechanism": "45"}]}, PARTNER, True, "transfers.t.mechanism"),
    "dpf": ({"transfers": [{**TO_US[0], "mechanism": "45"}]}, PARTNER, True, "transfers.t.mechanism"),
}
NOTHING_TO_CONTRADICT = {
    "notice_13": "no term says whether people were told",
    "notice_14": "no term says whether the recipient told people",
    "training": "the terms ask for it and do not say that it took place",
    "article_28": "it examines the words of the agreement itself",
    "objections_filtered": "no term says it",
    "recalled_left_out": "no term says it",
    "separate_data": "it is about two datasets, and no term says that they are one",
}


def test_every_sort_of_fact_is_held_against_the_terms_or_says_why_not() -> None:
    assert set(FACTS) == {*CASES, *NOTHING_TO_CONTRADICT}
    assert not {*CASES} & {*NOTHING_TO_CONTRADICT}


def kept(acting: Acting, sort: str, about: str, *, against: bool, dataset: str = PANEL) -> tuple[Contradiction, ...]:
    whom = acting.organisation if about == OWN else about
    data = "" if sort in ("adequacy", "adequacy_scope", "dpf") else dataset
    fact = FactOnFile("", sort, whom, data, "Ordner 9", date(2026, 1, 2), None, against=against, weighed=True)
    made = keep_record(acting, fact)
    assert isinstance(made, FactOnFile)
    assert made.entry, "it is recorded whatever an agreement says"
    with acting.vault.read() as session:
        return against_record(acting, session, made)


@pytest.mark.parametrize("sort", CASES)
def test_a_fact_names_the_term_that_says_otherwise(keller: Acting, sort: str) -> None:
    changes, about, against, place = CASES[sort]
    ready(keller, {"S1": "given"}, **changes)
    found = kept(keller, sort, about, against=against)
    assert [(one.number, one.place) for one in found] == [("DP-1", place)]
    for language in ("de", "en"):
        words = found[0].words.text(language)  # type: ignore[arg-type]
        assert "DP-1" in words
        assert "None" not in words
        assert place not in words, "a reader gets a label, no path"
    assert "amend the agreement, or correct what you recorded" in found[0].words.text("en")


@pytest.mark.parametrize("sort", CASES)
def test_a_fact_that_agrees_is_told_nothing(keller: Acting, sort: str) -> None:
    changes, about, against, _place = CASES[sort]
    agrees = {"secrecy": {"datasets__0__secret": True}, "article_26": {"joint": {"screened": "joint"}}}
    ready(keller, {"S1": "given"}, **agrees.get(sort, changes))
    opposite = against if sort in agrees else not against
    assert kept(keller, sort, about, against=opposite) == ()


def test_what_a_council_said_of_data_without_employees_names_that_answer(keller: Acting) -> None:
    ready(keller, {"S1": "given"})
    assert [one.place for one in kept(keller, "works_council", OWN, against=False)] == ["datasets.panel.employees"]
    assert kept(keller, "works_council", OWN, against=False, dataset="") == ()


def test_a_fact_on_other_data_or_of_an_agreement_that_is_over_is_told_nothing(keller: Acting) -> None:
    ready(keller, {"S1": "given"}, duration={"start": "2020-01-01", "end": "2021-12-31"})
    assert kept(keller, "anonymity", PARTNER, against=False) == ()
    assert kept(keller, "anonymity", PARTNER, against=False, dataset="other") == ()


ANSWERS: Mapping[str, Any] = {"datasets.panel.children": True}


def otherwise(acting: Acting, history: str, answers: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    record_own_facts(acting, history, answers)
    with acting.vault.read() as session:
        found = against_answers(acting, session, {history: answers})
    return [(one.number, one.place, one.words.text("en")) for one in found]


def test_an_answer_beside_an_agreement_names_the_text_that_says_otherwise(keller: Acting) -> None:
    order = ready(keller, {"S1": "given"})
    ((number, place, words),) = otherwise(keller, order, ANSWERS)
    assert (number, place) == ("DP-1", "datasets.panel.children")
    assert "of “Panel”: no. Your answer is on file" in words


@pytest.mark.parametrize("answered", ["text", "beside"])
def test_an_answer_names_another_agreement_on_the_same_data(keller: Acting, answered: str) -> None:
    order = ready(keller, {"S1": "given"}, datasets__0__children=None)
    said = False if answered == "text" else None
    with keller.vault.write() as session:
        other = conclude(keller, session, terms(datasets__0__children=said), number="DP-2")
    if answered == "beside":
        record_own_facts(keller, other, {"datasets.panel.children": False})
    ((number, place, words),) = otherwise(keller, order, ANSWERS)
    assert (number, place) == ("DP-2", "datasets.panel.children")
    assert words.startswith(
        "Beside the agreement DP-2 our house" if answered == "beside" else "The agreement DP-2 says"
    )


def test_that_nobody_can_be_recognised_names_an_agreement_that_calls_the_data_personal(keller: Acting) -> None:
    order = ready(keller, {"S1": "given"}, datasets__0__personal=[])
    with keller.vault.write() as session:
        conclude(keller, session, terms(), number="DP-2")
    nobody = [{"party": one, "judgement": "not_personal"} for one in ("keller", "uni")]
    found = otherwise(keller, order, {"datasets.panel.personal": nobody})
    assert [(number, place) for number, place, _words in found] == [("DP-2", "datasets.panel.personal")]


def test_what_agrees_or_takes_back_is_told_nothing(keller: Acting) -> None:
    order = ready(keller, {"S1": "given"}, datasets__0__children=None)
    assert otherwise(keller, order, ANSWERS) == []
    assert otherwise(keller, order, {"datasets.panel.children": None}) == []


def based(acting: Acting, purpose: str, article: str, controller: str = OWN) -> tuple[Contradiction, ...]:
    who = acting.organisation if controller == OWN else controller
    made = keep_record(acting, BasisRecord("", who, PANEL, purpose, "any", article, valid_from=date(2026, 1, 2)))
    assert isinstance(made, BasisRecord)
    assert made.entry, "it is recorded whatever an agreement says"
    with acting.vault.read() as session:
        return against_record(acting, session, made)


@pytest.mark.parametrize("named", ["place", "key", "term"])
@pytest.mark.parametrize("controller", [OWN, PARTNER])
@pytest.mark.parametrize("article", ARTICLES)
def test_a_basis_names_the_agreement_that_states_another(
    keller: Acting, article: str, controller: str, named: str
) -> None:
    order = ready(keller, {"S1": "given"})
    purpose = {"place": f"{order}#purposes.research", "key": "research", "term": RESEARCH}[named]
    found = based(keller, purpose, article, controller)
    place = f"legal_bases.{[OWN, PARTNER].index(controller)}.article"
    assert [(one.number, one.place) for one in found] == ([] if article == "6(1)(a)" else [("DP-1", place)])
    for one in found:
        assert "“Panel”, “Research”): Article 6(1)(a) GDPR." in one.words.text("en")
        assert place not in one.words.text("en"), "a reader gets a label, no path"
        assert "Art. 6 Abs. 1 Buchst. a" in one.words.text("de")


def test_a_basis_for_another_purpose_or_beside_two_that_are_stated_is_told_nothing(keller: Acting) -> None:
    both = [
        {"party": "keller", "dataset": PANEL, "purpose": "research", "article": article, "operation": operation}
        for article, operation in (("6(1)(a)", "disclosure"), ("6(1)(c)", "use"))
    ]
    ready(keller, {"S1": "given"}, legal_bases=both)
    assert based(keller, "research", "6(1)(c)") == ()
    assert [one.place for one in based(keller, "research", "6(1)(f)")] == [
        "legal_bases.0.article",
        "legal_bases.1.article",
    ]


def test_each_term_is_told_once_and_each_text_read_once(keller: Acting, monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers beside several agreements on the same data, of which further ones say otherwise."""
    said = {"datasets__0__children": False, "datasets__0__employees": False}
    histories = [ready(keller, {"S1": "given"}, **said)]
    with keller.vault.write() as session:
        histories += [conclude(keller, session, terms(**said), number=f"DP-{one}") for one in (2, 3, 4)]
    read: list[str] = []
    kept = contradictions.text_in_force

    def counted(session: Any, history: str, day: date) -> Any:
        read.append(history)
        return kept(session, history, day)

    monkeypatch.setattr(contradictions, "text_in_force", counted)
    answers = {"datasets.panel.children": True, "datasets.panel.employees": True}
    with keller.vault.read() as session:
        found = against_answers(keller, session, dict.fromkeys(histories[:2], answers))
    assert sorted(read) == sorted(histories)
    assert sorted((one.agreement, one.place) for one in found) == sorted(
        (history, place) for history in histories for place in answers
    )
