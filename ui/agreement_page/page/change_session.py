"""The terms of a signed agreement on the table, to say what is to change; nothing is kept before it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.contract.editing.commands import Command
from datapact.contract.text.document import AgreementDocument
from datapact_ui.editor.text.draft_session import DraftSession

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from datapact_ui.kit.context.desk import Desk


class ChangeSession(DraftSession):
    """Forms of the editor work on it; it has no journal and writes no draft."""

    def __init__(self, desk: Desk, document: AgreementDocument, parent: QObject | None = None) -> None:
        super().__init__(desk, parent)
        self.before = document
        self._document = document

    def flush(self) -> None:
        """There is nothing to keep."""

    def _note(self, command: Command) -> None:
        self._dirty = True
        self.unsaved_changed.emit()
