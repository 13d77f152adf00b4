"""Words found in the texts of an agreement, and put in their place: only words of one's own, never values of terms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from datapact.base.texts import Language
from datapact.contract.editing.clause_edits import cut_range
from datapact.contract.text.clauses import Run, RunTexts, emphasis_at, plain_text, tidy_runs


@dataclass(frozen=True, slots=True)
class Wanted:
    """The words to find, and how."""

    words: str
    """A space stands for any space or line break."""
    same_case: bool = False
    """Whether capital letters count."""
    whole_words: bool = False
    """Whether nothing of a word may stand beside it."""

    def pattern(self) -> re.Pattern[str] | None:
        """The expression that finds the words; None where there are none."""
        if not self.words:
            return None
        found = r"\s".join(re.escape(word) for word in re.split(r"\s", self.words))
        if self.whole_words:
            found = rf"(?<!\w){found}(?!\w)"
        return re.compile(found, 0 if self.same_case else re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Hit:
    """Words that were found."""

    place: str
    """Id of the heading, paragraph or point."""
    language: Language
    """Of the words."""
    start: int
    """In characters from 0."""
    end: int
    """Behind the last one, in characters from 0."""
    term: str = ""
    """Path of the term whose value they show, wholly or in part; empty for none."""
    ref: str = ""
    """Id of the part whose number they show; empty for none."""

    @property
    def replaceable(self) -> bool:
        """Whether they are words of the text itself."""
        return not self.term and not self.ref


def find_words(texts: Iterable[tuple[str, RunTexts]], languages: Sequence[Language], wanted: Wanted) -> Iterator[Hit]:
    """Every hit in reading order, the languages of a place one after the other."""
    pattern = wanted.pattern()
    if pattern is None:
        return
    for place, by_language in texts:
        for language in languages:
            runs = by_language.get(language, ())
            for hit in pattern.finditer(plain_text(runs)):
                term, ref = _held(runs, hit.start(), hit.end())
                yield Hit(place, language, hit.start(), hit.end(), term, ref)


def replaced(runs: Sequence[Run], hits: Iterable[Hit], words: str) -> tuple[Run, ...]:
    """A text with ``words`` in place of those of its hits that are words of the text itself; they stand out alike."""
    result = tuple(runs)
    for hit in sorted(hits, key=lambda one: one.start, reverse=True):
        if hit.replaceable:
            left, right = cut_range(result, hit.start, hit.end)
            emphasis = emphasis_at(result, hit.start)
            result = tidy_runs([*left, *([Run(words, emphasis=emphasis)] if words else []), *right])
    return result


def says_already(runs: Sequence[Run], hit: Hit, words: str) -> bool:
    """Whether a hit stands within ``words`` already, as "Tage" does in "Kalendertage": replaced, it would say them twice."""
    text = plain_text(runs)
    found = text[hit.start : hit.end]
    starts = (at for at in range(len(words) - len(found) + 1) if words.startswith(found, at))
    return any(hit.start >= at and text.startswith(words, hit.start - at) for at in starts)


def _held(runs: Sequence[Run], start: int, end: int) -> tuple[str, str]:
    at = 0
    for run in runs:
        behind = at + len(run.text)
        if at < end and behind > start and (run.term is not None or run.ref is not None):
            return run.term or "", run.ref or ""
        at = behind
    return "", ""
