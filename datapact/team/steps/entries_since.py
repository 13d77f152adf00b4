"""The news of a synchronisation: the histories with new entries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.team.kept.facts import require_team
from datapact.vault.database.plain import sql

if TYPE_CHECKING:
    from datapact.vault.database.session import Session

_NEWEST = sql("SELECT coalesce(max(seq), 0) FROM entry")
_SINCE = sql("SELECT DISTINCT history FROM entry WHERE seq > :seq")


def newest_entry(session: Session) -> tuple[int, int]:
    """The place of the newest entry in this copy, and the number of the newest item; raises WrongUse without a team."""
    return int(session.connection().execute(_NEWEST, {}).scalar() or 0), require_team(session).sequence


def histories_since(session: Session, place: int) -> frozenset[str]:
    """The histories that got entries after this place."""
    return frozenset(map(str, session.connection().execute(_SINCE, {"seq": place}).scalars()))
