"""The columns of a register for the window's table: words in the window's language, days short."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from datapact.base.texts import Language, current_language
from datapact.registers.register import Cell, Register, RegisterWords, Row, cell_text
from datapact.registers.register import Column as RegisterColumn
from datapact_ui.kit.tables.days import short_day
from datapact_ui.kit.tables.rows_model import Badge, Column
from datapact_ui.kit.widgets.state_badge import STATES

_FLEXIBLE = frozenset(
    {"title", "partners", "status", "datasets", "purposes", "kind", "evidence", "importer", "mechanism"}
)
_NARROW = {
    "number": 15,
    "signed_on": 13,
    "starts": 13,
    "ends": 13,
    "ended_on": 13,
    "first_review": 13,
    "assessment_date": 13,
    "personal_data": 14,
    "country": 16,
    "remote_access": 15,
    "notice_months": 14,
    "on_behalf": 22,
}
_USUAL = 28


def register_columns(register: Register) -> list[Column[Row]]:
    """The non-empty columns, those of the printed table first; identifiers are only in the files."""
    filled = [one for one in register.columns if one.printed or _has_values(register, one)]
    ordered = sorted(filled, key=lambda column: not column.printed)
    kept = [one for one in ordered if one.key != "agreement"]
    last = len(kept)
    return [_column(register, one, 0 if place < 2 else last - place) for place, one in enumerate(kept)]


def _has_values(register: Register, column: RegisterColumn) -> bool:
    return any(row.cells.get(column.key) is not None for row in register.rows)


def _column(register: Register, column: RegisterColumn, gives_way: int) -> Column[Row]:
    """``gives_way``: where there is no room, the last columns are hidden first; the line below tells the rest."""
    key = column.key
    heading = f"({column.letter}) {column.heading}" if column.letter else str(column.heading)
    width = _NARROW.get(key, _USUAL)
    return Column(
        key,
        heading,
        width=min(60, max(width, len(heading) + 4)) if register.cards else width,
        text=lambda row: shown(row.cells.get(key), current_language()),
        flexible=not register.cards and key in _FLEXIBLE,
        order=lambda row: _order(row.cells.get(key), current_language()),
        badge=_status if key == "status" else None,
        gives_way=gives_way,
    )


def shown(cell: Cell, language: Language) -> str:
    """A cell as text."""
    value = cell_text(cell, language)
    if value is None:
        return ""
    return short_day(value.isoformat()) if isinstance(value, date) else str(value)


def _order(cell: Cell, language: Language) -> tuple[int, str, int]:
    value = cell_text(cell, language)
    if isinstance(value, int):
        return 1, "", value
    text = value.isoformat() if isinstance(value, date) else value or ""
    return (1 if text else 0), text.casefold(), 0


def _status(row: Row) -> Badge | None:
    cell = row.cells.get("status")
    if not isinstance(cell, RegisterWords) or cell.code not in STATES:
        return None
    picture, tone = STATES[cell.code]
    return picture, cell.text(current_language()), tone


def text_of(row: Row, columns: Sequence[Column[Row]]) -> str:
    """A whole row as lines of text, for the panel beside the table and for screen readers."""
    told = [(column.heading, column.text(row)) for column in columns]
    return "\n".join(f"{heading}: {text}" for heading, text in told if text)
