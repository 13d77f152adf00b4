"""A new member accepts an invitation: one-time code, own passphrase, own keys; then an administrator certifies."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox

from datapact.base.errors import DataPactError
from datapact.base.texts import _
from datapact.vault.keys.header import list_slots
from datapact_ui.kit.fields.form_fields import Form
from datapact_ui.kit.fields.new_passphrase import NewPassphrase
from datapact_ui.kit.theme.measures import figures, type_font
from datapact_ui.kit.widgets.cards import Card, PrimaryButton, Words
from datapact_ui.unlock.gate import Gate, Screen

if TYPE_CHECKING:
    from datapact.organisation.members.invitation import Joined
    from datapact_ui.kit.background.runner import Progress


class JoinScreen(Screen):
    """Who you are, the code, and a passphrase of your own."""

    def __init__(self, gate: Gate, folder: Path) -> None:
        super().__init__(
            gate,
            "join",
            _("Join with an invitation"),
            _(
                "An administrator gave you a one-time code. You make keys of your own, which only your passphrase opens."
            ),
        )
        self._folder = folder
        form = Form(self)
        self._members = QComboBox(self)
        try:
            for slot in list_slots(folder):
                if slot.kind == "invitation":
                    self._members.addItem(slot.display_name or slot.id, slot.id)
        except DataPactError as error:
            self.problem.say(str(error))
        form.add("join-member", _("Your name"), self._members)
        self._code = form.line("join-code", _("One-time code"))
        self._new = NewPassphrase(self)
        self._new.entered.connect(self.join)
        form.wide(self._new)
        self._button = PrimaryButton(_("Make my keys"), "key", self)
        self._button.setObjectName("join-button")
        self._button.clicked.connect(lambda _checked=False: self.join())
        back = self.links([("join-back", "back", _("Back to unlock"), lambda: gate.vault_chosen.emit(folder))])
        for widget in (form, self._button, back):
            self.column.addWidget(widget)
        self.finish(form, self._button, back)
        if not self._members.count():
            self.problem.say(_("Nobody is invited to this vault at the moment. Ask an administrator to invite you."))
            form.setEnabled(False)
            self._button.setEnabled(False)

    def take_focus(self) -> None:
        (self._members if self._members.count() > 1 else self._code).setFocus()

    def join(self) -> None:
        """Make the keys."""
        problem = self._new.problem()
        if problem:
            self.problem.say(problem)
            return
        folder, member, code, secret = self._folder, self._members.currentData(), self._code.text(), self._new.text()
        clock, kdf = self.gate.clock, self.gate.kdf

        def job(_progress: Progress) -> Joined:
            from datapact.organisation.members.invitation import join

            return join(folder, member, code, secret, clock, kdf)

        self.do(_("Making your keys …"), job, self._joined)

    def _joined(self, joined: Joined) -> None:
        self._new.clear()
        self.gate.show(lambda: JoinedScreen(self.gate, self._folder, joined.fingerprint))


class JoinedScreen(Screen):
    """What is left to do: an administrator compares the fingerprint and certifies."""

    def __init__(self, gate: Gate, folder: Path, fingerprint: str) -> None:
        super().__init__(
            gate,
            "joined",
            _("Your keys are made"),
            _("An administrator has to certify them now: in the settings, under Members, with this fingerprint."),
        )
        card = Card(_("Fingerprint of your keys"), self)
        digits = Words(fingerprint, "heading", self)
        digits.setObjectName("joined-fingerprint")
        digits.setFont(figures(type_font("heading")))
        card.column.addWidget(digits)
        card.column.addWidget(
            Words(_("Read it to the administrator, for example on the telephone."), parent=self, quiet=True)
        )
        self._go = PrimaryButton(_("To the unlock screen"), "", self)
        self._go.setObjectName("joined-go")
        self._go.clicked.connect(lambda _checked=False: gate.vault_chosen.emit(folder))
        self.column.addWidget(card)
        self.column.addWidget(self._go)
        self.finish(self._go)

    def take_focus(self) -> None:
        self._go.setFocus()
