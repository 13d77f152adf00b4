"""Fuzzy matching for the command palette: letters in order, best where they begin words or are adjacent."""

from __future__ import annotations

import unicodedata


def folded(text: str) -> str:
    """Text without case and accents: ``Vergütung`` is found by ``vergutung``; ``ß`` by ``ss``."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def score(query: str, text: str) -> int | None:
    """The score of ``query`` in ``text``, both ``folded``; None when a word of the query does not match at all.

    Each word of the query must match: as a beginning of a word (best), inside one, or with its letters in order.
    """
    total = 0
    for word in query.split():
        points = _word(word, text)
        if points is None:
            return None
        total += points
    return total - len(text) // 16


def _word(word: str, text: str) -> int | None:
    at = text.find(word)
    while at >= 0:
        if at == 0 or not text[at - 1].isalnum():
            return 100 + (20 if at == 0 else 0) + 2 * len(word)
        at = text.find(word, at + 1)
    if word in text:
        return 60 + 2 * len(word)
    return _letters(word, text) if len(word) > 1 else None


def _letters(word: str, text: str) -> int | None:
    position, points, before = 0, 0, -2
    for letter in word:
        found = text.find(letter, position)
        if found < 0:
            return None
        begins = found == 0 or not text[found - 1].isalnum()
        points += 6 if begins else 4 if found == before + 1 else 0
        before, position = found, found + 1
    return points if points >= 4 * len(word) else None
