"""A range of words that begins in one part of the text and ends in another: what it says, and the text without it.

A range has one language. The other language's words beside it stay, and so do the parts that hold them: nobody
deletes what was not selected. A part that says nothing any more in any language goes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from datapact.agreements.clause_edits import Clauses, find, part_at, reworded, text_of, tidy_runs, without_part
from datapact.agreements.clauses import Clause, Paragraph, Run, RunTexts, places, plain_text
from datapact.errors import WrongUse
from datapact.texts import N_, Language


@dataclass(frozen=True, slots=True)
class TextRange:
    """From character ``start`` of the part ``first`` to character ``end`` of ``last``, which does not stand before it."""

    language: Language
    first: str
    start: int
    last: str
    end: int


def words_in(parts: Iterable[tuple[str, RunTexts]], chosen: TextRange) -> str:
    """What the range says, a line a part; ``parts`` are the places of the text and their words, in reading order.

    Raises WrongUse when the range is not in the text.
    """
    texts = dict(parts)
    lines = []
    for place in _parts(list(texts), chosen):
        words = plain_text(texts[place].get(chosen.language, ()))
        start = chosen.start if place == chosen.first else 0
        end = chosen.end if place == chosen.last else len(words)
        lines.append(words[start:end])
    return "\n".join(lines)


def with_range_replaced(clauses: Clauses, chosen: TextRange, words: tuple[Run, ...]) -> Clauses:
    """The clauses with ``words`` in place of the range; what it cuts of a shown term or number goes as a whole.

    Raises WrongUse when the range is not in the text.
    """
    texts = dict(places(clauses))
    parts = _parts(list(texts), chosen)
    for place in parts:
        runs = texts[place].get(chosen.language, ())
        start = chosen.start if place == chosen.first else 0
        end = chosen.end if place == chosen.last else len(plain_text(runs))
        left, right = _outside(runs, start, end)
        between = words if place == chosen.first else ()
        clauses = reworded(clauses, place, chosen.language, tidy_runs([*left, *between, *right]))
    for place in reversed(parts[1:]):
        if _says_nothing(clauses, place):
            clauses = without_part(clauses, place)
    return clauses


def _parts(order: Sequence[str], chosen: TextRange) -> Sequence[str]:
    if chosen.first not in order or chosen.last not in order:
        raise WrongUse(N_("What was selected is not in this agreement any more."))
    first, last = order.index(chosen.first), order.index(chosen.last)
    if first > last or (first == last and chosen.start > chosen.end):
        raise WrongUse(N_("The end of a selection stands before its beginning."))
    return order[first : last + 1]


def _outside(runs: Sequence[Run], start: int, end: int) -> tuple[list[Run], list[Run]]:
    """The runs before ``start`` and behind ``end``, cut only where they are plain words."""
    left: list[Run] = []
    right: list[Run] = []
    at = 0
    for run in runs:
        behind = at + len(run.text)
        plain = run.term is None and run.ref is None
        if behind <= start:
            left.append(run)
        elif at >= end:
            right.append(run)
        elif plain:
            if at < start:
                left.append(Run(run.text[: start - at]))
            if behind > end:
                right.append(Run(run.text[end - at :]))
        at = behind
    return left, right


def _says_nothing(clauses: Clauses, place: str) -> bool:
    """Whether a part is empty in every language and may go: a clause keeps a paragraph, an agreement a clause."""
    where = find(clauses, place)
    part = part_at(clauses, where)
    if any(plain_text(runs) for runs in text_of(part).values()):
        return False
    if isinstance(part, Clause):
        return len(clauses) > 1 and all(
            not paragraph.items and not any(plain_text(runs) for runs in paragraph.text.values())
            for paragraph in part.paragraphs
        )
    if isinstance(part, Paragraph):
        return not part.items and len(clauses[where[0]].paragraphs) > 1
    return True
