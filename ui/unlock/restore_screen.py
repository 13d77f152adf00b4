"""Make a vault again from a backup, with a passphrase of that time."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton

from datapact.base.errors import DataPactError
from datapact.base.texts import _
from datapact.organisation.members.recovery import members_of_backup, restore_organisation
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


class RestoreScreen(Screen):
    """The screen for the file, the member, and the target folder."""

    def __init__(self, gate: Gate) -> None:
        super().__init__(
            gate,
            "restore",
            _("Restore a backup"),
            _(
                "The vault goes on as it was at the time of the backup; the next bundles ask partners for what is missing."
            ),
        )
        self._file: Path | None = None
        form = Form(self)
        self._choose = QPushButton(icon("open"), _("Choose the backup …"), self)
        self._choose.clicked.connect(lambda _checked=False: self.choose())
        form.add("restore-file", "", self._choose)
        self._members = ComboBox(self)
        form.add("restore-member", _("Member"), self._members)
        self._field = PassphraseField("restore-passphrase", _("Passphrase of that time"), self)
        self._field.entered.connect(self.restore)
        form.add("restore-passphrase-row", _("Passphrase of that time"), self._field)
        self._folder = path_field(
            form,
            "restore-folder",
            _("Folder of the vault"),
            new_vault_folder(_("Restored")),
            gate.dialogs,
            _("Restored"),
        )
        self._button = PrimaryButton(_("Restore"), "restore", self)
        self._button.setObjectName("restore-button")
        self._button.clicked.connect(lambda _checked=False: self.restore())
        self._button.setEnabled(False)
        back = self.links([("restore-back", "back", _("Back"), lambda: gate.vault_chosen.emit(None))])
        for widget in (form, self._button, back):
            self.column.addWidget(widget)
        self.finish(form, self._button, back)

    def take_focus(self) -> None:
        self._choose.setFocus()

    def choose(self) -> None:
        """Choose the file, and read the members whose passphrases open it."""
        path = self.gate.dialogs.ask_open_file(_("Choose the backup"), _("Backups (*.dpbackup);;All files (*)"))
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
        self._field.setFocus()

    def restore(self) -> None:
        """Make the vault and open it."""
        file, folder = self._file, Path(self._folder.text())
        if file is None:
            return
        member, secret, clock = self._members.currentData(), self._field.text(), self.gate.clock

        def job(_progress: Progress) -> Opened:
            folder.parent.mkdir(parents=True, exist_ok=True)
            return read_opened(restore_organisation(file, folder, member_id=member, passphrase=secret, clock=clock))

        self.do(_("Restoring …"), job, self._done)

    def _done(self, opened: Opened) -> None:
        self._field.clear()
        self.gate.opened.emit(opened)
