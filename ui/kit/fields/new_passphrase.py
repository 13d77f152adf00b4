"""Fields to choose a passphrase: twice, with the meter, a proposal, and a warning about losing it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QPushButton, QVBoxLayout, QWidget

from datapact.base.texts import _
from datapact.vault.keys.passphrase import SHORTEST, suggest_passphrase
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import space
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.passphrase_field import PassphraseField
from datapact_ui.kit.widgets.strength_meter import StrengthMeter


class NewPassphrase(QWidget):
    """Two fields and the meter; ``problem`` names what is missing."""

    entered = Signal()

    def __init__(self, parent: QWidget | None = None, *, founds: bool = True) -> None:
        """``founds``: nobody else has a key to the vault, so that who loses this one and the code loses the vault."""
        super().__init__(parent)
        self.first = PassphraseField("new-passphrase", _("Passphrase"), self)
        self.again = PassphraseField("new-passphrase-again", _("Passphrase once more"), self)
        self.meter = StrengthMeter(self)
        self.first.edited.connect(lambda _text: self.meter.judge(self.first.text()))
        self.first.entered.connect(self.again.setFocus)
        self.again.entered.connect(self.entered)
        suggest = QPushButton(icon("key"), _("Suggest one"), self)
        suggest.setObjectName("suggest-passphrase")
        suggest.setToolTip(_("Fills in a random passphrase that can be read aloud; write it down."))
        suggest.clicked.connect(lambda _checked=False: self._suggest())
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        form.setSpacing(space(2))
        form.addRow(_("Passphrase"), self.first)
        form.addRow(self.meter)
        form.addRow(_("Passphrase once more"), self.again)
        form.addRow(suggest)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(form)
        lost = (
            _(
                "Nobody can reset this passphrase, not even the makers of DataPact. Who loses it and the recovery code"
                " loses the vault."
            )
            if founds
            else _(
                "Nobody can reset this passphrase, not even the makers of DataPact. If you lose it, the vault stays: an"
                " administrator removes you and invites you anew, and you get new keys."
            )
        )
        self.warning = Words(lost, parent=self)
        column.addWidget(self.warning)
        self.setFocusProxy(self.first)

    def text(self) -> str:
        """The passphrase."""
        return self.first.text()

    def problem(self) -> str:
        """The problem to solve first; empty for none."""
        if len(self.first.text()) < SHORTEST:
            return _("The passphrase needs at least {n} characters.", n=SHORTEST)
        if self.first.text() != self.again.text():
            return _("The two passphrases differ. Try again.")
        return ""

    def clear(self) -> None:
        """Clear both fields."""
        self.first.clear()
        self.again.clear()

    def _suggest(self) -> None:
        proposal = suggest_passphrase()
        for field in (self.first, self.again):
            field.line.setText(proposal)
        self.first.show_text(True)
        self.meter.judge(proposal)
        self.again.setFocus()
