"""Obligations: every day in the life of one agreement, with its calculation and the records about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSplitter, QVBoxLayout, QWidget

from datapact.agreements.views.agreement import AgreementPage
from datapact.base.texts import _
from datapact.obligations.agenda.agenda import Filters
from datapact.obligations.due.obligation import Obligation
from datapact_ui.kit.context.overdue import concerns_obligations
from datapact_ui.kit.layout.front_page import FrontStack
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import characters, icon_size, margins, space
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.disabled_controls import bar_control
from datapact_ui.kit.widgets.empty_state import EmptyState
from datapact_ui.obligations.due.agenda_table import AgendaTable
from datapact_ui.obligations.due.obligation_actions import ObligationActions
from datapact_ui.obligations.due.obligation_panel import ObligationPanel

if TYPE_CHECKING:
    from datapact.obligations.agenda.page import AgendaPage
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.context.app_context import AppContext

_NARROW = 110  # characters of width below which the chosen obligation is under the table


class ObligationsTab(QWidget):
    """The obligations of one agreement."""

    def __init__(self, context: AppContext, history: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._history = context, history
        self._number = ""
        self._shown: AgendaPage | None = None
        self._actions = ObligationActions(context, self)
        self.table = AgendaTable("agreement-obligations", _("Duties of this agreement"), self, of_one=True)
        self.panel = ObligationPanel(context, self._actions, self, link=False)
        self.panel.breach_wanted.connect(lambda key: context.show_view("calendar", breach=key))
        self.table.obligation_chosen.connect(self._choose)
        adding = QPushButton(icon("add"), _("Add a duty …"), self)
        adding.setObjectName("agreement-obligation-add")
        adding.setIconSize(icon_size())
        adding.clicked.connect(lambda _checked=False: self._add())
        refusal = self._actions.refusal()
        bar_control(adding, "" if refusal is None else str(refusal))
        row = QHBoxLayout()
        row.addWidget(
            Words(_("What follows from this agreement, and when; also in the calendar."), "small", self, quiet=True), 1
        )
        row.addWidget(adding)
        self._split = split = QSplitter(Qt.Orientation.Horizontal, self)
        split.setChildrenCollapsible(False)
        split.addWidget(self.table)
        split.addWidget(self.panel)
        split.setStretchFactor(0, 5)
        split.setStretchFactor(1, 4)
        split.setSizes([characters(90), characters(60)])
        self._pages = FrontStack(self)
        self._pages.addWidget(split)
        self._pages.addWidget(
            EmptyState(
                "calendar",
                _("No duties yet"),
                _("Duties follow from the terms once every signatory has signed. You can add others."),
                parent=self,
            )
        )
        column = QVBoxLayout(self)
        margins(column, 3, 2)
        column.setSpacing(space(2))
        column.addLayout(row)
        column.addWidget(self._pages, 1)
        self.setFocusProxy(self.table)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= characters(_NARROW)
        self._split.setOrientation(Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical)

    def show_page(self, page: AgreementPage) -> None:
        """Read the obligations of this agreement."""
        self._number = page.overview.number
        self._read()

    def refresh(self, what: frozenset[str]) -> None:
        """Read again when obligations were derived anew."""
        if concerns_obligations(what) and self._number:
            self._read()

    def _read(self) -> None:
        filters = Filters(agreement=self._history, closed=True)

        def job(acting: Acting) -> AgendaPage:
            from datapact.obligations.agenda.page import agenda_page

            return agenda_page(acting, filters, all_years=True)

        self._context.worker.read(self, job, self._show, key="obligations")

    def _show(self, page: AgendaPage) -> None:
        self._shown = page
        self.table.show_page(page)
        self._pages.setCurrentIndex(0 if page.groups else 1)

    def _choose(self, obligation: Obligation | None) -> None:
        self.panel.show_obligation(obligation, self._shown.members if self._shown is not None else ())

    def _add(self) -> None:
        self._actions.add(self._shown.members if self._shown is not None else (), self._number)
