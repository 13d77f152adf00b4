"""The main window of an unlocked vault: rail, header with the way back, the view in front, menu, status line."""

from __future__ import annotations

import base64
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QAction,
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from datapact.base.errors import DataPactError
from datapact.base.texts import _, counted
from datapact.organisation.acting.acting_member import READS_ONLY
from datapact_ui.exchange.receiving.choose_received import choose_received
from datapact_ui.kit.background.error_display import ErrorBar
from datapact_ui.kit.background.fault_report import show_fault
from datapact_ui.kit.background.progress_bar import ProgressBar
from datapact_ui.kit.background.read_ahead import read_views_ahead
from datapact_ui.kit.context.app_context import AppContext, Place
from datapact_ui.kit.context.overdue import OverdueWatch
from datapact_ui.kit.context.pages import is_room, make_received_dialog, make_view, room_of, view_modules
from datapact_ui.kit.context.view import View
from datapact_ui.kit.fields.dropped_files import dropped_files
from datapact_ui.kit.layout.front_page import FrontStack
from datapact_ui.kit.layout.one_line import OneLine
from datapact_ui.kit.layout.scroll_page import put_page
from datapact_ui.kit.layout.tab_order import go_on
from datapact_ui.kit.theme.measures import characters, space, type_font
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.disabled_controls import hold_back
from datapact_ui.kit.widgets.flat_button import flat_button
from datapact_ui.obligations.calendar.reminder_bar import ReminderBar
from datapact_ui.shell.approval_watch import ApprovalWatch
from datapact_ui.shell.folder_bar import FolderBar
from datapact_ui.shell.menus import Command, Menus
from datapact_ui.shell.proof_bar import ProofBar
from datapact_ui.shell.rail import ROOMS, Rail, rooms_for
from datapact_ui.team.team_sign import TeamSign

if TYPE_CHECKING:
    from datapact.exchange.folder.putting import Laid
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.background.runner import Progress

_CONFIRMATION_MSECS = 8000
_USES = (QEvent.Type.KeyPress, QEvent.Type.MouseMove, QEvent.Type.MouseButtonPress, QEvent.Type.TouchBegin)
"""What the system tells a window when somebody is there."""
_LOW = 28
"""Lines of text below which a window is low, and its header smaller."""

_WORK = ("interview", "editor", "signing")
_OF_AGREEMENT = ("agreement", *_WORK)
"""Pages above the rooms that are about one agreement."""


class MainWindow(QMainWindow):
    """The frame of all views. It lives from unlock to lock, or to a change of language or text size."""

    lock_wanted = Signal()
    quit_wanted = Signal()
    other_vault_wanted = Signal()
    text_size_wanted = Signal(int)
    """By how many percent points; 0 for 100 %."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.context = context
        self.setObjectName("main-window")
        self.setAcceptDrops(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._rooms: dict[str, View] = {}
        self._trail: list[tuple[Place, View]] = []
        """The room at the bottom, the pages opened from it above."""
        self._build()
        self._build_menu()
        context.went.connect(self.go)
        context.said.connect(self.say)
        context.worker.failed.connect(self._show_error)
        context.changed.connect(self._forget_error)
        context.worker.broke.connect(lambda error: show_fault(error, context.dialogs, self))
        if "auditor" in context.identity.roles:
            from datapact_ui.audit.parts.access_log import AccessLog

            AccessLog.of(context)
        self._restore_place()
        self._overdue = OverdueWatch(context, self.rail.show_overdue, self)  # reads after the room has read
        self._asked = ApprovalWatch(context, self.rail.show_asked, self)

    # ---- building ----

    def _build(self) -> None:
        self._order = rooms_for(self.context.identity.roles, narrowed=self.context.identity.narrowed)
        self.rail = Rail(self._order, self)
        self.rail.chosen.connect(lambda name: self.go(Place(name)))
        self.errors = ErrorBar(self.context.dialogs, self)
        self.reminders = ReminderBar(self.context, self)
        self.proof = ProofBar(self.context, self)
        self.shared = FolderBar(self.context, self)
        self._back = flat_button(self, "back", "back", _("Back"), self.go_back, tip=_("Back (Alt+Left)"), size=1.2)
        self._title = OneLine(self, "title")
        self._title.setObjectName("title")
        self._header = header = QHBoxLayout()
        header.setContentsMargins(space(5), space(3), space(5), space(2))
        header.setSpacing(space(2))
        header.addWidget(self._back)
        header.addWidget(self._title, 1)
        header.addStretch()  # while a page without a title is being read the arrow stays where it is
        self.stack = FrontStack(self)
        around = QScrollArea(self)  # for windows smaller than a view needs, so that everything stays reachable
        around.setObjectName("view-scroll")
        around.setFrameShape(QScrollArea.Shape.NoFrame)
        around.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        around.setWidgetResizable(True)
        put_page(around, self.stack)
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.errors)
        column.addWidget(self.proof)
        column.addLayout(header)
        self.beside = Words("", "small", self)
        self.beside.setObjectName("beside")
        self.beside.setContentsMargins(space(5), 0, space(5), space(1))
        self.beside.hide()
        column.addWidget(self.beside)
        column.addWidget(around, 1)
        column.addWidget(self.shared)
        column.addWidget(self.reminders)  # below: it comes late, and nothing moves away under the mouse
        body = QWidget(self)
        line = QHBoxLayout(body)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        line.addWidget(self.rail)
        line.addLayout(column, 1)
        self.setCentralWidget(body)
        who = QLabel(f"{self.context.identity.member_name} · {self.context.identity.organisation_name}", self)
        who.setTextFormat(Qt.TextFormat.PlainText)
        who.setObjectName("who")
        self._aside: list[QWidget] = []
        """What is out of the status line while something longer is said there."""
        self.statusBar().addPermanentWidget(ProgressBar(self.context.worker, self, self.proof.state))
        self.team = TeamSign(self.context, self)
        self.statusBar().addPermanentWidget(self.team)
        self.team.watch.company_changed.connect(self._show_company)
        self.statusBar().addPermanentWidget(self.proof.state)
        self.statusBar().addPermanentWidget(who)
        self._who = who
        self.statusBar().messageChanged.connect(self._make_room)
        self.team.watch.stands.connect(lambda _now: self._make_room(self.statusBar().currentMessage()))

    def _build_menu(self) -> None:
        context = self.context
        self.menus = Menus(self.menuBar(), self)
        self.menus.add(
            _("&File"),
            [
                Command("new-agreement", _("New agreement …"), self.new_agreement, "Ctrl+N", "add"),
                Command("open-file", _("Open a received file …"), self.open_file, "Ctrl+O", "open"),
                Command("open-folder", _("Open a folder of received files …"), self.open_folder, "", "receive"),
                Command("send-lacking", _("Send what partners lack …"), self.send_lacking, "", "send"),
                Command("lay-shared", _("Lay into shared folders what partners lack"), self.lay_shared, "", "folder"),
                Command("carry-files", _("Carry files as a relay …"), self.carry_files, "", "network"),
                Command("verify-file", _("Verify a file …"), self.verify_file, "Ctrl+Alt+Shift+V", "audit"),
                None,
                Command("lock", _("Lock"), self.lock_wanted.emit, "Ctrl+L", "lock"),
                Command("other-vault", _("Another vault …"), self.other_vault_wanted.emit, "Ctrl+Shift+O", "vault"),
                Command("quit", _("Quit"), self.quit_wanted.emit, "Ctrl+Q", "quit"),
            ],
        )
        if context.identity.reads_only:
            for name in ("new-agreement", "open-folder", "send-lacking", "lay-shared"):
                hold_back(str(READS_ONLY), *self.findChildren(QAction, name))
        self.menus.add_view_menu()
        rooms: list[Command | None] = [
            Command(f"go-{name}", _(ROOMS[name]), partial(context.show_view, name), f"Ctrl+{number}", name)
            for number, name in enumerate(self._order, 1)
        ]
        self.menus.add(
            _("&Go to"),
            [
                *rooms,
                None,
                Command("go-back", _("Back"), self.go_back, "Alt+Left", "back"),
                Command("ask-question", _("May we share …?"), self.ask_question, "Ctrl+Shift+Y", "ask"),
                Command("command-palette", _("Find anything …"), self.open_palette, "Ctrl+K", "search"),
            ],
        )
        self.menus.add(
            _("&View"),
            [
                Command("text-larger", _("Larger text"), lambda: self.text_size_wanted.emit(10), "Ctrl++|Ctrl+="),
                Command("text-smaller", _("Smaller text"), lambda: self.text_size_wanted.emit(-10), "Ctrl+-"),
                Command("text-usual", _("Usual text size"), lambda: self.text_size_wanted.emit(0), "Ctrl+0"),
            ],
        )
        self.menus.add(
            _("&Help"),
            [
                Command("help", _("User guide"), self.open_guide, "F1", "guide"),
                Command("update", _("A newer version …"), self.show_update, "", "refresh"),
                Command("about", _("About DataPact"), self.show_about, "", "info"),
            ],
        )

    # ---- going places ----

    def go(self, place: Place) -> None:
        """Show a place: a room of the rail, a page above it, or the dialog of a received file."""
        if not self._is_open(place):
            shut = self.context.identity.shut
            self.say(_("No audit is open for you today.") if shut else _("Your audit does not cover that."))
            place = Place("audit")
        if place.view == "received":
            dialog = make_received_dialog(self.context, place)
            dialog.setParent(self, dialog.windowFlags())
            dialog.open()
            return
        self.errors.hide()  # it was about the page in front
        if is_room(place):
            self._leave_pages()
            self._trail = [(place, self._room(place.view))]
        else:
            known = [index for index, (shown, _view) in enumerate(self._trail) if _same(shown, place)]
            if known:
                self._drop(self._trail[known[0] + 1 :])
                self._trail = self._trail[: known[0] + 1]
            else:
                if self._leave_others(place) and place.key:  # the way back leads to the page of what is worked at
                    under = Place("agreement", place.key)
                    below = make_view(self.context, under)
                    self._adopt(below)
                    self._trail.append((under, below))
                page = make_view(self.context, place)
                self._adopt(page)
                self._trail.append((place, page))
        self._show_front()
        if place.options:
            self._trail[-1][1].narrow(place.options)

    def _forget_error(self, what: frozenset[str]) -> None:
        """Something succeeded since: what barred it is no longer the case."""
        if what - {"settings"}:
            self.errors.hide()

    def go_back(self) -> None:
        """Leave the page in front."""
        if len(self._trail) > 1:
            self._drop([self._trail.pop()])
            self._show_front()

    def leave_all(self) -> None:
        """Make every page and room save its unsaved data, because the window is about to close."""
        self.errors.hide()
        for _place, view in self._trail[1:]:
            view.leave()
        for room in self._rooms.values():
            room.leave()

    def view(self) -> View:
        """The view in front."""
        return self._trail[-1][1]

    def _room(self, name: str) -> View:
        if name not in self._rooms:
            self._rooms[name] = make_view(self.context, Place(name))
            self._adopt(self._rooms[name])
        return self._rooms[name]

    def _adopt(self, view: View) -> None:
        self.stack.addWidget(view)
        view.title_changed.connect(self._show_title)
        view.actions_changed.connect(lambda: self.menus.show_view(self.view()))

    def _leave_pages(self) -> None:
        self._drop([step for step in self._trail if not is_room(step[0])])

    def _leave_others(self, place: Place) -> bool:
        """Leave the pages of other agreements when one begins to work at one: the way back never leads to another's page.

        Returns whether any was left.
        """
        if place.view not in _WORK:
            return False
        others = [
            step
            for step in self._trail
            if step[0].view in _OF_AGREEMENT and (not place.key or place.key not in (step[0].key, step[1].edits()))
        ]
        self._trail = [step for step in self._trail if step not in others]
        self._drop(others)
        return bool(others)

    def _drop(self, steps: list[tuple[Place, View]]) -> None:
        for _place, view in steps:
            view.leave()
            self.stack.removeWidget(view)
            view.setParent(None)
            view.deleteLater()

    def _show_front(self) -> None:
        view = self.view()
        self.stack.setCurrentWidget(view)
        self.rail.show_room(room_of(self._trail[-1][0]))
        self._back.setVisible(len(self._trail) > 1)
        self.menus.show_view(view)
        self.reminders.show_room(view.name)
        self._show_title()
        self._show_company()
        view.take_focus()

    def _show_company(self) -> None:
        """Say calmly who edits the agreement in front at another computer just now."""
        front = (self._trail[-1][0].key or self.view().edits()) if self._trail else ""
        names = [one.name for one in self.team.watch.colleagues if front and one.editing == front]
        words = (
            str(
                counted(
                    "{names} is editing this agreement just now.",
                    "{names} are editing this agreement just now.",
                    len(names),
                    names=", ".join(names),
                )
            )
            if names
            else ""
        )
        if words and words != self.beside.text():
            self.say(words)
        self.beside.setText(words)
        self.beside.setVisible(bool(words))

    def _show_title(self) -> None:
        title = self.view().title()
        self.team.watch.edit(self.view().edits())
        self._title.set_words(title)
        self._title.setVisible(bool(title))
        self.setWindowTitle(_("{title} – DataPact", title=title) if title else "DataPact")

    # ---- actions ----

    def new_agreement(self) -> None:
        """Begin a new agreement with the interview."""
        self.context.open_interview(None, None)

    def open_file(self) -> None:
        """Choose a received file."""
        choose_received(self.context)

    def open_folder(self) -> None:
        """Choose a folder with received files, and show what lies there."""
        from datapact.exchange.receive.many import files_in
        from datapact.exchange.relay.received_receipts import receipts_in
        from datapact_ui.exchange.receiving.many_received_dialog import ManyReceivedDialog

        folder = self.context.dialogs.ask_folder(_("Folder with received files"))
        if folder is not None:
            self.context.worker.read(
                self,
                lambda _acting: (files_in(folder), receipts_in(folder)),
                lambda found: ManyReceivedDialog(self.context, found[0], self, receipts=found[1], folder=folder).open(),
                key="folder",
            )

    def send_lacking(self) -> None:
        """Write a file for each agreement of which a party lacks something."""
        from datapact_ui.exchange.sending.bulk_send_dialog import BulkSendDialog

        BulkSendDialog(self.context, None, self).open()

    def lay_shared(self) -> None:
        """Lay into shared folders what partners were not sent yet, and say what became of it."""

        def job(acting: Acting, progress: Progress) -> Laid:
            from datapact.exchange.folder.putting import lay_what_lacks

            return lay_what_lacks(acting, progress)

        def done(laid: Laid) -> None:
            self.context.notify(counted("{n} file was written.", "{n} files were written.", len(laid.files)))
            if laid.refused:
                told = "\n".join(f"{name}: {why}" if name else str(why) for name, why in laid.refused)
                self.context.dialogs.tell(_("Not everything could be written"), told)

        self.context.worker.change(
            self, _("Sealing the files"), job, done, touches=lambda laid: frozenset({*laid.histories, "list"})
        )

    def carry_files(self) -> None:
        """Sort sealed files by their labels, as a relay."""
        from datapact_ui.exchange.sending.relay_dialog import RelayDialog

        RelayDialog(self.context, self).open()

    def _is_open(self, place: Place) -> bool:
        """Whether a mere auditor's audits cover a place; everything is open to others."""
        scope = self.context.identity.scope
        if scope is None or place.view in ("audit", "settings", "received"):
            return True
        return place.view == "agreement" and place.key in scope

    def verify_file(self) -> None:
        """Open the window that verifies files, beside this one."""
        from datapact_ui.exchange.receiving.verify_dialog import VerifyDialog

        VerifyDialog(self.context, parent=self).show()

    def ask_question(self) -> None:
        """Ask whether any dataset may be shared with a partner for a purpose."""
        if self.context.identity.narrowed:
            self.go(Place("consent"))
            return
        from datapact_ui.consent.decision.question_form import QuestionFields

        QuestionFields(self.context, None, self).open()

    def open_palette(self) -> None:
        """Open the command palette: every action, agreement and partner."""
        from datapact_ui.shell.command_palette import CommandPalette

        CommandPalette(self.context, list(self.menus.every_action()), self).open()

    def open_guide(self) -> None:
        """Open the guide's page for the view in front."""
        from datapact_ui.kit.dialogs.guide_window import show_guide

        show_guide(self, self.view().help_page)

    def show_update(self) -> None:
        """Look whether a release is newer than this program; nothing is looked up before a person says where."""
        from datapact_ui.shell.update_dialog import UpdateDialog

        UpdateDialog(self.context, self).open()

    def show_about(self) -> None:
        """Version and licence, and the log of this computer."""
        from datapact_ui.shell.about import show_about

        show_about(self.context.dialogs, self)

    def _show_error(self, error: DataPactError) -> None:
        """Show an error; rows that were not proven have a bar of their own, which no other message takes away."""
        from datapact.consent.proof.unproven import NotProven

        self.proof.hear(error)
        if not isinstance(error, NotProven) or QApplication.activeModalWidget() is not None:
            self.errors.show_error(error)

    def say(self, text: str) -> None:
        """Show a short confirmation, also for screen readers."""
        self.statusBar().showMessage(text, _CONFIRMATION_MSECS)
        self.statusBar().setAccessibleName(text)
        QAccessible.updateAccessibility(QAccessibleEvent(self.statusBar(), QAccessible.Event.Alert))

    def _make_room(self, said: str) -> None:
        """Large words leave no room for all: what is said is read whole, and what always stands there waits meanwhile."""
        for one in self._aside:
            one.show()
        self._aside = []
        self._who.show()
        beside = [one for one in (self._who, self.team, self.proof.state) if not one.isHidden()]
        room = self.statusBar().width() - self.statusBar().fontMetrics().horizontalAdvance(said) - space(3)
        taken = sum(one.sizeHint().width() + space(3) for one in beside)
        for one in beside if said else beside[:1]:
            if taken > room:
                taken -= one.sizeHint().width() + space(3)
                one.hide()
                self._aside.append(one)

    # ---- places remembered ----

    def _restore_place(self) -> None:
        geometry = self.context.recall("window.geometry")
        if not (isinstance(geometry, str) and self.restoreGeometry(QByteArray(base64.b64decode(geometry)))):
            self.resize(characters(190), space(170))
            if QApplication.platformName() != "offscreen":  # which has no screen that a person looks at
                room = self.screen().availableGeometry().size() - QSize(space(2), space(8))
                self.resize(self.size().boundedTo(room))
        if self._order:
            self.go(Place(self._order[0]))

    def trail(self) -> list[Place]:
        """The places of the user, to return to after the window was built anew."""
        return [place for place, _view in self._trail]

    def follow(self, trail: list[Place]) -> None:
        """Return to these places."""
        for place in trail:
            self.go(replace(place))

    def remember_geometry(self) -> None:
        """Remember size and place of the window in the vault."""
        self.context.remember("window.geometry", base64.b64encode(self.saveGeometry().data()).decode())

    # ---- events ----

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        low = self.height() < space(4 * _LOW)  # a small screen, or large text: the content comes first
        self._header.setContentsMargins(space(5), space(1 if low else 3), space(5), space(0.5 if low else 2))
        self._title.setFont(type_font("heading" if low else "title"))
        self._make_room(self.statusBar().currentMessage())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.windowHandle().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Load what a person may open, once somebody is there; a window that nobody uses does not take the memory."""
        if event.type() in _USES:
            watched.removeEventFilter(self)
            read_views_ahead(view_modules())
        return False

    def focusNextPrevChild(self, forward: bool) -> bool:
        return go_on([part for part in (self.centralWidget(), self.statusBar()) if part is not None], forward)

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()
        self.quit_wanted.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(path.is_file() for path in dropped_files(event)):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        for path in filter(Path.is_file, dropped_files(event)):
            self.context.take_file(path)


def _same(first: Place, second: Place) -> bool:
    return (first.view, first.key) == (second.view, second.key)
