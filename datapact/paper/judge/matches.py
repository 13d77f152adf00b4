"""Clauses of a library laid beside each paragraph of a foreign text: the closest one, with the words that make it so.

The measure is plain, so that it can be told: how many of the weighty words of both stand in both, rare ones counting more.
The words that agree, the longest run of them, and those that are missing are named.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from datapact.base.texts import N_, Message
from datapact.paper.judge.words import as_written, plain_words, weighty, written_words
from datapact.paper.read.text import PaperText

type LibraryText = tuple[str, str, str]
"""A clause to compare with: its id, its title and its words, in one language."""
type Closeness = Literal["same", "close", "related"]

CLOSENESS: dict[Closeness, str] = {
    "same": N_("almost word for word"),
    "close": N_("much of it"),
    "related": N_("the same subject"),
}
_LEAST_WORDS = 5  # weighty ones of a paragraph that is compared
_SAME, _CLOSE, _RELATED = 90, 55, 28
_LEAST_SHARED = 4  # weighty words, where no run is common
_MOST_NAMED = 8
_SHORTEST_RUN = 4


@dataclass(frozen=True, slots=True)
class Match:
    """The closest clause for one paragraph."""

    passage: int
    """Number of the paragraph, from 1."""
    clause: str
    """Id of the clause in the library."""
    title: str
    """As the library has it."""
    score: int
    """0 to 100: the share of weighty words of both that stand in both, rare ones counting more."""
    closeness: Closeness
    """The score in a word."""
    shared: tuple[str, ...]
    """Words that both have, the rarest first."""
    missing: tuple[str, ...]
    """Words of the clause that the paragraph does not have, the rarest first."""
    added: tuple[str, ...]
    """Words of the paragraph that the clause does not have, the rarest first."""
    run: str
    """The longest run of words that stands in both; empty where it is shorter than four words."""


class Library:
    """Clauses prepared for comparing; the same clauses and text give the same answers."""

    def __init__(self, texts: Iterable[LibraryText]) -> None:
        self._texts = list(texts)
        self._words = [plain_words(words) for _id, _title, words in self._texts]
        self._weighty = [weighty(words) for words in self._words]
        counts: dict[str, int] = defaultdict(int)
        for stems in self._weighty:
            for stem in stems:
                counts[stem] += 1
        total = len(self._texts) + 1
        self._weights = {stem: math.log(1 + total / count) for stem, count in counts.items()}
        self._unknown = math.log(1 + total)
        self._holding: dict[str, list[int]] = defaultdict(list)
        for place, stems in enumerate(self._weighty):
            for stem in stems:
                self._holding[stem].append(place)
        self._sums = [sum(map(self._weight, stems)) for stems in self._weighty]

    def _weight(self, stem: str) -> float:
        return self._weights.get(stem, self._unknown)

    def match(self, number: int, text: str) -> Match | None:
        """The closest clause for a paragraph; None where none speaks of the same."""
        words = plain_words(text)
        stems = weighty(words)
        if len(stems) < _LEAST_WORDS:
            return None
        own = sum(map(self._weight, stems))
        shared: dict[int, float] = defaultdict(float)
        for stem in stems:
            weight = self._weight(stem)
            for place in self._holding.get(stem, ()):
                shared[place] += weight
        if not shared:
            return None
        best = max(shared, key=lambda place: (shared[place] / math.sqrt(own * self._sums[place]), -place))
        score = round(100 * shared[best] / math.sqrt(own * self._sums[best]))
        if score < _RELATED:
            return None
        identifier, title, clause = self._texts[best]
        run = _run(words, self._words[best], text)
        ours, theirs = as_written(text), as_written(clause)
        both = self._named(stems, self._weighty[best].__contains__, ours)
        if len(both) < _LEAST_SHARED and not run:
            return None
        return Match(
            number,
            identifier,
            title,
            score,
            "same" if score >= _SAME else "close" if score >= _CLOSE else "related",
            both,
            self._named(self._weighty[best], lambda stem: stem not in stems, theirs),
            self._named(stems, lambda stem: stem not in self._weighty[best], ours),
            run,
        )

    def _named(
        self, stems: dict[str, str], wanted: Callable[[str], bool], written: Mapping[str, str]
    ) -> tuple[str, ...]:
        chosen = sorted((stem for stem in stems if wanted(stem)), key=lambda stem: (-self._weight(stem), stem))
        return tuple(written.get(stems[stem], stems[stem]) for stem in chosen[:_MOST_NAMED])


def _run(one: Sequence[str], two: Sequence[str], text: str) -> str:
    """The longest run of words ``one`` of ``text`` that stands in ``two``, too, as the text writes it."""
    found = SequenceMatcher(None, one, two, autojunk=False).find_longest_match()
    return " ".join(written_words(text)[found.a : found.a + found.size]) if found.size >= _SHORTEST_RUN else ""


def matches(text: PaperText, library: Library) -> tuple[Match, ...]:
    """The closest clause for each paragraph that has one, in reading order."""
    found = (library.match(one.number, one.text) for one in text.passages if not one.heading and not one.edge)
    return tuple(one for one in found if one is not None)


def explained(match: Match) -> tuple[Message, ...]:
    """The match in sentences."""
    said = [
        Message(
            N_("{closeness}: {score} of 100, rare words counting more."),
            {"closeness": Message(CLOSENESS[match.closeness]), "score": match.score},
        )
    ]
    if match.run:
        said.append(Message(N_("The longest run in both: “{words}”."), {"words": match.run}))
    elif match.shared:
        said.append(Message(N_("In both: {words}."), {"words": ", ".join(match.shared)}))
    if match.missing:
        said.append(Message(N_("Only in the clause: {words}."), {"words": ", ".join(match.missing)}))
    if match.added:
        said.append(Message(N_("Only in the paper: {words}."), {"words": ", ".join(match.added)}))
    return tuple(said)
