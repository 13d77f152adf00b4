"""The dialog to change the own passphrase: the old one, and a new one twice."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from datapact.base.texts import _
from datapact_ui.kit.dialogs.dialog import Dialog
from datapact_ui.kit.fields.new_passphrase import NewPassphrase
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.passphrase_field import PassphraseField


class PassphraseChange(Dialog):
    """Accepted only when the new one can be used."""

    help_page = "settings"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("passphrase-change", _("Change passphrase"), parent)
        self._old = PassphraseField("old-passphrase", _("Passphrase until now"), self)
        self._new = NewPassphrase(self)
        self._old.entered.connect(self._new.setFocus)
        self._new.entered.connect(self.accept)
        words = _("The vault is encrypted anew with it: close it in other programs first. Old copies keep the old one.")
        for widget in (
            Words(_("Change passphrase"), "title", self),
            Words(words, parent=self, quiet=True),
            Words(_("Passphrase until now"), parent=self),
            self._old,
            self._new,
        ):
            self.column.addWidget(widget)
        changing = self.add_button("passphrase-accept", _("Change"), "key", self.accept, primary=True)
        changing.setDefault(False)  # Return goes from field to field
        changing.setAutoDefault(False)
        self.finish(68, 16)
        self.leaving.setAutoDefault(False)
        self._old.setFocus()

    def accept(self) -> None:
        """Check first whether the new passphrase can be used."""
        problem = self._new.problem()
        if problem:
            self.show_problem(problem)
        else:
            super().accept()

    def old(self) -> str:
        """The passphrase until now."""
        return self._old.text()

    def new(self) -> str:
        """The new one."""
        return self._new.text()
