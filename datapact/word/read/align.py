"""Alignment of a returned file: each of its paragraphs with the clause, paragraph or point of the text that was sent.

By the bookmark where one is left, then by equal words, then by similar words in the same order: document management
systems and other word processors strip what they do not know, so nothing rests on bookmarks alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise

from datapact.base.texts import Language
from datapact.contract.changes.rewritten import clean
from datapact.contract.text.number_order import LONGEST, is_number
from datapact.word.read.passages import Unit

_LEAST = 0.5  # of the words in common; below it two texts are different ones
_LEAST_NAMED = 0.2  # the same for a text under the bookmark
_WIDEST_GAP = 40_000  # pairs compared in one gap; beyond it only equal words count
_LABEL = rf"[0-9][0-9a-z-]{{0,{LONGEST - 1}}}"
_POINT = rf"0{{0,{LONGEST - 1}}}[a-z][0-9a-z-]{{0,{LONGEST - 1}}}"
_TYPED_NUMBER = re.compile(rf"(?:(?:§\s?|Section )({_LABEL})|\(({_LABEL})\)|({_LABEL})\.|({_POINT})\))(?:\s+|$)")
_TWO_LETTERS = re.compile(r"[a-z]{1,2}")  # also iv), as people count points


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in a file: a paragraph in one language, a row in two, or a line outside of clauses."""

    words: Mapping[Language | str, str]
    """Cleaned words by language; under ``""`` those of a line outside."""
    place: str = ""
    """Id of the clause, paragraph or item; of a returned slot the one that its bookmark names."""
    units: Mapping[Language | str, Unit] | None = None
    """Of a returned slot, by language."""

    @property
    def whole(self) -> str:
        if len(self.words) == 1:  # most lines of a file are, and each is asked some ten times
            return next(iter(self.words.values()))
        return "\n".join(self.words[language] for language in sorted(self.words))


def typed_number(text: str) -> str:
    """The number that was typed before the words, with the space behind it; empty for none."""
    found = _TYPED_NUMBER.match(text)
    if found is None:
        return ""
    label = next(filter(None, found.groups()))
    return found[0] if is_number(label) or _TWO_LETTERS.fullmatch(label) else ""


def without_number(text: str) -> str:
    """The words without a number that was typed before them; a number alone stays."""
    return text[len(typed_number(text)) :] or text


def is_number_alone(text: str) -> bool:
    """Whether a text is nothing but a number, as it is typed before words that are empty."""
    return text != "" and typed_number(text) == text


def aligned(sent: Sequence[Slot], returned: Sequence[Slot]) -> dict[int, int]:
    """The sent slot, for each returned one (by index), that it is; what is not in it was added, what is missing removed."""
    pairs: dict[int, int] = {}
    taken: set[int] = set()

    def pair(theirs: int, ours: int) -> None:
        pairs[theirs] = ours
        taken.add(ours)

    by_place = {slot.place: index for index, slot in enumerate(sent) if slot.place}
    for index, slot in enumerate(returned):
        ours = by_place.get(slot.place) if slot.place else None
        if ours is not None and ours not in taken and _similar(sent[ours], slot) >= _LEAST_NAMED:
            pair(index, ours)
    _equal_in_order(sent, returned, pairs, taken, pair)
    _equal_anywhere(sent, returned, pairs, taken, pair)
    for index, slot in enumerate(returned):  # wholly other words under the bookmark
        ours = by_place.get(slot.place) if slot.place else None
        if index not in pairs and ours is not None and ours not in taken:
            pair(index, ours)
    for their_gap, our_gap in _gaps(len(sent), len(returned), pairs):
        free_ours = [n for n in our_gap if n not in taken]
        free_theirs = [n for n in their_gap if n not in pairs]
        for one, other in _similar_pairs(sent, returned, free_ours, free_theirs):
            pair(other, one)
    return pairs


type _Slots = Sequence[Slot]
type _Pair = Callable[[int, int], None]


def _equal_in_order(sent: _Slots, returned: _Slots, pairs: Mapping[int, int], taken: set[int], pair: _Pair) -> None:
    left = [n for n in range(len(sent)) if n not in taken]
    right = [n for n in range(len(returned)) if n not in pairs]
    matcher = SequenceMatcher(None, [_key(sent[n]) for n in left], [_key(returned[n]) for n in right], autojunk=False)
    for block in matcher.get_matching_blocks():
        for step in range(block.size):
            ours, theirs = left[block.a + step], right[block.b + step]
            if sent[ours].whole:
                pair(theirs, ours)


def _equal_anywhere(sent: _Slots, returned: _Slots, pairs: Mapping[int, int], taken: set[int], pair: _Pair) -> None:
    """Long enough words that occur once on either side and are left over: they were moved."""
    left = {n: _key(sent[n]) for n in range(len(sent)) if n not in taken and len(sent[n].whole) > 20}
    right = {n: _key(returned[n]) for n in range(len(returned)) if n not in pairs}
    counts, theirs = Counter(left.values()), Counter(right.values())
    where = {key: n for n, key in right.items()}
    for ours, key in left.items():
        if counts[key] == 1 and theirs.get(key) == 1:
            pair(where[key], ours)


def _key(slot: Slot) -> str:
    return "\n".join(without_number(slot.words[language]) for language in sorted(slot.words))


def _gaps(sent: int, returned: int, pairs: Mapping[int, int]) -> list[tuple[range, range]]:
    """Stretches between pairs that stand in the same order on both sides: (returned, sent)."""
    anchors: list[tuple[int, int]] = []
    for theirs, ours in sorted(pairs.items()):
        if not anchors or ours > anchors[-1][1]:
            anchors.append((theirs, ours))
    bounds = [(-1, -1), *anchors, (returned, sent)]
    return [(range(before[0] + 1, after[0]), range(before[1] + 1, after[1])) for before, after in pairwise(bounds)]


def _similar_pairs(
    sent: Sequence[Slot], returned: Sequence[Slot], ours: Sequence[int], theirs: Sequence[int]
) -> list[tuple[int, int]]:
    """Pairs in the same order that have most in common altogether (dynamic programming over the gap)."""
    if not ours or not theirs or len(ours) * len(theirs) > _WIDEST_GAP:
        return []
    likeness = [[_similar(sent[one], returned[other]) for other in theirs] for one in ours]
    best = [[0.0] * (len(theirs) + 1) for _row in range(len(ours) + 1)]
    for row in range(len(ours) - 1, -1, -1):
        for column in range(len(theirs) - 1, -1, -1):
            score = likeness[row][column]
            joined = score + best[row + 1][column + 1] if score >= _LEAST else 0.0
            best[row][column] = max(joined, best[row + 1][column], best[row][column + 1])
    found: list[tuple[int, int]] = []
    row = column = 0
    while row < len(ours) and column < len(theirs):
        score = likeness[row][column]
        if score >= _LEAST and best[row][column] == score + best[row + 1][column + 1]:
            found.append((ours[row], theirs[column]))
            row, column = row + 1, column + 1
        elif best[row][column] == best[row + 1][column]:
            row += 1
        else:
            column += 1
    return found


def _similar(sent: Slot, returned: Slot) -> float:
    if bool(set(sent.words) - {""}) != bool(set(returned.words) - {""}):
        return 0.0
    shared = [language for language in sent.words if language in returned.words]
    return max((likeness(sent.words[one], returned.words[one]) for one in shared), default=0.0)


def likeness(left: str, right: str) -> float:
    """The share of words that two texts have in common, in any order, from 0 to 1."""
    if left == right:
        return 1.0 if _bag(without_number(left)) else 0.0
    a, b = _bag(without_number(left)), _bag(without_number(right))
    whole = sum(a.values()) + sum(b.values())
    return 2 * sum((a & b).values()) / whole if whole else 0.0


@lru_cache(maxsize=8192)
def _bag(text: str) -> Counter[str]:
    return Counter(clean(text).casefold().split())
