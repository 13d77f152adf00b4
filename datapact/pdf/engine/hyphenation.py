"""Hyphenation of words, by pyphen's dictionaries for German and English.

pyphen turns all 30,000 patterns of a dictionary into lists of numbers before it divides the first word, which takes
longer than laying out a whole agreement. So the patterns are looked up as text here and only those that a word hits are
read (Liang's method: an odd number between two letters is a place for a hyphen, the highest number counts). A test
checks that the result equals pyphen's.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

import pyphen

from datapact.pdf.engine.layout import HYPHENATION

SHORTEST_WORD = 7
LONGEST_WORD = 60  # beyond it a "word" is no word of any dictionary
AT_LEAST = 3  # letters that stay before, and go behind, a hyphen
_WORD = re.compile(r"[^\W\d_]+")
_SHORT = re.compile(r"[^\W\d_]{1,2}(?![^\W\d_])")  # the last part of an abbreviation stays with the first
_DIGITS = b"0123456789"


@cache
def _patterns(language: str) -> tuple[dict[str, str], int]:
    """Patterns with their numbers, by their letters alone; and the length of the longest.

    Words of the head of the file are among them; they have signs or capitals that no word in small letters has.
    """
    first, _, rest = pyphen.LANGUAGES[HYPHENATION[language]].read_bytes().partition(b"\n")
    text = rest.decode(first.decode("ascii").strip())
    lines = text.split()
    letters = "\n".join(lines).encode().translate(None, _DIGITS).decode().split("\n")
    return dict(zip(letters, lines, strict=True)), max(map(len, letters))


def syllables(word: str, language: str) -> list[int]:
    """Offsets in a word of letters at which the dictionary allows a hyphen, with ``AT_LEAST`` letters on each side."""
    patterns, longest = _patterns(language)
    pointed = f".{word.lower()}."
    if len(pointed) != len(word) + 2:  # a letter whose small form is two: no word of these languages
        return []
    numbers = [0] * (len(pointed) + 1)
    every = range(1, len(pointed) + 1)
    for start in range(len(pointed)):
        for part in [pointed[start:end] for end in every[start : start + longest]]:
            if part not in patterns:
                continue
            pattern, position = patterns[part], start
            for character in pattern:
                if character.isdigit():
                    numbers[position] = max(numbers[position], int(character))
                else:
                    position += 1
    return [place for place in range(AT_LEAST, len(word) - AT_LEAST + 1) if numbers[place + 1] % 2]


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
        positions = syllables(letters, language)
        for position in positions:
            # Two adjacent places mean that the dictionary is not sure: it marks "be-a-r-beiten", where only
            # "be-ar-beiten" is right, and "Anlage-n-ausfall", where only "Anlagen-ausfall" is. Neither is used.
            if position - 1 not in positions and position + 1 not in positions:
                points.append(found.start() + position)
    return tuple(points)


@lru_cache(maxsize=20_000)
def natural_breaks(word: str) -> tuple[int, ...]:
    """Offsets behind a hyphen or slash inside ``word``, where a line may end without a further sign: not in ``KI-VO``."""
    if len(word) > LONGEST_WORD * 4:
        return ()
    address = _is_address(word)
    signs = "@/.-_" if address else "-/–_"
    return tuple(
        index + 1
        for index, character in enumerate(word[:-1])
        if character in signs
        and index > 1
        and not word[index + 1].isdigit()
        and (address or _SHORT.match(word, index + 1) is None)
    )


def _is_address(word: str) -> bool:
    """Whether a word is an e-mail or web address, in which an added hyphen would mislead."""
    return "@" in word or "://" in word
