"""Proposed answers: never a fact, always one that the terms can hold, with the parties of this agreement."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.base.texts import Language
from datapact.contract.editing.answers_file import read_answers
from datapact.contract.editing.term_edits import with_value
from datapact.contract.templates.heads import template_heads
from datapact.contract.templates.interview import pages
from datapact.contract.templates.proposals import proposals
from datapact.contract.templates.resolve import draft_state
from datapact.contract.templates.template import Template, example_answers, load_template
from datapact.contract.terms import Terms, read_terms, write_terms
from datapact.contract.terms.paths import shape_at
from datapact.contract.text.document import AgreementDocument, read_state
from tests.depth import examples

TODAY = date(2026, 11, 30)


def blank(template: Template, terms: Terms) -> AgreementDocument:
    title = {language: template.name.text(language) for language in ("de", "en")}
    return read_state(
        draft_state(template, terms, agreement="urn:uuid:00000000-0000-4000-8000-000000000001", number="", title=title,
                    languages=("de", "en"), prevailing="de")
    )  # fmt: skip


@pytest.mark.parametrize("name", [head.id for head in template_heads()])
def test_no_fact_is_proposed_and_every_proposal_can_be_taken(name: str) -> None:
    template = load_template(name)
    earlier = read_answers(example_answers(template.id)).terms
    document = blank(template, Terms(parties=earlier.parties))
    taken: set[str] = set()
    while found := {
        path: one
        for path, one in proposals(pages(template, document), document, earlier, TODAY).items()
        if path not in taken
    }:
        for path, one in found.items():
            taken.add(path)
            assert shape_at(path).kind != "fact"
            assert not path.startswith(("facts.", "legal_bases", "assessments", "transfers", "datasets."))
            terms = read_terms(with_value(write_terms(document.terms), path, one.value))
            document = replace(document, terms=terms)
    assert taken


def test_the_parties_of_an_earlier_agreement_are_those_of_this_one_by_who_they_are() -> None:
    template = load_template("processing")
    earlier = read_answers(example_answers(template.id)).terms
    first, second = earlier.parties
    own = first.model_copy(update={"key": "first"})
    parties = (own, second.model_copy(update={"key": "second", "name": "Rechenhaus Nord eG", "organisation": ""}))
    document = blank(template, Terms(parties=parties))
    found = proposals(pages(template, document), document, earlier, TODAY)
    assert found["processing.controller"].value == "first"
    assert "processing.processor" not in found  # who it was then is no party here
    assert found["measures"].source == "to_check"  # those of then are another processor's
    assert found["breach.hours"].source == "earlier"
    none_before = proposals(pages(template, document), document, None, TODAY)
    assert none_before["breach.hours"].source == "usual"
    assert read_terms(write_terms(document.terms)).duration.start is None


@pytest.mark.parametrize("name", [head.id for head in template_heads()])
@given(begins=st.dates(date(2026, 1, 1), date(2040, 1, 1)), days=st.integers(0, 1500))
@settings(max_examples=examples(20), deadline=None)
def test_no_day_outside_the_term_is_proposed(name: str, begins: date, days: int) -> None:
    template = load_template(name)
    earlier = read_answers(example_answers(template.id)).terms
    ends = begins + timedelta(days)
    term = earlier.duration.model_copy(update={"start": begins, "end": ends})
    document = blank(template, Terms(parties=earlier.parties, duration=term))
    found = proposals(pages(template, document), document, earlier, TODAY)
    proposed = [one.value for path, one in found.items() if shape_at(path).kind == "day"]
    assert all(begins <= date.fromisoformat(str(day)) <= ends for day in proposed)


@pytest.mark.parametrize("languages", [("de",), ("en",), ("de", "en")])
def test_usual_measures_name_what_the_law_does_in_the_languages_of_the_text(languages: tuple[Language, ...]) -> None:
    template = load_template("processing")
    earlier = read_answers(example_answers(template.id)).terms
    document = replace(blank(template, Terms(parties=earlier.parties)), languages=languages)
    found = proposals(pages(template, document), document, None, TODAY)["measures"]
    terms = read_terms(with_value(write_terms(document.terms), "measures", found.value))
    assert [one.kind for one in terms.measures] == ["transit", "rest", "access", "resilience", "restore", "testing"]
    for one in terms.measures:
        texts = {"de": one.description.de, "en": one.description.en}
        assert {language for language, text in texts.items() if text} == set(languages)
        assert not any(character.isdigit() for text in texts.values() for character in text)
