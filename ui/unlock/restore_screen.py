"""Make a vault again from a backup, with a passphrase of that time."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from datapact.base.texts import _
from datapact.organisation.members.recovery import restore_organisation
from datapact_ui.kit.context.app_context import Opened, read_opened
from datapact_ui.unlock.copy_screen import CopyScreen
from datapact_ui.unlock.gate import Gate

if TYPE_CHECKING:
    from datapact_ui.kit.background.runner import Progress


class RestoreScreen(CopyScreen):
    """The screen for the file, the member, and the target folder."""

    def __init__(self, gate: Gate) -> None:
        super().__init__(
            gate,
            "restore",
            _("Restore a backup"),
            _(
                "The vault goes on as it was at the time of the backup; the next bundles ask partners for what is missing."
            ),
            file=_("Choose the backup"),
            passphrase=_("Passphrase of that time"),
        )
        self._field.entered.connect(self.restore)
        self._end(_("Restored"), _("Restore"), "restore", self.restore)

    def restore(self) -> None:
        """Make the vault and open it."""
        file, folder = self._file, Path(self._folder.text())
        if file is None:
            return
        member, secret, clock = self._members.currentData(), self._field.text(), self.gate.clock

        def job(_progress: Progress) -> Opened:
            folder.parent.mkdir(parents=True, exist_ok=True)
            return read_opened(restore_organisation(file, folder, member_id=member, passphrase=secret, clock=clock))

        self.do(_("Restoring …"), job, self._done)

    def _done(self, opened: Opened) -> None:
        self._field.clear()
        self.gate.opened.emit(opened)
