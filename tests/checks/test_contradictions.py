"""Contradictions between the terms and what texts say of them (G46), in both languages."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.base.day_words import long_date
from datapact.base.texts import Language
from datapact.checks.mentions.laws import law_of
from datapact.checks.run.engine import check
from datapact.contract.templates.template import load_template
from tests.agreements.drafts import TEMPLATES, draft
from tests.checks.contracts import ON, answers_file
from tests.checks.full_agreements import everything, state
from tests.depth import examples

START, END = date(2027, 1, 1), date(2029, 12, 31)


def said(terms: dict[str, Any], **texts: str) -> set[str]:
    """The places of contradictions where the remarks of these terms are these texts."""
    found = check(state({**terms, "remarks": texts}), ON)
    return {one.place for one in found if one.id == "G46"}


ENDS = {
    "de": [
        "Der Vertrag endet am {day}.",
        "Diese Vereinbarung läuft bis zum {day}.",
        "Der Vertrag ist bis zum {day} befristet.",
        "Die Laufzeit ist nach § 4 Abs. 2 Nr. 3 bis zum {day} bemessen.",
        "Am {day} endet der Vertrag.",
        "Vertragsende ist der {day}.",
    ],
    "en": [
        "The agreement ends on {day}.",
        "The term of this contract runs until {day}.",
        "This agreement expires on {day}.",
        "On {day} the agreement ends.",
    ],
}
BEGINS = {
    "de": [
        "Der Vertrag beginnt am {day}.",
        "Die Vereinbarung tritt am {day} in Kraft.",
        "Vertragsbeginn ist der {day}.",
    ],
    "en": ["The agreement begins on {day}.", "This agreement enters into force on {day}."],
}
SENTENCES: list[tuple[str, Language, str]] = [
    (path, language, sentence)
    for path, table in (("end", ENDS), ("start", BEGINS))
    for language in ("de", "en")
    for sentence in table[language]
]


def written(day: date, language: Language) -> list[str]:
    """A day as people write it."""
    if language == "de":
        return [long_date(day, "de"), f"{day:%d.%m.%Y}", f"{day.day}. {day.month}. {day.year}", day.isoformat()]
    month = long_date(day, "en").split()[1]
    return [
        long_date(day, "en"),
        f"{month} {day.day}, {day.year}",
        f"{month[:3]}. {day.day}, {day.year}",
        day.isoformat(),
    ]


@pytest.mark.parametrize(("path", "language", "sentence"), SENTENCES)
@settings(max_examples=examples(12), deadline=None)
@given(st.integers(-400, 400), st.integers(0, 3))
def test_another_day_is_found_and_the_same_is_not(
    path: str, language: Language, sentence: str, moved: int, form: int
) -> None:
    terms = everything()
    agreed = END if path == "end" else START
    terms["duration"] = {**terms["duration"], "start": START.isoformat(), "end": END.isoformat()}
    day = agreed + timedelta(moved)
    text = sentence.format(day=written(day, language)[form])
    assert said(terms, **{language: text}) == (set() if moved == 0 else {"remarks"}), text


@pytest.mark.parametrize(
    "text",
    [
        "Die Erprobung endet am 31. März 2027.",
        "Messreihen bis zum 30. Juni 2026.",
        "Readings that were taken until 30 June 2026.",
        "Der Hauptvertrag vom 3. März 2026 endet am 31. Dezember 2030.",
        "Das Zertifikat ist bis zum 1. Mai 2028 gültig.",
    ],
)
def test_the_last_day_of_something_else_is_no_contradiction(text: str) -> None:
    assert said(everything(), de=text, en=text) == set()


RELEASED = [(template, version) for template in TEMPLATES for version in range(1, load_template(template).version + 1)]


@pytest.mark.parametrize(("template", "version"), RELEASED)
@pytest.mark.parametrize("prevailing", ["de", "en"])
def test_the_text_of_no_released_template_contradicts_its_terms(
    template: str, version: int, prevailing: Language
) -> None:
    made = draft(template, answers_file(template, {"agreement.prevailing": prevailing}, version), version)
    assert made["prevailing"] == prevailing
    assert not [(one.place, one.message.text("de")) for one in check(made, ON) if one.id == "G46"]


NAMES = {
    "DE": [
        "DE",
        "Recht der Bundesrepublik Deutschland",
        "Deutsches Recht",
        "das Recht Deutschlands",
        "German law",
        "Germany",
        "Deutschland",
        "the laws of the Federal Republic of Germany",
        "deutsches Recht unter Ausschluss des UN-Kaufrechts",
    ],
    "FR": [
        "FR",
        "französisches Recht",
        "Recht der Französischen Republik, Frankreich",
        "laws of France",
        "French law",
        "France",
    ],
    "AT": ["AT", "österreichisches Recht", "Recht der Republik Österreich", "Austrian law", "the law of Austria"],
    "CH": ["CH", "schweizerisches Recht", "Schweizer Recht", "Recht der Schweiz", "Swiss law", "laws of Switzerland"],
    "NL": [
        "NL",
        "niederländisches Recht",
        "Recht des Königreichs der Niederlande",
        "Dutch law",
        "the law of the Netherlands",
    ],
    "GB": [
        "UK",
        "GB",
        "englisches Recht",
        "the laws of England and Wales",
        "English law",
        "Recht des Vereinigten Königreichs",
    ],
    "US": ["US", "Recht des Staates New York", "the laws of the State of Delaware", "Recht der Vereinigten Staaten"],
    "IE": ["IE", "irisches Recht", "Recht Irlands", "Irish law", "the law of Ireland"],
    "PL": ["PL", "polnisches Recht", "Polish law", "Recht der Republik Polen"],
}
CHOICES = {
    "FR": [
        ("de", "Es gilt französisches Recht."),
        ("de", "Der Vertrag unterliegt dem Recht von Frankreich."),
        ("de", "Auf diesen Vertrag findet das Recht Frankreichs Anwendung."),
        ("de", "Anwendbar ist französisches materielles Recht unter Ausschluss des UN-Kaufrechts."),
        ("en", "This agreement is governed by the laws of France."),
        ("en", "French law applies, excluding its conflict of laws rules."),
        ("en", "It shall be construed in accordance with the law of the French Republic (France)."),
    ],
    "AT": [("de", "Es gilt österreichisches Recht."), ("en", "It is governed by the laws of the Republic of Austria.")],
    "DE": [
        ("de", "Für die Haftung gilt deutsches Recht."),
        ("en", "The law of the Federal Republic of Germany applies."),
    ],
}


@pytest.mark.parametrize(("code", "words"), [(code, one) for code, names in NAMES.items() for one in names])
def test_a_law_is_known_by_code_name_and_adjective(code: str, words: str) -> None:
    assert law_of(words) == code


@pytest.mark.parametrize(
    "words", ["Stuttgart", "BGB", "", "das anwendbare Recht", "the law of the seat", "Recht der Mitgliedstaaten"]
)
def test_what_names_no_country_is_no_law_of_one(words: str) -> None:
    assert law_of(words) is None


@pytest.mark.parametrize("agreed", [(code, one) for code in ("DE", "FR", "AT") for one in NAMES[code]])
def test_another_law_is_found_whatever_names_the_agreed_one(agreed: tuple[str, str]) -> None:
    code, words = agreed
    terms = {**everything(), "law": {"governing": words}}
    for named, texts in CHOICES.items():
        for language, text in texts:
            assert said(terms, **{language: text}) == (set() if named == code else {"remarks"}), (words, text)


def test_the_agreed_law_that_is_excluded_is_found() -> None:
    terms = {**everything(), "law": {"governing": "DE"}}
    assert said(terms, de="Deutsches Recht findet keine Anwendung.") == {"remarks"}
    assert said(terms, en="German law does not apply.") == {"remarks"}
    assert said(terms, de="Französisches Recht gilt nicht.") == set()


@pytest.mark.parametrize(
    "text",
    [
        "Die Keller SA ist nach französischem Recht gegründet.",
        "A company existing under French law.",
        "Es gilt das Recht der Mitgliedstaaten und das Unionsrecht.",
        "Klausel 17 der Standardvertragsklauseln nennt irisches Recht.",
        "Mandatory consumer law of France is not affected.",
    ],
)
def test_a_law_that_nobody_chooses_is_no_contradiction(text: str) -> None:
    assert said({**everything(), "law": {"governing": "DE"}}, de=text, en=text) == set()
