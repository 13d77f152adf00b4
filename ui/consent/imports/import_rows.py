"""The first lines of a file, unchanged, below the fields of its columns."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QTableWidget, QTableWidgetItem, QWidget

from datapact.base.texts import _
from datapact.consent.imports.preview import Preview
from datapact_ui.kit.theme.measures import characters, line_height
from datapact_ui.kit.widgets.cards import Card

_LONGEST_LINE = 60


def first_rows(preview: Preview, parent: QWidget) -> Card:
    """A card with a table of the first lines, read only."""
    card = Card(_("First lines"), parent)
    rows = preview.rows
    headings = [column.heading for column in preview.columns]
    table = QTableWidget(len(rows), len(headings), card)
    table.setObjectName("first-rows")
    table.setAccessibleName(_("First lines of the file"))
    table.setHorizontalHeaderLabels(headings)
    table.setVerticalHeaderLabels([str(number) for number in preview.lines])
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setTabKeyNavigation(False)
    table.setWordWrap(False)
    table.setFrameShape(QTableWidget.Shape.NoFrame)
    table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    for number, cells in enumerate(rows):
        for place, cell in enumerate(cells[: len(headings)]):
            table.setItem(number, place, QTableWidgetItem(cell))
    table.verticalHeader().setDefaultSectionSize(round(line_height() * 1.5))
    table.resizeColumnsToContents()
    for place in range(len(headings)):
        table.setColumnWidth(place, min(max(table.columnWidth(place), characters(10)), characters(32)))
    table.setFixedHeight(round(line_height() * 1.5 * (min(len(rows), 6) + 2.2)))
    card.column.addWidget(table)
    return card


def shortened_line(text: str) -> str:
    """The cells of a line, shortened for a list of lines to choose from."""
    return text if len(text) <= _LONGEST_LINE else text[: _LONGEST_LINE - 1].rstrip() + "…"
