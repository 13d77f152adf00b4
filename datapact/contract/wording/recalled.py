"""What was worked out of words and of nothing else, so that the same words are worked out once while a text is checked again and again.

A result depends on nothing but what it is asked for, so no change of the text or its terms makes it wrong. It holds words of the
contract, so it belongs to whoever checks, and goes with the text.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, cast

MOST = 8_192
"""Results that are kept before the older ones are let go, so that a text that is edited for hours holds no more than twice as many."""


class Recalled:
    """Results of functions of words, by function and words; the older half goes when there are many."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._now: dict[Any, Any] = {}
        self._before: dict[Any, Any] = {}

    def __call__[K: Hashable, V](self, work: Callable[[K], V], words: K) -> V:
        """``work(words)``; of words that were seen lately, what it was then. ``work`` has to follow from the words alone."""
        key = (work, words)
        if key in self._now:
            return cast("V", self._now[key])
        found = self._before[key] if key in self._before else work(words)
        if len(self._now) >= self._most:
            self._before, self._now = self._now, {}
        self._now[key] = found
        return cast("V", found)
