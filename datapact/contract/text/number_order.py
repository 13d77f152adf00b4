"""Numbers that stay while others come and go, ``14``, ``14a``, ``14a1``, and the order in which they follow each other.

A number is a row of steps that are figures and letters in turn: those of clauses and paragraphs begin with figures,
those of points with a letter. ``14a`` stands behind 14 and before 15, ``14a1`` behind 14a and before 14b; letters go
from a to z, then aa, bb, as in enumerations. What is put before the first goes by the habit of German bills, whose
number 01 precedes number 1: ``01`` stands before 1, and between 14 and 14a stands ``14-0a`` (with a hyphen, since 140a
would be another clause). Further zeros go further ahead.
"""

from __future__ import annotations

import re

LONGEST = 24
"""Characters of a number; the repeated letter of a point far down a list, ``aaa``, counts once."""
MOST_LETTERS = 77
"""The most repetitions of that letter: the last of 2,000 points has so many."""
_POINT = re.compile(r"0*([a-z])(\1*)", re.ASCII)
_STEP = re.compile(r"(-?)(0*)(?:([1-9][0-9]{0,3})|(([a-z])\5*))", re.ASCII)

type Steps = tuple[tuple[int, int], ...]
"""A number to compare: of each step how many zeros precede it, negative, and its value from 1."""


def letter(index: int) -> str:
    """The mark of a point at an index from 0: a to z, then aa, bb."""
    return chr(ord("a") + index % 26) * (1 + index // 26)


def is_number(text: str) -> bool:
    """Whether a text is a number that clauses, paragraphs or points can have."""
    return bool(steps(text))


def steps(text: str) -> Steps:
    """The steps of a number, to compare it by; empty for a text that is none."""
    found: list[tuple[int, int]] = []
    at, figures = 0, None
    repeated = len(point[2]) if (point := _POINT.match(text)) else 0
    if repeated >= MOST_LETTERS or len(text) - repeated > LONGEST:
        return ()
    while at < len(text):
        match = _STEP.match(text, at)
        if match is None:
            return ()
        hyphen, zeros, number, letters, one = match.groups()
        if bool(hyphen) != bool(zeros and found) or figures is (number is not None):
            return ()
        figures = number is not None
        value = int(number) if number else (len(letters) - 1) * 26 + ord(one) - ord("a") + 1
        found.append((-len(zeros), value))
        at = match.end()
    return tuple(found) if at == len(text) else ()


def begins_with_letter(text: str) -> bool:
    """Whether it is the number of a point."""
    return text.lstrip("0")[:1].isalpha()


def in_words(number: Steps, *, letters: bool = False) -> str:
    """The number as people read it; ``letters``: it is that of a point."""
    written = ""
    for index, (zeros, value) in enumerate(number):
        text = letter(value - 1) if letters is (index % 2 == 0) else str(value)
        written += f"{'-' if zeros and index else ''}{'0' * -zeros}{text}"
    return written


def between(before: Steps, after: Steps) -> Steps:
    """The number that a part gets behind ``before`` (empty: it is the first) and ahead of ``after`` (empty: it is the last).

    The next one of the same row where it is free (14a, then 14b; at the end 15), else the first of a new row.
    """
    if before:
        following = (*before[:-1], (before[-1][0], before[-1][1] + 1))
        if not after or following < after:
            return following
    zeros = 0
    while after and (*before, (zeros, 1)) >= after:
        zeros -= 1
    return (*before, (zeros, 1))
