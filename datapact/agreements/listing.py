"""The list of agreements: filtered, searched, sorted and paged by SQL."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import text
from sqlmodel import col, or_, select

from datapact.agreements.status import WORDS, status
from datapact.agreements.tables import AgreementRow
from datapact.errors import WrongUse
from datapact.texts import N_
from datapact.vault import search as vault_search
from datapact.vault.database import each_page_once

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlmodel import Session

COLUMNS = ("number", "title", "kind", "partners", "status", "turn", "since", "due", "changed")
FEW = 1000  # found rows up to which they are sorted; more are met soon enough on the way through the sorted list


class ListedRow(NamedTuple):
    """One row of the list, as in ``tables.AgreementRow``."""

    id: str
    number: str
    title: str
    kind: str
    partners: str
    status: str
    stage: str
    turn: str
    since: str
    next_step: str
    due: str | None
    starts: str | None
    ends: str | None
    archived: int
    head: str
    changed: str
    state_digest: str
    evidence: str = ""
    amends: str = ""
    disputed: str = ""


_SELECT = f"SELECT {', '.join(ListedRow._fields)} FROM agreement"  # noqa: S608 - names of ours
_FOUND_FEW = "id IN (SELECT id FROM agreement_text WHERE number IN (SELECT value FROM json_each(:numbers)))"
_FOUND_MANY = "(SELECT number FROM agreement_text AS known WHERE known.id = agreement.id) IN ({numbers})"


def list_agreements(
    session: Session,
    *,
    search: str = "",
    status_is: str = "",
    sort: str = "-changed",
    limit: int = 1000,
    offset: int = 0,
    archived: bool = False,
    ids: Sequence[str] | None = None,
) -> list[ListedRow]:
    """One page of rows. ``sort`` is a column, a leading ``-`` reverses; ``search`` takes any words; ``ids`` narrow it.

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
    conditions: list[str] = []
    values: dict[str, str | int] = {"limit": limit, "offset": offset}
    if not archived:
        conditions.append("archived = 0")
    if status_is:
        conditions.append("status = :status")
        values["status"] = status_is
    if ids is not None:
        conditions.append("id IN (SELECT value FROM json_each(:ids))")
        values["ids"] = json.dumps(list(ids))
    if search.strip():
        found = _found(session, search)
        conditions.append(found[0])
        values |= found[1]
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    direction = "DESC" if sort.startswith("-") else "ASC"  # of the id too, as the index has both
    order = f" ORDER BY {column} {direction}, id {direction} LIMIT :limit OFFSET :offset"
    found_rows = session.connection().exec_driver_sql(_SELECT + where + order, values).cursor
    return [] if found_rows is None else [ListedRow._make(row) for row in found_rows.fetchall()]


def _found(session: Session, search: str) -> tuple[str, dict[str, str | int]]:
    """The condition for rows that a search finds, and its values."""
    few = vault_search.search_numbers(session, search, FEW + 1)
    query = vault_search.numbers_query(session, search) if len(few) > FEW else None
    if query is None:
        return _FOUND_FEW, {"numbers": json.dumps(few)}
    return _FOUND_MANY.format(numbers=query[0]), query[1]


def count_agreements(session: Session) -> int:
    """How many agreements there are, archived ones too."""
    return int(session.connection().execute(text("SELECT count(*) FROM agreement")).scalar_one())


_MAY_BE_STALE = text(
    "SELECT id, status, stage, starts, ends, due FROM agreement WHERE stage IN ('signed', 'terminated') AND CASE status"
    " WHEN 'signed' THEN starts IS NULL OR starts <= :today OR due < :today"
    " WHEN 'in_force' THEN starts > :today OR ends < :today OR due < :today"
    " WHEN 'expired' THEN ends IS NULL OR ends >= :today OR starts > :today OR due < :today"
    " WHEN 'terminated' THEN due IS NULL OR due >= :today OR stage = 'signed'"
    " ELSE 1 END"
)
"""All whose status may be another one, so that ``status`` decides about few; most rows never reach Python."""


def stale_statuses(session: Session, today: date) -> dict[str, str]:
    """The agreements whose calendar status (in force, expired, terminated) is another one on ``today``, with it."""
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
