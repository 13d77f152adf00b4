"""Hyphenation of words, by pyphen's dictionaries for German and English.

pyphen turns all 30,000 patterns of a dictionary into lists of numbers before it divides the first word, which takes
longer than laying out a whole agreement. So the patterns are looked up as text here and only those that a word hits are
read (Liang's method: an odd number between two letters is a place for a hyphen, the highest number counts). A test
checks that the result equals pyphen's. The words of the texts that ship, which are most of a contract's, are divided when the
program is set up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

import pyphen

from datapact.base.left_out import compiled
from datapact.pdf.engine.layout import HYPHENATION

SHORTEST_WORD = 7
LONGEST_WORD = 60  # beyond it a "word" is no word of any dictionary
AT_LEAST = 3  # letters that stay before, and go behind, a hyphen
_WORD = re.compile(r"[^\W\d_]+")
_SHORT = re.compile(r"[^\W\d_]{1,2}(?![^\W\d_])")  # the last part of an abbreviation stays with the first
_DIGITS = b"0123456789"
SHIPPED = "\n% the words of the texts that ship, divided, 1"
"""Behind the text of a dictionary: under both lie the divided words; another number for another way of dividing."""
_BEGINNING = 3  # letters by which patterns are found: some dozens begin alike


def dictionary(language: str) -> str:
    """The text of a language's dictionary, without its first line, which names the encoding."""
    first: bytes
    first, _, rest = pyphen.LANGUAGES[HYPHENATION[language]].read_bytes().partition(b"\n")
    text: str = rest.decode(first.decode("ascii").strip())
    return text


def by_beginning(text: str) -> dict[str, tuple[str, str]]:
    """The patterns of a dictionary by their first letters, ``_BEGINNING`` of them or as many as there are: by their letters alone and whole, with spaces between.

    Words of the head of the file are among them; they have signs or capitals that no word in small letters has.
    """
    lines = text.split()
    letters = "\n".join(lines).encode().translate(None, _DIGITS).decode().split("\n")
    found: dict[str, list[tuple[str, str]]] = {}
    for line, letter in zip(lines, letters, strict=True):
        found.setdefault(letter[:_BEGINNING], []).append((letter, line))
    return {
        begin: (" ".join(letter for letter, _line in both), " ".join(line for _letter, line in both))
        for begin, both in found.items()
    }


@cache
def _shipped(language: str) -> dict[str, bytes]:
    return compiled(dictionary(language) + SHIPPED) or {}


@cache
def _patterns(language: str) -> dict[str, tuple[str, str]]:
    text = dictionary(language)
    return compiled(text) or by_beginning(text)


@lru_cache(maxsize=20_000)
def _beginning_with(letters: str, language: str) -> tuple[tuple[int, ...], dict[str, str]]:
    """The patterns that begin so, by their letters alone, the last of equal ones; and how long these are."""
    alone, whole = _patterns(language).get(letters, ("", ""))
    found = dict(zip(alone.split(), whole.split(), strict=True))
    return tuple(set(map(len, found))), found


def syllables(word: str, language: str) -> list[int]:
    """Offsets in a word of letters at which the dictionary allows a hyphen, with ``AT_LEAST`` letters on each side."""
    known = _shipped(language).get(word)
    return divided(word, language) if known is None else list(known)


def divided(word: str, language: str) -> list[int]:
    """The same, found by the patterns."""
    pointed = f".{word.lower()}."
    if len(pointed) != len(word) + 2:  # a letter whose small form is two: no word of these languages
        return []
    numbers = [0] * (len(pointed) + 1)
    for start in range(len(pointed)):
        for size in range(1, min(_BEGINNING, len(pointed) - start) + 1):
            lengths, patterns = _beginning_with(pointed[start : start + size], language)
            for length in lengths:
                pattern = patterns.get(pointed[start : start + length])
                if pattern is not None:
                    _mark(numbers, start, pattern)
    return [place for place in range(AT_LEAST, len(word) - AT_LEAST + 1) if numbers[place + 1] % 2]


def _mark(numbers: list[int], position: int, pattern: str) -> None:
    for character in pattern:
        if character.isdigit():
            numbers[position] = max(numbers[position], int(character))
        else:
            position += 1


def words_in(table: object, language: str, here: bool = False) -> Iterator[str]:
    """The words long enough to be divided in the texts of a TOML file that are in this language."""
    if isinstance(table, dict):
        for key, value in table.items():
            yield from words_in(value, language, key == language if key in HYPHENATION else here)
    elif isinstance(table, list):
        for value in table:
            yield from words_in(value, language, here)
    elif here and isinstance(table, str):
        yield from (word for word in _WORD.findall(table) if SHORTEST_WORD <= len(word) <= LONGEST_WORD)


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
