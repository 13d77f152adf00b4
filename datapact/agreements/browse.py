"""Browsing any number of agreements: filters, a search line with fields, rows by page, the archive.

A view asks for the keys of all rows once (``list_index``) and for rows only where they are shown.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from datapact.agreements.kind_names import kind_names
from datapact.agreements.listing import COLUMNS
from datapact.agreements.status import WORDS, status_message
from datapact.errors import DataPactError, WrongUse
from datapact.strictjson import parse_object
from datapact.texts import N_
from datapact.vault import search as vault_search

if TYPE_CHECKING:
    from sqlmodel import Session

MOST_FOUND = 100_000
SOON_DAYS = 90
LONGEST_LINE = 500
ENDED = ("declined", "terminated", "expired")
TURNS = ("us", "partner")
_TOKEN = re.compile(r'(?:(\w+):)?(?:"([^"]*)"|(\S+))')
_LAST_DAY = "min(coalesce(due, ends), coalesce(ends, due))"

STEP_ROLES: Mapping[str, str] = {
    "finish_draft": "legal",
    "answer": "legal",
    "choose": "legal",
    "freeze": "legal",
    "sign": "signatory",
}
"""Which role takes which step that waits for the own organisation."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to; empty means not narrowed.

    ``partner`` and ``number`` are parts of them, case folded; ``steps`` are keys of ``status.NEXT_STEPS``;
    ``ending_days`` counts from the day of the question (local).
    """

    status: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    partner: str = ""
    number: str = ""
    turn: str = ""
    steps: tuple[str, ...] = ()
    ending_days: int | None = None
    archived: bool = False
    words: str = ""


@dataclass(frozen=True, slots=True)
class ListedAgreement:
    """One row of the list; times and days are ISO text. ``last_day`` is by notice or by the terms, the earlier one."""

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
    starts: str | None
    last_day: str | None
    archived: bool
    evidence: str = ""
    """The class of evidence of a contract signed elsewhere, else empty."""
    disputed: str = ""
    """Names of the parties that dispute an agreement signed in full."""


def steps_of(roles: Collection[str]) -> tuple[str, ...]:
    """The steps that a member with these roles can take."""
    return tuple(step for step, role in STEP_ROLES.items() if role in roles)


def parse_search(line: str, filters: Filters = Filters()) -> Filters:
    """Filters of a search line such as ``status:signed partner:keller vibration``; unknown fields are plain words."""
    words: list[str] = []
    for name, quoted, plain in _TOKEN.findall(line[:LONGEST_LINE]):
        value = quoted or plain
        match name.casefold():
            case "status" if meant := _statuses(value):
                filters = replace(filters, status=(*filters.status, *meant))
            case "kind" | "art" if meant := _kinds(value):
                filters = replace(filters, kind=(*filters.kind, *meant))
            case "partner":
                filters = replace(filters, partner=value)
            case "number" | "nummer":
                filters = replace(filters, number=value)
            case "turn" if value.casefold() in TURNS:
                filters = replace(filters, turn=value.casefold())
            case "":
                words.append(value)
            case _:
                words.append(f"{field}:{value}")
    return replace(filters, words=" ".join(words))


def _statuses(given: str) -> tuple[str, ...]:
    """The status of that name, or those whose words begin so in one of the languages."""
    wanted = given.casefold()
    if wanted in WORDS:
        return (wanted,)
    return tuple(
        name
        for name in WORDS
        if wanted and any(word.casefold().startswith(wanted) for word in status_message(name).both().values())
    )


def _kinds(given: str) -> tuple[str, ...]:
    """The kinds whose id or name has that part."""
    wanted = given.casefold()
    return tuple(
        kind
        for kind, name in kind_names().items()
        if wanted and any(wanted in text.casefold() for text in (kind, name.de, name.en))
    )


def write_filters(filters: Filters) -> str:
    """Filters as JSON text, for saved views."""
    return json.dumps({name: value for name, value in asdict(filters).items() if value != getattr(Filters(), name)})


def read_filters(written: str) -> Filters:
    """Filters from JSON text; whatever is not in its form narrows nothing."""
    try:
        given: Mapping[str, Any] = parse_object(written.encode(), limit=64 * 1024)
    except DataPactError:
        return Filters()

    def line(name: str) -> str:
        value = given.get(name)
        return value if isinstance(value, str) else ""

    def several(name: str) -> tuple[str, ...]:
        values = given.get(name)
        return tuple(value for value in values if isinstance(value, str)) if isinstance(values, list) else ()

    days = given.get("ending_days")
    return Filters(
        status=several("status"),
        kind=several("kind"),
        partner=line("partner"),
        number=line("number"),
        steps=several("steps"),
        words=line("words"),
        turn=given["turn"] if given.get("turn") in TURNS else "",
        ending_days=days if isinstance(days, int) and not isinstance(days, bool) else None,
        archived=given.get("archived") is True,
    )


def words_that_count(filters: Filters) -> str:
    """The words to search for: one letter alone narrows nothing, and would cost the reading of every text."""
    return " ".join(word for word in filters.words.split() if len(word) > 1)


def fits_partner(partners: str, wanted: str) -> bool:
    """Whether the partners of an agreement are meant by a part of a name."""
    return wanted.casefold() in partners.casefold()


def first_keys(session: Session, filters: Filters, sort: str, today: date, limit: int) -> list[int]:
    """The keys of the first rows that ``filters`` show, in the order of ``sort`` (a column, ``-`` reverses).

    This is what a window paints before ``ListIndex`` is there. Raises WrongUse for a column that does not exist.
    """
    column = sort_column(sort)
    conditions, values = _conditions(session, filters, today)
    direction = "DESC" if sort.startswith("-") else "ASC"
    statement = text(
        f"SELECT rowid FROM agreement WHERE {' AND '.join(conditions)}"  # noqa: S608 - conditions and columns are ours
        f" ORDER BY {_LAST_DAY if column == 'last_day' else column} {direction}, id {direction} LIMIT :limit"
    )
    return [int(row[0]) for row in session.connection().execute(statement, {**values, "limit": limit})]


def sort_column(sort: str) -> str:
    """The column of a sort such as ``-changed``; raises WrongUse for one that does not exist."""
    columns = (*COLUMNS, "last_day")
    column = sort.removeprefix("-")
    if column not in columns:
        raise WrongUse(
            N_("There is no column {column}. Columns: {columns}."), column=column, columns=", ".join(columns)
        )
    return column


def keys_beginning(session: Session, beginning: str) -> list[int]:
    """The keys of the rows whose number or title begins so; for typing ahead. ASCII letters in either case."""
    conditions = "number LIKE :pattern ESCAPE '!' OR title LIKE :pattern ESCAPE '!'"
    escaped = re.sub(r"([!%_])", r"!\1", beginning)
    found = session.connection().execute(
        text(f"SELECT rowid FROM agreement WHERE {conditions}"),  # noqa: S608 - a constant
        {"pattern": f"{escaped}%"},
    )
    return [int(row[0]) for row in found]


def rows_of(session: Session, keys: Sequence[int]) -> dict[int, ListedAgreement]:
    """The rows with these keys; a key whose row is gone is left out."""
    statement = text(
        "SELECT rowid AS key, id, number, title, kind, partners, status, turn, since, next_step, starts,"  # noqa: S608
        f" {_LAST_DAY} AS last_day, archived, evidence, disputed"
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
            row.starts,
            row.last_day,
            bool(row.archived),
            row.evidence,
            row.disputed,
        )
        for row in found
    }


def keys_of(session: Session, ids: Sequence[str]) -> list[int]:
    """The keys of agreements by history id; one that is not there is left out."""
    statement = text("SELECT rowid FROM agreement WHERE id IN (SELECT value FROM json_each(:ids))")
    return [int(row[0]) for row in session.connection().execute(statement, {"ids": json.dumps(list(ids))})]


def set_archived(session: Session, ids: Sequence[str], archived: bool) -> None:
    """Move agreements to the archive or back; a view of the list, not a step in a history."""
    session.connection().execute(
        text("UPDATE agreement SET archived = :archived WHERE id IN (SELECT value FROM json_each(:ids))"),
        {"archived": int(archived), "ids": json.dumps(list(ids))},
    )


def _conditions(session: Session, filters: Filters, today: date) -> tuple[list[str], dict[str, str | int]]:
    conditions = [f"archived = {int(filters.archived)}"]
    values: dict[str, str | int] = {}
    for name, column, wanted in (
        ("status", "status", filters.status),
        ("kind", "kind", filters.kind),
        ("steps", "next_step", filters.steps),
    ):
        if wanted:
            # the plus keeps SQLite on the index of the order, where the first rows are found soon
            conditions.append(f"+{column} IN (SELECT value FROM json_each(:{name}))")  # noqa: S608 - a column of ours
            values[name] = json.dumps(wanted)
    if filters.partner:
        # SQLite folds the case of ASCII alone, so the names that fit are found here
        every = session.connection().execute(text("SELECT DISTINCT partners FROM agreement"))
        conditions.append("+partners IN (SELECT value FROM json_each(:partners))")
        values["partners"] = json.dumps([row[0] for row in every if fits_partner(row[0], filters.partner)])
    if filters.number:
        conditions.append("instr(lower(number), lower(:number))")
        values["number"] = filters.number
    if filters.turn:
        conditions.append("+turn = :turn")
        values["turn"] = filters.turn
    if filters.ending_days is not None:
        conditions.append(f"{_LAST_DAY} BETWEEN :today AND :until AND status NOT IN {ENDED}")
        values |= {"today": today.isoformat(), "until": (today + timedelta(days=filters.ending_days)).isoformat()}
    if words := words_that_count(filters):
        conditions.append("id IN (SELECT value FROM json_each(:found))")
        values["found"] = json.dumps(vault_search.search(session, words, MOST_FOUND))
    return conditions, values
