"""The shape of a kind of entry: its name, its stream, the members of its body and which of them can be withheld."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from datapact.base.errors import Malformed
from datapact.history.commitments.disclosure import WITHHELD, Path, Policy
from datapact.history.entries.body_members import Check, check_members

type Stream = Literal["shared", "internal", "public"]


def flat(_path: Path, _value: Any) -> bool:
    """The usual policy: one disclosure for each member of the body and none inside."""
    return False


@dataclass(frozen=True, slots=True)
class Shape:
    """The shape of entries of one kind, without their meaning.

    An entry with an ``essential`` member withheld has no effect, because the effect is unknown.
    """

    name: str
    """The kind, as it stands in the entry."""
    stream: Stream
    """The stream, which decides where it travels: to every party, to nobody, or with the organisation's card."""
    members: Mapping[str, Check]
    """The members of the body, each with its check."""
    conceals: Policy = flat
    """Which parts inside the body's members have a disclosure of their own."""
    later: frozenset[str] = frozenset()
    """Members that entries of older versions do not have."""
    essential: frozenset[str] = frozenset()
    """Members without which the fold cannot say what the entry does."""

    def validate(self, body: Mapping[str, Any]) -> None:
        """Raises Malformed naming the first wrong member of a body."""
        check_members(self.name, body, self.members, self.later)

    def completed(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """A body with the members that older versions did not have, each empty: a record of such a version, written again."""
        absent = {name: _empty(self.members[name]) for name in sorted(self.later - body.keys())}
        return {**body, **{name: value for name, value in absent.items() if value is not None}}

    def is_readable(self, body: Mapping[str, Any]) -> bool:
        """Whether this copy shows every member of a body that the fold needs."""
        values = [body.get(name, WITHHELD) for name in self.essential]
        return not any(value is WITHHELD or (isinstance(value, list) and WITHHELD in value) for value in values)


def _empty(check: Check) -> Any:
    """The value that says nothing, of those that pass; None where every value says something."""
    nothing: tuple[Any, ...] = ("", False, [])
    for value in nothing:
        try:
            if check(value):
                return value
        except Malformed:
            continue
    return None
