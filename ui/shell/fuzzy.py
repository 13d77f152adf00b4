"""Matching for the command palette: letters in order, best where they begin words or are adjacent; and everyday questions."""

from __future__ import annotations

import re
import unicodedata
from itertools import takewhile

_WORD = re.compile(r"\w+")
_SMALL_WORDS = (
    "wie was wo wann wohin woher ich wir man mir uns sie er es ist sind war hat haben habe kann konnen muss mussen soll will wird"
    " werden der die das den dem des ein eine einen einer eines mein meine meinen unser unsere unseren zu zur zum fur von vom mit"
    " bei im in ins an am auf aus und oder denn ob sich etwas gibt bitte nach"
    " how what where when which i we you one do does did can could must should shall will would is are was were be has have had the"
    " a an my our your to for of with at in on by and or it its there please me us get"
)
_ASKING_WORDS = "wer wem wen wessen welche welcher welches welchen who whom whose which"
_SMALL = frozenset(_SMALL_WORDS.split())
"""Words of a question that say nothing of its matter, ``folded``."""
_ASKING = frozenset(_ASKING_WORDS.split())
"""Words that ask for whom or which: they stand in many questions, so that they decide only where nothing else does."""
_STEM, _ENDING = 5, 2
"""Letters that two words have in common at least, and letters that may follow, to be forms of one: ``verlängern``, ``verlängere``.

A whole word that begins another is enough: ``sicherung``, ``sicherungskopie``."""


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


def matter(query: str) -> str:
    """The words of a query, as they were typed, that say what it is about; all of them where only small words were typed."""
    words = [word for word in query.split() if folded(word).strip("?!.,;:") not in _SMALL]
    return " ".join(word.strip("?!,;:") or word for word in words) or query


def answers(query: str, text: str) -> int | None:
    """The score of an everyday question in the words of a topic, both ``folded``; None where less than half of it matches.

    A word matches where it begins a word or stands in one, or where a word of the text begins it; letters in order are not enough.
    """
    words, known = matter(query).split(), _WORD.findall(text)
    telling = [word for word in words if word not in _ASKING] or words
    found = [points for word in telling if (points := _form(word, text, known)) is not None]
    if not found or 2 * len(found) < len(telling):
        return None
    total = sum(found) if len(found) == len(telling) else sum(found) // 2
    asked = sum(word in known for word in words if word in _ASKING)
    return total + 10 * asked - len(text) // 32


def _form(word: str, text: str, known: list[str]) -> int | None:
    points = _word(word, text)
    if points is not None and points >= 100:
        return points
    stems = [(_in_common(word, one), len(one)) for one in known if len(one) >= _STEM]
    stem = max((same for same, whole in stems if same == whole or same >= max(_STEM, len(word) - _ENDING)), default=0)
    if stem:
        return 90 + 2 * stem
    return 60 + 2 * len(word) if len(word) >= _STEM and word in text else None


def _in_common(one: str, other: str) -> int:
    return sum(1 for _pair in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


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
