"""The own passphrase once more, before something that needs it anew."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox, QWidget

from datapact.base.texts import _
from datapact_ui.kit.dialogs.dialog import Dialog
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.passphrase_field import PassphraseField


class PassphraseDialog(Dialog):
    """Why it is asked for, the field, and two buttons."""

    def __init__(self, title: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__("passphrase-dialog", title, parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)  # it is read once it is closed
        self._field = PassphraseField("passphrase-again", _("Passphrase"), self)
        self._field.entered.connect(self.accept)
        for widget in (Words(title, "title", self), Words(text, parent=self), self._field):
            self.column.addWidget(widget)
        self.buttons.addButton(QDialogButtonBox.StandardButton.Ok)
        self.buttons.accepted.connect(self.accept)
        self.finish(56, 8)
        self._field.setFocus()

    def passphrase(self) -> str:
        """What was typed."""
        return self._field.text()
