"""Our own card, to save for partners, with the fingerprint to read to them on the telephone."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from datapact.agreements.views.partners import OwnFacts
from datapact.base.file_names import file_name
from datapact.base.files import write_whole
from datapact.base.texts import _, current_language
from datapact.exchange.send.letters import Letter, card_letter
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.acting.own_profile import actors_profile, write_card
from datapact_ui.kit.background.runner import Progress
from datapact_ui.kit.context.app_context import AppContext
from datapact_ui.kit.dialogs.dialog import Dialog
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.written_file import WrittenFile
from datapact_ui.partners.fingerprint_panel import FingerprintPanel


class OwnCardDialog(Dialog):
    """Shows the own fingerprint; saves the card to a chosen path, and prepares the e-mail for it."""

    help_page = "partners"

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__("own-card", _("Own card"), parent, leave="close")
        self._context = context
        self._facts: OwnFacts | None = None
        name = Words(context.identity.organisation_name, "title", self)
        self.column.addWidget(name)
        what = Words(
            _(
                "Give this card to your partners, by e-mail or on a stick: it holds your public keys and what your"
                " organisation says of itself. Nothing in it is secret."
            ),
            parent=self,
        )
        self.column.addWidget(what)
        self.column.addWidget(Words(_("Your fingerprint, to be read aloud"), "heading", self))
        self.column.addWidget(
            FingerprintPanel(context.identity.organisation, context.identity.organisation_name, context.dialogs, self)
        )
        self.column.addWidget(
            Words(
                _("Read it to your partner aloud, in a meeting or a call. In an e-mail it would prove nothing."),
                parent=self,
                quiet=True,
            )
        )
        self.where = Words("", parent=self)
        self.where.setObjectName("card-written")
        self.where.hide()
        self.column.addWidget(self.where)
        self.file = WrittenFile(parent=self)
        self.column.addWidget(self.file)
        self.mail = self.add_button("mail-card", _("Save and prepare e-mail …"), "mail", lambda: self._write(mail=True))
        self.save = self.add_button(
            "save-card", _("Save card …"), "card", lambda: self._write(mail=False), primary=True
        )
        self.finish(92, 14)
        self.save.setFocus()

    def _write(self, *, mail: bool) -> None:
        name = file_name(self._context.identity.organisation_name, "dpcard", between="-", most=60, otherwise="card")
        path = self._context.dialogs.ask_save_file(_("Save the own card"), name, _("Partner cards (*.dpcard)"))
        if path is None:
            return
        if path.suffix != ".dpcard":
            path = path.with_name(path.name + ".dpcard")
        language = current_language()

        def write(acting: Acting, _progress: Progress) -> Letter:
            write_whole(path, write_card(acting), private=False)
            return card_letter(path.name, actors_profile(acting), language)

        self._context.worker.change(
            self, _("Writing the card"), write, lambda letter: self._written(path, letter if mail else None)
        )

    def _written(self, path: Path, letter: Letter | None) -> None:
        self.where.setText(_("Written: {file}", file=str(path)))
        self.where.show()
        self.file.hold(path)
        self._context.notify(_("Written: {file}", file=path.name))
        if letter is not None:
            self._context.dialogs.show_in_folder(path)
            if self._context.dialogs.open_mail(letter.to, letter.subject, letter.body):
                self.where.setText(_("Attach the file {file} to the e-mail that was opened.", file=str(path)))
