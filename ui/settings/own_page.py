"""The member's own page: passphrase, keys, the organisation's card, the recovery code."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPushButton, QVBoxLayout, QWidget

from datapact.base.texts import _
from datapact_ui.kit.layout.wrapping_row import WrappingRow
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import characters, margins, space
from datapact_ui.kit.widgets.cards import Card, Words
from datapact_ui.kit.widgets.plain_buttons import PlainButtons
from datapact_ui.settings.passphrase_change import PassphraseChange

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.organisation.members.key_renewal import Renewed
    from datapact.signing.keys.services import RemoteKey
    from datapact.signing.keys.tokens import TokenKey
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext

LARGEST_KEY = 1024 * 1024


class OwnPage(QWidget):
    """Page for the acting member alone: one card a matter, each with its button."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        column = QVBoxLayout(self)
        margins(column, 0, 3)
        facts = context.identity
        matters: list[tuple[str, str, str, str, Callable[[], None]]] = [
            (
                "change-passphrase",
                "key",
                _("Passphrase"),
                _("Opens the vault and your keys. Old copies and backups keep the old one."),
                self.change_passphrase,
            ),
            (
                "renew-keys",
                "refresh",
                _("Own keys"),
                _(
                    "Make new keys when the old ones may be in other hands. An administrator certifies them, and revokes the old ones under Members."
                ),
                self.renew_keys,
            ),
        ]
        if "signatory" in facts.roles:
            sentence = _(
                "Sign contracts with a key from elsewhere: on a token or smart card, at a service, or from a file (.p12, .pfx)."
            )
            matters.append(("import-key", "sign", _("Signing key"), sentence, self.choose_key))
        sentence = _("Your organisation's public keys and profile, for partners; and the fingerprint to read aloud.")
        matters.append(("own-card", "card", _("Card for partners"), sentence, self.show_card))
        if "admin" in facts.roles:
            sentence = _("A new code makes the old sheet worthless. For when the sheet is lost or was seen by others.")
            matters.append(("renew-recovery", "print", _("Recovery code"), sentence, self.renew_recovery))
        for name, picture, title, words, do in matters:
            column.addWidget(self._card(name, picture, title, words, do))
        column.addWidget(
            Words(_("Your own position is changed under Members, by an administrator."), "body", self, quiet=True)
        )
        column.addStretch()

    def _card(self, name: str, picture: str, title: str, sentence: str, do: Callable[[], None]) -> Card:
        card = Card(parent=self)
        said = QWidget(card)
        words = QVBoxLayout(said)
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(space(0.5))
        words.addWidget(Words(title, "strong", said))
        words.addWidget(Words(sentence, "small", said, quiet=True))
        button = QPushButton(icon(picture), DOING[name](), card)
        button.setObjectName(name)
        button.clicked.connect(lambda _checked=False: do())
        card.column.addWidget(WrappingRow(said, button, card))
        return card

    def change_passphrase(self) -> None:
        """Ask for old and new passphrase, and change it off the UI thread."""
        dialog = PassphraseChange(self.window())
        dialog.accepted.connect(lambda: self._use_passphrase(dialog.old(), dialog.new()))
        dialog.open()

    def _use_passphrase(self, old: str, new: str) -> None:
        def job(acting: Acting, progress: Progress) -> None:
            acting.vault.set_passphrase(old, new, progress=progress)

        said = _(
            "The passphrase has been changed and the vault encrypted anew. Old copies and backups keep the old one."
        )
        self._context.worker.change(
            self, _("Changing the passphrase"), job, lambda _none: self._context.notify(said), alone=True
        )

    def renew_keys(self) -> None:
        """Make new own keys."""
        if not self._context.dialogs.confirm(
            _("Make new keys?"),
            _("Agreements stay valid. Partners get a new card with your next bundle."),
            _("Make new keys"),
            keep=_("Keep the keys"),
        ):
            return

        def job(acting: Acting, _progress: Progress) -> Renewed:
            from datapact.organisation.members.key_renewal import renew_keys

            return renew_keys(acting)

        self._context.worker.change(self, _("Making new keys"), job, self._renewed, touches=frozenset({"members"}))

    def _renewed(self, renewed: Renewed) -> None:
        self._context.worker.work_as(renewed.acting)
        if renewed.certified:
            self._context.notify(_("Your new keys are certified. Give partners a new card."))
        else:
            self._context.notify(
                _("Your new keys wait for an administrator. Fingerprint: {digits}", digits=renewed.fingerprint)
            )

    def choose_key(self) -> None:
        """Choose the key that signs contracts: on a token, or from a file."""
        from datapact_ui.settings.signing_key_dialog import SigningKeyDialog

        dialog = SigningKeyDialog(self._context, self.window())
        dialog.chosen.connect(self._use_key)
        dialog.file_wanted.connect(self.import_key)
        dialog.open()

    def _use_key(self, key: TokenKey | RemoteKey) -> None:
        def job(acting: Acting, _progress: Progress) -> Renewed:
            from datapact.organisation.members.key_renewal import use_certificate
            from datapact.signing.keys.device import remember_key
            from datapact.signing.keys.services import RemoteKey

            renewed = use_certificate(acting, key.certificate)
            if isinstance(key, RemoteKey):
                remember_key(key)
            return renewed

        self._context.worker.change(self, _("Reading the key"), job, self._renewed, touches=frozenset({"members"}))

    def import_key(self) -> None:
        """Take a signing key from a file."""
        path = self._context.dialogs.ask_open_file(_("Choose the key file"), _("Key files (*.p12 *.pfx)"))
        if path is None:
            return
        secret = self._context.dialogs.ask_passphrase(_("Passphrase of the key file"), path.name)
        if secret is None:
            return

        def job(acting: Acting, _progress: Progress) -> Renewed:
            from datapact.base.files import read_whole
            from datapact.organisation.members.key_renewal import import_signing_key
            from datapact.signing.pades.pkcs12 import load_pkcs12

            loaded = load_pkcs12(read_whole(path, limit=LARGEST_KEY), secret)
            return import_signing_key(acting, loaded.key, loaded.certificate, loaded.chain)

        self._context.worker.change(self, _("Reading the key"), job, self._renewed, touches=frozenset({"members"}))

    def show_card(self) -> None:
        """Show the card and the fingerprint."""
        from datapact_ui.partners.own_card_dialog import OwnCardDialog

        OwnCardDialog(self._context, self.window()).open()

    def renew_recovery(self) -> None:
        """Make a new recovery code in place of the old one."""
        if not self._context.dialogs.confirm(
            _("Make a new recovery code?"),
            _("The vault is encrypted anew. The old sheet opens nothing any more, except old copies and backups."),
            _("Make a new code"),
            keep=_("Keep the old code"),
            danger=True,
        ):
            return

        def job(acting: Acting, _progress: Progress) -> str:
            from datapact.organisation.members.recovery import renew_recovery_code

            return renew_recovery_code(acting)

        self._context.worker.change(self, _("Making a new recovery code"), job, self._show_sheet, alone=True)

    def _show_sheet(self, code: str) -> None:
        from datapact.pdf.reports.recovery_sheet import RecoverySheet
        from datapact_ui.unlock.recovery_sheet_panel import RecoverySheetPanel

        facts = self._context.identity
        dialog = QDialog(self.window())
        dialog.setObjectName("recovery-sheet")
        dialog.setWindowTitle(_("Keep the recovery code"))
        dialog.setMinimumWidth(characters(60))
        sheet = RecoverySheet(
            facts.organisation_name, str(facts.folder), facts.member_name, self._context.today(), code
        )
        buttons = PlainButtons(dialog, QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(dialog.reject)
        dialog.finished.connect(dialog.deleteLater)
        column = QVBoxLayout(dialog)
        margins(column, 4, 3)
        column.addWidget(Words(_("Keep the recovery code"), "heading", dialog))
        column.addWidget(RecoverySheetPanel(sheet, self._context.dialogs, dialog))
        column.addWidget(buttons)
        dialog.open()


DOING: dict[str, Callable[[], str]] = {
    "change-passphrase": lambda: _("Change …"),
    "renew-keys": lambda: _("Make new keys …"),
    "import-key": lambda: _("Choose …"),
    "own-card": lambda: _("Show the card …"),
    "renew-recovery": lambda: _("Make a new code …"),
}
"""The verbs on the buttons, in the language of the moment."""
