"""The base of forms at a place of the terms."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from datapact_ui.editor.text.draft_session import DraftSession


class TermForm(QWidget):
    """Base: a form at a place of the terms."""

    def __init__(self, session: DraftSession, path: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session, self.path = session, path
        self.setObjectName(f"form-{path}")

    def refresh(self) -> None:
        """Show the present document."""

    def commit(self) -> None:
        """Apply typed text that was not applied yet."""

    def reveal(self, path: str) -> QWidget | None:
        """Unfold the field for a place; returns its widget."""
        return None
