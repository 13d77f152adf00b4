"""The text of an own clause: any text is read or refused in one sentence, and nothing of it is ever run."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.base.errors import DataPactError, WrongUse
from datapact.base.texts import Message
from datapact.contract.templates.expressions import Show, Words
from datapact.contract.text.clauses import plain_text
from datapact.contract.text.document import read_state
from datapact.library.clauses.own_clause import read_clause
from datapact.library.clauses.sources import compile_own, mistakes_in, own_text, shown_terms
from datapact.library.shelf.choices import shipped_topics, term_choices, term_topics
from datapact.library.shelf.library_format import LibraryFile
from tests.agreements.drafts import example
from tests.depth import examples
from tests.library.clauses_of_keller import LIABILITY

PLACE = Message("Here")
BITS = [
    "{{",
    "}}",
    "{%",
    "%}",
    "{#",
    "breach.hours",
    " | ",
    "period('hours', 'dat')",
    "plain",
    "\n\n",
    "- ",
    "x",
    "__class__",
]
DOCUMENT = read_state(example())


@settings(max_examples=examples(300), deadline=None)
@given(st.lists(st.sampled_from(BITS) | st.text(max_size=5), max_size=14).map("".join))
def test_any_text_is_words_and_terms_or_one_sentence(text: str) -> None:
    try:
        pieces = compile_own(text, PLACE)
    except WrongUse:
        return
    assert all(isinstance(one, Words | Show) for one in pieces)
    assert "{%" not in text
    assert "".join(one.text for one in pieces if isinstance(one, Words)) in text or "{{" in text


@pytest.mark.parametrize(
    "text",
    [
        "{{ ''.__class__ }}",
        "{{ breach.hours.__class__ }}",
        "{{ breach.hours | attr('x') }}",
        "{{ 7*7 }}",
        "{{ parties | length }}",
        "{{ 'liability' | ref }}",
        "{% for a in datasets %}{% for b in datasets %}x{% endfor %}{% endfor %}",
        "{{ breach.hours",
        "{{" + "(" * 5000 + "}}",
        "{{ " + "a." * 5000 + "a }}",
    ],
)
def test_code_and_unknown_terms_are_one_sentence(text: str) -> None:
    with pytest.raises(WrongUse) as refused:
        compile_own(text, PLACE)
    assert str(refused.value).startswith("Here ")
    assert len(str(refused.value)) < 400


def test_paragraphs_points_and_terms_stand_as_typed() -> None:
    made = own_text(LIABILITY, LIABILITY.alternatives[0], DOCUMENT.terms, DOCUMENT.languages, DOCUMENT.prevailing)
    assert plain_text(made.paragraphs[0].text["de"]).startswith("Jede Partei haftet")
    assert [plain_text(one.text["en"]) for one in made.paragraphs[1].items] == ["what happened,", "the amount."]
    shown = [run for run in made.paragraphs[1].text["de"] if run.term is not None]
    assert [(run.term, run.text) for run in shown] == [("breach.hours", "24 Stunden")]


def test_mistakes_name_the_alternative() -> None:
    house = LIABILITY.alternatives[0]
    uneven = replace(house, text={"de": "Eins.\n\nZwei.", "en": "One."})
    (said,) = mistakes_in(replace(LIABILITY, alternatives=(uneven,)))
    assert "“Unbeschränkt” does not have the same paragraphs" in said.text("en")
    german = replace(house, text={"de": "Nur deutsch."}, heading={"de": "Haftung"})
    assert mistakes_in(replace(LIABILITY, alternatives=(german,))) == ()
    with pytest.raises(WrongUse, match="has no text in English"):
        own_text(replace(LIABILITY, alternatives=(german,)), german, DOCUMENT.terms, ("de", "en"), "de")


def test_what_clauses_and_positions_can_be_about_has_names() -> None:
    assert {one.value for one in shipped_topics()} >= {"liability", "audits", "models"}
    assert "breach.hours" in shown_terms()
    names = [one.name.text(language) for one in (*shipped_topics(), *term_topics()) for language in ("de", "en")]
    names += [words.text("de") for _term, words in term_choices()]
    assert all(name and "{" not in name for name in names)


@settings(max_examples=examples(100), deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_hostile_library_files_are_refused(data: bytes) -> None:
    with pytest.raises(DataPactError):
        LibraryFile.read(data)


def test_a_clause_reads_as_it_was_written() -> None:
    assert read_clause(LIABILITY.to_json()) == LIABILITY
    assert LIABILITY.digest == read_clause(LIABILITY.to_json()).digest
    assert replace(LIABILITY, alternatives=(LIABILITY.alternatives[0],) * 2).mistake() == "alternatives.1.key"
    assert replace(LIABILITY, alternatives=(replace(LIABILITY.alternatives[0], citation=""),)).mistake()
