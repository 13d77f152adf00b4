"""The lines below “Token or smart card” and “Remote signing service”: where the key of the slot is, and what that says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from datapact.base.texts import Argument, _
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import space
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.disabled_controls import bar_control, underway
from datapact_ui.kit.widgets.warning_line import WarningLine

if TYPE_CHECKING:
    from cryptography import x509

    from datapact.base.errors import DataPactError
    from datapact.signing.keys.services import RemoteKey, Service
    from datapact.signing.keys.tokens import TokenKey
    from datapact_ui.kit.context.app_context import AppContext


class _Line(QWidget):
    """Looks for the one key that can sign, off the UI thread, and says what it found."""

    found = Signal()
    """What is known has changed."""

    def __init__(self, context: AppContext, kid: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._kid = kid
        column = QVBoxLayout(self)
        column.setContentsMargins(space(6), 0, 0, 0)
        column.setSpacing(space(1))
        self.words = Words("", "small", self)
        self.words.setObjectName(f"signing_{name}_words")
        self.attempts = WarningLine("", "warn", self)
        self.attempts.hide()
        self.again = QPushButton(icon("refresh"), _("Look again"), self)
        self.again.setObjectName(f"signing_{name}_again")
        self.again.clicked.connect(lambda _checked=False: self.look())
        row = QHBoxLayout()
        row.addWidget(self.again)
        row.addStretch(1)
        column.addWidget(self.words)
        column.addWidget(self.attempts)
        column.addLayout(row)

    def look(self) -> None:
        """Look for the key, and go on to show where it is."""
        kid = self._kid
        bar_control(self.again, underway())
        self._show_words(_("Looking for the key …"))
        self._context.worker.run_apart(
            self,
            _("Looking for the key …"),
            lambda _progress: self._find_key(kid),
            self._shown,
            failed=self._missing,
        )

    @staticmethod
    def _find_key(kid: str) -> Any:
        """Find the key; runs in another thread."""
        raise NotImplementedError

    def _shown(self, key: Any) -> None:
        """Show what was found."""
        bar_control(self.again, "")
        self.again.hide()
        self.found.emit()

    def _missing(self, error: DataPactError) -> bool:
        self._show_words(str(error))
        self.attempts.hide()
        bar_control(self.again, "")
        self.again.show()
        self.found.emit()
        return True

    def _show_words(self, words: str) -> None:
        self.words.setText(words)
        self.words.setAccessibleName(words)


class TokenLine(_Line):
    """The token that holds the key, and what it says about its PIN."""

    def __init__(self, context: AppContext, kid: str, parent: QWidget | None = None) -> None:
        super().__init__(context, kid, "token", parent)
        self.key: TokenKey | None = None
        """The key for which the text was frozen, on a connected token; None until it is found."""

    @staticmethod
    def _find_key(kid: str) -> TokenKey:
        from datapact.signing.keys.device import read_device
        from datapact.signing.keys.tokens import key_on_token

        return key_on_token(read_device(), kid)

    def _shown(self, key: TokenKey) -> None:
        self.key = key
        said = _("{name} on the token “{token}”, valid until {day}", token=key.token.label, **_named(key.certificate))
        if key.token.keypad:
            said += "\n" + _("Enter the PIN at the reader once you have pressed “Sign now”.")
        self._show_words(said)
        warning = {
            "locked": _("The PIN of this token is locked. Unlock it by its PUK in the software of the token."),
            "last": _("One attempt is left for the PIN; then the token locks itself."),
            "few": _("Few attempts are left for the PIN."),
        }.get(key.token.attempts, "")
        self.attempts.words.setText(warning)
        self.attempts.setAccessibleName(warning)
        self.attempts.setVisible(bool(warning))
        super()._shown(key)

    def _missing(self, error: DataPactError) -> bool:
        self.key = None
        return super()._missing(error)


class ServiceLine(_Line):
    """The service that holds the key, as this computer knows; nothing is asked of it before “Sign now”."""

    def __init__(self, context: AppContext, kid: str, parent: QWidget | None = None) -> None:
        super().__init__(context, kid, "service", parent)
        self.key: RemoteKey | None = None
        """The key for which the text was frozen; None where this computer knows no service that holds it."""
        self.service: Service | None = None
        """That service."""

    @staticmethod
    def _find_key(kid: str) -> tuple[Service, RemoteKey]:
        from datapact.signing.keys.csc import known_key
        from datapact.signing.keys.device import find_service, read_device

        device = read_device()
        key = known_key(device, kid)
        return find_service(device, key.service), key

    def _shown(self, found: tuple[Service, RemoteKey]) -> None:
        self.service, self.key = found
        words = _(
            "{name} at {service} ({host}), valid until {day}. Only a hash leaves this computer; you see it before.",
            service=self.service.name,
            host=self.service.host,
            **_named(self.key.certificate),
        )
        self._show_words(words)
        super()._shown(found)

    def _missing(self, error: DataPactError) -> bool:
        self.key = self.service = None
        return super()._missing(error)

    def secrets(self) -> tuple[str, ...]:
        """The secrets entered here before anything is sent; empty where the browser asks, or nobody."""
        if self.key is None or self.key.mode != "explicit":
            return ()
        return tuple(one for one in self.key.secrets if one not in self.key.sent)

    def sent(self) -> tuple[str, ...]:
        """The code that the service sends when it is asked, and that is entered then."""
        return self.key.sent if self.key is not None and self.key.mode == "explicit" else ()


def _named(certificate: x509.Certificate) -> dict[str, Argument]:
    from datapact.signing.pades.revocation import certificate_end, certificate_name

    return {"name": certificate_name(certificate), "day": certificate_end(certificate)}
