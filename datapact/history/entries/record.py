"""A kind of entry that is a record only: a member with the role may write it at any time; it has no effect."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from datapact.history.entries.body_members import Check
from datapact.history.entries.sentence import Sentence
from datapact.history.entries.shape import Shape


@dataclass(frozen=True, slots=True)
class Record:
    """The definition of such a kind. Its entries stay in the organisation."""

    name: str
    """The kind, as it stands in the entry."""
    roles: frozenset[str]
    """Roles of which the author needs one."""
    sentence: Sentence
    """The sentence of an entry, for people."""
    members: Mapping[str, Check]
    """The members of the body, each with its check."""
    later: frozenset[str] = frozenset()
    """Members that entries of older versions do not have."""

    @property
    def shape(self) -> Shape:
        """The shape of an entry of this kind."""
        return Shape(self.name, "internal", self.members, later=self.later)
