"""A new member accepts an invitation: one-time code, own passphrase, own keys; then an administrator certifies."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from datapact.base.texts import _
from datapact_ui.kit.theme.measures import figures, type_font
from datapact_ui.kit.widgets.cards import Card, PrimaryButton, Words
from datapact_ui.kit.widgets.disabled_controls import bar_control
from datapact_ui.unlock.code_screen import CodeScreen
from datapact_ui.unlock.gate import Gate, Screen

if TYPE_CHECKING:
    from datapact.organisation.members.invitation import Joined


class JoinScreen(CodeScreen):
    """The screen for member, code, and an own passphrase."""

    def __init__(self, gate: Gate, folder: Path) -> None:
        super().__init__(
            gate,
            folder,
            "join",
            "invitation",
            _("Join with an invitation"),
            _(
                "An administrator gave you a one-time code. You make keys of your own, which only your passphrase opens."
            ),
            _("One-time code"),
            _("Make my keys"),
        )
        if not self.members.count():
            nobody = _("Nobody is invited to this vault at the moment. Ask an administrator to invite you.")
            self.problem.say(nobody)
            self.form.setEnabled(False)
            bar_control(self.button, nobody)

    def take_focus(self) -> None:
        (self.members if self.members.count() > 1 else self.code).setFocus()

    def go(self) -> None:
        folder, clock, kdf = self.folder, self.gate.clock, self.gate.kdf

        def make(member: str, code: str, secret: str) -> Joined:
            from datapact.organisation.members.invitation import join

            return join(folder, member, code, secret, clock, kdf)

        self.make_keys(
            _("Making your keys …"),
            make,
            lambda joined: self.gate.show(lambda: JoinedScreen(self.gate, folder, joined.fingerprint)),
        )


class JoinedScreen(Screen):
    """The screen on the remaining step: an administrator compares the fingerprint and certifies."""

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
