"""The page of the team in the settings: how it stands, the codes that colleagues read to each other, and every step."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from datapact.base.texts import Message, _
from datapact.organisation.identity.house import code_to_read_aloud
from datapact_ui.kit.layout.flow_layout import FlowLayout
from datapact_ui.kit.tables.settings_table import SETTINGS
from datapact_ui.kit.theme.measures import figures, margins, space, type_font
from datapact_ui.kit.widgets.cards import Card, Words
from datapact_ui.kit.widgets.check_boxes import Tick
from datapact_ui.kit.widgets.disabled_controls import bar_control
from datapact_ui.kit.widgets.picture_button import picture_button
from datapact_ui.kit.widgets.warning_line import WarningLine
from datapact_ui.team.team_dialogs import CreateTeamDialog, DeleteTeamDialog, HoursDialog, MoveTeamDialog
from datapact_ui.team.team_sign import since
from datapact_ui.team.team_watch import PRESENCE, TEAM, TeamNow, TeamWatch, bring_together, touched

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.team.steps.presence import Colleague
    from datapact.team.steps.status import DeviceSeen, TeamStatus
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext
    from datapact_ui.team.team_watch import Brought

TOUCHES = frozenset({TEAM, "settings"})
_MAY_BOUND = frozenset({"admin", "legal"})


class TeamPage(QWidget):
    """Without a team: how one begins. With one: this computer, its colleagues, and the buttons."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.status: TeamStatus | None = None
        self._content: QWidget | None = None
        self._is_read = False
        column = QVBoxLayout(self)
        margins(column, 0, 3)
        self._column = column
        self.why = WarningLine("", "info", self)
        self.why.hide()
        column.addWidget(self.why)
        column.addStretch()
        self.watch = TeamWatch.of(context)
        self.watch.stands.connect(self._show_standing)
        self.watch.company_changed.connect(self._show_company)
        self._here: dict[str, Words] = {}
        self._show_standing(self.watch.now)

    def showEvent(self, event: object) -> None:
        super().showEvent(event)  # type: ignore[arg-type]
        self.read()

    def read(self) -> None:
        """Read how the team stands, where the page is seen."""
        if self.isVisible():
            self._context.worker.read(self, _status, self._show, key="team-status")

    def refresh(self, what: frozenset[str]) -> None:
        """React to a change."""
        if what & {TEAM, "members"}:
            self.read()

    def _show_standing(self, now: TeamNow) -> None:
        words = now.why if now.standing in ("away", "stopped") else ""
        self.why.words.setText(words)
        self.why.setVisible(bool(words))

    # ---- showing ----

    def _show(self, status: TeamStatus | None) -> None:
        if status == self.status and self._is_read:
            return
        self.status, self._is_read = status, True
        if self._content is not None:
            self._column.removeWidget(self._content)
            self._content.deleteLater()
        self._here = {}
        self._content = QWidget(self)
        column = QVBoxLayout(self._content)
        margins(column, 0, 3)
        if status is None:
            self._add_beginning(column)
        else:
            self._add_own(column, status)
            self._add_devices(column, status)
            self._add_found(column, status)
        self._column.insertWidget(1, self._content)

    def _button(self, row: FlowLayout, name: str, picture: str, words: str, do: object, *, why_not: str = "") -> None:
        button = picture_button(self, name, picture, words, do)  # type: ignore[arg-type]
        bar_control(button, why_not)
        row.addWidget(button)

    def _add_beginning(self, column: QVBoxLayout) -> None:
        card = Card(parent=self._content)
        for words in (
            _(
                "Several members can work at several computers, each on an own encrypted copy of this vault, with or without a"
                " connection. A PostgreSQL database carries sealed items between them and reads nothing."
            ),
            _(
                "An administrator creates the team at one computer. Everybody else joins with a copy: in the first window of"
                " DataPact, “Join your organisation's team”."
            ),
        ):
            card.column.addWidget(Words(words, parent=card))
        row = FlowLayout()
        admin = "" if "admin" in self._context.identity.roles else _("Only administrators change this.")
        self._button(row, "team-create", "add", _("Create a team …"), self.create_team, why_not=admin)
        card.column.addLayout(row)
        if admin:
            card.column.addWidget(Words(_("Only administrators create a team."), "small", card, quiet=True))
        column.addWidget(card)

    def _add_own(self, column: QVBoxLayout, status: TeamStatus) -> None:
        card = Card(_("This computer"), self._content)
        code = Words(_("Item {number}: {code}", number=status.sequence, code=status.code), "heading", card)
        code.setObjectName("team-code")
        code.setFont(figures(type_font("heading")))
        code.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        card.column.addWidget(code)
        told = _(
            "Read it to a colleague: with the same number both see the same digits. Other digits mean that somebody shows you two logs."
        )
        card.column.addWidget(Words(told, "small", card, quiet=True))
        from datapact.team.steps.words import last_time, waiting_line

        lacks = status.age.lacks
        for words in (
            _("Synchronised: {time}", time=since(last_time(status), self._context.now())),
            waiting_line(status),
            _("“May we share?” is answered here.") if lacks is None else str(lacks),
            _("Database: {database}", database=status.database),
        ):
            card.column.addWidget(Words(words, parent=card))
        row = FlowLayout()
        writes = _("You read here, and write nothing.") if self._context.identity.reads_only else ""
        may_bound = ""
        if self._context.identity.roles.isdisjoint(_MAY_BOUND):
            may_bound = _("A legal member or an administrator does this.")
        self._button(row, "team-sync", "refresh", _("Synchronise now"), self.synchronise, why_not=writes)
        self._button(row, "team-move", "edit", _("Another address or password …"), self.change_address, why_not=writes)
        self._button(row, "team-answers", "time", _("Bound for answers …"), self.set_hours, why_not=may_bound)
        card.column.addLayout(row)
        column.addWidget(card)

    def _add_devices(self, column: QVBoxLayout, status: TeamStatus) -> None:
        card = Card(_("Computers of the team"), self._content)
        grid = QGridLayout()
        grid.setHorizontalSpacing(space(5))
        grid.setVerticalSpacing(space(2))
        grid.setColumnStretch(1, 1)
        for place, one in enumerate(status.devices):
            who = Words(self._who(one), "strong", card)
            who.setObjectName(f"team-device-{place}")
            said = Words(self._newest(one), parent=card)
            said.setFont(figures())
            here = Words("", "small", card)
            here.setObjectName(f"team-here-{place}")
            here.hide()
            self._here[one.device] = here
            grid.addWidget(who, place, 0, Qt.AlignmentFlag.AlignTop)
            beside = QVBoxLayout()
            beside.setSpacing(0)
            beside.addWidget(said)
            beside.addWidget(here)
            grid.addLayout(beside, place, 1, Qt.AlignmentFlag.AlignTop)
        card.column.addLayout(grid)
        self._show_company()
        tick = Tick(_("Colleagues see that I am here and which agreement I edit"), card)
        tick.setObjectName("team-presence")
        tick.setChecked(self._context.recall(PRESENCE, True) is not False)
        tick.toggled.connect(lambda on: self._context.remember(PRESENCE, on))
        card.column.addWidget(tick)
        told = _("It is passed on sealed, kept nowhere, and gone a minute after the window is closed.")
        card.column.addWidget(Words(told, "small", card, quiet=True))
        row = FlowLayout()
        alone = all(one.is_here or one.has_left for one in status.devices)
        admin = "" if "admin" in self._context.identity.roles else _("Only administrators change this.")
        self._button(row, "team-invite", "invite", _("Invite a colleague …"), self.invite, why_not=admin)
        self._button(row, "team-copy", "backup", _("Copy for a colleague …"), self.copy_for_colleague)
        self._button(row, "team-leave", "quit", _("Leave the team …"), self.leave)
        if alone:
            self._button(row, "team-delete", "delete", _("Delete the team …"), self.delete)
        card.column.addLayout(row)
        how = _(
            "A colleague who is no member yet is invited first, at an administrator's computer, and certified there once"
            " both have compared the fingerprint. Then hand over a copy: it opens with the colleague's own passphrase, in"
            " the first window of DataPact under “Join your organisation's team”."
        )
        card.column.addWidget(Words(how, "small", card, quiet=True))
        column.addWidget(card)

    def _show_company(self) -> None:
        """Say beside each computer whether somebody is at it now."""
        present = {one.device: one for one in self.watch.colleagues}
        for device, words in self._here.items():
            if not shiboken6.isValid(words):
                continue
            one = present.get(device)
            words.setVisible(one is not None)
            if one is not None:
                words.setText(here_words(one, self.watch.title_of(one.editing)))

    def _who(self, one: DeviceSeen) -> str:
        from datapact.team.steps.words import seen_marks

        marks = seen_marks(one)
        return f"{one.name} ({marks})" if marks else one.name

    def _newest(self, one: DeviceSeen) -> str:
        if not one.newest:
            return _("no item yet")
        said = _("Item {number}: {code}", number=one.newest, code=one.code)
        if one.heard is None:
            return said
        return f"{said}\n{_('known here since {time}', time=since(one.heard, self._context.now()))}"

    def _add_found(self, column: QVBoxLayout, status: TeamStatus) -> None:
        from datapact.team.kept.classes import NOT_YET
        from datapact.team.steps.words import counted_lines, found_lines, setting_line

        lines = [*found_lines(status.last), *status.refused, *counted_lines(status)]
        if lines:
            card = Card(_("Worth a look"), self._content)
            for words in lines:
                card.column.addWidget(WarningLine(words, "warn", card))
            column.addWidget(card)
        if status.settings:
            card = Card(_("Settings of the house: the last change counts"), self._content)
            for one in status.settings:
                title = next((str(known.title) for known in SETTINGS if known.key == one.key), "")
                card.column.addWidget(Words(setting_line(one, title), parent=card))
            column.addWidget(card)
        card = Card(_("What does not travel yet"), self._content)
        for text in NOT_YET:
            card.column.addWidget(Words(f"– {Message(text)}", "small", card, quiet=True))
        column.addWidget(card)

    # ---- steps ----

    def create_team(self) -> None:
        """Ask for the database, and create the team."""
        CreateTeamDialog(self._context, TOUCHES, self.window()).open()

    def change_address(self) -> None:
        """Ask for another address or password."""
        MoveTeamDialog(self._context, TOUCHES, self.window()).open()

    def set_hours(self) -> None:
        """Ask for the bound of the house."""
        if self.status is not None:
            HoursDialog(self._context, self.status.age.hours or 24, TOUCHES, self.window()).open()

    def delete(self) -> None:
        """Ask who may delete, and delete the team."""
        DeleteTeamDialog(self._context, TOUCHES, self.window()).open()

    def synchronise(self) -> None:
        """Synchronise now; what is in the way is shown as an error, for somebody asked."""

        def done(brought: Brought) -> None:
            self.watch.take(brought)
            self._context.notify(_("Synchronised with the team."))

        self._context.worker.change(self, _("Synchronising with the team"), bring_together, done, touches=touched)

    def invite(self) -> None:
        """Go to the members, where colleagues are invited and certified."""
        self._context.show_view("settings", group="members")

    def copy_for_colleague(self) -> None:
        """Write a backup that a colleague joins with."""
        context = self._context
        name = f"{context.identity.organisation_name} {context.today().isoformat()}.dpbackup"
        path = context.dialogs.ask_save_file(_("Copy for a colleague"), name, _("Backups (*.dpbackup)"))
        if path is None:
            return

        def job(acting: Acting, progress: Progress) -> Path:
            from datapact.vault.folder.backup import backup_vault

            path.unlink(missing_ok=True)  # the dialog has asked before replacing
            backup_vault(acting.vault, path, progress)
            return path

        said = _("Written: {file}. It opens with the colleague's own passphrase.", file=str(path))
        context.worker.change(self, _("Writing the copy"), job, lambda _path: context.notify(said))

    def leave(self) -> None:
        """Leave the team with this computer, after asking."""
        if not self._context.dialogs.confirm(
            _("Leave the team?"),
            _(
                "This computer synchronises once more and gets nothing of the team any more. Its copy of the vault stays with all"
                " that it has, and “May we share?” is no longer answered here."
            ),
            _("Leave the team"),
            keep=_("Stay"),
            danger=True,
        ):
            return

        def job(acting: Acting, _progress: Progress) -> None:
            from datapact.team.steps.joining import leave_team

            leave_team(acting)

        said = _("This computer has left the team. Its copy of the vault stays with all that it has.")
        self._context.worker.change(
            self, _("Leaving the team"), job, lambda _none: self._context.notify(said), touches=TOUCHES
        )


def here_words(one: Colleague, title: str) -> str:
    """The sentence that a colleague is here, and with which newest item."""
    code = _("Item {number}: {code}", number=one.sequence, code=code_to_read_aloud(one.head))
    if one.editing:
        return _("here now, edits {agreement} · {code}", agreement=title or _("an agreement"), code=code)
    return _("here now · {code}", code=code)


def _status(acting: Acting) -> TeamStatus | None:
    from datapact.team.kept.facts import team_facts
    from datapact.team.steps.status import team_status

    with acting.vault.read() as session:
        facts = team_facts(session)
    return team_status(acting) if facts is not None and facts.device else None
