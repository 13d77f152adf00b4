"""Base of parts with one list and facts beside it: layout, empty state, reading again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from datapact.base.texts import _
from datapact_ui.consent.parts.consent_form import CONCERNS
from datapact_ui.kit.context.view import View
from datapact_ui.kit.dialogs.side_panel import SidePanel
from datapact_ui.kit.layout.flow_layout import FlowLayout
from datapact_ui.kit.layout.front_page import FrontStack
from datapact_ui.kit.tables.facts_panel import FactsPanel
from datapact_ui.kit.tables.rows_model import Column
from datapact_ui.kit.tables.rows_table import RowsTable
from datapact_ui.kit.tables.section import button_of, follow_action
from datapact_ui.kit.theme.measures import space
from datapact_ui.kit.widgets.cards import PrimaryButton, Words
from datapact_ui.kit.widgets.empty_state import EmptyState
from datapact_ui.kit.widgets.warning_line import WarningLine

if TYPE_CHECKING:
    from datapact.base.texts import Message
    from datapact_ui.kit.context.app_context import AppContext

LEGAL_OR_LEAD = frozenset({"legal", "lead"})


class ListPart[T](View):
    """Base of a part with a list: make actions, call ``build``, then ``read``; ``show_current`` shows a line's facts."""

    help_page = "records"

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.table: RowsTable[T]
        self.facts: FactsPanel
        self.may_write = bool(LEGAL_OR_LEAD & context.identity.roles)
        self._filling = False

    def build(
        self,
        words: str,
        columns: Sequence[Column[T]],
        actions: Sequence[QAction],
        above: Sequence[QAction],
        first: tuple[QAction, str] | None,
        empty: EmptyState,
        more: Sequence[QWidget] = (),
    ) -> None:
        """Lay it out: ``above`` and ``first`` (the usual one, with its icon) over the list, ``actions`` with the facts."""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(2))
        bar = QHBoxLayout()
        bar.setSpacing(space(2))
        for widget in more:
            bar.addWidget(widget)
        bar.addStretch(1)
        tools = FlowLayout()
        for action in above:
            tools.addWidget(button_of(action, self))
        if first is not None:
            tools.addWidget(_primary(*first, self))
        bar.addLayout(tools)
        column.addLayout(bar)
        self.notice = WarningLine("", "bad", self)
        self.notice.words.setObjectName(f"{self.name}-notice")
        self.notice.hide()
        column.addWidget(self.notice)
        self.table = RowsTable(f"{self.name}-table", words, columns, self)
        self.table.chosen.connect(self._update_state)
        self.facts = FactsPanel(f"{self.name}-panel", words, actions, self)
        self.table.opened.connect(lambda _line: self.open_line())
        key = f"consent.{self.name}.split"
        splitter = SidePanel(self.context, f"{self.name}-splitter", key, self.table, self.facts, self)
        whole = QWidget(self)
        inside = QVBoxLayout(whole)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(space(1))
        inside.addWidget(splitter, 1)
        self.count_words = Words("", "small", whole, quiet=True)
        self.count_words.setObjectName(f"{self.name}-count")
        inside.addWidget(self.count_words)
        self.pages = FrontStack(self)
        self.pages.addWidget(whole)
        self.pages.addWidget(empty)
        column.addWidget(self.pages, 1)

    # ---- what the main window asks ----

    def take_focus(self) -> None:
        self.table.setFocus()

    def refresh(self, what: frozenset[str]) -> None:
        if what & CONCERNS:
            self.read()

    # ---- for the subclasses ----

    def why_not_write(self) -> str:
        """Why this member records nothing here; empty for one who does."""
        return "" if self.may_write else _("A legal member or a lead does this.")

    def read(self) -> None:
        """Read the lines from the vault."""
        raise NotImplementedError

    def show_current(self, line: T | None) -> None:
        """Show the facts of the chosen line, and its actions."""
        raise NotImplementedError

    def open_line(self) -> None:
        """React to a line opened by double click or Enter."""
        self.facts.setFocus()

    def show_lines(self, lines: Sequence[T], same: Callable[[T], object], count: str) -> None:
        """Show these lines; chooses the first one if none was chosen."""
        self.pages.setCurrentIndex(0 if lines else 1)
        self.count_words.setText(count)
        self._filling = True  # the table says twice on the way that something is chosen
        try:
            self.table.show_lines(lines, same=same)
            if lines and self.table.current() is None:
                self.table.selectRow(0)
        finally:
            self._filling = False
        self._update_state()

    def warn(self, said: Sequence[Message]) -> None:
        """Say above the list what it cannot show."""
        self.notice.words.setText(" ".join(map(str, said)))
        self.notice.setVisible(bool(said))

    def _update_state(self) -> None:
        if not self._filling:
            self.show_current(self.table.current())


def _primary(action: QAction, picture: str, parent: QWidget) -> PrimaryButton:
    button = PrimaryButton(action.text(), picture, parent)
    button.setObjectName(f"{action.objectName()}-button")
    button.clicked.connect(lambda _checked=False: action.trigger())
    follow_action(button, action)
    return button
