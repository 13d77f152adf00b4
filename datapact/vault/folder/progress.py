"""What long work on a vault tells while it goes on."""

from __future__ import annotations

from collections.abc import Callable

type Progress = Callable[[str, int, int], None]
"""What is being done, how much of it, of how much (0: not known); what it raises stops the work."""


def silent(_step: str, _done: int, _total: int) -> None:
    """Progress that nobody watches."""
