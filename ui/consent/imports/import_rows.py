"""The first lines of a file, as they are, below the fields of its columns."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from datapact.base.texts import _
from datapact.consent.imports.preview import Preview
from datapact_ui.kit.tables.rows_model import Column
from datapact_ui.kit.tables.rows_table import RowsTable
from datapact_ui.kit.theme.measures import line_height
from datapact_ui.kit.widgets.cards import Card

_LONGEST_LINE = 60

type _Line = tuple[int, Sequence[str]]
"""Number of the line in the file, and its cells."""


def first_rows(preview: Preview, parent: QWidget) -> Card:
    """A card with a table of the first lines by their numbers, read only."""
    card = Card(_("First lines"), parent)
    columns = (
        Column[_Line]("line", _("Line"), 6, lambda line: str(line[0]), order=lambda line: line[0]),
        *(_column(preview, place, one.heading) for place, one in enumerate(preview.columns)),
    )
    table = RowsTable("first-rows", _("First lines of the file"), columns, card)
    table.show_lines(list(zip(preview.lines, preview.rows, strict=True)))
    table.setFixedHeight(round(line_height() * 1.75 * (min(len(preview.rows), 6) + 2.2)))
    card.column.addWidget(table)
    return card


def _column(preview: Preview, place: int, heading: str) -> Column[_Line]:
    """As wide as its longest cell, within bounds."""

    def cell(line: _Line) -> str:
        return line[1][place] if place < len(line[1]) else ""

    longest = max([len(heading), *(len(cell((0, row))) for row in preview.rows)])
    return Column(f"column-{place}", heading, min(max(longest + 2, 10), 32), cell)


def shortened_line(text: str) -> str:
    """The cells of a line, shortened for a list of lines to choose from."""
    return text if len(text) <= _LONGEST_LINE else text[: _LONGEST_LINE - 1].rstrip() + "…"
