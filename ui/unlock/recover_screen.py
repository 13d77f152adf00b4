"""Recovery with the recovery code: an administrator chooses a new passphrase and gets new keys."""

from __future__ import annotations

from pathlib import Path

from datapact.base.texts import _
from datapact_ui.kit.context.app_context import Opened, read_opened
from datapact_ui.unlock.code_screen import CodeScreen
from datapact_ui.unlock.gate import Gate


class RecoverScreen(CodeScreen):
    """The screen for member, code from the sheet, and a new passphrase."""

    def __init__(self, gate: Gate, folder: Path) -> None:
        super().__init__(
            gate,
            folder,
            "recover",
            "member",
            _("Come back with the recovery code"),
            _(
                "For administrators, with the code of the recovery sheet. Everybody else asks an administrator for help."
            ),
            _("Recovery code"),
            _("Open the vault again"),
            _("Keys under the lost passphrase are gone; you get new ones and give partners a new card."),
        )

    def take_focus(self) -> None:
        self.code.setFocus()

    def go(self) -> None:
        folder, clock, kdf = self.folder, self.gate.clock, self.gate.kdf

        def make(member: str, code: str, secret: str) -> Opened:
            from datapact.organisation.members.recovery import recover

            return read_opened(recover(folder, code, member, secret, clock, kdf))

        self.make_keys(_("Opening the vault and making new keys …"), make, self.gate.opened.emit)
