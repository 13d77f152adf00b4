"""Filters of the list of agreements: from a search line, chips, options of a command, or a saved view.

The meaning of a filter is defined only here: ``conditions_of`` gives conditions on columns of a row. The list checks
them in SQL (``list``), the windows' index in memory (``list_index``).
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from datapact.agreements.projection.status import STATUS_WORDS, status_message
from datapact.base.clock import days_later
from datapact.base.errors import DataPactError, WrongUse
from datapact.base.strictjson import parse_object
from datapact.base.texts import N_, Language, current_language
from datapact.contract.templates.kinds import kind_names

SOON_DAYS = 90
LONGEST_LINE = 500
ENDED = ("declined", "terminated", "expired")
TURNS = ("us", "partner")
COLUMNS = ("number", "title", "kind", "partners", "status", "turn", "since", "due", "changed")
"""Columns of the table by which the list is sorted; so it is by the last day, for which there is no index."""
_YEAR_OR_MONTH = re.compile(r"[1-9]\d{3}(?:-(?:0[1-9]|1[0-2]))?", re.ASCII)
_TOKEN = re.compile(r'(?:(\w+):)?(?:"([^"]*)"|(\S+))')

STEP_ROLES: Mapping[str, str] = {
    "finish_draft": "legal",
    "read_paper": "legal",
    "answer": "legal",
    "choose": "legal",
    "freeze": "legal",
    "sign": "signatory",
    "record_answer": "legal",
    "record_signature": "legal",
    "answer_change": "legal",
    "vote": "legal",
    "record_accession": "legal",
}
"""The roles that take each step that waits for the own organisation."""
SEND = "send"
"""In the column ``step``, in place of a next step: what we did waits to be sent, or for the word that it was sent."""


@dataclass(frozen=True, slots=True)
class Filters:
    """The filters of the list; empty means all.

    ``partner`` and ``number`` are parts of them, in either case; ``steps`` are keys of ``status.NEXT_STEPS``, or ``SEND``;
    ``ending_days`` counts from the day of the question (local); ``archived`` shows the archive instead.
    """

    status: tuple[str, ...] = ()
    """Names of ``STATUS_WORDS``, any of them fits."""
    kind: tuple[str, ...] = ()
    """Kinds of contract, any of them fits."""
    partner: str = ""
    number: str = ""
    turn: str = ""
    """``us`` or ``partner``, as ``mover`` of a row; empty does not narrow."""
    steps: tuple[str, ...] = ()
    ending_days: int | None = None
    ending_in: str = ""
    """A year or month, ``2026`` or ``2026-12``, in which the last day lies; empty does not narrow."""
    archived: bool = False
    words: str = ""
    """For full-text search, separated by spaces; single letters do not count."""


NOT_NARROWED = Filters()


def steps_of(roles: Collection[str]) -> tuple[str, ...]:
    """The steps that a member with these roles can take; whoever does more than read can send."""
    steps = tuple(step for step, role in STEP_ROLES.items() if role in roles)
    return (*steps, SEND) if set(roles) - {"auditor"} else steps


def parse_search(line: str, filters: Filters = NOT_NARROWED) -> Filters:
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
            case "ends" | "endet" if _YEAR_OR_MONTH.fullmatch(value):
                filters = replace(filters, ending_in=value)
            case "turn" if value.casefold() in TURNS:
                filters = replace(filters, turn=value.casefold())
            case "":
                words.append(value)
            case _:
                words.append(f"{name}:{value}")
    return replace(filters, words=" ".join(words))


def _statuses(given: str) -> tuple[str, ...]:
    """The status of that name, or those whose words in one of the languages begin with the text."""
    wanted = given.casefold()
    if wanted in STATUS_WORDS:
        return (wanted,)
    return tuple(
        name
        for name in STATUS_WORDS
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
    """Filters from JSON text; invalid parts are ignored."""
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
        ending_in=line("ending_in") if _YEAR_OR_MONTH.fullmatch(line("ending_in")) else "",
        ending_days=days if isinstance(days, int) and not isinstance(days, bool) else None,
        archived=given.get("archived") is True,
    )


@dataclass(frozen=True, slots=True)
class Among:
    """The condition that a column has one of these values."""

    column: str
    """Name of the column of the row."""
    values: tuple[str | int, ...]
    """Any of them fits; empty fits nothing."""

    def fits(self, value: Any) -> bool:
        """Whether a row with this value is shown."""
        return value in self.values


@dataclass(frozen=True, slots=True)
class Between:
    """The condition that a column has a text from ``first`` to ``last``; a row without one does not match."""

    column: str
    """Name of the column of the row."""
    first: str
    last: str

    def fits(self, value: Any) -> bool:
        """Whether a row with this value is shown."""
        return bool(value) and self.first <= value <= self.last


@dataclass(frozen=True, slots=True)
class Part:
    """The condition that a column contains this part, in either case."""

    column: str
    """Name of the column of the row."""
    part: str
    """Compared without case."""

    def fits(self, value: Any) -> bool:
        """Whether a row with this value is shown."""
        return self.part.casefold() in value.casefold()


type Condition = Among | Between | Part


def conditions_of(filters: Filters, today: date) -> tuple[Condition, ...]:
    """The conditions of a row, besides having ``words_that_count``: all must hold. ``today`` is a local day.

    ``mover`` and ``step`` are those of ``list.ListedAgreement``, for which the table has no column of its own.
    """
    found: list[Condition] = [Among("archived", (int(filters.archived),))]
    for column, wanted in (("status", filters.status), ("kind", filters.kind), ("step", filters.steps)):
        if wanted:
            found.append(Among(column, wanted))
    if filters.turn:
        found.append(Among("mover", (filters.turn,)))
    if filters.partner:
        found.append(Part("partners", filters.partner))
    if filters.number:
        found.append(Part("number", filters.number))
    if filters.ending_days is not None:
        found.append(Between("last_day", today.isoformat(), days_later(today, filters.ending_days).isoformat()))
        found.append(Among("status", tuple(name for name in STATUS_WORDS if name not in ENDED)))
    if filters.ending_in:
        months = ("01", "12") if len(filters.ending_in) == 4 else ("", "")
        first, last = ("-".join(part for part in (filters.ending_in, month) if part) for month in months)
        found.append(Between("last_day", f"{first}-01", f"{last}-31"))
        found.append(Among("status", tuple(name for name in STATUS_WORDS if name != "declined")))
    return tuple(found)


def words_that_count(filters: Filters) -> str:
    """The words to search for, without single letters, which would require reading every text and filter little."""
    return " ".join(word for word in filters.words.split() if len(word) > 1)


def fits_partner(partners: str, wanted: str) -> bool:
    """Whether a part of a name matches the partners of an agreement."""
    return Part("partners", wanted).fits(partners)


def sort_column(sort: str) -> str:
    """The column of a sort such as ``-changed``; raises WrongUse for one that does not exist."""
    column, columns = sort.removeprefix("-"), (*COLUMNS, "last_day")
    if column not in columns:
        raise WrongUse(
            N_("There is no column {column}. Columns: {columns}."), column=column, columns=", ".join(columns)
        )
    return column


def title_column(table: str = "agreement", language: Language | None = None) -> str:
    """The title of a row of the list in a language, as an expression of SQL; by default that of the reader.

    The indexes of the ninth schema are on this very expression.
    """
    return f"coalesce(nullif({table}.title_{language or current_language()}, ''), {table}.title)"
