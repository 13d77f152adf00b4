"""The matrix by dataset, partner and purpose, as at any day; filtered by chips and words, as table or list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from datapact.base.texts import _, counted
from datapact.consent.facts.question import Verdict
from datapact.consent.matrix.filters import (
    CellFilters,
    Counts,
    MatrixPage,
    counts_of,
    fitting,
    grid_of,
    in_order,
    matrix_page,
    read_cell_filters,
    write_narrowed,
)
from datapact.consent.matrix.question_form import question_form_of
from datapact_ui.consent.decision.matrix_filters import MatrixFilters
from datapact_ui.consent.decision.matrix_model import GridModel, ListModel
from datapact_ui.consent.decision.matrix_table import DecisionsList, MatrixTable
from datapact_ui.kit.context.moment_watch import MomentWatch
from datapact_ui.kit.context.names import NAMES
from datapact_ui.kit.context.view import View
from datapact_ui.kit.fields.day_field import DayField
from datapact_ui.kit.layout.flow_layout import FlowLayout, together
from datapact_ui.kit.layout.front_page import FrontStack
from datapact_ui.kit.tables.section import bar, nothing_chosen
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import icon_size, line_height, space
from datapact_ui.kit.theme.numbers import grouped
from datapact_ui.kit.theme.switches import on_switch, set_quietly
from datapact_ui.kit.widgets.cards import PrimaryButton, Words
from datapact_ui.kit.widgets.empty_state import EmptyState
from datapact_ui.kit.widgets.search_line import SearchLine

if TYPE_CHECKING:
    from datapact.consent.matrix.question_form import QuestionForm
    from datapact_ui.kit.context.app_context import AppContext

_FILTERS, _LAYOUT = "consent.filters", "consent.layout"
_LEAST_LINES = 11
"""Lines of height that the table keeps; where there is less room the page scrolls."""
_SILENT = frozenset({"settings", "obligations", "members", NAMES})


class MatrixTab(View):
    """Reads the whole matrix off the UI thread; filtering and sorting use the cells read."""

    name = "matrix-part"
    help_page = "consent"

    import_wanted = Signal()

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._read: MatrixPage | None = None
        self._waits = False
        """Whether the focus belongs into the table as soon as there is one."""
        self._day: date | None = None
        self._narrowed = read_cell_filters(context.recall(_FILTERS))
        self._until = MomentWatch(context, self._load, self)
        self._make_actions()
        self._build()
        self._load()

    # ---- building ----

    def _make_actions(self) -> None:
        self._open = self.action("open-answer", _("Open the answer"), self._open_current, icon_name="open")
        self._what_if = self.action("what-if", _("What if …?"), lambda: self.what_if(), icon_name="what-if")
        self._toggle = self.action(
            "matrix-layout", _("As a list"), lambda: self._set_layout(not self._as_list), icon_name="table"
        )
        self._find = self.action("find-answers", _("Search answers"), self._focus_search, shortcut="Ctrl+F")
        self._find.setIcon(icon("search"))
        self._today = self.action("matrix-today", _("As at today"), lambda: self._set_day(None), icon_name="calendar")
        self._clear = self.action(
            "clear-answers", _("Show all answers"), lambda: self._set_narrowed(CellFilters()), icon_name="close"
        )

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(2))
        column.addLayout(self._top_row())
        self.filters = MatrixFilters(self)
        self.filters.show_filters(self._narrowed)
        self.filters.changed.connect(lambda wanted: self._set_narrowed(replace(wanted, words=self.search.text())))
        column.addWidget(self.filters)
        self.grid_model, self.list_model = GridModel(self), ListModel(self)
        self.grid = MatrixTable(self.grid_model, self)
        self.list = DecisionsList(self.context, self.list_model, self)
        self.list.order_wanted.connect(lambda _order: self._arrange())
        self.list.opened.connect(lambda cell: self._answer(question_form_of(cell)))
        self.list.chosen.connect(self._show_current)
        self.grid.opened.connect(self._answer)
        self.grid.current_changed.connect(self._show_current)
        self._pages = FrontStack(self)
        for table in (self.grid, self.list):
            table.setMinimumHeight(round(line_height() * _LEAST_LINES))
            self._pages.addWidget(table)
        self._reading = Words(_("Working out the answers …"), "body", self, quiet=True)
        self._reading.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._pages.addWidget(self._reading)
        self._none_found = EmptyState(
            "search",
            _("Nothing fits"),
            _("No answer fits the search and the filters."),
            _("Show all"),
            lambda: self._set_narrowed(CellFilters()),
            self,
        )
        self._pages.addWidget(self._none_found)
        self._empty: EmptyState | None = None
        self._pages.setCurrentWidget(self._reading)
        column.addWidget(self._pages, 1)
        self.how_many = Words("", "small", self, quiet=True)
        self.how_many.setObjectName("how-many-answers")
        column.addWidget(self.how_many)
        self._set_layout(self.context.recall(_LAYOUT) == "list")
        self._show_current()

    def _top_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(space(2))
        self.search = SearchLine(
            "search-answers", _("Search answers"), _("Search: dataset, purpose, partner, agreement"), 200, self
        )
        self.search.textChanged.connect(lambda text: self._set_narrowed(replace(self._narrowed, words=text)))
        self.search.left.connect(lambda: self._table().setFocus())
        row.addWidget(self.search, 1, Qt.AlignmentFlag.AlignTop)
        tools = FlowLayout()
        row.addLayout(tools)
        label = Words(_("As at"), "body", self, quiet=True)
        label.setWordWrap(False)
        self.day = DayField("as-at", _("As at"), self)
        self.day.line.setPlaceholderText(_("today"))
        self.day.edited.connect(self._on_day)
        tools.addWidget(together(label, self.day))
        self.layout_button = QToolButton(self)
        self.layout_button.setObjectName("matrix-layout-button")
        self.layout_button.setCheckable(True)
        self.layout_button.setText(_("As a list"))
        self.layout_button.setAccessibleName(_("As a list"))
        self.layout_button.setIcon(icon("table"))
        self.layout_button.setIconSize(icon_size())
        self.layout_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.layout_button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        on_switch(self.layout_button, self._set_layout)
        tools.addWidget(self.layout_button)
        self.ask_button = PrimaryButton(_("May we share …?"), "ask", self)
        self.ask_button.setObjectName("ask-question-button")
        self.ask_button.clicked.connect(lambda _checked=False: self.ask_question())
        tools.addWidget(self.ask_button)
        self.search.setMinimumHeight(self.ask_button.sizeHint().height())
        return row

    # ---- what the frame asks ----

    def title(self) -> str:
        return _("Matrix")

    def actions(self) -> list[QAction]:
        return [self._open, self._what_if, self._find, self._toggle, self._today, self._clear]

    def take_focus(self) -> None:
        front = self._pages.currentWidget()
        if front in (self.grid, self.list):
            front.setFocus()
        elif isinstance(front, EmptyState) and front.button is not None:
            front.button.setFocus()
        else:
            self.search.setFocus()
            self._waits = front is self._reading

    def refresh(self, what: frozenset[str]) -> None:
        if what - _SILENT:
            self._load()

    def narrow(self, options: Mapping[str, str]) -> None:
        """Options: dataset, partner (reference), verdict, pending, soon, search, day; every: all of today; what_if: opens
        that dialog, for the agreement of an id.
        """
        if options.get("what_if"):
            self.what_if(options["what_if"])
            return
        verdicts: tuple[Verdict, ...] = tuple(
            one for one in ("permit", "partial", "incomplete", "deny") if one in options.get("verdict", "").split(",")
        )
        if options.get("day") or options.get("every"):
            self._set_day(date.fromisoformat(options["day"]) if options.get("day") else None)
        self._set_narrowed(
            CellFilters(
                verdicts=verdicts,
                partner=options.get("partner", ""),
                dataset=options.get("dataset", ""),
                soon=bool(options.get("soon")),
                pending=bool(options.get("pending")),
                words=options.get("search", ""),
            )
        )

    # ---- reading ----

    def _load(self) -> None:
        day = self._day
        self.context.worker.read(self, lambda acting: matrix_page(acting, day), self._show, key="matrix")

    def _show(self, read: MatrixPage) -> None:
        self._read = read
        self._until.wait_for(read.changes)
        datasets = {cell.dataset: str(cell.dataset_name) for cell in read.cells}
        partners = {cell.partner: cell.partner_name for cell in read.cells}
        self.filters.show_counts(counts_of(read.cells, read.at), datasets, partners)
        self._arrange()

    def _arrange(self) -> None:
        """Lay out the filtered cells; the same cell stays the current one."""
        read = self._read
        if read is None:
            return
        found = fitting(read.cells, self._narrowed, read.at)
        table, current = self._table(), self._table().asked()
        had_focus = self._pages.isAncestorOf(self.focusWidget()) if self.focusWidget() is not None else False
        today = read.today
        if self._as_list:
            self.list_model.show_cells(in_order(found, self.list.order()), read.zone, today)
        else:
            self.grid_model.show(grid_of(found), read.zone, today)
        front: QWidget = table if found else self._none_found if read.cells else self._nothing_yet(read)
        self._pages.setCurrentWidget(front)
        if found:
            table.go_to(current)
        if had_focus or (self._waits and self.search.hasFocus() and not self.search.text()):
            self.take_focus()
        self._waits = False
        self._show_count(len(found), counts_of(read.cells, read.at))
        self._show_current()

    def _nothing_yet(self, read: MatrixPage) -> EmptyState:
        """The reason why there is no cell, and the next step."""
        if self._empty is not None:
            self._pages.removeWidget(self._empty)
            self._empty.deleteLater()
        if not read.agreements:
            self._empty = EmptyState(
                "consent",
                _("No agreement names a dataset yet"),
                _(
                    "Whether data may be shared follows from agreements. Draft one first; answers appear here by themselves."
                ),
                _("New agreement …"),
                lambda: self.context.open_interview(None, None),
                self,
                other=(_("May we share …?"), self.ask_question),
            )
        else:
            words = _(
                "Your agreements name no dataset with a recipient and a purpose. Add them to the terms, or ask about any"
                " dataset."
            )
            if not read.records:
                words += " " + _("No consents are on record either: import them once a dataset is named.")
            self._empty = EmptyState(
                "consent",
                _("No answers yet"),
                words,
                _("May we share …?"),
                self.ask_question,
                self,
                other=(_("Import consents …"), self.import_wanted.emit),
            )
        self._pages.addWidget(self._empty)
        return self._empty

    def _show_count(self, shown: int, counts: Counts) -> None:
        total = counts.total
        if shown == total:
            words = str(counted("{count} answer", "{count} answers", total, count=grouped(total)))
        else:
            words = str(
                counted(
                    "{count} of {whole} answer",
                    "{count} of {whole} answers",
                    total,
                    count=grouped(shown),
                    whole=grouped(total),
                )
            )
        if self._day is not None:
            words += " · " + _("as at the end of the day chosen")
        self.how_many.setText(words)

    # ---- narrowing ----

    def _set_narrowed(self, wanted: CellFilters) -> None:
        self._narrowed = wanted
        self.filters.show_filters(wanted)
        if self.search.text() != wanted.words:
            self.search.blockSignals(True)
            self.search.setText(wanted.words)
            self.search.blockSignals(False)
        self.context.remember(_FILTERS, write_narrowed(wanted))
        self._arrange()

    def _on_day(self, value: object) -> None:
        self._set_day(date.fromisoformat(value) if isinstance(value, str) and value else None)

    def _set_day(self, day: date | None) -> None:
        if day == self.context.today():
            day = None
        self.day.set_value(day.isoformat() if day is not None else None)
        if day != self._day:
            self._day = day
            self._load()

    # ---- layout ----

    @property
    def _as_list(self) -> bool:
        return self.layout_button.isChecked()

    def _table(self) -> MatrixTable | DecisionsList:
        return self.list if self._as_list else self.grid

    def _set_layout(self, as_list: bool) -> None:
        current = (self.grid if as_list else self.list).asked()
        set_quietly(self.layout_button, as_list)
        self._toggle.setText(_("By partners") if as_list else _("As a list"))
        self.context.remember(_LAYOUT, "list" if as_list else "grid")
        self._arrange()
        self._table().go_to(current)

    # ---- doing ----

    def ask_question(self) -> None:
        """Ask about any dataset, partner and purpose."""
        from datapact_ui.consent.decision.question_form import QuestionFields

        QuestionFields(self.context, self.current(), self.window()).open()

    def what_if(self, agreement: str = "") -> None:
        """Open the what-if dialog; with the history id of an agreement it supposes that this one ends."""
        from datapact_ui.consent.parts.what_if_dialog import WhatIfDialog

        WhatIfDialog(self.context, None, self.window(), agreement).open()

    def current(self) -> QuestionForm | None:
        """The question of the current cell."""
        asked = self._table().asked()
        return None if asked is None else replace(asked, day=self._day)

    def _open_current(self) -> None:
        asked = self.current()
        if asked is not None:
            self._answer(asked)

    def _answer(self, asked: QuestionForm) -> None:
        """Open the answer for the day that the matrix is shown for, whatever way leads there."""
        self.context.open_decision(replace(asked, day=self._day))

    def _focus_search(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _show_current(self) -> None:
        bar(self._open, nothing_chosen(self.current()))
