"""The rule of a kind of entry: who may write it, when it is allowed, what it changes, and its sentence for people."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from datapact.base.texts import N_, Argument, Message
from datapact.history.entries.entry import Entry
from datapact.history.entries.shape import Shape

type Names = Mapping[str, str]
"""Names to show, by organisation id, key thumbprint, member id, or key of a dataset or purpose."""

LEGAL = frozenset({"legal"})
SIGNATORY = frozenset({"signatory"})
LEGAL_OR_LEAD = frozenset({"legal", "lead"})
ADMIN = frozenset({"admin"})
ADMIN_OR_LEGAL = frozenset({"admin", "legal"})
SPEAKERS = frozenset({"legal", "lead", "signatory"})
EVERYBODY = frozenset({"legal", "lead", "signatory", "admin"})  # all but one who is an auditor and nothing else

NOT_BINDING = Message(N_("Text only, not binding until every named signatory has signed (§ 154(2) BGB)."))


def never(_state: Any, _entry: Entry) -> Message | None:
    """The rule of kinds that are always allowed."""
    return None


def unchanged[State](state: State, _entry: Entry) -> State:
    """The effect of kinds that are a record only."""
    return state


@dataclass(frozen=True, slots=True)
class Rule[State]:
    """What an entry of one kind means. A kind that is a record only is always allowed and changes nothing."""

    shape: Shape
    roles: frozenset[str]
    """Roles of which the author needs one."""
    sentence: Callable[[Entry, Names], Message]
    """What happened, for people."""
    allow: Callable[[State, Entry], Message | None] = never
    """Why an entry may not stand in the state of its own ancestors; None: it may."""
    step: Callable[[State, Entry], State] = unchanged
    """The effect on that state, which it may change in place."""


def shown(key: str | None, names: Names) -> Argument:
    """The name for an organisation, key or member, or its first characters."""
    if key is None:
        return Message(N_("unknown"))
    return names.get(key, key if len(key) < 43 else key[:8] + "…")


def named(value: Any, names: Names) -> Argument:
    """A key in a body, by its name where one is known; withheld ones say so."""
    return names.get(value, value) if isinstance(value, str) else words(value)


def words(value: Any) -> Argument:
    """A member of a body as an argument of a sentence; withheld ones say so."""
    return value if isinstance(value, str | int) else Message(N_("(withheld)"))
