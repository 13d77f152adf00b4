"""New words for a text that shows terms: what stayed keeps its terms and references, what changed is plain words.

Where the change lies within the value of a term, the value as written comes along, so that the term can change instead.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from datapact.contract.terms.base import UNSEEN
from datapact.contract.text.clauses import Emphasis, Run, emphasis_by_character, plain_text, runs_of, tidy_runs
from datapact.contract.text.marked import MOST_WORDS, equal_ends

_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
_SPACES = re.compile(r"[\s\u00a0\u202f\u2007]+")


_MOST_OF = 0.6


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A text in its new words."""

    runs: tuple[Run, ...]
    """What shows a term or a reference still names it, where its words stayed; words that stayed stand out as before."""
    values: tuple[tuple[str, str], ...]
    """(term, its words now) for each value of a term that was changed by itself; those runs name no term."""


@lru_cache(maxsize=8192)
def clean(text: str) -> str:
    """The words as contracts hold them: without characters that nobody sees, spaces of any kind as one, none at an end."""
    shown = _SPACES.sub(" ", text.replace("\u2011", "-")).strip()
    if not shown.isprintable():
        shown = "".join(one for one in shown if unicodedata.category(one) not in UNSEEN)
        shown = _SPACES.sub(" ", shown).strip()
    return unicodedata.normalize("NFC", shown)


def rewritten(runs: Sequence[Run], words: str) -> Rewritten:
    """``runs`` with the words that stand there now; the same runs where these are the same but for spaces."""
    old = plain_text(runs)
    if clean(old) == clean(words):
        return Rewritten(tuple(runs), ())
    new = clean(words)
    left, right = _TOKEN.findall(old), _TOKEN.findall(new)
    steps = _steps(tuple(left), tuple(right))
    starts, ends = _offsets(left), _offsets(right)
    shown = _emphasis_of(runs, left, right, steps)
    result: list[Run] = []
    values: list[tuple[str, str]] = []
    done = 0  # characters of the new text that are in the result
    at = 0
    for run in runs:
        begin, at = at, at + len(run.text)
        if run.term is None and run.ref is None:
            continue
        first = _place(steps, starts, ends, begin, after=True)
        last = _place(steps, starts, ends, at, after=False)
        if first is None or last is None or first < done or last <= first:
            continue
        now = new[first:last]
        joined = (first > 0 and _spaced(now[:1], run.text[:1])) or (
            last < len(new) and _spaced(now[-1:], run.text[-1:])
        )
        if clean(now) == clean(run.text) and not joined:
            kept = run
        elif run.term is not None and _stands(steps, left, starts, begin, at):
            kept = Run(now, emphasis=run.emphasis)
            values.append((run.term, now))
        else:
            continue
        if first > done:
            result += runs_of(new[done:first], shown[done:first])
        result.append(kept)
        done = last
    if done < len(new):
        result += runs_of(new[done:], shown[done:])
    return Rewritten(tidy_runs(result), tuple(values))


def _spaced(one: str, other: str) -> bool:
    """Whether only one of two letters is a space, so that a word would stand together with, or apart from, its neighbour."""
    return one.isspace() != other.isspace()


def _emphasis_of(
    runs: Sequence[Run], left: Sequence[str], right: Sequence[str], steps: Sequence[_Step]
) -> Sequence[Emphasis]:
    """How each character of the new text stands out: as it did, a new one as those on both sides of it."""
    whole = sum(map(len, right))
    if not any(run.emphasis for run in runs):
        return [""] * whole
    before, starts = emphasis_by_character(runs), _offsets(left)
    told: list[Emphasis | None] = [None] * len(right)
    for what, a, b, c, _d in steps:
        if what == "equal":
            told[c : c + b - a] = [before[starts[n]] for n in range(a, b)]
    behind: list[Emphasis | None] = [None] * len(told)  # the look of the next word that stayed
    following: Emphasis | None = None
    for n in range(len(told) - 1, -1, -1):
        behind[n] = following = told[n] if told[n] is not None else following
    found: list[Emphasis] = []
    last: Emphasis | None = None
    for token, look, later in zip(right, told, behind, strict=True):
        if look is None:
            look = last if last is not None and later in (None, last) else ""
        else:
            last = look
        found += [look] * len(token)
    return found


def _stands(steps: Sequence[_Step], left: Sequence[str], starts: Sequence[int], begin: int, end: int) -> bool:
    """Whether most words around a value stayed, so that the change is one of the value and not of the sentence."""
    around = {n for n, token in enumerate(left) if token[0].isalnum() and not begin <= starts[n] < end}
    kept = {n for what, a, b, _c, _d in steps if what == "equal" for n in range(a, b)}
    return len(around & kept) >= len(around) * _MOST_OF


type _Step = tuple[str, int, int, int, int]


@lru_cache(maxsize=1024)  # a text is laid beside its words for its values, and again for the rest
def _steps(left: tuple[str, ...], right: tuple[str, ...]) -> Sequence[_Step]:
    a = [" " if one.isspace() else one for one in left]
    b = [" " if one.isspace() else one for one in right]
    if len(a) + len(b) > MOST_WORDS:
        return (("replace", 0, len(a), 0, len(b)),)
    start, end = equal_ends(a, b)  # comparing takes quadratic time, and most changes stand close together
    last, final = len(a) - end, len(b) - end
    middle = SequenceMatcher(None, a[start:last], b[start:final], autojunk=False).get_opcodes()
    steps: list[_Step] = [(what, n + start, m + start, k + start, j + start) for what, n, m, k, j in middle]
    before: list[_Step] = [("equal", 0, start, 0, start)] if start else []
    behind: list[_Step] = [("equal", last, len(a), final, len(b))] if end else []
    return (*before, *steps, *behind)


def _offsets(tokens: Sequence[str]) -> list[int]:
    result = [0]
    for token in tokens:
        result.append(result[-1] + len(token))
    return result


def _place(steps: Sequence[_Step], starts: Sequence[int], ends: Sequence[int], at: int, *, after: bool) -> int | None:
    """Where a position of the old text lies in the new one; None where the change goes over it.

    At a bare insertion it is the end of what was inserted (``after``), or its beginning: added words stay outside.
    """
    found: int | None = None
    for what, a, b, c, d in steps:
        begin, end = starts[a], starts[b]
        if what == "equal" and begin <= at <= end:
            token = bisect_left(starts, at, a, b + 1)
            if starts[token] != at:
                return None
            place = ends[c + token - a]
        elif what == "insert" and begin == at:
            place = ends[d] if after else ends[c]
        elif at in (begin, end):
            place = ends[c] if at == begin else ends[d]
        elif begin < at < end:
            return None
        else:
            continue
        found = place if found is None else max(found, place) if after else min(found, place)
    return found
