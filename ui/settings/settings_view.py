"""Settings: groups on the left, one page each; settings come from the one table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from datapact.base.texts import LANGUAGES, _
from datapact.vault.folder.preferences import THEMES, Appearance, bounded, read_appearance
from datapact_ui.kit.context.app_context import AppContext
from datapact_ui.kit.context.view import View
from datapact_ui.kit.layout.front_page import FrontStack
from datapact_ui.kit.layout.scroll_page import ScrollPage
from datapact_ui.kit.tables.settings_table import GROUPS, SETTINGS, Setting
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import characters, icon_size, margins, space
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.list_lines import add_line
from datapact_ui.settings.approvals_page import ApprovalsPage
from datapact_ui.settings.archive_panel import ArchivePanel
from datapact_ui.settings.authorities_panel import AuthoritiesPanel
from datapact_ui.settings.backup_panel import BackupPanel
from datapact_ui.settings.members_page import MembersPage
from datapact_ui.settings.organisation_page import OrganisationPage
from datapact_ui.settings.own_page import OwnPage
from datapact_ui.settings.seals_panel import SealsPanel
from datapact_ui.settings.setting_rows import SettingRow, Value, settings_card
from datapact_ui.team.team_page import TeamPage


class SettingsView(View):
    """Appearance, security, checks, backup from the table; members and one's own matters beside them."""

    name = "settings"
    help_page = "settings"

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._rows: list[SettingRow] = []
        self._pages: list[str] = []
        self.groups = QListWidget(self)
        self.groups.setObjectName("settings-groups")
        self.groups.setAccessibleName(_("Groups of settings"))
        self.groups.setIconSize(icon_size())
        self.groups.setFixedWidth(characters(26))
        self.groups.setWordWrap(True)
        self.groups.setSpacing(space(0.5))
        self.stack = FrontStack(self)
        self.members = MembersPage(context, self)
        self.own = OwnPage(context, self)
        self.organisation = OrganisationPage(context, self)
        self.backup = BackupPanel(context, self)
        self.team = TeamPage(context, self)
        self.approvals = ApprovalsPage(context, self)
        self.authorities = AuthoritiesPanel(context, self)
        self.archive = ArchivePanel(context, self)
        self.seals = SealsPanel(context, self)
        for group, (title, picture) in GROUPS.items():
            self._add(group, _(title), picture, self._page_of(group))
        self._add("organisation", _("Organisation"), "organisation", self.organisation)
        self._add("members", _("Members"), "partners", self.members)
        self._add("team", _("Team"), "network", self.team)
        self._add("approvals", _("Approvals"), "approve", self.approvals)
        self._add("own", _("You and your keys"), "key", self.own)
        self.groups.currentRowChanged.connect(self.stack.setCurrentIndex)
        self.groups.setCurrentRow(0)
        line = QHBoxLayout(self)
        margins(line, 4, 4)
        line.addWidget(self.groups)
        line.addWidget(self.stack, 1)
        self._show_values()
        self._actions = [
            self.action("settings-backup", _("Back up the vault …"), self.backup.back_up, icon_name="backup"),
            self.action("settings-check", _("Check the vault"), self.check, icon_name="trust"),
            self.action("settings-passphrase", _("Change passphrase …"), self.own.change_passphrase, icon_name="key"),
            self.action(
                "settings-organisation",
                _("Change the organisation's data …"),
                self.change_organisation,
                icon_name="edit",
            ),
            self.action("settings-team", _("The team …"), self.show_team, icon_name="network"),
            self.action("settings-card", _("Card for partners …"), self.own.show_card, icon_name="card"),
        ]
        for row in self._rows:
            if row.setting.kept == "vault":
                self.hold_back(row.control, *row.findChildren(QPushButton))
        if "admin" in context.identity.roles:
            self._actions.append(
                self.action("settings-invite", _("Invite a member …"), self.invite, icon_name="invite")
            )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.groups.setFixedWidth(min(characters(26), max(characters(16), self.width() // 4)))

    def _add(self, name: str, title: str, picture: str, page: QWidget) -> None:
        self._pages.append(name)
        add_line(self.groups, title, icon(picture))
        holder = QWidget(self)
        column = QVBoxLayout(holder)
        margins(column, 0, 3)
        column.addWidget(Words(title, "heading", holder))
        column.addWidget(page, 1)
        if name == "members":
            self.stack.addWidget(holder)
            return
        scroll = ScrollPage(self)
        holder.setMaximumWidth(characters(120))
        scroll.set_page(holder)
        self.stack.addWidget(scroll)

    def _page_of(self, group: str) -> QWidget:
        rows = [SettingRow(known, self._set, self.context.dialogs, self) for known in SETTINGS if known.group == group]
        self._rows += rows
        page = QWidget(self)
        column = QVBoxLayout(page)
        margins(column, 0, 3)
        if group == "checks":
            sentence = _(
                "House rules follow from practice, not from a law: your organisation decides how strict they are."
            )
            column.addWidget(Words(sentence, parent=page, quiet=True))
        column.addWidget(settings_card(rows, page))
        if group == "backup":
            column.addWidget(self.backup)
        if group == "signing":
            column.addWidget(self.authorities)
            column.addWidget(self.archive)
            column.addWidget(self.seals)
        column.addStretch()
        return page

    # ---- values ----

    def _show_values(self) -> None:
        look = read_appearance(self.context.identity.folder)
        of_appearance: dict[str, Value] = {
            "language": look.language or "",
            "theme": look.theme,
            "text_size": look.text_size,
        }
        for row in self._rows:
            key, default = row.setting.key, row.setting.default
            known = of_appearance[key] if row.setting.kept == "appearance" else self.context.recall(key, default)
            row.show_value(known)

    def _set(self, setting: Setting, value: Value) -> None:
        if setting.kept == "appearance":
            look = read_appearance(self.context.identity.folder)
            self.context.appearance_wanted.emit(_with(look, setting.key, value))
        elif setting.kept == "vault":
            self.context.remember_for_all({setting.key: value})
        else:
            self.context.remember(setting.key, value)

    # ---- what a view is ----

    def title(self) -> str:
        return _("Settings")

    def actions(self) -> list[QAction]:
        return self._actions

    def refresh(self, what: frozenset[str]) -> None:
        if "members" in what:
            self.members.read()
            self.organisation.read()
            self.approvals.read()
        self.team.refresh(what)
        if "settings" in what:
            self._show_values()

    def narrow(self, options: Mapping[str, str]) -> None:
        """``group`` is the page to show: appearance, security, checks, signing, backup, organisation, members, team, approvals, own."""
        if (group := options.get("group")) in self._pages:
            self.groups.setCurrentRow(self._pages.index(group))

    def take_focus(self) -> None:
        self.groups.setFocus()

    def invite(self) -> None:
        """Go to the members, and invite one."""
        self.narrow({"group": "members"})
        self.members.invite()

    def show_team(self) -> None:
        """Go to the team."""
        self.narrow({"group": "team"})

    def change_organisation(self) -> None:
        """Go to the organisation's data, and change them."""
        self.narrow({"group": "organisation"})
        self.organisation.change()

    def check(self) -> None:
        """Go to the backup page, where the result is shown, and check."""
        self.narrow({"group": "backup"})
        self.backup.check()


def _with(look: Appearance, key: str, value: Value) -> Appearance:
    match key:
        case "language":
            return replace(look, language=next((known for known in LANGUAGES if known == value), None))
        case "theme":
            return replace(look, theme=next(known for known in THEMES if known == value))
        case _:
            return replace(look, text_size=bounded(int(value)))
