"""The terms of a signed agreement open for a change; nothing is kept before the change is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.contract.editing.commands import Command
from datapact.contract.text.document import AgreementDocument
from datapact_ui.editor.text.draft_session import DraftSession

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from datapact_ui.kit.context.app_context import AppContext


class ChangeSession(DraftSession):
    """The session for the editor's forms, without a journal or drafts."""

    def __init__(self, context: AppContext, document: AgreementDocument, parent: QObject | None = None) -> None:
        super().__init__(context, parent)
        self.before = document
        self._document = document

    def flush(self) -> None:
        """Do nothing: there is no journal."""

    def _note(self, command: Command) -> None:
        self._dirty = True
        self.unsaved_changed.emit()
