"""References to organisations in records: an organisation id, or ``external:<n>`` for a partner without DataPact."""

from __future__ import annotations

from datapact.history.entries.body_members import party

EXTERNAL = "external:"


def is_reference(value: object) -> bool:
    """Whether a value has the form of a reference."""
    return party(value)


def is_external(reference: str) -> bool:
    """Whether a reference names a partner without DataPact."""
    return reference.startswith(EXTERNAL) and party(reference)
