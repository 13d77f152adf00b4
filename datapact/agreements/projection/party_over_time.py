"""A party over time, and all of them: values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from datapact.agreements.text.changes import (
    Circle,
)
from datapact.agreements.text.text_version import Joined
from datapact.base.texts import Message

if TYPE_CHECKING:
    pass


@dataclass(frozen=True, slots=True)
class Member:
    """A party over time."""

    organisation: str
    """Its id."""
    founding: bool
    """Whether the first offer names it."""
    since: date | None
    """First local day of one that joined; None for a founder, and while it waits."""
    until: date | None
    """Last local day; None where nothing ends its part."""
    way: str
    """How its part ends: ``leaving``, ``exclusion``, or empty."""
    waits_for: tuple[str, ...] = ()
    """Digests of changes to which one that joined has to agree first, since the others agreed to them meanwhile."""
    entry: str = ""
    """Digest of the record of its accession; empty for a founder."""
    ended_by: str = ""
    """Digest of the notice or the motion that ends its part."""

    def on(self, day: date) -> bool:
        """Whether it is a party on a local day."""
        if not self.founding and (self.since is None or day < self.since):
            return False
        return self.until is None or day <= self.until


@dataclass(frozen=True, slots=True)
class Members:
    """All who are or were parties, and what ends the agreement for all."""

    members: tuple[Member, ...]
    """Founders first, then who joined, each group sorted."""
    circle: Circle
    """The same, as far as consents and receipts ask for it."""
    joined: tuple[Joined, ...]
    """What those who joined add to the terms."""
    end: date | None
    """Last local day for all by a vote, or because fewer than two are left; None without such an end."""
    end_by_vote: bool
    """Whether it is a vote that sets that day."""
    refused: Mapping[str, Message] = field(hash=False)
    """By digest the entries about members that have no effect, or none yet, and why."""
    late: frozenset[str] = frozenset()
    """Digests of records of accessions, motions and votes of whoever goes that reached the others after its last day."""

    @property
    def have_changed(self) -> bool:
        """Whether anybody joined, or somebody's part ends."""
        return any(one.entry or one.ended_by for one in self.members)

    def of(self, organisation: str) -> Member | None:
        """The member with an id; None for one that never was a party."""
        return next((one for one in self.members if one.organisation == organisation), None)

    def on(self, day: date) -> frozenset[str]:
        """Ids of the parties on a local day."""
        return frozenset(one.organisation for one in self.members if one.on(day))

    def has(self, organisation: str, day: date) -> bool:
        """Whether an organisation is a party on a local day."""
        member = self.of(organisation)
        return member is not None and member.on(day)
