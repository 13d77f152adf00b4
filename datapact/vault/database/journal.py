"""The journal of edits that are in no draft yet, so that a crash of the editor loses nothing."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, func, select
from sqlmodel import col

from datapact.vault.database.session import Session
from datapact.vault.database.tables import Journal


@dataclass(frozen=True, slots=True)
class JournalEdit:
    """One edit: its place from 1, the change as JSON text, and the time (RFC 3339)."""

    seq: int
    """Within the agreement."""
    change: str
    """A command of ``contract/editing/commands``."""
    time: str
    """UTC, when the edit was made."""


def put_edit(session: Session, agreement: str, change: str, time: str) -> int:
    """Append an edit to those of an agreement and return its place."""
    mine = select(func.max(Journal.seq)).where(col(Journal.agreement) == agreement)
    seq = int(session.connection().execute(mine).scalar() or 0) + 1
    session.add(Journal(agreement=agreement, seq=seq, change=change, time=time))
    session.flush()
    return seq


def get_edits(session: Session, agreement: str) -> list[JournalEdit]:
    """The edits of an agreement in order."""
    wanted = (
        select(col(Journal.seq), col(Journal.change), col(Journal.time))
        .where(col(Journal.agreement) == agreement)
        .order_by(col(Journal.seq))
    )
    return [JournalEdit(*row) for row in session.connection().execute(wanted)]


def clear_edits(session: Session, agreement: str) -> None:
    """Delete the edits of an agreement, because they are in a draft now or were discarded."""
    session.connection().execute(delete(Journal).where(col(Journal.agreement) == agreement))
