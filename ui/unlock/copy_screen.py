"""What screens have in common that make a vault from a backup: the file, the member whose passphrase opens it, the folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QPushButton

from datapact.base.errors import DataPactError
from datapact.base.texts import _
from datapact.organisation.members.recovery import members_of_backup
from datapact_ui.kit.fields.form_fields import Form, path_field
from datapact_ui.kit.fields.vault_folders import new_vault_folder
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.widgets.cards import PrimaryButton
from datapact_ui.kit.widgets.disabled_controls import bar_control
from datapact_ui.kit.widgets.passphrase_field import PassphraseField
from datapact_ui.kit.widgets.wheel_free import ComboBox
from datapact_ui.unlock.gate import Gate, Screen


class CopyScreen(Screen):
    """A screen for a backup; ``name`` begins the names of its rows, ``file`` is what the backup is called there."""

    def __init__(self, gate: Gate, name: str, title: str, words: str, *, file: str, passphrase: str) -> None:
        super().__init__(gate, name, title, words)
        self._name, self._title = name, file
        self._file: Path | None = None
        self._form = Form(self)
        self._choose = QPushButton(icon("open"), f"{file} …", self)
        self._choose.clicked.connect(lambda _checked=False: self.choose())
        self._form.add(f"{name}-file", "", self._choose)
        self._members = ComboBox(self)
        self._form.add(f"{name}-member", _("Member"), self._members)
        self._field = PassphraseField(f"{name}-passphrase", passphrase, self)
        self._form.add(f"{name}-passphrase-row", passphrase, self._field)

    def _end(self, folder: str, words: str, picture: str, act: Callable[[], None]) -> None:
        """Add the row of the target folder, the button that makes the vault, and the way back."""
        place = new_vault_folder(folder)
        self._folder = path_field(
            self._form, f"{self._name}-folder", _("Folder of the vault"), place, self.gate.dialogs, folder
        )
        self._button = PrimaryButton(words, picture, self)
        self._button.setObjectName(f"{self._name}-button")
        self._button.clicked.connect(lambda _checked=False: act())
        bar_control(self._button, _("Choose the file first."))
        back = self.links([(f"{self._name}-back", "back", _("Back"), lambda: self.gate.vault_chosen.emit(None))])
        for widget in (self._form, self._button, back):
            self.column.addWidget(widget)
        self.finish(self._form, self._button, back)

    def take_focus(self) -> None:
        self._choose.setFocus()

    def choose(self) -> None:
        """Choose the file, and read the members whose passphrases open it."""
        path = self.gate.dialogs.ask_open_file(self._title, _("Backups (*.dpbackup);;All files (*)"))
        if path is None:
            return
        self._members.clear()
        self.problem.clear()
        try:
            for slot in members_of_backup(path):
                self._members.addItem(slot.display_name or slot.id, slot.id)
        except DataPactError as error:
            self.problem.say(str(error))
            bar_control(self._button, str(error))
            return
        self._file = path
        self._choose.setText(path.name)
        bar_control(self._button, "")
        (self._members if self._members.count() > 1 else self._field).setFocus()
