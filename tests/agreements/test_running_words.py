"""Running text: periods in words, names in their case, citations in each language; and the preamble without a number."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.base.texts import LANGUAGES, Language
from datapact.contract.terms import Terms, read_terms
from datapact.contract.terms.derived import Setting
from datapact.contract.text.clauses import plain_text
from datapact.contract.text.document import read_state
from datapact.contract.text.formatters import FORMATTERS, View, citation_of, period
from datapact.contract.text.numbering import clause_numbers, numbers
from tests.agreements.drafts import draft, example, words
from tests.checks.contracts import answers_file
from tests.depth import examples


@pytest.mark.parametrize(
    ("number", "unit", "case", "german", "english"),
    [
        (1, "months", "dat", "einem Monat", "one month"),
        (1, "hours", "acc", "eine Stunde", "one hour"),
        (3, "years", "dat", "drei Jahren", "three years"),
        (12, "days", "acc", "zwölf Tage", "twelve days"),
        (13, "days", "dat", "13 Tagen", "13 days"),
        (0, "days", "acc", "null Tage", "zero days"),
    ],
)
def test_periods_are_in_words_up_to_twelve(number: int, unit: str, case: str, german: str, english: str) -> None:
    assert period(number, unit, case, "de") == german
    assert period(number, unit, case, "en") == english


@given(number=st.integers(0, 40_000), unit=st.sampled_from(["days", "months", "years", "hours"]))
@settings(max_examples=examples(40), deadline=None)
def test_a_period_has_digits_beyond_twelve_only(number: int, unit: str) -> None:
    for language in LANGUAGES:
        for case in ("acc", "dat"):
            assert any(sign.isdigit() for sign in period(number, unit, case, language)) == (number > 12)


def _said(article: str, case: str, language: Language, name: str = "Stadtwerke", kind: str = "company") -> str:
    value: dict[str, Any] = {
        "parties": [
            {"key": "a", "name": "Alpha GmbH", "short_name": name, "article": article, "kind": kind},
            {"key": "b", "name": "Beta AG"},
        ],
        "rights": {"responsible": "a"},
    }
    terms: Terms = read_terms(value)
    view = View(Setting(terms, LANGUAGES, "de"), language)
    return plain_text(FORMATTERS["name"].show(view, "a", "rights.responsible", (case,)))


@pytest.mark.parametrize(
    ("article", "case", "german"),
    [
        ("plural", "nom", "die Stadtwerke"),
        ("plural", "dat", "den Stadtwerken"),
        ("feminine", "dat", "der Stadtwerke"),
        ("masculine", "acc", "den Stadtwerke"),
        ("neuter", "Dat", "Dem Stadtwerke"),
        ("", "dat", "Stadtwerke"),
    ],
)
def test_a_name_has_its_article(article: str, case: str, german: str) -> None:
    assert _said(article, case, "de") == german
    assert _said(article, case, "en").casefold() == ("the Stadtwerke" if article else "Stadtwerke").casefold()


def test_a_person_has_no_article() -> None:
    assert _said("masculine", "acc", "de", "Dr. Freiberg", "person") == "Dr. Freiberg"
    assert _said("masculine", "acc", "en", "Dr. Freiberg", "person") == "Dr. Freiberg"


@pytest.mark.parametrize(("case", "german"), [("nom", "Herr Fuchs"), ("acc", "Herrn Fuchs"), ("dat", "Herrn Fuchs")])
def test_a_gentleman_is_declined(case: str, german: str) -> None:
    assert _said("masculine", case, "de", "Herr Fuchs", "person") == german
    assert _said("masculine", case, "en", "Herr Fuchs", "person") == "Herr Fuchs"
    assert _said("", case, "de", "Frau Fuchs", "person") == "Frau Fuchs"


@pytest.mark.parametrize(
    ("answered", "named"),
    [("§ 64 GO NRW", " Maßgeblich ist § 64 GO NRW."), ("keine", ""), ("None applies", ""), ("", "")],
)
def test_a_provision_on_form_is_named_where_there_is_one(answered: str, named: str) -> None:
    state = draft("processing", answers_file("processing", {"facts.public_form": answered}))
    assert words(state, "form-statutory", "de").endswith(f"gilt sie zusätzlich.{named}")


@pytest.mark.parametrize("template", ["ai-pilot", "controller-to-controller", "processing"])
def test_the_statutory_venue_stands_alone_where_none_is_agreed(template: str) -> None:
    for venue in ("Ulm", "entfällt", ""):
        state = draft(template, answers_file(template, {"law.venue": venue}))
        said = words(state, "final-venue" if venue else "final-venue-statutory", "de")
        assert said.startswith("Ausschließlicher Gerichtsstand ist Ulm") == (venue == "Ulm")
        assert "Es gilt der gesetzliche Gerichtsstand" in said, (
            "a sentence of its own, also where the one before is left out"
        )


def test_citations_are_those_of_the_language() -> None:
    assert citation_of("§ 108 GewO, §§ 38 ff. EStG", "en") == "section 108 GewO, sections 38 et seq. EStG"
    assert citation_of("Art. 88 DSGVO", "en") == "Article 88 GDPR"
    assert citation_of("Art. 88 DSGVO", "de") == "Art. 88 DSGVO"
    assert citation_of("Art. 9 Abs. 2 Buchst. b, g und j DSGVO", "en") == "Article 9(2)(b), (g) and (j) GDPR"
    assert citation_of("Art. 6 Abs. 1 Buchst. b und Buchst. c DSGVO", "en") == "Article 6(1)(b) and (c) GDPR"


def test_the_preamble_has_no_number() -> None:
    assert clause_numbers(["preamble", "a", "b"], "de") == ("", "§ 1", "§ 2")
    assert clause_numbers(["a", "preamble"], "en") == ("Section 1", "Section 2"), "only the first clause is a preamble"
    assert clause_numbers([None, "a"], "de") == ("§ 1", "§ 2"), "a withheld clause counts"
    document = read_state(example("processing"))
    known = numbers(document.clauses, "de")
    assert known["preamble"] == "Präambel"
    assert known["parties"] == "§ 1"
    assert known["parties-contacts"] == "§ 1 Abs. 2"
    assert "§ 1 Abs. 2" in words(example("processing"), "form-notices", "de")
