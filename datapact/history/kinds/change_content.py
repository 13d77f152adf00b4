"""Changed terms in an entry: terms to merge, and paths that fall away; each part can be withheld alone."""

from __future__ import annotations

from typing import Any

from datapact.history.disclosure import Path
from datapact.history.kinds.members import Check, anything, listed, name

content: Check = anything
removals: Check = listed(name, most=500)


def conceals(path: Path, value: Any) -> bool:
    """Every list element and every leaf of the terms: persons in them may have to be erased."""
    if path[0] != "content" or len(path) < 2:
        return False
    return isinstance(path[-1], int) or not isinstance(value, dict | list)


def removals_of(value: Any) -> tuple[str, ...]:
    """The paths that this copy shows."""
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()
