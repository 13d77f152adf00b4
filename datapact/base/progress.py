"""Progress of long work."""

from __future__ import annotations

from collections.abc import Callable

type Progress = Callable[[str, int, int], None]
"""The callback of long work: step, amount done, total (0: not known); an exception from it stops the work."""
type CountProgress = Callable[[int, int], None]
"""The callback of long work in one step: number done, of how many; an exception from it stops the work."""


def silent(_step: str, _done: int, _total: int) -> None:
    """Progress that nobody watches."""
