"""The act of signing: read, key, passphrase once more, and the one button."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from datapact.base.texts import _
from datapact.signing.authorities.level import LEVEL_WORDS, LEVELS, Level
from datapact.signing.ceremony.before_signing import SigningSheet
from datapact_ui.kit.layout.flow_layout import FlowLayout
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import space
from datapact_ui.kit.widgets.cards import Card, PrimaryButton, Words
from datapact_ui.kit.widgets.check_boxes import Radio, Tick
from datapact_ui.kit.widgets.disabled_controls import bar_control, underway
from datapact_ui.kit.widgets.warning_line import WarningLine
from datapact_ui.kit.widgets.wheel_free import ComboBox
from datapact_ui.signing.before_signing_cards import certificate_words
from datapact_ui.signing.found_key import ServiceLine, TokenLine

if TYPE_CHECKING:
    from datapact_ui.kit.context.app_context import AppContext

KEY_FILTER = "PKCS#12 (*.p12 *.pfx)"


class Reading(QWidget):
    """The tick that the text was read. It stands below the pages, where it stays in sight, and so before the card for the keys."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(1))
        self.tick = Tick("", self)
        self.tick.setObjectName("signing_read")
        column.addWidget(self.tick)
        self.seen = Words("", "small", self, quiet=True)
        self.seen.setObjectName("signing_seen")
        column.addWidget(self.seen)

    def ask(self, sheet: SigningSheet) -> None:
        """Ask anew, for the text on this sheet."""
        self.tick.setChecked(False)
        if sheet.amends is not None and sheet.amends.nothing_else:
            self.tick.setText(_("I have read the text to its last page, or what this amendment changes."))
        else:
            self.tick.setText(_("I have read the text to its last page."))
        self.seen.setText(_("The last page has not been on the screen yet. You tick this yourself."))

    def end_reached(self) -> None:
        """Note that the last page was on screen. That somebody has read the text, nobody but that person declares."""
        self.seen.setText(_("The last page has been on the screen. You tick this yourself."))


class SignCard(Card):
    """The card that signs: it emits ``sign_wanted`` with the passphrase or PIN, and the key file, the key on a token,
    a service with its key, or None for the key in the vault; it keeps neither.
    """

    sign_wanted = Signal(str, object)
    decline_wanted = Signal()
    elsewhere_wanted = Signal(str)
    """The step of the agreement's page that goes on: write the packet, or record what came back."""

    def __init__(
        self, context: AppContext, sheet: SigningSheet, reading: Reading, parent: QWidget | None = None
    ) -> None:
        super().__init__(_("Sign"), parent)
        self._context = context
        self._barred = bool(sheet.bars)
        self._has_own = sheet.certificate is not None and sheet.key_here
        self._file: Path | None = None
        self._reading = reading
        self.column.addWidget(Words(_("Key and certificate"), "strong", self))
        self.own = Radio("", self)
        self.own.setObjectName("signing_own_key")
        self.from_file = Radio(_("Key file (PKCS#12) …"), self)
        self.from_file.setObjectName("signing_key_file")
        self.on_token = Radio(_("Token or smart card"), self)
        self.on_token.setObjectName("signing_key_token")
        self.at_service = Radio(_("Remote signing service"), self)
        self.at_service.setObjectName("signing_key_service")
        group = QButtonGroup(self)
        for button in (self.own, self.from_file, self.on_token, self.at_service):
            group.addButton(button)
        self.column.addWidget(self.own)
        if sheet.certificate is not None:
            self.own.setText(_("My key in this vault") if sheet.key_here else _("My key is not in this vault."))
            self.own.setAccessibleDescription(certificate_words(sheet.certificate))
            self.column.addWidget(Words(certificate_words(sheet.certificate), "small", self, quiet=True))
            self.own.setToolTip(
                _(
                    "{subject}; serial number {serial}; SHA-256 {fingerprint}",
                    subject=sheet.certificate.subject,
                    serial=sheet.certificate.serial,
                    fingerprint=sheet.certificate.fingerprint,
                )
            )
        else:
            self.own.setText(_("You have no signing key in this vault."))
        self.column.addWidget(self.from_file)
        self.column.addWidget(self.on_token)
        self.token = TokenLine(context, sheet.kid, self)
        self.token.found.connect(self.update_state)
        self.token.hide()
        self.column.addWidget(self.token)
        self.column.addWidget(self.at_service)
        self.remote = ServiceLine(context, sheet.kid, self)
        self.remote.found.connect(self.update_state)
        self.remote.hide()
        self.column.addWidget(self.remote)
        self.from_file.clicked.connect(self._choose_file)
        for button in (self.own, self.on_token, self.at_service):
            button.toggled.connect(lambda _on: self.update_state())
        self.on_token.toggled.connect(lambda on: self._turn_to(self.token, on))
        self.at_service.toggled.connect(lambda on: self._turn_to(self.remote, on))
        self.at_service.toggled.connect(lambda _on: self._show_questions())
        self.level = ComboBox(self)
        self.level.setObjectName("signing_level")
        self.level.setAccessibleName(_("Level of the signature"))
        self.level.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        for one in LEVELS:
            self.level.addItem(str(LEVEL_WORDS[one]), one)
        self.level.setCurrentIndex(LEVELS.index(sheet.level))
        self.level.currentIndexChanged.connect(lambda _place: self._show_questions())
        self._authorities = sheet.authorities
        self.asked = Words("", "small", self, quiet=True)
        self.asked.setObjectName("signing_asked")
        self.column.addWidget(Words(_("Level of the signature"), "strong", self))
        self.column.addWidget(self.level)
        self.column.addWidget(self.asked)
        self._show_questions()
        self.label = QLabel(self)
        self.passphrase = QLineEdit(self)
        self.passphrase.setObjectName("signing_passphrase")
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.passphrase.textChanged.connect(lambda _text: self.update_state())
        self.passphrase.textEdited.connect(lambda _text: self._forget_wrong())
        self.passphrase.returnPressed.connect(self._sign)
        self.label.setBuddy(self.passphrase)
        self.column.addWidget(self.label)
        self.column.addWidget(self.passphrase)
        self.wrong = WarningLine("", "bad", self)
        self.wrong.words.setObjectName("signing_wrong")
        self.wrong.hide()
        self.column.addWidget(self.wrong)
        row = QHBoxLayout()
        row.setSpacing(space(2))
        self.button = PrimaryButton(_("Sign now"), "sign", self)
        self.button.setObjectName("signing_do")
        self.button.clicked.connect(lambda _checked=False: self._sign())
        self.decline = QPushButton(icon("decline"), _("Decline …"), self)
        self.decline.setObjectName("signing_decline")
        self.decline.clicked.connect(lambda _checked=False: self.decline_wanted.emit())
        row.addWidget(self.button)
        row.addWidget(self.decline)
        row.addStretch(1)
        self.column.addLayout(row)
        self.elsewhere = QWidget(self)
        other = FlowLayout(self.elsewhere)
        other.setContentsMargins(0, 0, 0, 0)
        for name, words, picture, step in (
            ("signing_packet", _("Sign in another program …"), "export", "packet"),
            ("signing_back", _("Bring the signed file back …"), "receive", "record_signature"),
        ):
            way = QPushButton(icon(picture), words, self.elsewhere)
            way.setObjectName(name)
            way.clicked.connect(lambda _checked=False, step=step: self.elsewhere_wanted.emit(step))
            other.addWidget(way)
        self.unread = Words(
            _("Set the tick below the pages first: that you have read the text."), "small", self, quiet=True
        )
        self.unread.setObjectName("signing_unread")
        self.unread.hide()
        self.column.addWidget(self.unread)
        other_way = _(
            "Or sign a copy of your own: in Acrobat, with a signing service or by hand. It counts once it is brought back here."
        )
        words = other_way if sheet.here_only is None else str(sheet.here_only)
        self.own_copy = Words(words, "small", self, quiet=True)
        self.own_copy.setObjectName("signing_own_copy")
        for part, seen in ((self.own_copy, True), (self.elsewhere, sheet.here_only is None)):
            part.setVisible(seen and not sheet.outside and not self._barred)
            self.column.addWidget(part)
        elsewhere = sheet.certificate is not None and not sheet.key_here and not self._barred
        place = self.at_service if sheet.key_at_service else self.on_token
        (place if elsewhere else self.own).setChecked(True)
        self.set_barred(self._barred)

    def set_barred(self, barred: bool) -> None:
        """Whether something bars the signature, whatever is entered here."""
        self._barred = barred
        for widget in (self._reading.tick, self.from_file, self.on_token, self.at_service, self.level, self.passphrase):
            bar_control(widget, _("What bars the signature stands above.") if barred else "")
        bar_control(self.own, "" if self._has_own else _("The key has to be in this vault; choose another way below."))
        self.update_state()

    def wanted_level(self) -> Level:
        """The chosen level."""
        return LEVELS[self.level.currentIndex()]

    def _show_questions(self) -> None:
        if self.wanted_level() == "B-B" and self.at_service.isChecked():
            words = _("Only the hash for the signing service goes over a network.")
        elif self.wanted_level() == "B-B":
            words = _("Signing like this needs no network connection; nothing leaves this computer.")
        elif self._authorities:
            names = ", ".join(self._authorities)
            words = _("These authorities are asked in turn, and learn a digest, never the text: {names}.", names=names)
        else:
            words = _("No authority is set up on this computer (Settings, Signatures): the signature will be at B-B.")
        self.asked.setText(words)

    def show_wrong(self, words: str) -> None:
        """Show beside the field why the key could not be opened."""
        self.wrong.words.setText(words)
        self.wrong.setAccessibleName(words)
        self.wrong.show()
        self.passphrase.setFocus()

    def _forget_wrong(self) -> None:
        """What was wrong is no longer true once somebody types."""
        self.wrong.words.setText("")
        self.wrong.hide()

    def set_busy(self, busy: bool) -> None:
        """Disable all changes while the signature is made."""
        keys = (self.own, self.from_file, self.on_token, self.token, self.at_service, self.remote)
        for widget in (self.button, self.decline, self.passphrase, self.level, *keys):
            bar_control(widget, underway() if busy else "")
        if not busy:
            self.set_barred(self._barred)

    def _choose_file(self, _checked: bool = False) -> None:
        chosen = self._context.dialogs.ask_open_file(_("Choose the key file"), KEY_FILTER)
        if chosen is not None:
            self._file = chosen
            self.from_file.setText(_("Key file: {name}", name=chosen.name))
        elif self._file is None and self.own.isEnabled():
            self.own.setChecked(True)
        self.update_state()

    def _turn_to(self, line: TokenLine | ServiceLine, on: bool) -> None:
        line.setVisible(on)
        if on and line.key is None:
            line.look()

    def update_state(self) -> None:
        by_file, by_token, by_service = (
            button.isChecked() for button in (self.from_file, self.on_token, self.at_service)
        )
        label = _("Passphrase of the key file") if by_file else _("Your passphrase, once more")
        asked = self.remote.secrets()
        if by_service:
            label = _("{secret} of the service", secret=asked[0]) if asked else ""
        self.label.setText(_("PIN of the token") if by_token else label)
        self.passphrase.setAccessibleName(self.label.text())
        keypad = by_token and self.token.key is not None and self.token.key.token.keypad
        silent = keypad or (by_service and not asked)
        for widget in (self.label, self.passphrase):
            widget.setVisible(not silent)
        said = silent or bool(self.passphrase.text())
        ready = said and self._reading.tick.isChecked() and not self._barred
        self.unread.setVisible(said and not self._reading.tick.isChecked() and not self._barred)
        if by_token:
            key = self.token.key is not None and self.token.key.token.attempts != "locked"
        elif by_service:
            key = self.remote.key is not None
        else:
            key = self._file is not None if by_file else self._has_own
        bar_control(self.button, "" if ready and key else self._why_not(said=said, key=key))

    def _why_not(self, *, said: bool, key: bool) -> str:
        """What is missing before one can sign."""
        if self._barred:
            return _("What bars the signature stands above.")
        if not key and self.on_token.isChecked() and self.token.key is not None:
            return _("The PIN of this token is locked. Unlock it by its PUK in the software of the token.")
        if not key:
            return _("Choose the key that you sign with.")
        if not said:
            return _("Please fill in “{what}”.", what=self.label.text())
        return _("Tick that you have read the text to its last page.")

    def _sign(self) -> None:
        if not self.button.isEnabled():
            return
        passphrase = self.passphrase.text()
        self.passphrase.clear()
        self.wrong.hide()
        chosen: object = None
        if self.on_token.isChecked():
            chosen = self.token.key
        elif self.at_service.isChecked():
            chosen = (self.remote.service, self.remote.key)
        elif self.from_file.isChecked():
            chosen = self._file
        self.sign_wanted.emit(passphrase, chosen)
