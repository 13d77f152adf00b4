"""The rule of a kind of entry: who may write it, when it is allowed, what it changes, and its sentence for people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from datapact.base.texts import Message
from datapact.history.entries.entry import Entry
from datapact.history.entries.sentence import Sentence


def never(_state: Any, _entry: Entry) -> Message | None:
    """The condition of kinds that are always allowed."""
    return None


def unchanged[State](state: State, _entry: Entry) -> State:
    """The effect of kinds that are a record only."""
    return state


@dataclass(frozen=True, slots=True)
class Rule[State]:
    """The rule of one kind of entry: what its entries mean."""

    name: str
    """The kind; its shape stands under the same name."""
    roles: frozenset[str]
    """Roles of which the author needs one."""
    sentence: Sentence
    """The sentence of an entry, for people."""
    allow: Callable[[State, Entry], Message | None] = never
    """The reason why an entry is void in the state of its own ancestors; None if it is legal."""
    step: Callable[[State, Entry], State] = unchanged
    """The effect on that state, which it may change in place."""
