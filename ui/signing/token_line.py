"""The line below “Token or smart card”: which token holds the key of the slot, and what it says about its PIN."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from datapact.base.texts import _
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import space
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.warning_line import WarningLine

if TYPE_CHECKING:
    from datapact.base.errors import DataPactError
    from datapact.signing.keys.tokens import TokenKey
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext


class TokenLine(QWidget):
    """Looks for the one key that can sign, off the UI thread, and says what it found."""

    found = Signal()
    """What is known has changed."""

    def __init__(self, desk: AppContext, kid: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._kid = kid
        self.key: TokenKey | None = None
        """The key for which the text was frozen, on a connected token; None until it is found."""
        column = QVBoxLayout(self)
        column.setContentsMargins(space(6), 0, 0, 0)
        column.setSpacing(space(1))
        self.words = Words("", "small", self)
        self.words.setObjectName("signing_token_words")
        self.attempts = WarningLine("", "warn", self)
        self.attempts.hide()
        self.again = QPushButton(icon("refresh"), _("Look again"), self)
        self.again.setObjectName("signing_token_again")
        self.again.clicked.connect(lambda _checked=False: self.look())
        column.addWidget(self.words)
        column.addWidget(self.attempts)
        column.addWidget(self.again, 0)

    def look(self) -> None:
        """Ask all tokens, and go on to show what they hold."""
        kid = self._kid
        self.again.setEnabled(False)
        self._say(_("Looking for the token …"))

        def job(_progress: Progress) -> TokenKey:
            from datapact.signing.keys.device import read_device
            from datapact.signing.keys.tokens import key_on_token

            return key_on_token(read_device(), kid)

        self._desk.worker.beside(self, _("Looking for the token …"), job, self._show, failed=self._missing)

    def _show(self, key: TokenKey) -> None:
        from datapact.signing.pades.revocation import certificate_name

        self.key = key
        until = key.certificate.not_valid_after_utc.date().isoformat()
        name = certificate_name(key.certificate)
        said = _("{name} on the token “{token}”, valid until {day}", name=name, token=key.token.label, day=until)
        if key.token.keypad:
            said += "\n" + _("Enter the PIN at the reader once you have pressed “Sign now”.")
        self._say(said)
        warning = {
            "locked": _("The PIN of this token is locked. Unlock it by its PUK in the software of the token."),
            "last": _("One attempt is left for the PIN; then the token locks itself."),
            "few": _("Few attempts are left for the PIN."),
        }.get(key.token.attempts, "")
        self.attempts.words.setText(warning)
        self.attempts.setAccessibleName(warning)
        self.attempts.setVisible(bool(warning))
        self.again.setEnabled(True)
        self.again.hide()
        self.found.emit()

    def _missing(self, error: DataPactError) -> bool:
        self.key = None
        self._say(str(error))
        self.attempts.hide()
        self.again.setEnabled(True)
        self.again.show()
        self.found.emit()
        return True

    def _say(self, words: str) -> None:
        self.words.setText(words)
        self.words.setAccessibleName(words)
