"""Sets of roles of which the author of an entry needs one."""

from __future__ import annotations

LEGAL = frozenset({"legal"})
SIGNATORY = frozenset({"signatory"})
LEGAL_OR_LEAD = frozenset({"legal", "lead"})
ADMIN = frozenset({"admin"})
ADMIN_OR_LEGAL = frozenset({"admin", "legal"})
SPEAKERS = frozenset({"legal", "lead", "signatory"})
EVERYBODY = frozenset({"legal", "lead", "signatory", "admin"})  # all but one who is an auditor and nothing else
