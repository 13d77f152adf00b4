"""The shape of a kind of entry: its name, its stream, the members of its body and what of them can be withheld."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from datapact.history.commitments.disclosure import WITHHELD, Path, Policy
from datapact.history.entries.body_members import Check, check_members

type Stream = Literal["shared", "internal", "public"]


def flat(_path: Path, _value: Any) -> bool:
    """The usual policy: a disclosure for each member of the body and none inside."""
    return False


@dataclass(frozen=True, slots=True)
class Shape:
    """What an entry of one kind looks like, apart from what it means.

    An entry of which an ``essential`` member is withheld has no effect, because nobody can say which.
    """

    name: str
    """The kind, as it stands in the entry."""
    stream: Stream
    """Where it travels: to every party, to nobody, or with the organisation's card."""
    members: Mapping[str, Check]
    """What the body holds: a check for each member."""
    conceals: Policy = flat
    """Which parts inside the body's members have a disclosure of their own."""
    later: frozenset[str] = frozenset()
    """Members that entries of older versions do not have."""
    essential: frozenset[str] = frozenset()
    """Members without which the fold cannot say what the entry does."""

    def validate(self, body: Mapping[str, Any]) -> None:
        """Raises Malformed naming the first wrong member of a body."""
        check_members(self.name, body, self.members, self.later)

    def is_readable(self, body: Mapping[str, Any]) -> bool:
        """Whether this copy shows all that the fold needs of a body."""
        values = [body.get(name, WITHHELD) for name in self.essential]
        return not any(value is WITHHELD or (isinstance(value, list) and WITHHELD in value) for value in values)
