"""Base of the parts of the paper: a table, the chosen row's facts beside it, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QVBoxLayout, QWidget

from datapact.base.texts import _
from datapact_ui.kit.dialogs.side_panel import SidePanel
from datapact_ui.kit.tables.facts_panel import FactsPanel
from datapact_ui.kit.tables.rows_model import Column
from datapact_ui.kit.tables.rows_table import RowsTable
from datapact_ui.kit.tables.section import bar, only_legal
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import margins
from datapact_ui.kit.widgets.cards import Words

if TYPE_CHECKING:
    from datapact.paper.steps.view import PaperPage
    from datapact_ui.kit.context.app_context import AppContext


class PaperPart[Row](QWidget):
    """A list of what was found in the paper, with the words that it rests on beside it."""

    place_wanted = Signal(int)
    """Number of the paragraph to show in the text."""
    name = ""

    def __init__(self, context: AppContext, history: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context, self.history = context, history
        self.page: PaperPage | None = None
        self._filling = False
        self.to_text = self.make("to-text", _("Show in the text"), self.show_in_text, "text")

    def make(self, name: str, words: str, do: Callable[[], object], picture: str, keys: str = "") -> QAction:
        """An action of this part."""
        made = QAction(icon(picture), words, self)
        made.setObjectName(f"{self.name}-{name}")
        made.triggered.connect(lambda _checked=False: do())
        if keys:
            made.setShortcut(keys)
        return made

    def build(self, words: str, sentence: str, columns: Sequence[Column[Row]], actions: Sequence[QAction]) -> None:
        """Lay out the part; call it once the actions are there."""
        self.sentence = Words(sentence, "small", self, quiet=True)
        self.sentence.setObjectName(f"{self.name}-sentence")
        self.table: RowsTable[Row] = RowsTable(f"{self.name}-table", words, columns, self)
        self.facts = FactsPanel(f"{self.name}-panel", words, (*actions, self.to_text), self)
        self.table.chosen.connect(self._chosen)
        self.table.opened.connect(lambda _row: self.show_in_text())
        split = SidePanel(
            self.context, f"{self.name}-splitter", f"paper.{self.name}.split", self.table, self.facts, self
        )
        column = QVBoxLayout(self)
        margins(column, 0, 2)
        column.addWidget(self.sentence)
        column.addWidget(split, 1)
        self.setFocusProxy(self.table)

    def show_rows(self, rows: Sequence[Row], same: Callable[[Row], object]) -> None:
        """Show these rows; the chosen one stays."""
        self._filling = True
        try:
            self.table.show_lines(rows, same=same)
            if rows and self.table.current() is None:
                self.table.selectRow(0)
        finally:
            self._filling = False
        self._chosen()

    def show_page(self, page: PaperPage) -> None:
        """Fill the part."""
        raise NotImplementedError

    def show_current(self, row: Row | None) -> None:
        """Show the facts of the chosen row."""
        raise NotImplementedError

    def passage(self, row: Row) -> int:
        """Number of the paragraph that a row is about; 0 for none."""
        raise NotImplementedError

    def show_in_text(self) -> None:
        """Ask for the place of the chosen row."""
        row = self.table.current()
        number = 0 if row is None else self.passage(row)
        if number:
            self.place_wanted.emit(number)

    def only_legal(self) -> str:
        """Why the member at work decides nothing here; empty where it does."""
        return only_legal(self.context.identity.roles)

    def _chosen(self) -> None:
        if self._filling:
            return
        row = self.table.current()
        bar(self.to_text, "" if row is not None and self.passage(row) else _("There is no place in the text to show."))
        self.show_current(row)
