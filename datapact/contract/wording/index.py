"""An index of all released paragraphs by words that they always contain, so that few of them are ever rendered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from datapact.base.texts import Language
from datapact.contract.templates.expressions import Pieces, Words
from datapact.contract.templates.template import ClauseSource, all_shared_clauses, all_templates
from datapact.contract.wording.skeleton import words_of

_KEY = 3
"""Words in a row that name a paragraph in the index."""

type _Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Index:
    """Released paragraphs, each as its clause with this paragraph alone."""

    by_words: dict[_Key, list[ClauseSource]]
    """By three words in a row of a text that stands in it under all conditions."""
    others: tuple[ClauseSource, ...]
    """Those that have no such words, such as a single term."""

    def candidates(self, words: Sequence[str]) -> Iterator[ClauseSource]:
        """The paragraphs that a text with these words can be."""
        seen: set[int] = set()
        for key in zip(*(words[start:] for start in range(_KEY)), strict=False):
            for source in self.by_words.get(key, ()):
                if id(source) not in seen:
                    seen.add(id(source))
                    yield source
        yield from self.others


@cache
def released_clauses() -> tuple[ClauseSource, ...]:
    """Every version of every clause, the newest first."""
    sources = [*reversed(all_shared_clauses())]
    for template in reversed(all_templates()):
        sources += template.clauses
    return tuple({id(source): source for source in sources}.values())


@cache
def index_of(language: Language) -> Index:
    """The index of all released paragraphs in one language; one that versions have in common is in it once."""
    by_words: dict[_Key, list[ClauseSource]] = {}
    others: list[ClauseSource] = []
    for clause in released_clauses():
        for paragraph in clause.paragraphs:
            key = _key(paragraph.text[language])
            known = others if key is None else by_words.setdefault(key, [])
            if all(one.paragraphs != (paragraph,) for one in known):
                known.append(replace(clause, paragraphs=(paragraph,)))
    return Index(by_words, tuple(others))


def _key(pieces: Pieces) -> _Key | None:
    """Three words from the middle of the longest unconditional text; those at its ends can grow together with others."""
    texts: Iterable[list[str]] = (words_of(piece.text)[1:-1] for piece in pieces if isinstance(piece, Words))
    longest = max(texts, key=len, default=[])
    return tuple(longest[:_KEY]) if len(longest) >= _KEY else None
