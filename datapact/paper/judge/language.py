"""The language of some words, German or English, by the commonest words of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datapact.paper.read.text import PaperText

_GERMAN = frozenset(
    [
        "und",
        "der",
        "die",
        "das",
        "den",
        "des",
        "ist",
        "wird",
        "nicht",
        "zwischen",
        "oder",
        "von",
        "zu",
        "im",
        "mit",
        "für",
        "auf",
    ]
)
_ENGLISH = frozenset(
    ["and", "the", "of", "is", "shall", "not", "between", "to", "by", "or", "in", "with", "for", "on", "any", "this"]
)


def language_of(text: PaperText) -> Literal["de", "en", ""]:
    """The language of most of the text, by its commonest words."""
    return language_of_words(text.words[:200_000], 3)


def language_of_words(text: str, least: int = 2) -> Literal["de", "en", ""]:
    """The language of some words, by the commonest ones; empty where there are fewer than ``least`` of them."""
    words = text.lower().split()
    german, english = sum(one in _GERMAN for one in words), sum(one in _ENGLISH for one in words)
    if max(german, english) < max(least, len(words) // 40):
        return ""
    return "de" if german >= english else "en"
