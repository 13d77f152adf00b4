"""Who reads and changes nothing: a member who is an auditor and nothing else.

The kinds of entries refuse such a member by their roles; this is for saying so beforehand.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from datapact.errors import Locked
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.parties.acting import Acting

READS_ONLY = Message(N_("You read here as an auditor and change nothing. Ask a member with another role."))


def reads_only(roles: Collection[str]) -> bool:
    """Whether a member with these roles only reads; besides exports and remarks of an auditor's own."""
    return set(roles) == {"auditor"}


def require_more_than_reading(acting: Acting) -> None:
    """Refuse a change that no entry records, for whom the kinds of entries refuse all others. Raises Locked."""
    if reads_only(acting.member.roles):
        raise Locked(READS_ONLY)
