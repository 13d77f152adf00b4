"""Translations that are missing, or older than the text that prevails."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.checks.run.engine import check
from datapact.checks.run.translations import ahead, behind, untranslated_terms, untranslated_words
from tests.checks.full_agreements import ON, both, edited, plain, state
from tests.depth import examples

TERM = "onward.conditions"


def untranslated(state: dict[str, Any]) -> set[str]:
    return {*untranslated_terms(state), *untranslated_words(state.get("clauses"))}


def version(german: str, english: str, **members: Any) -> dict[str, Any]:
    return state(edited(plain(), {TERM: both(german, english)}), **members)


def clause(german: str, english: str, term: str = "24 Monate") -> dict[str, Any]:
    def runs(text: str) -> list[dict[str, str]]:
        return [{"text": text}, {"text": term, "term": "datasets.parts.retention"}]

    paragraph = {"id": "subject-1", "text": {"de": runs(german), "en": runs(english)}, "items": []}
    heading = {"de": [{"text": "Gegenstand"}], "en": [{"text": "Subject"}]}
    return state(plain(), clauses=[{"id": "subject", "heading": heading, "paragraphs": [paragraph]}])


def test_a_translation_left_behind_is_found() -> None:
    states = [version("alt", "old"), version("neu", "old")]
    assert behind(states, "de") == (TERM,)
    assert behind(states, "en") == ()
    assert behind([*states, version("neu", "new")], "de") == ()
    assert behind(states, "fr") == behind([], "de") == ()


def test_a_change_that_was_refused_or_undone_leaves_both_as_they_were() -> None:
    first, changed = version("alt", "old"), version("neu", "old")
    assert behind([first, changed, first], "de") == ()
    assert behind([first, changed, first, changed], "de") == (TERM,)
    assert behind([first, changed, version("neuer", "old")], "de") == (TERM,)
    assert behind([first, changed, version("neu", "new"), first], "de") == ()
    assert behind([first, version("neu", "new"), version("alt", "new")], "de") == (TERM,)


def test_the_translation_may_be_newer_than_its_source() -> None:
    assert behind([version("alt", "old"), version("alt", "newer")], "de") == ()


def test_a_translation_that_was_changed_alone_is_ahead() -> None:
    first, alone = version("alt", "old"), version("alt", "not old")
    assert ahead([first, alone], "de") == ahead([first, alone, alone], "de") == (TERM,)
    assert ahead([first, alone], "en") == ()
    assert ahead([first, alone, first], "de") == ()
    assert ahead([first, version("neu", "old"), version("neu", "new")], "de") == ()
    assert ahead([first, version("neu", "new"), version("neu", "newer")], "de") == (TERM,)
    assert ahead([version("alt", ""), first], "de") == ()
    assert ahead([first, alone, version("neu", "not old")], "de") == ()
    assert ahead([clause("a", "a"), clause("a", "b")], "de") == ("clauses.subject-1",)
    found = check(alone, ON, earlier=[first], freezing=True)
    assert ("C04", TERM, "E") in {(one.id, one.place, one.severity) for one in found}


def test_a_clause_is_compared_without_the_terms_that_it_shows() -> None:
    assert behind([clause("a", "a"), clause("b", "a")], "de") == ("clauses.subject-1",)
    assert behind([clause("a", "a"), clause("a", "a", term="36 Monate")], "de") == ()


def test_the_check_reports_them_under_the_house_rule() -> None:
    found = check(version("neu", "old"), ON, earlier=[version("alt", "old")])
    assert [(one.id, one.place, one.severity) for one in found] == [("G33", TERM, "E")]
    assert check(version("neu", "old", languages=["de"]), ON, earlier=[version("alt", "old")]) == ()


def test_the_finding_names_the_clause_by_its_number() -> None:
    (found,) = [one for one in check(clause("b", "a"), ON, earlier=[clause("a", "a")]) if one.id == "G33"]
    assert found.place == "clauses.subject-1"
    assert "§ 1 Abs. 1" in found.message.text("de")
    assert "Section 1(1)" in found.message.text("en")


def test_texts_in_one_language_are_counted_once() -> None:
    terms = edited(plain(), {TERM: {"de": "nur deutsch"}, "datasets.parts.name": {"en": "Parts only"}})
    assert untranslated(state(terms)) == {TERM, "datasets.parts.name"}
    (found,) = check(state(terms), ON)
    assert (found.id, found.severity) == ("G33", "W")
    assert found.message.text("de").startswith("2 Texte")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["de", "en", "terms", "clauses", "key", "id", "text", "heading", "items", "paragraphs"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@settings(max_examples=examples(150), deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from(["terms", "clauses"]), JSON), min_size=1, max_size=3))
def test_any_json_is_compared_without_error(states: list[dict[str, Any]]) -> None:
    newest = states[-1]
    assert behind([newest], "en") == behind([newest, newest], "de") == ()
    assert ahead(states, "en") == tuple(dict.fromkeys(ahead(states, "en")))
    found = behind(states, "de")
    assert len(set(found)) == len(found)
    assert untranslated(newest) == untranslated({**newest, "languages": ["de"]})
