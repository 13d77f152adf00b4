"""Backup now, and the check of the whole vault, below the settings of backups."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton, QWidget

from datapact.base.texts import _
from datapact_ui.kit.layout.flow_layout import FlowLayout
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.widgets.cards import Card, Words
from datapact_ui.unlock.unlock_screen import vault_name

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext


class BackupPanel(Card):
    """Two buttons, and their results."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._context = context
        folder = Words(_("This vault: {folder}", folder=str(context.identity.folder)), "small", self, quiet=True)
        row = FlowLayout()
        for name, picture, text, do in (
            ("backup-now", "backup", _("Back up now …"), self.back_up),
            ("vault-check", "trust", _("Check the vault"), self.check),
            ("vault-folder-show", "folder", _("Show the folder"), self.show_folder),
        ):
            button = QPushButton(icon(picture), text, self)
            button.setObjectName(name)
            button.clicked.connect(lambda _checked=False, do=do: do())
            row.addWidget(button)
        self.result = Words("", parent=self)
        self.result.setObjectName("vault-result")
        self.result.hide()
        self.column.addWidget(folder)
        self.column.addLayout(row)
        self.column.addWidget(self.result)

    def back_up(self) -> None:
        """Write one encrypted file to a chosen path."""
        context = self._context
        name = f"{vault_name(context.identity.folder)} {context.today().isoformat()}.dpbackup"
        chosen = str(context.recall("backup.folder", ""))
        proposal = Path(chosen, name)
        path = context.dialogs.ask_save_file(_("Back up the vault"), proposal, _("Backups (*.dpbackup)"))
        if path is None:
            return

        def job(acting: Acting, progress: Progress) -> None:
            from datapact.vault.folder.backup import backup_vault

            path.unlink(missing_ok=True)  # the dialog has asked before replacing
            backup_vault(acting.vault, path, progress)

        said = _("Written: {file}. It opens with the passphrases and the recovery code of today.", file=str(path))
        context.worker.change(self, _("Backing up the vault"), job, lambda _none: self._notify(said))

    def check(self) -> None:
        """Check pages, entries, signatures and tables."""

        def job(acting: Acting, progress: Progress) -> Sequence[str]:
            from datapact.audit.own_vault.check import check_whole_vault
            from datapact.audit.own_vault.notes import check_result, notes_on_vault

            return check_result(check_whole_vault(acting, progress), notes_on_vault(acting), acting.clock())

        self._context.worker.change(self, _("Checking the vault"), job, self._checked)

    def _checked(self, lines: Sequence[str]) -> None:
        self._notify("\n".join(lines))

    def show_folder(self) -> None:
        """Show the vault's folder in the file manager."""
        self._context.dialogs.show_in_folder(self._context.identity.folder)

    def _notify(self, text: str) -> None:
        self.result.setText(text)
        self.result.show()
        self._context.notify(text)
