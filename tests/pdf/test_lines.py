"""Breaking lines: nothing is lost, nothing is wider than its column, spaces that bind are kept."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.base.texts import Language
from datapact.pdf.engine.fonts import NO_BREAK_SPACE, SOFT_HYPHEN, drawable, width
from datapact.pdf.engine.lines import Line, Run, break_lines
from datapact.pdf.engine.typography import BODY
from tests.depth import examples

STYLE = replace(BODY, indent=0.0)
WORDS = st.lists(st.text("abcdefghijklmnopqrstuvwxyzäöüß-/§.,()", min_size=1, max_size=40), max_size=40).map(" ".join)


def words_of(lines: list[Line]) -> str:
    return "".join(piece.text for line in lines for piece in line.pieces)


def squeezed(text: str) -> str:
    return "".join(text.replace(SOFT_HYPHEN, "").split())


@settings(max_examples=examples(80), deadline=None)
@given(
    st.lists(st.builds(Run, WORDS, st.booleans(), st.booleans(), st.sampled_from(["", "place"])), max_size=5),
    st.floats(30, 500),
)
def test_every_character_stays_and_no_line_is_too_wide(runs: list[Run], available: float) -> None:
    lines = break_lines(runs, STYLE, available, "de")
    assert squeezed(words_of(lines)) == squeezed("".join(run.text for run in runs))
    for line in lines:
        assert line.width <= available + 0.12 * STYLE.size * 0.3 * (line.spaces + 1) + 0.01
    assert lines[-1].ends


def test_nothing_gives_one_empty_line() -> None:
    assert [line.pieces for line in break_lines([], STYLE, 100, "de")] == [()]
    assert len(break_lines([Run("   ")], STYLE, 100, "de")) == 1


def test_line_breaks_of_the_text_are_kept() -> None:
    lines = break_lines([Run("eins\nzwei\n\ndrei")], STYLE, 300, "de")
    assert [line.pieces[0].text for line in lines] == ["eins", "zwei", "drei"]
    assert all(line.ends for line in lines)


def test_a_paragraph_sign_stays_with_its_number() -> None:
    for available in range(40, 160, 7):
        for line in break_lines([Run("nach § 12 und Art. 6 Abs. 1 DSGVO sowie § 14")], STYLE, available, "de"):
            assert not line.pieces[-1].text.rstrip().endswith(("§", "Art.", "Abs.")), available


@pytest.mark.parametrize(
    ("language", "words"), [("de", "am 5. Oktober 2026 und am 31. März"), ("en", "on 5 October 2026 and 1 May")]
)
def test_a_day_stays_with_its_month(language: Language, words: str) -> None:
    for available in range(60, 200, 7):
        for line in break_lines([Run(words)], STYLE, available, language):
            assert not re.search(r"\d\.?$", line.pieces[-1].text.rstrip()) or "2026" in line.pieces[-1].text, available


def test_the_name_of_a_provision_is_not_divided() -> None:
    words = "the conditions of Article 26(1) GDPR (section 278 of the Code)"
    for available in range(90, 200, 7):
        drawn = [line.pieces[-1].text for line in break_lines([Run(words)], STYLE, available, "en")]
        assert not any(text.endswith(("Art-", "Art\u00ad", "sec-", "sec\u00ad")) for text in drawn), available


def test_a_link_begins_with_its_own_first_letter() -> None:
    lines = break_lines([Run("siehe "), Run("§ 4", link="clause.x"), Run(" unten")], STYLE, 400, "de")
    assert [piece.text for piece in lines[0].pieces] == ["siehe ", f"§{NO_BREAK_SPACE}4 ", "unten"]


@given(st.text(max_size=60))
def test_what_is_drawn_has_glyphs(text: str) -> None:
    shown = drawable(text)
    assert drawable(shown) == shown
    assert not any(character in shown for character in "\u202e\u200b\x00\x1b")


def test_a_missing_glyph_is_named() -> None:
    assert drawable("株式会社 Ω") == "[U+682A][U+5F0F][U+4F1A][U+793E] Ω"


@pytest.mark.parametrize("part", ["-", "fahrt/", f"x{NO_BREAK_SPACE}"])
def test_words_without_end_are_not_measured_at_every_place(part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of every place where a word might end only those are measured that are near the end of the line."""
    measured = 0

    def counted(text: str, name: str, size: float) -> float:
        nonlocal measured
        measured += len(text)
        return width(text, name, size)

    monkeypatch.setattr("datapact.pdf.engine.lines.width", counted)
    text = part * 1_200
    lines = break_lines([Run(text)], STYLE, 300, "de")
    assert squeezed(words_of(lines)) == squeezed(text)
    assert measured < 20 * len(text)
