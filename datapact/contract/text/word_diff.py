"""The differing words of two texts, with a few words around a replacement for context."""

from __future__ import annotations

_AROUND = 4


def changed_words(old: str, new: str) -> tuple[str, str]:
    """The words between the common beginning and the common end of two texts, on either side.

    Where words were only added or only removed, the other side is empty; where words were replaced, up to four
    words before and behind them are kept, with dots for the rest. Equal texts give two empty ones.
    """
    left, right = old.split(), new.split()
    start = _common(left, right)
    end = _common(left[start:][::-1], right[start:][::-1])
    gone, come = left[start : len(left) - end], right[start : len(right) - end]
    if not gone or not come:
        return " ".join(gone), " ".join(come)
    first, last = max(0, start - _AROUND), max(0, end - _AROUND)
    return _shown(left, first, last), _shown(right, first, last)


def _common(left: list[str], right: list[str]) -> int:
    count = 0
    for one, other in zip(left, right, strict=False):
        if one != other:
            break
        count += 1
    return count


def _shown(words: list[str], first: int, last: int) -> str:
    inner = " ".join(words[first : len(words) - last])
    return ("… " if first else "") + inner + (" …" if last else "")
