"""What every form at a place of the terms can do."""

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
        """Show the document as it is now."""

    def commit(self) -> None:
        """Take over what was typed and not taken over yet."""

    def reveal(self, path: str) -> QWidget | None:
        """Open what hides the field for a place; returns the widget that asks for it."""
        return None
