"""What the roles of members are called."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from datapact.texts import N_, Listed, Message

ROLE_WORDS: Mapping[str, str] = {
    "legal": N_("Legal"),
    "signatory": N_("Signatory"),
    "lead": N_("Project lead"),
    "auditor": N_("Auditor"),
    "admin": N_("Administrator"),
}


def roles_in_words(roles: Collection[str]) -> Message:
    """Roles one after the other, in the order above."""
    return Listed.of(Message(words) for role, words in ROLE_WORDS.items() if role in roles)
