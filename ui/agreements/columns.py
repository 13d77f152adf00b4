"""The columns of the list: what each shows of a row, and by which column of the core it is sorted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from datapact.agreements.projection.status import NEXT_STEPS, evidence_words
from datapact.agreements.views.list import ListedAgreement
from datapact.base.texts import N_, Message, _
from datapact.contract.templates.kinds import kind_name
from datapact_ui.kit.tables.days import short_day
from datapact_ui.kit.widgets.state_badge import disputed_badge

TURN_WORDS = {"us": N_("Us"), "partner": N_("Partner"), "": ""}


@dataclass(frozen=True, slots=True)
class Column:
    """``width`` is in characters; ``sort`` is empty where the list cannot be sorted by it."""

    name: str
    """Under which it is remembered."""
    heading: str
    """English message id."""
    width: int
    sort: str
    text: Callable[[ListedAgreement], str]
    """What the cell says; empty for nothing."""
    shown: bool = True
    """Until somebody chooses otherwise."""
    flexible: bool = False
    """Whether it gives way where there is little room, and takes what is left over."""


def _turn(row: ListedAgreement) -> str:
    return _(TURN_WORDS[row.turn]) if TURN_WORDS.get(row.turn) else ""


def _next_step(row: ListedAgreement) -> str:
    return str(Message(NEXT_STEPS[row.next_step])) if row.next_step in NEXT_STEPS and row.next_step != "none" else ""


def _status(row: ListedAgreement) -> str:
    return disputed_badge(row.status, row.disputed)[1]


def _evidence(row: ListedAgreement) -> str:
    return str(evidence_words(row.evidence, short=True)) if row.evidence else ""


COLUMNS: tuple[Column, ...] = (
    Column("number", N_("Number"), 14, "number", lambda row: row.number),
    Column("title", N_("Title"), 34, "title", lambda row: row.title, flexible=True),
    Column("kind", N_("Kind"), 24, "kind", lambda row: kind_name(row.kind), flexible=True),
    Column("partner", N_("Partner"), 27, "partners", lambda row: row.partners, flexible=True),
    Column("status", N_("Status"), 27, "status", _status, flexible=True),
    Column("evidence", N_("Evidence"), 25, "", _evidence, flexible=True),
    Column("turn", N_("Whose turn"), 11, "turn", _turn),
    Column("since", N_("Since"), 13, "since", lambda row: short_day(row.since)),
    Column("next_step", N_("Next step"), 34, "", _next_step, flexible=True),
    Column("last_day", N_("Ends"), 13, "last_day", lambda row: short_day(row.last_day)),
    Column("starts", N_("Begins"), 13, "", lambda row: short_day(row.starts), shown=False),
)
STATUS = next(place for place, column in enumerate(COLUMNS) if column.name == "status")
TITLE = next(place for place, column in enumerate(COLUMNS) if column.name == "title")
