"""Words that tell of data which the law protects in particular, read from the list of ``resources/vocabularies/protected_words.toml``.

How a word of the list is written (stars, gaps, choices) stands at the head of that file.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from datapact.base.resources import data_folder, tables

_NOT = re.compile(
    r"(?:\b(?:kein\w*|ohne|nicht|no|not|without|never|excluding|except|statt|instead of)\b\W+(?:\w+\W+){0,4})$",
    re.IGNORECASE,
)
_CHOICE = re.compile(r"\(([^()]*)\)(\?)?")
_WORD = re.compile(r"\w+")
_STEP = re.compile(r"([^\w*]*)([\w*]+)")
_SPACE = re.compile(r"[\s/-]+")
_GAP = 30
_ENDS_SENTENCE = frozenset(".;")
_REACH = 400
"""As many characters before a place are looked at for a word that excludes it."""


@dataclass(frozen=True, slots=True)
class _Text:
    """A text cut into its words once, so that each word of the list is looked for in a time that grows as the text does."""

    whole: str
    spans: tuple[tuple[int, int], ...]
    places: Mapping[str, tuple[int, ...]]
    """By word at which of the spans it stands."""

    def between(self, index: int) -> str:
        """What stands before a word, after the word before it."""
        return self.whole[self.spans[index - 1][1] if index else 0 : self.spans[index][0]]


@lru_cache(maxsize=16)
def _cut(text: str) -> _Text:
    spans: list[tuple[int, int]] = []
    places: dict[str, list[int]] = {}
    for found in _WORD.finditer(text):
        places.setdefault(found[0], []).append(len(spans))
        spans.append(found.span())
    return _Text(text, tuple(spans), {word: tuple(each) for word, each in places.items()})


@dataclass(frozen=True, slots=True)
class _Step:
    """One word of an entry of the list, and how it follows what stands before it."""

    pieces: tuple[str, ...]
    """What stands between its stars: ("", "patient", "") for "*patient*"."""
    mark: str
    """The marks before it ("." of "ver.di"); empty for none, or a space that also stands for a hyphen or a slash."""
    after_gap: bool

    def fits(self, word: str) -> bool:
        first, last = self.pieces[0], self.pieces[-1]
        if len(self.pieces) == 1:
            return word == first
        if len(word) < len(first) + len(last) or not (word.startswith(first) and word.endswith(last)):
            return False
        at, stop = len(first), len(word) - len(last)
        for piece in self.pieces[1:-1]:
            at = word.find(piece, at, stop)
            if at < 0:
                return False
            at += len(piece)
        return True

    def follows(self, between: str) -> bool:
        """Whether it can stand right after what is between it and the word before."""
        if self.mark == " ":
            return _SPACE.fullmatch(between) is not None
        return between == self.mark


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of the list without choices, or several that follow each other."""

    literal: str
    """The longest piece without stars: a text without it does not have the word."""
    steps: tuple[_Step, ...]

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        if self.literal not in text:
            return
        cut, first = _cut(text), self.steps[0]
        for word in (first.pieces[0],) if len(first.pieces) == 1 else cut.places:
            if first.fits(word):
                for index in cut.places.get(word, ()):
                    last = self._last(cut, index, 0)
                    if last is not None and cut.between(index).endswith(first.mark):
                        yield cut.spans[index][0] - len(first.mark), cut.spans[last][1]

    def _last(self, cut: _Text, index: int, step: int) -> int | None:
        """The place of its last word, where the word of this step stands at ``index``; None where the rest does not follow."""
        if step + 1 == len(self.steps):
            return index
        following = self.steps[step + 1]
        for at in _reached(cut, index) if following.after_gap else range(index + 1, min(index + 2, len(cut.spans))):
            start, end = cut.spans[at]
            if (following.after_gap or following.follows(cut.between(at))) and following.fits(cut.whole[start:end]):
                last = self._last(cut, at, step + 1)
                if last is not None:
                    return last
        return None


def _reached(cut: _Text, index: int) -> Iterator[int]:
    """The words that stand at most a gap away in the same sentence."""
    end = cut.spans[index][1]
    for at in range(index + 1, len(cut.spans)):
        if cut.spans[at][0] - end > _GAP or not _ENDS_SENTENCE.isdisjoint(cut.between(at)):
            return
        yield at


@dataclass(frozen=True, slots=True)
class _Topic:
    words: tuple[_Word, ...]
    harmless: tuple[_Word, ...]
    weak: bool

    def speaks(self, text: str) -> bool:
        """Whether one of its words stands in the text, is not meant harmlessly, and is not excluded ("ohne Gesundheitsdaten")."""
        spared: tuple[list[int], list[int]] | None = None
        for word in self.words:
            for start, end in word.spans(text):
                if spared is None:
                    spared = _joined(one for each in self.harmless for one in each.spans(text))
                before = bisect_left(spared[0], end)
                inside = before > 0 and spared[1][before - 1] > start
                if not inside and not is_excluded(text, start):
                    return True
        return False


def _joined(spans: Iterable[tuple[int, int]]) -> tuple[list[int], list[int]]:
    """The starts and the ends of spans, those that overlap as one."""
    starts: list[int] = []
    ends: list[int] = []
    for start, end in sorted(spans):
        if ends and start < ends[-1]:
            ends[-1] = max(end, ends[-1])
        else:
            starts.append(start)
            ends.append(end)
    return starts, ends


def is_excluded(text: str, start: int) -> bool:
    """Whether the words before a place exclude what stands there: "ohne", "no", "instead of"."""
    return _NOT.search(text, max(0, start - _REACH), start) is not None


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
        steps = tuple(_steps(one))
        yield _Word(max((piece for step in steps for piece in step.pieces), key=len), steps)


def _steps(written: str) -> Iterator[_Step]:
    for number, part in enumerate(written.split("…")):
        for order, found in enumerate(_STEP.finditer(part.strip())):
            mark = " " if found[1].isspace() else found[1].strip()
            yield _Step(tuple(found[2].split("*")), mark, after_gap=number > 0 and order == 0)


def _without_choices(written: str) -> list[str]:
    """The same word once for each way through its choices: "union (fee|dues)", "of (the )?key"."""
    found = _CHOICE.search(written)
    if found is None:
        return [written]
    ways = [*found[1].split("|"), *([""] if found[2] else [])]
    return [
        each for way in ways for each in _without_choices(f"{written[: found.start()]}{way}{written[found.end() :]}")
    ]
