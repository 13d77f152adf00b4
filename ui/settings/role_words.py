"""Names of the roles and states of members."""

from __future__ import annotations

from collections.abc import Iterable

from datapact.base.texts import N_, _

ROLES: dict[str, tuple[str, str]] = {
    "legal": (N_("Legal"), N_("drafts, negotiates, freezes")),
    "signatory": (N_("Signatory"), N_("signs agreements")),
    "lead": (N_("Project lead"), N_("comments and approves")),
    "auditor": (N_("Auditor"), N_("reads and verifies")),
    "admin": (N_("Administrator"), N_("members, keys, partners")),
}
STANDINGS: dict[str, tuple[str, str]] = {
    "active": (N_("active"), "accept"),
    "invited": (N_("invited"), "mail"),
    "waiting": (N_("waits to be certified"), "waiting"),
}


def role_names(roles: Iterable[str]) -> str:
    """Roles in words, in the order of the table."""
    held = set(roles)
    return ", ".join(_(name) for role, (name, _what) in ROLES.items() if role in held)
