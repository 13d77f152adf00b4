"""People by their pseudonyms in a line: the first few, so that whoever confirms sees about whom."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

NAMED = 5
"""Pseudonyms that a line shows."""


def some_people(people: Iterable[str], number: int) -> str:
    """The first pseudonyms, an ellipsis for the rest of ``number``; empty where none is known."""
    named = list(islice(people, NAMED))
    return ", ".join(named) + (" …" if number > len(named) and named else "")
