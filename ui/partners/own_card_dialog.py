"""Our own card: saved for partners, with the fingerprint that they hear from us on the telephone."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPushButton, QVBoxLayout, QWidget

from datapact.agreements.views.partners import OwnFacts, own_facts
from datapact.base.files import write_whole
from datapact.base.texts import _, current_language
from datapact.exchange.send.letters import Letter, card_letter
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.acting.own_profile import write_card
from datapact_ui.kit.background.runner import Progress
from datapact_ui.kit.context.desk import Desk
from datapact_ui.kit.dialogs.help_key import help_key
from datapact_ui.kit.layout.fitting import fit
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import margins
from datapact_ui.kit.widgets.cards import PrimaryButton, Words
from datapact_ui.partners.fingerprint_panel import FingerprintPanel


class OwnCardDialog(QDialog):
    """Shows the own fingerprint; saves the card where the user says, and prepares the e-mail for it."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._facts: OwnFacts | None = None
        self.setObjectName("own-card")
        self.setWindowTitle(_("Own card"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        help_key(self, "partners")
        self._column = QVBoxLayout(self)
        margins(self._column, 5, 4)
        name = Words(desk.identity.organisation_name, "title", self)
        self._column.addWidget(name)
        what = Words(
            _(
                "Give this card to your partners, by e-mail or on a stick: it holds your public keys and what your"
                " organisation says of itself. Nothing in it is secret."
            ),
            parent=self,
        )
        self._column.addWidget(what)
        self._column.addWidget(Words(_("Your fingerprint, to be read aloud"), "heading", self))
        self._column.addWidget(
            FingerprintPanel(desk.identity.organisation, desk.identity.organisation_name, desk.dialogs, self)
        )
        self._column.addWidget(
            Words(
                _("Read it to your partner on the telephone only. In an e-mail it would prove nothing."),
                parent=self,
                quiet=True,
            )
        )
        self.where = Words("", parent=self)
        self.where.setObjectName("card-written")
        self.where.hide()
        self._column.addWidget(self.where)
        self.save = PrimaryButton(_("Save card …"), "card", self)
        self.save.setObjectName("save-card")
        self.save.clicked.connect(lambda: self._write(mail=False))
        self.mail = QPushButton(icon("mail"), _("Save and prepare e-mail …"), self)
        self.mail.setObjectName("mail-card")
        self.mail.clicked.connect(lambda: self._write(mail=True))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.addButton(self.mail, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(self.save, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        self._column.addWidget(buttons)
        fit(self, 92, 14)
        self.save.setFocus()

    def _write(self, *, mail: bool) -> None:
        name = _plain(self._desk.identity.organisation_name)
        path = self._desk.dialogs.ask_save_file(_("Save the own card"), f"{name}.dpcard", _("Partner cards (*.dpcard)"))
        if path is None:
            return
        if path.suffix != ".dpcard":
            path = path.with_name(path.name + ".dpcard")
        language = current_language()

        def write(acting: Acting, _progress: Progress) -> Letter:
            write_whole(path, write_card(acting), private=False)
            return card_letter(path.name, own_facts(acting).profile, language)

        self._desk.worker.change(
            self, _("Writing the card"), write, lambda letter: self._written(path, letter if mail else None)
        )

    def _written(self, path: Path, letter: Letter | None) -> None:
        self.where.setText(_("Written: {file}", file=str(path)))
        self.where.show()
        self._desk.notify(_("Written: {file}", file=path.name))
        if letter is not None:
            self._desk.dialogs.show_in_folder(path)
            if self._desk.dialogs.open_mail(letter.to, letter.subject, letter.body):
                self.where.setText(_("Attach the file {file} to the e-mail that was opened.", file=str(path)))


def _plain(name: str) -> str:
    kept = "".join(letter if letter.isalnum() else " " for letter in name)
    return "-".join(kept.split())[:60] or "card"
