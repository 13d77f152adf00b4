"""Words as they are compared: in lower case, without endings and without those that every text has."""

from __future__ import annotations

import re
from functools import lru_cache

from datapact.paper.judge.gaps import lowered

_WORD = re.compile(r"[a-zà-öø-ÿß]{2,}(?:['-][a-zà-öø-ÿß]+)?|\d+")
_COMMON = frozenset(
    [
        "der",
        "die",
        "das",
        "den",
        "dem",
        "des",
        "ein",
        "eine",
        "einer",
        "eines",
        "einem",
        "einen",
        "und",
        "oder",
        "aber",
        "als",
        "am",
        "an",
        "auf",
        "aus",
        "bei",
        "bis",
        "da",
        "dass",
        "dazu",
        "diese",
        "dieser",
        "dieses",
        "diesem",
        "diesen",
        "durch",
        "er",
        "es",
        "für",
        "gegen",
        "hat",
        "haben",
        "hierzu",
        "ihr",
        "ihre",
        "ihrer",
        "ihren",
        "ihm",
        "ihn",
        "im",
        "in",
        "ist",
        "kann",
        "können",
        "mit",
        "nach",
        "nicht",
        "noch",
        "nur",
        "ob",
        "seine",
        "seiner",
        "sein",
        "sich",
        "sie",
        "sind",
        "sofern",
        "so",
        "soweit",
        "sowie",
        "über",
        "um",
        "unter",
        "vom",
        "von",
        "vor",
        "werden",
        "wird",
        "wenn",
        "wie",
        "zu",
        "zum",
        "zur",
        "zwischen",
        "auch",
        "jede",
        "jeder",
        "jedes",
        "jeweils",
        "alle",
        "allen",
        "aller",
        "kein",
        "keine",
        "keiner",
        "bzw",
        "the",
        "of",
        "and",
        "or",
        "to",
        "in",
        "for",
        "on",
        "by",
        "with",
        "any",
        "all",
        "is",
        "are",
        "be",
        "been",
        "shall",
        "will",
        "may",
        "must",
        "not",
        "no",
        "this",
        "that",
        "these",
        "those",
        "such",
        "its",
        "it",
        "their",
        "his",
        "her",
        "as",
        "at",
        "from",
        "which",
        "who",
        "whom",
        "an",
        "if",
        "into",
        "than",
        "then",
        "there",
        "other",
        "each",
        "other",
        "has",
        "have",
        "had",
        "was",
        "were",
        "under",
        "upon",
        "within",
        "without",
    ]
)
_ENDINGS = (
    "ungen", "lichen", "licher", "liches", "ischen", "ung", "lich", "ende", "enden", "tion", "tions", "ment", "ments", "ing", "ern",
    "eren", "erer", "ies", "ed", "en", "er", "em", "es", "e", "n", "s",
)  # fmt: skip
_ROLES = {
    "auftraggeb": "verantwort",
    "auftragnehm": "auftragsverarbeit",
    "unterauftragnehm": "unterauftragsverarbeit",
    "subunternehm": "unterauftragsverarbeit",
    "custom": "controll",
    "suppli": "processor",
    "vertrag": "vereinbar",
    "contract": "agree",
}
"""Stems that mean the same in contracts of different houses."""


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The word without its ending, so that forms of one word are one; short words stay."""
    for _round in range(2):  # an ending can stand behind another: Auftraggeber-s
        for ending in _ENDINGS:
            if word.endswith(ending) and len(word) - len(ending) >= 4:
                word = word[: -len(ending)]
                break
    return word


def plain_words(text: str) -> list[str]:
    """All words in lower case, in their order."""
    return _WORD.findall(lowered(text))


def written_words(text: str) -> list[str]:
    """The same words as they stand in the text, one for one: a German noun keeps its capital."""
    return [text[found.start() : found.end()] for found in _WORD.finditer(lowered(text))]


def as_written(text: str) -> dict[str, str]:
    """The spelling of each word of the text: small where it does so anywhere, since a sentence begins with a capital."""
    found: dict[str, str] = {}
    for low, written in zip(plain_words(text), written_words(text), strict=True):
        if found.setdefault(low, written) != written and written.islower():
            found[low] = written
    return found


def weighty(words: list[str]) -> dict[str, str]:
    """The stems of the words that distinguish texts, each with the word as it first stood."""
    found: dict[str, str] = {}
    for word in words:
        if word not in _COMMON and (len(word) > 2 or word.isdigit()):
            base = stem(word)
            found.setdefault(_ROLES.get(base, base), word)
    return found
