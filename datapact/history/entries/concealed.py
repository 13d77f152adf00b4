"""Parts of an agreement's state or change that have disclosures of their own, so that each can be withheld alone."""

from __future__ import annotations

from typing import Any

from datapact.history.commitments.disclosure import Path
from datapact.history.entries.body_members import Check, anything, listed, name


def conceals_in_draft(path: Path, value: Any) -> bool:
    """Members of the state, and each party: a draft stays in the vault, but persons in it may have to be erased."""
    if path[0] != "state":
        return False
    return len(path) == 2 or (path[1:3] == ("terms", "parties") and isinstance(path[-1], int))


def conceals_in_offer(path: Path, value: Any) -> bool:
    """Members of the state; in terms every list element and leaf; every clause; every run that shows a term."""
    if path[0] != "state" or len(path) < 2:
        return False
    if len(path) == 2:
        return True
    if path[1] == "terms":
        return isinstance(path[-1], int) or not isinstance(value, dict | list)
    if path[1] == "clauses" and isinstance(path[-1], int):
        return len(path) == 3 or (isinstance(value, dict) and "term" in value)
    return False


content: Check = anything
removals: Check = listed(name, most=500)


def conceals_in_change(path: Path, value: Any) -> bool:
    """Every list element and every leaf of the terms: persons in them may have to be erased."""
    if path[0] != "content" or len(path) < 2:
        return False
    return isinstance(path[-1], int) or not isinstance(value, dict | list)


def removals_of(value: Any) -> tuple[str, ...]:
    """The removed paths that this copy shows."""
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()
