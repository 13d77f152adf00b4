"""The way back with the recovery code: an administrator chooses a new passphrase and gets new keys."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox

from datapact.base.errors import DataPactError
from datapact.base.texts import _
from datapact.vault.keys.header import list_slots
from datapact_ui.kit.context.desk import Opened, read_opened
from datapact_ui.kit.fields.form_fields import Form
from datapact_ui.kit.fields.new_passphrase import NewPassphrase
from datapact_ui.kit.widgets.cards import PrimaryButton, Words
from datapact_ui.unlock.gate import Gate, Screen

if TYPE_CHECKING:
    from datapact_ui.kit.background.runner import Progress


class RecoverScreen(Screen):
    """Who you are, the code from the sheet, a new passphrase."""

    def __init__(self, gate: Gate, folder: Path) -> None:
        super().__init__(
            gate,
            "recover",
            _("Come back with the recovery code"),
            _(
                "For administrators, with the code of the recovery sheet. Everybody else asks an administrator for help."
            ),
        )
        self._folder = folder
        form = Form(self)
        self._members = QComboBox(self)
        try:
            for slot in list_slots(folder):
                if slot.kind == "member":
                    self._members.addItem(slot.display_name or slot.id, slot.id)
        except DataPactError as error:
            self.problem.say(str(error))
        form.add("recover-member", _("Your name"), self._members)
        self._code = form.line("recover-code", _("Recovery code"))
        self._new = NewPassphrase(self)
        self._new.entered.connect(self.recover)
        form.wide(self._new)
        self._button = PrimaryButton(_("Open the vault again"), "key", self)
        self._button.setObjectName("recover-button")
        self._button.clicked.connect(lambda _checked=False: self.recover())
        back = self.links([("recover-back", "back", _("Back to unlock"), lambda: gate.vault_chosen.emit(folder))])
        note = Words(
            _("Keys under the lost passphrase are gone; you get new ones and give partners a new card."),
            parent=self,
            quiet=True,
        )
        for widget in (form, note, self._button, back):
            self.column.addWidget(widget)
        self.finish(form, self._button, back)

    def take_focus(self) -> None:
        self._code.setFocus()

    def recover(self) -> None:
        """Open the vault with the code, and give the member new keys."""
        problem = self._new.problem()
        if problem:
            self.problem.say(problem)
            return
        folder, member, code, secret = self._folder, self._members.currentData(), self._code.text(), self._new.text()
        clock, kdf = self.gate.clock, self.gate.kdf

        def job(_progress: Progress) -> Opened:
            from datapact.organisation.members.recovery import recover

            return read_opened(recover(folder, code, member, secret, clock, kdf))

        self.do(_("Opening the vault and making new keys …"), job, self._done)

    def _done(self, opened: Opened) -> None:
        self._new.clear()
        self.gate.opened.emit(opened)
