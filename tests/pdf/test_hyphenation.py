"""Dividing words: as pyphen does it, never near the ends, never in an address."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pyphen
import pytest
from hypothesis import given
from hypothesis import strategies as st

from datapact.pdf.engine.hyphenation import AT_LEAST, hyphenation_points, natural_breaks, syllables
from datapact.pdf.engine.layout import HYPHENATION

TEMPLATES = Path(__file__).resolve().parents[2] / "resources" / "templates"
LETTERS = "abcdefghijklmnopqrstuvwxyzäöüßABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÜé"


@cache
def oracle(language: str) -> pyphen.Pyphen:
    return pyphen.Pyphen(lang=HYPHENATION[language], left=AT_LEAST, right=AT_LEAST)


@pytest.mark.parametrize("language", ["de", "en"])
def test_all_words_of_our_templates_are_divided_as_pyphen_does(language: str) -> None:
    text = " ".join(file.read_text("utf-8") for file in sorted(TEMPLATES.rglob("*.toml")))
    words = set(re.findall(r"[^\W\d_]{7,60}", text))
    assert len(words) > 500
    for word in words:
        assert syllables(word, language) == list(oracle(language).positions(word)), word


@given(st.text(LETTERS, min_size=1, max_size=40), st.sampled_from(["de", "en"]))
def test_any_word_is_divided_as_pyphen_does(word: str, language: str) -> None:
    assert syllables(word, language) == list(oracle(language).positions(word))


@pytest.mark.parametrize(
    ("word", "language", "divided"),
    [
        ("Datenverarbeitung", "de", "Daten-verarbeitung"),
        ("Vereinbarung", "de", "Verein-barung"),
        ("(Aufbewahrung),", "de", "(Aufbe-wahrung),"),
        ("establishment", "en", "estab-lishment"),
    ],
)
def test_hyphenation_follows_the_language(word: str, language: str, divided: str) -> None:
    assert divided.index("-") in hyphenation_points(word, language)


@pytest.mark.parametrize(
    ("word", "wrong"),
    [
        ("bearbeiten", "bea-rbeiten"),
        ("erarbeiten", "era-rbeiten"),
        ("Interessenabwägung", "Interesse-nabwägung"),
        ("Anlagenausfällen", "Anlage-nausfällen"),
        ("Vertragsende", "Vertrag-sende"),
    ],
)
def test_where_the_dictionary_is_not_sure_nothing_is_divided(word: str, wrong: str) -> None:
    assert wrong.index("-") not in hyphenation_points(word, "de")


@given(st.text(max_size=80))
def test_hyphens_never_leave_fewer_than_three_letters(word: str) -> None:
    for point in hyphenation_points(word, "de"):
        assert word[:point][-3:].isalpha()
        assert word[point:][:3].isalpha()


def test_addresses_get_no_hyphen() -> None:
    address = "datenschutzbeauftragte@maschinenbau.example"
    assert hyphenation_points(address, "de") == ()
    assert natural_breaks(address) == (address.index("@") + 1, address.index(".") + 1)
    assert natural_breaks("KI-Modelle") == (3,)
    assert natural_breaks("(KI-VO),") == natural_breaks("KI-VO") == ()
    assert natural_breaks("2026-11") == ()
