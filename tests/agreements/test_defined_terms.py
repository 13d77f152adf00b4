"""Defined terms: found as lawyers write them, in both languages, with what is wrong; our own texts are in order."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.base.texts import LANGUAGES, Language
from datapact.contract.changes.proposed import proposed_changes
from datapact.contract.changes.terms_by_change import terms_by_change
from datapact.contract.editing.commands import RemovePart, Reword
from datapact.contract.editing.edit import apply
from datapact.contract.text.clauses import Run, places
from datapact.contract.text.defined_terms import defined_terms, terms_of
from datapact.contract.text.document import read_state
from tests.agreements.drafts import TEMPLATES, example
from tests.depth import examples
from tests.paper.samples import PROCESSING_DE, SECRECY_EN


def found(language: Language, *texts: str) -> dict[str, tuple[str, int]]:
    rows = defined_terms([(str(number), text) for number, text in enumerate(texts)], language)
    return {one.term: (one.fault, one.uses) for one in rows}


@pytest.mark.parametrize(
    ("language", "texts", "wanted"),
    [
        ("de", ("„Daten“ sind alle Messwerte.", "Der Daten bedarf es nicht; Datenbanken schon."), {"Daten": ("", 1)}),
        ("de", ("die Weber GmbH (nachfolgend „Weber“)", "Webers Pflichten"), {"Weber": ("", 2)}),
        ("de", ("die Verordnung ((EU) 2016/679, „DSGVO“)", "Nach der DSGVO"), {"DSGVO": ("", 1)}),
        ("de", ("„Geber“ ist die eine Partei, „Nehmer“ die andere.", "Der Geber und der Nehmer"), {"Geber": ("", 1), "Nehmer": ("", 1)}),
        ("de", ("„Entgelt“ ist der Preis.", "Etwas anderes."), {"Entgelt": ("unused", 0)}),
        ("de", ("„Entgelt“: der Preis.", "Das Entgelt.", "„Entgelt“ bezeichnet die Miete."), {"Entgelt": ("twice", 1)}),
        ("de", ("Die „Leistungen“ sollen gut sein.", "Leistungen werden bezahlt."), {"Leistungen": ("undefined", 1)}),
        ("de", ("Siehe Anlage „Datensätze“: sie gilt.", "Datensätze"), {}),
        ("en", ("“Purpose” means the pilot.", "for the Purposes"), {"Purpose": ("", 1)}),
        ("en", ("Acme Ltd (the “Supplier”)", "The Supplier delivers."), {"Supplier": ("", 1)}),
        ("en", ("It pays the Service Fee.", "If the Service Fee is late"), {"Service Fee": ("undefined", 2)}),
        ("en", ("under the German Civil Code", "see the German Civil Code"), {}),
    ],
)  # fmt: skip
def test_terms_are_found_as_lawyers_write_them(
    language: Language, texts: tuple[str, ...], wanted: dict[str, tuple[str, int]]
) -> None:
    assert found(language, *texts) == wanted


def test_foreign_papers_show_their_terms_with_places() -> None:
    assert set(found("de", *PROCESSING_DE)) == {"Auftragnehmer", "Auftraggeber"}
    assert found("en", *SECRECY_EN)["Confidential Information"][0] == ""


@pytest.mark.parametrize("name", TEMPLATES)
def test_no_term_of_our_texts_has_a_fault(name: str) -> None:
    """What DataPact finds fault with in other texts, a draft from its templates does not have."""
    document = read_state(example(name))
    for language in LANGUAGES:
        assert [(one.term, one.fault) for one in terms_of(document, language, faults_only=True)] == [], language


def test_without_its_definitions_a_text_of_ours_says_which_are_missing() -> None:
    document = read_state(example("controller-to-controller"))
    bare = replace(document, clauses=tuple(one for one in document.clauses if one.id != "definitions"))
    wrong = {one.term for one in terms_of(bare, "de", faults_only=True) if one.fault == "undefined"}
    assert {"Datengeber", "Datenempfänger", "DSGVO"} <= wrong


@given(st.lists(st.text('„“”"()., :;aeinDP\n', max_size=40), max_size=6), st.sampled_from(LANGUAGES))
@settings(max_examples=examples(200))
def test_whatever_the_words_each_term_is_told_once_and_stands_in_the_text(texts: list[str], language: Language) -> None:
    rows = defined_terms([(str(number), text) for number, text in enumerate(texts)], language)
    assert len({one.term.casefold() for one in rows}) == len(rows)
    for one in rows:
        assert one.defined or one.first
        assert bool(one.fault) == (not one.defined or len(set(one.defined)) > 1 or not one.uses)


def test_a_change_says_which_terms_it_leaves_without_a_definition_or_defines_again() -> None:
    own = read_state(example("data-licence"))
    places_of = dict(places(own.clauses))
    definition = next(one for one in places_of if one.endswith("definitions-tom"))
    elsewhere = "fairness-act"
    words = Run("„Daten“ sind auch Berichte.")
    other = apply(apply(own, RemovePart(definition)), Reword(elsewhere, "de", (words,)))
    changes = proposed_changes(own, other)
    told = {name: " ".join(map(str, said)) for name, said in terms_by_change(own, other, changes).items()}
    assert set(told) == {f"text:{definition}", f"text:{elsewhere}"}
    assert "the term “TOM”: used, and never defined." in told[f"text:{definition}"]
    assert told[f"text:{elsewhere}"] == "With it the text has the term “Daten”: defined in two places."
    assert terms_by_change(own, own, ()) == {}
