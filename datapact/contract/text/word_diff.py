"""The differing words of two texts, with a few words around a replacement for context."""

from __future__ import annotations

from difflib import SequenceMatcher

_AROUND = 4


def changed_words(old: str, new: str) -> tuple[str, str]:
    """The words between the common beginning and the common end of two texts, on either side.

    Where words were only added or only removed, the other side is empty; where words were replaced, up to four
    words before and behind them are kept, with dots for the rest, and so between two places that differ. Equal texts give
    two empty ones.
    """
    left, right = old.split(), new.split()
    start = _common(left, right)
    end = _common(left[start:][::-1], right[start:][::-1])
    gone, come = left[start : len(left) - end], right[start : len(right) - end]
    if not gone or not come:
        return " ".join(gone), " ".join(come)
    first, last = max(0, start - _AROUND), max(0, end - _AROUND)
    gone, come = _without_the_same(gone, come)
    before, behind = left[first:start], left[len(left) - end : len(left) - last]
    return _shown([*before, *gone, *behind], first, last), _shown([*before, *come, *behind], first, last)


def _without_the_same(deleted: list[str], come: list[str]) -> tuple[list[str], list[str]]:
    """Both with dots for long runs of words that they have in common; the same whichever comes first."""
    turned = deleted > come
    old, new = (come, deleted) if turned else (deleted, come)
    shorter: tuple[list[str], list[str]] = ([], [])
    until = (0, 0)
    for at, there, size in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks():
        shorter[0].extend(old[until[0] : at])
        shorter[1].extend(new[until[1] : there])
        run = old[at : at + size]
        kept = run if size <= 2 * _AROUND else [*run[:_AROUND], "…", *run[-_AROUND:]]
        for side in shorter:
            side.extend(kept)
        until = (at + size, there + size)
    return (shorter[1], shorter[0]) if turned else shorter


def _common(left: list[str], right: list[str]) -> int:
    count = 0
    for one, other in zip(left, right, strict=False):
        if one != other:
            break
        count += 1
    return count


def _shown(words: list[str], first: int, last: int) -> str:
    inner = " ".join(words)
    return ("… " if first else "") + inner + (" …" if last else "")
