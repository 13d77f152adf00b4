"""The list of agreements: filtered, searched, sorted and paged by SQL."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import text
from sqlmodel import col, or_, select

from datapact.agreements.status import WORDS, status
from datapact.agreements.tables import AgreementRow
from datapact.errors import WrongUse
from datapact.texts import N_
from datapact.vault import search as vault_search

if TYPE_CHECKING:
    from sqlmodel import Session

COLUMNS = ("number", "title", "kind", "partners", "status", "turn", "since", "due", "changed")
MOST_FOUND = 10_000


def list_agreements(
    session: Session,
    *,
    search: str = "",
    status_is: str = "",
    sort: str = "-changed",
    limit: int = 1000,
    offset: int = 0,
    archived: bool = False,
) -> list[AgreementRow]:
    """One page of rows. ``sort`` is a column, a leading ``-`` reverses; ``search`` takes any words.

    Raises WrongUse for a column or status that does not exist.
    """
    column = sort.removeprefix("-")
    if column not in COLUMNS:
        raise WrongUse(
            N_("There is no column {column}. Columns: {columns}."), column=column, columns=", ".join(COLUMNS)
        )
    if status_is and status_is not in WORDS:
        raise WrongUse(
            N_("There is no status {status}. Statuses: {statuses}."), status=status_is, statuses=", ".join(WORDS)
        )
    key = col(getattr(AgreementRow, column))
    statement = select(AgreementRow)
    if not archived:
        statement = statement.where(AgreementRow.archived == 0)
    if status_is:
        statement = statement.where(AgreementRow.status == status_is)
    if search.strip():
        statement = statement.where(col(AgreementRow.id).in_(vault_search.search(session, search, MOST_FOUND)))
    order = key.desc() if sort.startswith("-") else key.asc()
    return list(session.exec(statement.order_by(order, col(AgreementRow.id)).limit(limit).offset(offset)))


def stale_statuses(session: Session, today: date) -> dict[str, str]:
    """The agreements whose calendar status (in force, expired, terminated) is another one on ``today``, with it."""
    rows = text("SELECT id, status, stage, starts, ends, due FROM agreement WHERE stage IN ('signed', 'terminated')")
    found: dict[str, str] = {}
    for id_, written, stage, starts, ends, due in session.connection().execute(rows):
        current = status(
            stage,
            today,
            starts=date.fromisoformat(starts) if starts else None,
            ends=date.fromisoformat(ends) if ends else None,
            terminated=date.fromisoformat(due) if stage == "terminated" and due else None,
        )
        if current != written:
            found[id_] = current
    return found


def refresh_statuses(session: Session, today: date) -> int:
    """Bring calendar statuses to ``today``; returns how many rows changed."""
    stale = stale_statuses(session, today)
    if stale:
        session.connection().execute(
            text("UPDATE agreement SET status = :status WHERE id = :id"),
            [{"id": id_, "status": current} for id_, current in stale.items()],
        )
    return len(stale)


def find_agreement(session: Session, given: str) -> str:
    """The history id meant by a whole id, the beginning of one (8 characters or more), or a number.

    Raises WrongUse when nothing fits, or several do.
    """
    wanted = given.strip()
    beginning = wanted if wanted.startswith("urn:uuid:") else f"urn:uuid:{wanted}"
    statement = select(AgreementRow.id).where(
        or_(
            AgreementRow.number == wanted,
            AgreementRow.id == beginning,
            col(AgreementRow.id).startswith(beginning, autoescape=True)
            if len(wanted) >= 8
            else AgreementRow.id == wanted,
        )
    )
    found = list(session.exec(statement.limit(3)))
    if not found:
        raise WrongUse(N_("There is no agreement {text}. See datapact agreement list."), text=wanted[:60])
    if len(found) > 1:
        raise WrongUse(N_("Several agreements fit {text}. Give the whole id."), text=wanted[:60])
    return found[0]
