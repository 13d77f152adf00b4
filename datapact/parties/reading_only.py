"""Who reads and changes nothing: a member who is an auditor and nothing else.

The kinds of entries refuse such a member by their roles; this is for saying so beforehand.
"""

from __future__ import annotations

from collections.abc import Collection

from datapact.texts import N_, Message

READS_ONLY = Message(N_("You read here as an auditor and change nothing. Ask a member with another role."))


def reads_only(roles: Collection[str]) -> bool:
    """Whether a member with these roles only reads; besides exports and remarks of an auditor's own."""
    return set(roles) == {"auditor"}
