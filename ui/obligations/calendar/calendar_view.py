"""The calendar: obligations by due day, overdue ones first, the next twelve months as a line above; and breaches."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from datapact.base.texts import N_, Message, _, counted, current_language
from datapact.obligations.agenda.agenda import Filters
from datapact.obligations.agenda.ical import write_calendar
from datapact.obligations.agenda.leaving import prove_obligations
from datapact.obligations.agenda.page import AgendaPage, agenda_page, days_of_quarter
from datapact.obligations.due.obligation import KINDS, Obligation
from datapact.organisation.acting.exported import write_exported
from datapact_ui.kit.context.overdue import concerns_obligations
from datapact_ui.kit.context.view import View
from datapact_ui.kit.dialogs.side_panel import SidePanel
from datapact_ui.kit.layout.flow_layout import FlowLayout
from datapact_ui.kit.layout.front_page import FrontStack, FrontTabs
from datapact_ui.kit.pictures.pictures import Paint, save_picture
from datapact_ui.kit.pictures.time_line import Months, TimeLine, months_of_days, paint_months
from datapact_ui.kit.tables.section import bar, follow_action
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import characters, icon_size, space
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.chips import Chip
from datapact_ui.kit.widgets.empty_state import EmptyState
from datapact_ui.obligations.breaches.breach_list import BreachList
from datapact_ui.obligations.calendar.agenda_filters import (
    STATE_CHOICES,
    AgendaFilters,
    AgendaSettings,
    read_agenda_settings,
)
from datapact_ui.obligations.calendar.month_view import MonthView
from datapact_ui.obligations.due.agenda_table import AgendaTable
from datapact_ui.obligations.due.obligation_actions import ObligationActions
from datapact_ui.obligations.due.obligation_appearance import obligations_words
from datapact_ui.obligations.due.obligation_panel import ObligationPanel

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext

_NARROWED = "calendar.filters"
_SPLIT = "calendar.split"
_LINE = "calendar.line"
_MONTH = "calendar.month"
_BREACHES = 1
_LINES_FOR_THE_LINE = 30
_NARROW = 110  # characters of width below which the chosen obligation is under the table


class CalendarView(View):
    """The room of obligations, days and breaches."""

    name = "calendar"
    help_page = "calendar"

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.page: AgendaPage | None = None
        self._wanted = ""
        self._breaches_read = False
        self._obligation_actions = ObligationActions(context, self)
        self._make_actions()
        self._build()
        self.filters.show_filters(read_agenda_settings(context.recall(_NARROWED)))
        self._read()

    # ---- building ----

    def _make_actions(self) -> None:
        make = self.action
        self._add = make(
            "add-obligation", _("Add a duty …"), self.add_obligation, shortcut="Ctrl+Shift+N", icon_name="add"
        )
        self._export = make(
            "export-calendar", _("Export as a calendar file …"), self.export, shortcut="Ctrl+E", icon_name="export"
        )
        self._breach = make("record-breach", _("Record a breach …"), self.new_breach, icon_name="breach")
        self._show_line = make("show-time-line", _("Time line"), self._switch_line, icon_name="chart")
        self._show_line.setCheckable(True)
        self._show_line.setChecked(self.context.recall(_LINE, True) is not False)
        self._save_line = make(
            "save-obligations-picture", _("Save the time line as a picture …"), self._save_time_line, icon_name="image"
        )
        self._as_month = make("show-as-month", _("As a month"), self._switch_month, icon_name="calendar")
        self._as_month.setCheckable(True)
        self._as_month.setChecked(self.context.recall(_MONTH, False) is True)
        self._clear = make(
            "show-all-obligations", _("Show all duties"), lambda: self._narrow(AgendaSettings()), icon_name="filter"
        )
        refusal = self._obligation_actions.refusal()
        for action in (self._add, self._breach):
            bar(action, "" if refusal is None else str(refusal))

    def _build(self) -> None:
        agenda = QWidget(self)
        agenda.setObjectName("agenda-page")
        column = QVBoxLayout(agenda)
        column.setContentsMargins(0, space(3), 0, 0)
        column.setSpacing(space(3))
        column.addLayout(self._top_row())
        self.filters = AgendaFilters(self.context.identity.member, self)
        self.filters.changed.connect(self._on_filters)
        column.addWidget(self.filters)
        self.time_line = TimeLine(_("Duties of the next 12 months"), self)
        self.time_line.month_chosen.connect(self._go_to_month)
        column.addWidget(self.time_line)
        self.table = AgendaTable("agenda-table", _("Agenda"), self)
        self.panel = ObligationPanel(self.context, self._obligation_actions, self)
        self.table.opened.connect(lambda _obligation: self._enter_panel())
        self.month = MonthView(self)
        self.month.opened.connect(self._enter_panel)
        self._lists = FrontStack(self)
        for one in (self.table, self.month):
            self._lists.addWidget(one)
            one.obligation_chosen.connect(lambda obligation, one=one: self._show_of(one, obligation))
        self._lists.setCurrentWidget(self.month if self._as_month.isChecked() else self.table)
        self.splitter = SidePanel(self.context, "calendar-splitter", _SPLIT, self._lists, self.panel, self)
        self._pages = FrontStack(self)
        self._pages.addWidget(self.splitter)
        self._none_yet = EmptyState(
            "calendar",
            _("Nothing is due"),
            _("Duties follow from signed agreements by themselves. You can add others, such as a training."),
            _("Add a duty …"),
            self.add_obligation,
            self,
        )
        self._none_found = EmptyState(
            "search",
            _("Nothing fits"),
            _("No duty fits these filters."),
            _("Show all"),
            lambda: self._narrow(AgendaSettings()),
            self,
        )
        self._pages.addWidget(self._none_yet)
        self._pages.addWidget(self._none_found)
        column.addWidget(self._pages, 1)
        self.beside = Words("", "small", self, quiet=True)
        self.beside.setObjectName("agenda-beside")
        column.addWidget(self.beside)
        self.breaches = BreachList(self.context, self)
        self.panel.breach_wanted.connect(self.show_breach)
        self.tabs = FrontTabs(self)
        self.tabs.setObjectName("calendar-tabs")
        self.tabs.setAccessibleName(_("Parts of the calendar"))
        self.tabs.setDocumentMode(True)
        self.tabs.setIconSize(icon_size())
        self.tabs.addTab(agenda, icon("calendar"), _("Agenda"))
        self.tabs.addTab(self.breaches, icon("breach"), _("Breaches"))
        self.tabs.currentChanged.connect(self._on_tab)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(space(5), 0, space(5), space(4))
        outer.addWidget(self.tabs)

    def _top_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(space(2))
        self.figures = Words("", "body", self)
        self.figures.setObjectName("agenda-figures")
        row.addWidget(self.figures, 1)
        as_month = Chip(self._as_month.text(), "show-as-month-button", self)
        as_month.setChecked(self._as_month.isChecked())
        as_month.clicked.connect(lambda _on: self._as_month.trigger())
        self._as_month.toggled.connect(as_month.setChecked)
        tools = FlowLayout()  # in German and large they have no room in one line
        tools.addWidget(as_month)
        for action in (self._add, self._export):
            button = QPushButton(icon(_picture(action)), action.text(), self)
            button.setObjectName(f"{action.objectName()}-button")
            button.setIconSize(icon_size())
            button.clicked.connect(action.trigger)
            follow_action(button, action)
            tools.addWidget(button)
        row.addLayout(tools)
        self._top = row
        return row

    # ---- what the main window asks ----

    def title(self) -> str:
        return _("Calendar")

    def actions(self) -> list[QAction]:
        return [self._add, self._export, self._breach, self._as_month, self._show_line, self._save_line, self._clear]

    def take_focus(self) -> None:
        if self.tabs.currentIndex() == _BREACHES:
            self.breaches.take_focus()
        elif self._pages.currentWidget() is self.splitter:
            (self.month.grid if self._as_month.isChecked() else self.table).setFocus()
        else:
            self.tabs.tabBar().setFocus()

    def refresh(self, what: frozenset[str]) -> None:
        if concerns_obligations(what):
            self._read()
            if self._breaches_read:
                self.breaches.refresh()

    def narrow(self, options: Mapping[str, str]) -> None:
        """Options: tab ("breaches"), breach (the key of one to show), duty (a key), state, kind, owner, partner,
        quarter (such as "2027-Q1")."""
        if options.get("breach"):
            self.show_breach(options["breach"])
            return
        self.tabs.setCurrentIndex(_BREACHES if options.get("tab") == "breaches" else 0)
        self._wanted = options.get("obligation", "")
        if self._wanted and self._as_month.isChecked():
            self._as_month.trigger()
        filters = Filters(
            owner=options.get("owner", ""),
            partner=options.get("partner", ""),
            kinds=_among(options.get("kind", ""), KINDS),
            states=_among(options.get("state", ""), STATE_CHOICES),
        )
        quarter = options.get("quarter", "")
        self._narrow(AgendaSettings(filters, quarter=quarter if days_of_quarter(quarter) else ""))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= characters(_NARROW)
        self._top.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)
        self._show_line_where_it_fits()

    def _show_line_where_it_fits(self) -> None:
        """Hide the line at large text, where the table needs the room; an action shows it on a larger window."""
        needed = space(4 * _LINES_FOR_THE_LINE)
        height = min(self.height(), self.window().height())  # this view is taller than a window in which it scrolls
        fits = height >= (needed * 1.5 if self._as_month.isChecked() else needed)
        self.time_line.setVisible(
            fits and self._show_line.isChecked() and self.page is not None and bool(self.page.days)
        )

    # ---- asking the core ----

    def _read(self) -> None:
        narrowed = self.filters.filters()
        self.context.worker.read(
            self,
            lambda acting: agenda_page(
                acting, narrowed.filters, all_years=narrowed.all_years, quarter=narrowed.quarter
            ),
            self._show,
            key="agenda",
        )

    def _show(self, page: AgendaPage) -> None:
        self.page = page
        self.filters.show_page(page)
        wanted, self._wanted = self._wanted, ""
        had_focus = any(one.hasFocus() for one in (self.table, self.month.grid, self.month.list))
        self.table.show_page(page, wanted)
        narrowed = self.filters.filters()
        nothing_at_all = narrowed == AgendaSettings()
        within = days_of_quarter(narrowed.quarter) if narrowed.quarter else None
        self.month.show_page(page, filtered=not nothing_at_all, within=within)
        front = self.splitter if page.groups else self._none_yet if nothing_at_all else self._none_found
        self._pages.setCurrentWidget(front)
        if had_focus and front is not self.splitter:
            self.take_focus()
        self.time_line.show_months(_months(page))
        self._show_line_where_it_fits()
        self.figures.setText(figures_words(page))
        self.beside.setText(" ".join(hidden_words(page)))
        self.beside.setVisible(bool(self.beside.text()))

    # ---- filters ----

    def _narrow(self, narrowed: AgendaSettings) -> None:
        self.filters.show_filters(narrowed)
        self._on_filters(narrowed)

    def _on_filters(self, narrowed: AgendaSettings) -> None:
        self.context.remember(_NARROWED, narrowed.as_json())
        self._read()

    # ---- doing something ----

    def _on_tab(self, index: int) -> None:
        if index == _BREACHES and not self._breaches_read:
            self._breaches_read = True
            self.breaches.refresh()

    def show_breach(self, key: str) -> None:
        """Show the form of a recorded breach."""
        self.tabs.setCurrentIndex(_BREACHES)
        self.breaches.open_breach(key)

    def new_breach(self) -> None:
        """Begin the form of a breach, or go on with the one that was begun."""
        self.tabs.setCurrentIndex(_BREACHES)
        self.breaches.new()

    def _show_of(self, shown: QWidget, obligation: Obligation | None) -> None:
        """Show what was chosen, if in the list in front."""
        if self._lists.currentWidget() is shown:
            self._show_obligation(obligation)

    def _switch_month(self) -> None:
        on = self._as_month.isChecked()
        self.context.remember(_MONTH, on)
        self._lists.setCurrentWidget(self.month if on else self.table)
        self._show_line_where_it_fits()
        if self.page is not None:
            self.month.go_to(self.month.day)
        if not on:
            self._show_obligation(self.table.current_obligation())
        self.take_focus()

    def _show_obligation(self, obligation: Obligation | None) -> None:
        self.panel.show_obligation(obligation, self.page.members if self.page is not None else ())

    def _enter_panel(self) -> None:
        first = next((child for child in self.panel.findChildren(QPushButton) if child.isEnabled()), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _go_to_month(self, month: date) -> None:
        if self._as_month.isChecked():
            self.month.go_to(month)
            return
        self.table.go_to(self.table.agenda.first_row_from(month))

    def add_obligation(self) -> None:
        """Add an obligation of our own."""
        self._obligation_actions.add(self.page.members if self.page is not None else ())

    def export(self) -> None:
        """Write the obligations shown as an iCalendar file."""
        path = self.context.dialogs.ask_save_file(
            _("Export as a calendar file"), _("Duties") + ".ics", _("Calendar file (*.ics)")
        )
        if path is None:
            return
        narrowed, language = self.filters.filters(), current_language()

        def write(acting: Acting, _progress: Progress) -> int:
            prove_obligations(acting, narrowed.filters.agreement)
            page = agenda_page(acting, narrowed.filters, all_years=narrowed.all_years, quarter=narrowed.quarter)
            data = write_calendar(page.obligations, acting.clock(), language)
            write_exported(acting, path, data, Message(N_("Calendar file of duties")), private=False)
            return len(page.obligations)

        self.context.worker.change(
            self,
            _("Saving {name}", name=path.name),
            write,
            lambda number: self.context.notify(
                _("Saved: {name} ({duties})", name=path.name, duties=obligations_words(number))
            ),
        )

    def _switch_line(self) -> None:
        shown = self._show_line.isChecked()
        self.context.remember(_LINE, shown)
        self._show_line_where_it_fits()

    def _save_time_line(self) -> None:
        narrowed, name = self.filters.filters(), _("Duties of the next 12 months")

        def prepare(acting: Acting) -> Paint:
            prove_obligations(acting, narrowed.filters.agreement)
            page = agenda_page(acting, narrowed.filters, all_years=narrowed.all_years, quarter=narrowed.quarter)
            return partial(paint_months, _months(page))

        save_picture(self.context, self.time_line.paint_picture, QSize(1200, 360), name, name, prepare=prepare)


def _months(page: AgendaPage) -> Months:
    return months_of_days(page.today, page.days, _("Duties of the next 12 months"), obligations_words)


def figures_words(page: AgendaPage) -> str:
    """The counts of overdue obligations, and of those due within 7, 30 and 90 days, in words."""
    counts = page.counts
    overdue = counted("{n} overdue", "{n} overdue", counts.overdue)
    return _(
        "{overdue}; due within 7 days: {seven}, 30 days: {thirty}, 90 days: {ninety}.",
        overdue=overdue,
        seven=counts.within_7,
        thirty=counts.within_30,
        ninety=counts.within_90,
    )


def hidden_words(page: AgendaPage) -> list[str]:
    """The sentence on obligations that the list does not show."""
    words = []
    hidden = page.counts.overdue - sum(one.overdue for one in page.obligations)
    if hidden > 0 and not page.more:
        words.append(str(counted("The filters hide {n} overdue duty.", "The filters hide {n} overdue duties.", hidden)))
    if page.waiting:
        words.append(
            str(
                counted(
                    "The duties of {n} agreement are still being worked out.",
                    "The duties of {n} agreements are still being worked out.",
                    page.waiting,
                )
            )
        )
    if page.more:
        words.append(_("There are more duties than the list shows: narrow it."))
    return words


def _among(given: str, known: Mapping[str, object]) -> tuple[str, ...]:
    return tuple(one for one in given.split(",") if one in known)


def _picture(action: QAction) -> str:
    return {"add-obligation": "add", "export-calendar": "export"}[action.objectName()]
