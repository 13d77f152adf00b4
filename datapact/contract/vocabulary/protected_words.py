"""Words that tell of data which the law protects in particular, read from the list of ``resources/vocabularies/protected_words.toml``.

How a word of the list is written (stars, gaps, choices) stands at the head of that file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from datapact.base.resources import data_folder, tables

_NOT = re.compile(
    r"(?:\b(?:kein\w*|ohne|nicht|no|not|without|never|excluding|except|statt|instead of)\b\W+(?:\w+\W+){0,4})$",
    re.IGNORECASE,
)
_CHOICE = re.compile(r"\(([^()]*)\)(\?)?")
_PIECES = re.compile(r"[*…]|\s+")
_SAME_SENTENCE = r"[^.;]{0,30}?"


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of the list without choices."""

    literal: str
    """Its longest piece without stars, gaps and spaces: a text without it does not have the word."""
    pattern: str
    """The regular expression for it, over a text in small letters without underscores."""

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        if self.literal in text:
            yield from (found.span() for found in _compiled(self.pattern).finditer(text))


@dataclass(frozen=True, slots=True)
class _Topic:
    words: tuple[_Word, ...]
    harmless: tuple[_Word, ...]
    weak: bool

    def speaks(self, text: str) -> bool:
        """Whether one of its words stands in the text, is not meant harmlessly, and is not excluded ("ohne Gesundheitsdaten")."""
        spared: list[tuple[int, int]] | None = None
        for word in self.words:
            for start, end in word.spans(text):
                if spared is None:
                    spared = [one for each in self.harmless for one in each.spans(text)]
                inside = any(first < end and start < last for first, last in spared)
                if not inside and not is_excluded(text, start):
                    return True
        return False


def is_excluded(text: str, start: int) -> bool:
    """Whether the words before a place exclude what stands there: "ohne", "no", "instead of"."""
    return _NOT.search(text[:start]) is not None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def speaks_of(fact: str, words: str, *, surely: bool = False) -> bool:
    """Whether words tell of what a screening question asks (``special_categories``, ``children``, …).

    ``surely``: only topics that can be of nothing but people count.
    """
    return _speaks(fact, words.lower().replace("_", " "), surely)


@lru_cache(maxsize=20_000)
def _speaks(fact: str, text: str, surely: bool) -> bool:
    return any(topic.speaks(text) for topic in _topics()[fact] if not (surely and topic.weak))


@cache
def _topics() -> Mapping[str, tuple[_Topic, ...]]:
    read = tables((data_folder() / "vocabularies" / "protected_words.toml").read_text(encoding="utf-8"))
    found: dict[str, list[_Topic]] = {}
    for one in read["topic"]:
        words = tuple(_words([*one["de"], *one["en"]]))
        topic = _Topic(words, tuple(_words(one.get("not", ()))), bool(one.get("weak", False)))
        found.setdefault(one["fact"], []).append(topic)
    return {fact: tuple(each) for fact, each in found.items()}


def _words(written: Iterable[str]) -> Iterator[_Word]:
    plain = dict.fromkeys(each for one in written for each in _without_choices(one.lower()))
    for one in plain:
        yield _Word(max((re.sub(r"\s+", " ", each) for each in _PIECES.split(one)), key=len), _pattern(one))


def _without_choices(written: str) -> list[str]:
    """The same word once for each way through its choices: "union (fee|dues)", "of (the )?key"."""
    found = _CHOICE.search(written)
    if found is None:
        return [written]
    ways = [*found[1].split("|"), *([""] if found[2] else [])]
    return [
        each for way in ways for each in _without_choices(f"{written[: found.start()]}{way}{written[found.end() :]}")
    ]


def _pattern(word: str) -> str:
    parts = re.split(r"\s*…\s*", word)
    return _SAME_SENTENCE.join(_whole(part) for part in parts)


def _whole(part: str) -> str:
    inner = re.sub(r"\\?\s+", lambda _space: r"[\s/-]+", re.escape(part.strip()).replace(r"\ ", " "))
    before = r"(?<!\w)" if part[:1] not in ("*", ".") else ""
    after = r"(?!\w)" if not part.endswith("*") else ""
    return f"{before}{inner.replace(chr(92) + '*', chr(92) + 'w*')}{after}"
