"""A kind of entry that is a record only: whoever has the role may write it at any time, and nothing follows from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from datapact.history.entries.body_members import Check
from datapact.history.entries.sentence import Sentence
from datapact.history.entries.shape import Shape


@dataclass(frozen=True, slots=True)
class Record:
    """All that there is to say of such a kind. It stays in the house."""

    name: str
    """The kind, as it stands in the entry."""
    roles: frozenset[str]
    """Roles of which the author needs one."""
    sentence: Sentence
    """What happened, for people."""
    members: Mapping[str, Check]
    """What the body holds: a check for each member."""
    later: frozenset[str] = frozenset()
    """Members that entries of older versions do not have."""

    @property
    def shape(self) -> Shape:
        """What an entry of this kind looks like."""
        return Shape(self.name, "internal", self.members, later=self.later)
