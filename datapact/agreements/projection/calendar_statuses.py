"""Statuses that follow the calendar: an agreement begins and ends on a day, without any entry."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from datapact.agreements.projection.status import status
from datapact.vault.database.database import each_page_once
from datapact.vault.database.plain import sql

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session

_MAY_BE_STALE = sql(
    "SELECT id, status, stage, starts, ends, due FROM agreement WHERE stage IN ('signed', 'terminated') AND CASE status"
    " WHEN 'signed' THEN starts IS NULL OR starts <= :today OR due < :today"
    " WHEN 'in_force' THEN starts > :today OR ends < :today OR due < :today"
    " WHEN 'expired' THEN ends IS NULL OR ends >= :today OR starts > :today OR due < :today"
    " WHEN 'terminated' THEN due IS NULL OR due >= :today"
    " ELSE 1 END"
)
"""All whose status may be another one, so that ``status`` decides about few; most rows never reach Python."""


def stale_statuses(session: Session, today: date) -> dict[str, str]:
    """The agreements whose calendar status (in force, expired, terminated) differs on ``today``, with the new one."""
    found: dict[str, str] = {}
    connection = session.connection()
    with each_page_once(connection):
        rows = connection.execute(_MAY_BE_STALE, {"today": today.isoformat()}).all()
    for id_, written, stage, starts, ends, due in rows:
        current = status(
            stage,
            today,
            starts=date.fromisoformat(starts) if starts else None,
            ends=date.fromisoformat(ends) if ends else None,
            terminated=date.fromisoformat(due) if due else None,  # for all, or for us alone
        )
        if current != written:
            found[id_] = current
    return found


def bring_up_to_date(acting: Acting, today: date) -> int:
    """Bring calendar statuses to ``today``, for a reader too; the vault is written to only when any has changed."""
    with acting.vault.read() as session:
        stale = stale_statuses(session, today)
    if not stale:
        return 0
    with acting.vault.write(reader=True) as session:
        return refresh_statuses(session, today)


def refresh_statuses(session: Session, today: date) -> int:
    """Bring calendar statuses to ``today``; returns how many rows changed."""
    stale = stale_statuses(session, today)
    if stale:
        session.connection().execute(
            sql("UPDATE agreement SET status = :status WHERE id = :id"),
            [{"id": id_, "status": current} for id_, current in stale.items()],
        )
    return len(stale)
