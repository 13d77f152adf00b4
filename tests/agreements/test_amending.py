"""The clause in which an amendment says what it amends."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from pathlib import Path

import pytest

from datapact.agreements.steps.wording import facts_of
from datapact.base.texts import LANGUAGES, Message
from datapact.checks.wording.text_of_state import clause_of
from datapact.contract.changes.amending import (
    AGREED,
    AMENDING,
    amending_sentences,
    restated_places,
    with_amending,
    without_amending,
)
from datapact.contract.editing.answers_file import read_answers
from datapact.contract.editing.compare_terms import compare_terms
from datapact.contract.templates.resolve import draft_state
from datapact.contract.templates.template import example_answers, load_template
from datapact.contract.text.clauses import Clause, Paragraph, Run, plain_text
from datapact.contract.text.document import AMENDS, AgreementDocument, read_state, write_state
from datapact.contract.text.numbering import numbers

PARENT = {
    "agreement": "urn:uuid:12345678-1234-4234-8234-123456789abc",
    "number": "DP-2026-0001",
    "title": "Pilot",
    "relation": AMENDS,
    "effective": "2027-02-01",
}


@pytest.fixture(scope="module")
def contract() -> AgreementDocument:
    answers = read_answers(example_answers("ai-pilot"))
    made = draft_state(
        load_template("ai-pilot"),
        answers.terms,
        agreement="urn:uuid:12345678-1234-4234-8234-123456789abd",
        number="DP-2026-0002",
        title=answers.title,
        languages=answers.languages,
        prevailing=answers.prevailing,
        parent=PARENT,
    )
    return read_state(made)


def reworded(document: AgreementDocument, clause: int, paragraph: int, words: str) -> AgreementDocument:
    one = document.clauses[clause]
    texts = {language: (Run(words),) for language in document.languages}
    paragraphs = [*one.paragraphs]
    paragraphs[paragraph] = replace(paragraphs[paragraph], text=texts)
    clauses = [*document.clauses]
    clauses[clause] = replace(one, paragraphs=tuple(paragraphs))
    return replace(document, clauses=tuple(clauses))


def german(document: AgreementDocument) -> list[str]:
    return [plain_text(one.text["de"]) for one in document.clauses[-1].paragraphs[0].items]


def test_each_change_has_its_sentence(contract: AgreementDocument):
    *_others, last = contract.clauses
    place = next(
        n for n, one in enumerate(contract.clauses) if n and len(one.paragraphs) > 1 and not one.paragraphs[1].items
    )
    number = numbers(contract.clauses, "de")[contract.clauses[place].paragraphs[1].id]
    changed = reworded(contract, place, 1, "Neuer Wortlaut.")
    heading = {language: (Run("Exportkontrolle"),) for language in contract.languages}
    said = {language: (Run("Keine Ausfuhr."),) for language in contract.languages}
    changed = replace(
        changed, clauses=(*changed.clauses[:-1], Clause("ausfuhr", heading, (Paragraph("ausfuhr-1", said),)))
    )
    made = with_amending(contract, changed)
    assert german(made) == [
        f"{numbers(contract.clauses, 'de')[last.id]} wird aufgehoben.",
        f"{number} erhält folgende Fassung: „Neuer Wortlaut.“",
        f"{numbers(changed.clauses, 'de')['ausfuhr']} „Exportkontrolle“ wird mit dem Wortlaut eingefügt, der dort steht.",
    ]
    assert "DP-2026-0001" in plain_text(made.clauses[-1].paragraphs[0].text["de"])
    assert "1. Februar 2027" in plain_text(made.clauses[-1].paragraphs[0].text["de"])
    assert read_state(write_state(made)) == made
    assert without_amending(made) == changed
    assert next(one["en"] for one in amending_sentences(contract, made)).endswith("is repealed.")


def test_words_of_a_person_stay_while_their_change_does(contract: AgreementDocument):
    place = next(
        n for n, one in enumerate(contract.clauses) if n and len(one.paragraphs) > 1 and not one.paragraphs[1].items
    )
    made = with_amending(contract, reworded(contract, place, 1, "Eins."))
    clause = made.clauses[-1]
    own = {language: (Run("§ X Satz 2 lautet künftig wie oben."),) for language in made.languages}
    (item,) = clause.paragraphs[0].items
    first = replace(clause.paragraphs[0], items=(replace(item, text=own),))
    edited = replace(made, clauses=(*made.clauses[:-1], replace(clause, paragraphs=(first, *clause.paragraphs[1:]))))
    assert with_amending(contract, edited) == edited
    assert german(with_amending(contract, reworded(edited, place, 1, "Zwei."))) != german(edited)
    assert all(
        one.id != AMENDING
        for one in with_amending(contract, replace(contract, clauses=(*contract.clauses, clause))).clauses
    )


def test_other_texts_have_no_such_clause(contract: AgreementDocument):
    alone = replace(contract, parent=None)
    assert with_amending(alone, reworded(alone, 1, 0, "Anders.")).clauses[-1].id != AMENDING


def test_terms_that_no_clause_shows_are_said(contract: AgreementDocument):
    first, *others = contract.terms.parties
    moved = first.model_copy(update={"contact": first.contact.model_copy(update={"email": "neu@keller.example"})})
    other = replace(contract, terms=contract.terms.model_copy(update={"parties": (moved, *others)}))
    (sentence,) = german(with_amending(contract, other))
    assert "neu@keller.example" in sentence


def test_a_quote_of_the_text_needs_no_reading_and_anything_else_does(contract: AgreementDocument):
    place = next(
        n for n, one in enumerate(contract.clauses) if n and len(one.paragraphs) > 1 and not one.paragraphs[1].items
    )
    made = with_amending(contract, reworded(contract, place, 1, "Neuer Wortlaut."))
    own = made.clauses[-1]
    everything = {own.id, *(one.id for one in own.paragraphs)}
    assert restated_places(made.clauses, made.parent, "de") == everything
    assert not {one.place for one in facts_of(made).own_words} & everything
    read = [found for one in write_state(made)["clauses"] if (found := clause_of(one, "de")) is not None]
    assert restated_places(read, write_state(made)["parent"], "de") == everything

    def with_item(words: str) -> AgreementDocument:
        first = own.paragraphs[0]
        items = (replace(first.items[0], text={one: (Run(words),) for one in made.languages}),)
        return replace(
            made,
            clauses=(*made.clauses[:-1], replace(own, paragraphs=(replace(first, items=items), own.paragraphs[1]))),
        )

    number = numbers(made.clauses, "de")[made.clauses[place].paragraphs[1].id]
    quote = f"{number} erhält folgende Fassung: „Neuer Wortlaut.“"
    assert own.paragraphs[0].id in restated_places(with_item(quote).clauses, made.parent, "de")
    for words in (
        f"{quote} § 15 gilt nicht.",
        f"{number} erhält folgende Fassung: „Ein anderer Wortlaut.“",
        "§ 2 wird aufgehoben.",
        "§ 15 gilt nicht.",
    ):
        changed = with_item(words)
        assert own.paragraphs[0].id not in restated_places(changed.clauses, made.parent, "de"), words
        assert own.paragraphs[0].id in {one.place for one in facts_of(changed).own_words}, words
    assert restated_places(made.clauses, {**PARENT, "title": "Ein anderer"}, "de") == everything - {
        own.paragraphs[0].id
    }
    for title in (
        "Liefervertrag“; § 9 (Haftung) gilt nicht mehr; „Anlage",
        "Pilot. Der Kunde zahlt",
        "Pilot, der nicht gilt",
    ):
        hostile = {**PARENT, "title": title}
        assert not restated_places(with_amending(contract, replace(made, parent=hostile)).clauses, hostile, "de")
    assert not restated_places(made.clauses, {**PARENT, "effective": "soon"}, "de")


def test_a_contract_says_of_each_change_of_terms_what_is_agreed() -> None:
    """Whatever sentence a comparison can tell has one in which the parties agree it: no contract reports what "was added"."""
    tree = ast.parse(Path(compare_terms.__code__.co_filename).read_text("utf-8"))
    calls = (one for one in ast.walk(tree) if isinstance(one, ast.Call) and getattr(one.func, "id", "") == "N_")
    told = {str(ast.literal_eval(one.args[0])) for one in calls}
    of_terms = {one for one in told if one.startswith("{what}")}
    assert len(of_terms) >= 12
    assert of_terms <= set(AGREED)
    for reported, agreed in AGREED.items():
        assert reported != agreed
        for language in LANGUAGES:
            words = Message(agreed, dict.fromkeys(("what", "whom", "who", "old", "new"), "x")).text(language)
            assert not re.search(r"\bwurden?\b|\bwas\b|\bjetzt\b|\bnow\b", words), words
