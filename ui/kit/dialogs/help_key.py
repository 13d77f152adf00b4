"""F1 in a dialog, because the main window's own key does not reach modal ones."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog


def help_key(dialog: QDialog, page: str) -> None:
    """Let F1 open a page of the user guide over this dialog."""

    def show() -> None:
        from datapact_ui.kit.dialogs.guide_window import show_guide

        show_guide(dialog, page)

    QShortcut(QKeySequence(QKeySequence.StandardKey.HelpContents), dialog).activated.connect(show)
