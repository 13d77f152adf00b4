"""Where a word may be divided, by pyphen's dictionaries for German and English."""

from __future__ import annotations

import re
from functools import cache, lru_cache

import pyphen

from datapact.documents.layout import HYPHENATION

SHORTEST_WORD = 7
LONGEST_WORD = 60  # beyond it a "word" is no word of any dictionary
_AT_LEAST = 3  # letters that stay before, and go behind, a hyphen
_WORD = re.compile(r"[^\W\d_]+")


@cache
def _dictionary(language: str) -> pyphen.Pyphen:
    return pyphen.Pyphen(lang=HYPHENATION[language], left=_AT_LEAST, right=_AT_LEAST)


@lru_cache(maxsize=20_000)
def hyphenation_points(word: str, language: str) -> tuple[int, ...]:
    """Offsets in ``word`` at which a hyphen may be put; ``word`` may carry punctuation around its letters."""
    points: list[int] = []
    if language not in HYPHENATION or len(word) > LONGEST_WORD or _is_address(word):
        return ()
    for found in _WORD.finditer(word):
        letters = found.group()
        if len(letters) < SHORTEST_WORD:
            continue
        previous = -1
        for position in _dictionary(language).positions(letters):
            # The dictionary also marks single letters ("Ver-a-r-bei-tung"): no printer divides there.
            if position - previous > 1:
                points.append(found.start() + position)
            previous = position
    return tuple(points)


@lru_cache(maxsize=20_000)
def natural_breaks(word: str) -> tuple[int, ...]:
    """Offsets behind a hyphen or slash inside ``word``, where a line may end without a further sign."""
    if len(word) > LONGEST_WORD * 4:
        return ()
    signs = "@/.-_" if _is_address(word) else "-/–_"
    return tuple(
        index + 1
        for index, character in enumerate(word[:-1])
        if character in signs and index > 1 and not word[index + 1].isdigit()
    )


def _is_address(word: str) -> bool:
    """An e-mail or web address: a hyphen that is not part of it would lead astray."""
    return "@" in word or "://" in word
