"""The strength meter never flatters: known bad passphrases are weak, long random ones strong."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.vault.keys.passphrase import strength, suggest_passphrase
from tests.depth import examples


@pytest.mark.parametrize(
    "passphrase",
    ["passwort", "Passwort1", "qwertzuiop", "12345678", "aaaaaaaaaaaa", "Sommer2026!", "hallohallohallo", "31121985"],
)
def test_what_everybody_tries_first_is_weak(passphrase: str) -> None:
    assert strength(passphrase).grade == "weak"


def test_more_words_are_stronger() -> None:
    grades = [strength(words).grade for words in ("lampe", "lampe gurken", "lampe gurken seil mond turm", "x" * 7)]
    assert grades[0] == "too_short"
    assert grades[1] in ("weak", "fair")
    assert grades[2] in ("good", "strong")
    assert grades[3] == "too_short"


def test_a_suggestion_is_good_and_never_the_same() -> None:
    first, second = suggest_passphrase(), suggest_passphrase()
    assert first != second
    assert strength(first).grade in ("good", "strong")


@settings(max_examples=examples(200), deadline=None)
@given(st.text(max_size=80))
def test_any_text_is_judged(text: str) -> None:
    judged = strength(text)
    assert judged.bits >= 0
    assert str(judged.words)


@settings(max_examples=examples(100), deadline=None)
@given(st.lists(st.text("abcdefgh", min_size=3, max_size=9), min_size=1, max_size=6))
def test_saying_the_same_again_gains_almost_nothing(words: list[str]) -> None:
    once, twice = strength(" ".join(words)), strength(" ".join(words + words))
    assert twice.bits <= once.bits + 2 * len(words)
