"""Ranges of words over several parts: what they say, what is left without them, and that nothing else goes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.base.errors import WrongUse
from datapact.base.texts import Language
from datapact.contract.editing.clause_edits import TextRange, with_range_replaced, words_in
from datapact.contract.text.clauses import Clause, Item, Paragraph, Run, places, plain_text
from tests.depth import examples


def text(de: str, en: str) -> dict[Language, tuple[Run, ...]]:
    return {"de": (Run(de),) if de else (), "en": (Run(en),) if en else ()}


CLAUSES = (
    Clause(
        "subject",
        text("Gegenstand", "Subject"),
        (
            Paragraph("subject-1", {"de": (Run("Bis "), Run("3 Monate", "duration.end"), Run(" danach.")), "en": (Run("x"),)}),
            Paragraph("subject-2", text("Zweitens.", ""), (Item("subject-2-a", text("erstens", "")),)),
        ),
    ),
    Clause("end", text("Ende", ""), (Paragraph("end-1", text("Schluss.", "")),)),
)  # fmt: skip


def left(chosen: TextRange, words: str = "") -> dict[str, tuple[str, str]]:
    clauses = with_range_replaced(CLAUSES, chosen, (Run(words),) if words else ())
    return {place: (plain_text(texts["de"]), plain_text(texts["en"])) for place, texts in places(clauses)}


def test_a_range_says_its_lines() -> None:
    assert words_in(places(CLAUSES), TextRange("de", "subject", 7, "subject-2", 3)) == "and\nBis 3 Monate danach.\nZwe"
    assert words_in(places(CLAUSES), TextRange("en", "subject", 0, "subject-2", 0)) == "Subject\nx\n"


def test_words_in_place_of_a_range_leave_the_other_language() -> None:
    assert left(TextRange("de", "subject", 5, "subject-2", 7), "neu") == {
        "subject": ("Gegenneu", "Subject"),
        "subject-1": ("", "x"),
        "subject-2": ("s.", ""),
        "subject-2-a": ("erstens", ""),
        "end": ("Ende", ""),
        "end-1": ("Schluss.", ""),
    }


def test_a_cut_chip_goes_as_a_whole() -> None:
    assert left(TextRange("de", "subject-1", 7, "subject-2", 0))["subject-1"] == ("Bis ", "x")
    assert left(TextRange("de", "subject", 10, "subject-1", 5))["subject-1"] == (" danach.", "x")


def test_parts_that_say_nothing_go_as_far_as_they_may() -> None:
    assert left(TextRange("de", "subject-1", 0, "end-1", 8)) == {
        "subject": ("Gegenstand", "Subject"),
        "subject-1": ("", "x"),
    }
    assert list(left(TextRange("de", "subject", 0, "subject-2", 9))) == [
        "subject", "subject-1", "subject-2", "subject-2-a", "end", "end-1",
    ]  # fmt: skip


def test_a_range_that_is_none_is_refused() -> None:
    for chosen in (TextRange("de", "end", 0, "subject", 0), TextRange("de", "subject", 0, "gone", 0)):
        with pytest.raises(WrongUse):
            with_range_replaced(CLAUSES, chosen, ())
        with pytest.raises(WrongUse):
            words_in(places(CLAUSES), chosen)


ORDER = [place for place, _texts in places(CLAUSES)]


@settings(max_examples=examples(80))
@given(
    st.sampled_from(ORDER),
    st.integers(0, 30),
    st.sampled_from(ORDER),
    st.integers(0, 30),
    st.sampled_from(["de", "en"]),
)
def test_only_what_was_chosen_goes(one: str, start: int, two: str, end: int, language: Language) -> None:
    first, last = sorted((one, two), key=ORDER.index)
    if first == last:
        start, end = sorted((start, end))
    other: Language = "en" if language == "de" else "de"
    before = dict(places(CLAUSES))
    after = dict(places(with_range_replaced(CLAUSES, TextRange(language, first, start, last, end), (Run("!"),))))
    assert "".join(plain_text(texts[other]) for texts in before.values()) == "".join(
        plain_text(texts[other]) for texts in after.values()
    )
    inside = ORDER[ORDER.index(first) : ORDER.index(last) + 1]
    assert {place: texts for place, texts in before.items() if place not in inside}.items() <= after.items()
    assert "!" in plain_text(after[first][language])
    assert all(plain_text(after[place][language]) == "" for place in inside[1:-1] if place in after)
