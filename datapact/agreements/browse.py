"""Browsing any number of agreements: filters, a search line with fields, counts, all keys in order, rows by page.

A view asks for the keys of all rows once (SQL sorts and filters) and for rows only where they are shown.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import text

from datapact.agreements.listing import COLUMNS
from datapact.agreements.status import WORDS
from datapact.errors import WrongUse
from datapact.texts import N_
from datapact.vault import search as vault_search

if TYPE_CHECKING:
    from sqlmodel import Session

MOST_FOUND = 100_000
SOON_DAYS = 90
ENDED = ("declined", "terminated", "expired")
FIELDS = {"status": "status", "partner": "partner", "kind": "kind", "turn": "turn", "number": "number"}
_TOKEN = re.compile(r'(?:(\w+):)?(?:"([^"]*)"|(\S+))')


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to; empty means not narrowed. ``ending_days`` counts from ``today`` (local day)."""

    status: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    partner: str = ""
    number: str = ""
    turn: str = ""
    ending_days: int | None = None
    archived: bool = False
    words: str = ""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many agreements each filter would show, archived ones apart."""

    total: int
    archived: int
    waiting_for_us: int
    ending_soon: int
    by_status: dict[str, int]
    by_kind: dict[str, int]


@dataclass(frozen=True, slots=True)
class ListedAgreement:
    """One row of the list; times and days are ISO text."""

    key: int
    id: str
    number: str
    title: str
    kind: str
    partners: str
    status: str
    turn: str
    since: str
    next_step: str
    due: str | None
    starts: str | None
    ends: str | None
    archived: bool


def parse_search(line: str, filters: Filters = Filters()) -> Filters:
    """Filters of a search line such as ``status:signed partner:keller vibration``; unknown fields are plain words."""
    words: list[str] = []
    for field, quoted, plain in _TOKEN.findall(line[:500]):
        value = quoted or plain
        match field.casefold():
            case "status" if value.casefold() in WORDS:
                filters = replace(filters, status=(*filters.status, value.casefold()))
            case "kind":
                filters = replace(filters, kind=(*filters.kind, value.casefold()))
            case "partner":
                filters = replace(filters, partner=value)
            case "number":
                filters = replace(filters, number=value)
            case "turn" if value.casefold() in ("us", "partner"):
                filters = replace(filters, turn=value.casefold())
            case "":
                words.append(value)
            case _:
                words.append(f"{field}:{value}")
    return replace(filters, words=" ".join(words))


def ordered_keys(session: Session, filters: Filters, sort: str, today: date) -> list[int]:
    """The keys of all rows that ``filters`` show, in the order of ``sort`` (a column, ``-`` reverses).

    Raises WrongUse for a column that does not exist.
    """
    column = sort.removeprefix("-")
    if column not in COLUMNS:
        raise WrongUse(
            N_("There is no column {column}. Columns: {columns}."), column=column, columns=", ".join(COLUMNS)
        )
    conditions, values = _conditions(session, filters, today)
    direction = "DESC" if sort.startswith("-") else "ASC"
    statement = text(
        f"SELECT rowid FROM agreement WHERE {' AND '.join(conditions)} ORDER BY {column} {direction}, id {direction}"  # noqa: S608 - column is one of ours
    )
    return [int(row[0]) for row in session.connection().execute(statement, values)]


def rows_of(session: Session, keys: Sequence[int]) -> dict[int, ListedAgreement]:
    """The rows with these keys; a key whose row is gone is left out."""
    statement = text(
        "SELECT rowid AS key, id, number, title, kind, partners, status, turn, since, next_step, due, starts, ends, archived"
        " FROM agreement WHERE rowid IN (SELECT value FROM json_each(:keys))"
    )
    found = session.connection().execute(statement, {"keys": json.dumps(list(keys))})
    return {
        row.key: ListedAgreement(
            row.key,
            row.id,
            row.number,
            row.title,
            row.kind,
            row.partners,
            row.status,
            row.turn,
            row.since,
            row.next_step,
            row.due,
            row.starts,
            row.ends,
            bool(row.archived),
        )
        for row in found
    }


def counts(session: Session, today: date) -> Counts:
    """The numbers on the filter chips."""
    connection = session.connection()
    live = "FROM agreement WHERE archived = 0"
    conditions, values = _conditions(session, Filters(ending_days=SOON_DAYS), today)

    def number(statement: str, arguments: dict[str, str | int] | None = None) -> int:
        return int(connection.execute(text(statement), arguments or {}).scalar_one())

    def grouped(column: str) -> dict[str, int]:
        found = connection.execute(text(f"SELECT {column}, count(*) {live} GROUP BY {column}"))
        return {str(row[0]): int(row[1]) for row in found}

    return Counts(
        total=number(f"SELECT count(*) {live}"),
        archived=number("SELECT count(*) FROM agreement WHERE archived = 1"),
        waiting_for_us=number(f"SELECT count(*) {live} AND turn = 'us'"),
        ending_soon=number(f"SELECT count(*) FROM agreement WHERE {' AND '.join(conditions)}", values),  # noqa: S608
        by_status=grouped("status"),
        by_kind=grouped("kind"),
    )


def set_archived(session: Session, ids: Sequence[str], archived: bool) -> None:
    """Move agreements to the archive or back; a view of the list, not a step in a history."""
    session.connection().execute(
        text("UPDATE agreement SET archived = :archived WHERE id IN (SELECT value FROM json_each(:ids))"),
        {"archived": int(archived), "ids": json.dumps(list(ids))},
    )


def _conditions(session: Session, filters: Filters, today: date) -> tuple[list[str], dict[str, str | int]]:
    conditions = [f"archived = {int(filters.archived)}"]
    values: dict[str, str | int] = {}
    for name, wanted in (("status", filters.status), ("kind", filters.kind)):
        if wanted:
            conditions.append(f"{name} IN (SELECT value FROM json_each(:{name}))")  # noqa: S608 - a column of ours
            values[name] = json.dumps(wanted)
    for name, column in (("partner", "partners"), ("number", "number")):
        value = getattr(filters, name)
        if value:
            conditions.append(f"instr(lower({column}), lower(:{name}))")
            values[name] = value
    if filters.turn:
        conditions.append("turn = :turn")
        values["turn"] = filters.turn
    if filters.ending_days is not None:
        conditions.append(f"ends >= :today AND ends <= :until AND status NOT IN {ENDED}")
        values |= {"today": today.isoformat(), "until": (today + timedelta(days=filters.ending_days)).isoformat()}
    if filters.words.strip():
        conditions.append("id IN (SELECT value FROM json_each(:found))")
        values["found"] = json.dumps(vault_search.search(session, filters.words, MOST_FOUND))
    return conditions, values
