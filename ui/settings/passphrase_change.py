"""Changing the own passphrase: the old one, and a new one twice."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from datapact.base.texts import _
from datapact_ui.kit.fields.new_passphrase import NewPassphrase
from datapact_ui.kit.layout.fitting import fit
from datapact_ui.kit.theme.measures import margins
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.passphrase_field import PassphraseField
from datapact_ui.unlock.gate import Problem


class PassphraseChange(QDialog):
    """Accepted only when the new one can be used."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("passphrase-change")
        self.setWindowTitle(_("Change passphrase"))
        self._old = PassphraseField("old-passphrase", _("Passphrase until now"), self)
        self._new = NewPassphrase(self)
        self._old.entered.connect(self._new.setFocus)
        self._new.entered.connect(self.accept)
        self._problem = Problem(self)
        buttons = QDialogButtonBox(self)
        buttons.addButton(_("Change"), QDialogButtonBox.ButtonRole.AcceptRole).setObjectName("passphrase-accept")
        buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        margins(column, 4, 3)
        column.addWidget(Words(_("Change passphrase"), "heading", self))
        column.addWidget(
            Words(
                _(
                    "The vault is encrypted anew with it: close it in other programs first. Old copies keep the old one."
                ),
                parent=self,
                quiet=True,
            )
        )
        column.addWidget(Words(_("Passphrase until now"), parent=self))
        for widget in (self._old, self._new, self._problem, buttons):
            column.addWidget(widget)
        fit(self, 64, 16)
        self._old.setFocus()

    def accept(self) -> None:
        """Look first whether the new passphrase can be used."""
        problem = self._new.problem()
        if problem:
            self._problem.say(problem)
        else:
            super().accept()

    def old(self) -> str:
        """The passphrase until now."""
        return self._old.text()

    def new(self) -> str:
        """The new one."""
        return self._new.text()
