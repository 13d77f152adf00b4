"""The overview: what needs you today, then the alliance in pictures, each with its table."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from datapact.agreements.views.network import Network, network
from datapact.agreements.views.portfolio import Portfolio, portfolio
from datapact.base.clock import write_time
from datapact.base.texts import _, counted
from datapact_ui.agreements.all_agreements import AllAgreements, concerns_list
from datapact_ui.agreements.columns import next_step_words
from datapact_ui.exchange.receiving.choose_received import choose_received
from datapact_ui.kit.context.names import NAMES
from datapact_ui.kit.context.view import View
from datapact_ui.kit.layout.front_page import FrontStack
from datapact_ui.kit.layout.scroll_page import ScrollPage
from datapact_ui.kit.pictures.pictures import save_picture
from datapact_ui.kit.pictures.time_line import TimeLine, months_of_portfolio
from datapact_ui.kit.tables.days import short_day
from datapact_ui.kit.tables.rows_list import RowsList
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import characters, icon_size, margins, space
from datapact_ui.kit.theme.numbers import grouped
from datapact_ui.kit.widgets.cards import Card, Words
from datapact_ui.kit.widgets.empty_state import EmptyState
from datapact_ui.obligations.calendar.overdue_today import OverdueToday
from datapact_ui.overview.network_card import NetworkCard
from datapact_ui.overview.states_list import StatesList
from datapact_ui.partners.choose_card import choose_card

if TYPE_CHECKING:
    from datapact.agreements.views.approvals import WaitingApproval
    from datapact.obligations.agenda.dashboard import Red
    from datapact.organisation.acting.acting_member import Acting
    from datapact.team.steps.colleagues import ColleagueStep
    from datapact.team.steps.mentions import Mention
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext

_STEP_ICONS = {"finish_draft": "draft", "answer": "offered", "choose": "offered", "freeze": "freeze", "sign": "sign"}
_SIDE_BY_SIDE = 120  # characters of width from which the first two cards are side by side


class OverviewView(View):
    """The room to begin a day in."""

    name = "overview"
    help_page = "overview"

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        source = AllAgreements.of(context)  # first, so that it gets a change before this view reads again
        super().__init__(context, parent)
        self._all = source
        self._alliance: Portfolio | None = None
        self._build()
        self._save_network = self.action(
            "save-network", _("Save the network as a picture …"), self.network.save, icon_name="export"
        )
        self._save_line = self.action(
            "save-time-line", _("Save the time line as a picture …"), self._save_time_line, icon_name="export"
        )
        self._table = self.action(
            "network-table-action",
            _("Network as a table"),
            lambda: self.network.show_as_table(not self.network.as_table.isChecked()),
            icon_name="table",
        )
        self._read()

    # ---- building ----

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._pages = FrontStack(self)
        outer.addWidget(self._pages)
        self._scroll = scroll = ScrollPage(self)
        scroll.setObjectName("overview-scroll")
        scroll.setAccessibleName(_("Overview"))
        body = QWidget(scroll)
        column = QVBoxLayout(body)
        margins(column, 4, 4)
        tasks = self._tasks_card()
        self.network = NetworkCard(self.context, self)
        self.network.filters_wanted.connect(lambda filters: self.context.show_view("agreements", **filters))
        self._pairs = [  # beside each other: the picture stands beside the tasks, where it is seen without scrolling
            self._pair(column, tasks, self.network, 100),
            self._pair(column, self._endings_card(), self._states_card(), 0),
        ]
        column.addStretch(1)
        scroll.set_page(body)
        self._pages.addWidget(scroll)
        empty = EmptyState(
            "overview",
            _("Nothing here yet"),
            _("Your agreements and partners will show here. Add a partner's card, or draft a first agreement."),
            _("New agreement …"),
            lambda: self.context.open_interview(None, None),
            self,
            other=(_("Add card …"), lambda: choose_card(self.context)),
        )
        self._pages.addWidget(empty)
        self.hold_back(*empty.findChildren(QPushButton))

    def _pair(self, column: QVBoxLayout, left: Card, right: Card, stretch: int) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(space(4))
        for card, share in ((left, 7), (right, 6)):
            card.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
            row.addWidget(card, share)
        column.addLayout(row, stretch)
        return row

    def _tasks_card(self) -> Card:
        card = Card(_("What needs me today"), self)
        headings = (_("Next step"), _("Agreement"), _("Partner"), _("Since"))
        self.tasks = RowsList("tasks", _("What needs me today"), headings, (0.36, 0.38, 0.26, 0), card, wraps=True)
        self.tasks.opened.connect(self.context.open_agreement)
        self._no_tasks = Words("", "body", card, quiet=True)
        self._no_tasks.setObjectName("no-tasks")
        self._more_tasks = Words("", "small", card, quiet=True)
        self.red = OverdueToday(self.context, card)
        asked = (_("A text to approve"), _("Asked by"), _("Since"))
        self.approvals = RowsList("approvals", _("Waits for your approval"), asked, (0.68, 0.32, 0), card)
        self.approvals.opened.connect(self.context.open_agreement)
        self.approvals.hide()
        waiting = (_("Waits to be certified by an administrator"), _("Fingerprint"))
        self.to_certify = RowsList("to-certify", waiting[0], waiting, (0.6, 0.4), card)
        self.to_certify.opened.connect(lambda _member: self.context.show_view("settings", group="members"))
        self.to_certify.hide()
        named = (_("Comments that name you"), _("Agreement"), _("Since"))
        self.mentions = RowsList("mentions", named[0], named, (0.6, 0.4, 0), card, wraps=True)
        self.mentions.opened.connect(self.context.open_agreement)
        self.mentions.hide()
        own = (_("You look after"), _("Status"))
        self.mine = RowsList("looked-after", own[0], own, (0.7, 0.3), card)
        self.mine.opened.connect(self.context.open_agreement)
        self.mine.hide()
        done = (_("What colleagues did meanwhile"), _("Agreement"), _("Since"))
        self.meanwhile = RowsList("meanwhile", done[0], done, (0.6, 0.4, 0), card, wraps=True)
        self.meanwhile.opened.connect(self.context.open_agreement)
        self.meanwhile.hide()
        self.seen = QPushButton(icon("check"), _("Seen"), card)
        self.seen.setObjectName("meanwhile-seen")
        self.seen.clicked.connect(lambda _checked=False: self._mark_seen())
        self.seen.hide()
        for widget in (
            self.red, self.approvals, self.to_certify, self.mentions, self.tasks, self._no_tasks, self._more_tasks, self.mine, self.meanwhile,
        ):  # fmt: skip
            card.column.addWidget(widget)
        card.column.addWidget(self.seen, 0, Qt.AlignmentFlag.AlignLeft)
        self.receive = QPushButton(icon("open"), _("Open a received file …"), card)
        self.receive.setObjectName("overview-open-file")
        self.receive.setIconSize(icon_size())
        self.receive.clicked.connect(lambda _checked=False: choose_received(self.context))
        card.column.addSpacing(space(1))
        card.column.addWidget(self.receive, 0, Qt.AlignmentFlag.AlignLeft)
        card.column.addStretch(1)  # room that is left goes below all of it
        return card

    def _states_card(self) -> Card:
        card = Card(_("Agreements by state"), self)
        self.states = StatesList(card)
        self.states.status_chosen.connect(lambda status: self.context.show_view("agreements", status=status))
        card.column.addWidget(self.states)
        card.column.addStretch()
        return card

    def _endings_card(self) -> Card:
        card = Card(_("Ends in the next 12 months"), self)
        self.time_line = TimeLine(_("What ends in the next 12 months"), card)
        self.time_line.month_chosen.connect(self._go_to_month)
        headings = (_("Last day"), _("Agreement"), _("Partner"))
        self.endings = RowsList("endings", _("What ends in the next 12 months"), headings, (0, 0.58, 0.42), card)
        self.endings.opened.connect(self.context.open_agreement)
        self._no_endings = Words(_("No agreement in force ends in the next 12 months."), "body", card, quiet=True)
        self._more_endings = Words("", "small", card, quiet=True)
        for widget in (self.time_line, self.endings, self._no_endings, self._more_endings):
            card.column.addWidget(widget)
        card.column.addStretch(1)
        return card

    # ---- what the main window asks ----

    def title(self) -> str:
        return _("Overview")

    def actions(self) -> list[QAction]:
        return [self._table, self._save_network, self._save_line]

    def take_focus(self) -> None:
        first = [part for part in (self.red.rows, self.approvals, self.tasks) if part.isVisibleTo(self)]
        (first[0] if first else self.states).setFocus()
        self._scroll.verticalScrollBar().setValue(0)  # a day begins at the top, whatever has the focus

    def refresh(self, what: frozenset[str]) -> None:
        if concerns_list(what):
            self._read()
        elif what - {"settings", NAMES}:
            self._read_red()

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        wide = self.width() >= characters(_SIDE_BY_SIDE)
        direction = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        for row in self._pairs:
            if row.direction() != direction:
                row.setDirection(direction)

    # ---- showing ----

    def _read(self) -> None:
        source, today, roles = self._all, self.context.today(), self.context.identity.roles

        def job(acting: Acting) -> tuple[Portfolio, Network]:
            with acting.vault.read() as session:
                index = source.index(session)
                return portfolio(session, index, today, roles), network(session, index)

        self._read_red()
        self.context.worker.read(self, job, lambda found: self._show(*found), key="overview")

    def _read_red(self) -> None:
        """Read what is overdue, before the tasks below it: they would be shown and then move down."""

        def job(acting: Acting) -> Red:
            from datapact.obligations.agenda.dashboard import needs_me

            return needs_me(acting)

        self.context.worker.read(self, job, self._show_red, key="red")

        def asked(acting: Acting) -> tuple[WaitingApproval, ...]:
            from datapact.agreements.views.approvals import waiting_for_me

            return waiting_for_me(acting)

        self.context.worker.read(self, asked, self._show_approvals, key="approvals")

        def done(acting: Acting) -> tuple[ColleagueStep, ...]:
            from datapact.team.steps.colleagues import since_seen

            return since_seen(acting)

        self.context.worker.read(self, done, self._show_meanwhile, key="meanwhile")
        self.context.worker.read(self, _named, self._show_named, key="named")
        if "admin" in self.context.identity.roles:
            self.context.worker.read(self, _to_certify, self._show_to_certify, key="certify")

    def _show_to_certify(self, found: tuple[tuple[str, str], ...]) -> None:
        self.to_certify.show_rows([(name, "trust", (name, print), True) for name, print in found])
        self.to_certify.setVisible(bool(found))

    def _show_named(self, found: tuple[tuple[Mention, ...], list[tuple[str, str, str]]]) -> None:
        """Show the comments that name the member, and the agreements that the member looks after."""
        mentions, mine = found
        self.mentions.show_rows(
            [
                (
                    one.history,
                    "comment",
                    (f"{one.name}: {one.text}", f"{one.number}  {one.title}", short_day(write_time(one.time))),
                    True,
                )
                for one in mentions
            ]
        )
        self.mentions.setVisible(bool(mentions))
        if mentions and not self.context.identity.reads_only:
            self.seen.show()
        self.mine.show_rows([(history, "person", (title, status), False) for history, title, status in mine])
        self.mine.setVisible(bool(mine))

    def _show_meanwhile(self, steps: tuple[ColleagueStep, ...]) -> None:
        self.meanwhile.show_rows(
            [
                (
                    one.history,
                    "partners",
                    (
                        _meanwhile_words(one),
                        f"{one.number}  {one.title}",
                        short_day(write_time(one.time)),
                    ),
                    False,
                )
                for one in steps
            ]
        )
        self.meanwhile.setVisible(bool(steps))
        self.seen.setVisible(bool(steps) and not self.context.identity.reads_only)

    def _mark_seen(self) -> None:
        """Mark what colleagues did until now as seen."""

        def job(acting: Acting, _progress: Progress) -> None:
            from datapact.team.steps.colleagues import mark_seen

            mark_seen(acting)

        def done(_none: None) -> None:
            self._show_meanwhile(())
            self.mentions.hide()

        self.context.worker.change(self, _("Saving settings"), job, done, touches=frozenset({"list"}))

    def _show_approvals(self, waiting: tuple[WaitingApproval, ...]) -> None:
        self.approvals.show_rows(
            [
                (
                    one.history,
                    "approve",
                    (f"{one.number}  {one.title}", one.asked_by, short_day(write_time(one.asked_at))),
                    True,
                )
                for one in waiting
            ]
        )
        self.approvals.setVisible(bool(waiting))
        if waiting:
            self._no_tasks.hide()

    def _show_red(self, red: Red) -> None:
        self.red.show_red(red)
        if red.anything:
            self._pages.setCurrentIndex(0)
        shown = self.tasks.isVisibleTo(self) or self.approvals.isVisibleTo(self)
        self._no_tasks.setVisible(not red.anything and not shown)

    def _show(self, found: Portfolio, partners: Network) -> None:
        self._alliance = found
        empty = not found.total and len(partners.nodes) < 2 and self.red.isHidden()
        self._pages.setCurrentIndex(1 if empty else 0)
        self._show_tasks(found)
        self.states.show_states(found.states)
        self._show_endings(found)
        self.network.setVisible(len(partners.nodes) > 1)
        self.network.show_network(partners)

    def _show_tasks(self, found: Portfolio) -> None:
        self.tasks.show_rows(
            [
                (
                    task.agreement.id,
                    "send"
                    if task.agreement.waits in ("send", "say_sent")
                    else _STEP_ICONS.get(task.agreement.next_step, "waiting"),
                    (
                        next_step_words(task.agreement),
                        f"{task.agreement.number}  {task.agreement.title}",
                        task.agreement.partners,
                        short_day(task.agreement.since),
                    ),
                    task.mine,
                )
                for task in found.tasks
            ]
        )
        self.tasks.setVisible(bool(found.tasks))
        self._no_tasks.setVisible(not found.tasks and self.red.isHidden() and self.approvals.isHidden())
        self._no_tasks.setText(
            _("Nothing waits for you. The partners have the next steps.")
            if found.with_partners
            else _("Nothing waits for you. What a partner sent shows here once you open its file.")
        )
        others = sum(not task.mine for task in found.tasks)
        words = []
        if found.more_tasks:
            words.append(
                str(
                    counted(
                        "{count} more waits for us.",
                        "{count} more wait for us.",
                        found.more_tasks,
                        count=grouped(found.more_tasks),
                    )
                )
            )
        if others:
            words.append(_("What stands in normal type is for colleagues with other roles."))
        self._more_tasks.setText(" ".join(words))
        self._more_tasks.setVisible(bool(words))

    def _show_endings(self, found: Portfolio) -> None:
        self.time_line.show_months(months_of_portfolio(found))
        self.endings.show_rows(
            [
                (row.id, "", (short_day(row.last_day), f"{row.number}  {row.title}", row.partners), False)
                for row in found.endings
            ]
        )
        for widget in (self.time_line, self.endings):
            widget.setVisible(bool(found.endings))
        self._no_endings.setVisible(not found.endings)
        self._more_endings.setVisible(found.more_endings > 0)
        self._more_endings.setText(
            str(
                counted(
                    "{count} more ends later.",
                    "{count} more end later.",
                    found.more_endings,
                    count=grouped(found.more_endings),
                )
            )
        )

    def _go_to_month(self, month: date) -> None:
        if self._alliance is None:
            return
        wanted = month.isoformat()
        for place, row in enumerate(self._alliance.endings):
            if str(row.last_day) >= wanted:
                self.endings.go_to(place)
                return

    def _save_time_line(self) -> None:
        name = _("What ends in the next 12 months")
        save_picture(self.context, self.time_line.paint_picture, QSize(1200, 360), name, name)


def _meanwhile_words(one: ColleagueStep) -> str:
    """The newest step, with the colleague's name where the sentence lacks it, and how many there were."""
    told = str(one.words)
    if one.name and one.name not in told:
        told = _("{name}: {what}", name=one.name, what=told)
    return told if one.steps == 1 else _("{words} ({n} steps)", words=told, n=one.steps)


def _named(acting: Acting) -> tuple[tuple[Mention, ...], list[tuple[str, str, str]]]:
    """Comments that name the member; agreements that the member looks after with title and status."""
    from datapact.agreements.projection.status import status_message
    from datapact.agreements.projection.tables import AgreementRow
    from datapact.agreements.steps.assigning import assigned_to
    from datapact.team.steps.mentions import mentions_of_me

    with acting.vault.read() as session:
        rows = [session.get(AgreementRow, one) for one in assigned_to(session, acting.member.id)]
        mine = [
            (row.id, f"{row.number}  {row.shown_title}", str(status_message(row.status)))
            for row in rows
            if row is not None
        ]
    return mentions_of_me(acting), mine


def _to_certify(acting: Acting) -> tuple[tuple[str, str], ...]:
    """Name and the beginning of the fingerprint of each member who waits to be certified."""
    from datapact.organisation.members.members import list_members

    return tuple((one.name, f"{one.fingerprint[:11]} …") for one in list_members(acting) if one.standing == "waiting")
