"""The dialog for the own passphrase, before a step that needs it again."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from datapact.base.texts import _
from datapact_ui.kit.theme.measures import characters, margins
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.passphrase_field import PassphraseField
from datapact_ui.kit.widgets.plain_buttons import PlainButtons


class PassphraseDialog(QDialog):
    """The reason for asking, the field, and two buttons."""

    def __init__(self, title: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("passphrase-dialog")
        self.setWindowTitle(title)
        self.setMinimumWidth(characters(56))
        self._field = PassphraseField("passphrase-again", _("Passphrase"), self)
        self._field.entered.connect(self.accept)
        buttons = PlainButtons(self, QDialogButtonBox.StandardButton.Ok, QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        margins(column, 4, 3)
        for widget in (Words(title, "heading", self), Words(text, parent=self), self._field, buttons):
            column.addWidget(widget)
        self._field.setFocus()

    def passphrase(self) -> str:
        """The passphrase typed."""
        return self._field.text()
