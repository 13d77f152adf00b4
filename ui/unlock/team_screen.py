"""Join the team of one's organisation with a copy that a colleague made: an own vault at this computer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton

from datapact.base.errors import DataPactError
from datapact.base.texts import _
from datapact.organisation.members.recovery import members_of_backup
from datapact_ui.kit.context.app_context import Opened, read_opened
from datapact_ui.kit.fields.form_fields import Form, path_field
from datapact_ui.kit.fields.vault_folders import new_vault_folder
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.widgets.cards import PrimaryButton
from datapact_ui.kit.widgets.passphrase_field import PassphraseField
from datapact_ui.kit.widgets.wheel_free import ComboBox
from datapact_ui.unlock.gate import Gate, Screen

if TYPE_CHECKING:
    from datapact_ui.kit.background.runner import Progress


class TeamScreen(Screen):
    """The screen for the copy, the member, the database, and the target folder."""

    def __init__(self, gate: Gate) -> None:
        super().__init__(
            gate,
            "team-join",
            _("Join your organisation's team"),
            _(
                "A colleague made a copy of the vault for you (Settings, Team). It becomes your own at this computer, and the"
                " database carries what you and your colleagues write."
            ),
        )
        self._file: Path | None = None
        form = Form(self)
        self._choose = QPushButton(icon("open"), _("Choose the copy …"), self)
        self._choose.clicked.connect(lambda _checked=False: self.choose())
        form.add("team-join-file", "", self._choose)
        self._members = ComboBox(self)
        form.add("team-join-member", _("Member"), self._members)
        self._field = PassphraseField("team-join-passphrase", _("Your passphrase"), self)
        form.add("team-join-passphrase-row", _("Your passphrase"), self._field)
        self._database = form.line("team-join-database", _("Database"))
        self._database.setPlaceholderText("postgresql://USER@SERVER/DATABASE")
        self._secret = PassphraseField("team-join-password", _("Password of the database's user"), self)
        self._secret.entered.connect(self.join)
        form.add("team-join-password-row", _("Password of the database's user"), self._secret)
        self._folder = path_field(
            form,
            "team-join-folder",
            _("Folder of the vault"),
            new_vault_folder(_("Team")),
            gate.dialogs,
            _("Team"),
        )
        self._button = PrimaryButton(_("Join the team"), "partners", self)
        self._button.setObjectName("team-join-button")
        self._button.clicked.connect(lambda _checked=False: self.join())
        self._button.setEnabled(False)
        back = self.links([("team-join-back", "back", _("Back"), lambda: gate.vault_chosen.emit(None))])
        for widget in (form, self._button, back):
            self.column.addWidget(widget)
        self.finish(form, self._button, back)

    def take_focus(self) -> None:
        self._choose.setFocus()

    def choose(self) -> None:
        """Choose the copy, and read the members whose passphrases open it."""
        path = self.gate.dialogs.ask_open_file(_("Choose the copy"), _("Backups (*.dpbackup);;All files (*)"))
        if path is None:
            return
        self._members.clear()
        self.problem.clear()
        try:
            for slot in members_of_backup(path):
                self._members.addItem(slot.display_name or slot.id, slot.id)
        except DataPactError as error:
            self.problem.say(str(error))
            self._button.setEnabled(False)
            return
        self._file = path
        self._choose.setText(path.name)
        self._button.setEnabled(True)
        (self._members if self._members.count() > 1 else self._field).setFocus()

    def join(self) -> None:
        """Make the vault, join, and open it."""
        file, folder = self._file, Path(self._folder.text())
        if file is None:
            return
        member, secret, clock = self._members.currentData(), self._field.text(), self.gate.clock
        url, password = self._database.text().strip(), self._secret.text()

        def job(_progress: Progress) -> Opened:
            from datapact.team.steps.joining import join_team

            folder.parent.mkdir(parents=True, exist_ok=True)
            acting, _synced = join_team(file, folder, member, secret, clock, url, password)
            return read_opened(acting)

        self.do(_("Joining the team …"), job, self._done)

    def refused(self, error: DataPactError) -> None:
        """Name the folder that is there already: the database is what is missing, and the vault opens without it."""
        if (Path(self._folder.text()) / "vault.json").is_file():
            self.problem.say(
                _(
                    "{error} The copy lies in {folder} already: open that vault, and under Settings, Team, give the address once more.",
                    error=str(error),
                    folder=self._folder.text(),
                )
            )

    def _done(self, opened: Opened) -> None:
        self._field.clear()
        self._secret.clear()
        self.gate.opened.emit(opened)
