"""The panel beside the interview's questions: the text from the answers, and the findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QTabWidget, QWidget

from datapact.base.texts import _, current_language
from datapact.contract.templates.interview import Page
from datapact.contract.text.clauses import places
from datapact_ui.editor.page.findings_panel import FindingsPanel
from datapact_ui.editor.text.clause_canvas import ClauseCanvas
from datapact_ui.editor.text.draft_session import DraftSession
from datapact_ui.kit.tables.finding_kinds import tab_words
from datapact_ui.kit.theme.measures import characters

if TYPE_CHECKING:
    from datapact.checks.model.finding import Tally
    from datapact_ui.kit.context.app_context import AppContext

_PREVIEW_AFTER_MSECS = 0  # answers that are typed pause before they count; several at once are shown once


class InterviewSide(QTabWidget):
    """Two tabs: preview and findings."""

    place_chosen = Signal(str)
    """The place in the terms or the text that a term of the preview or a finding is about."""

    def __init__(self, context: AppContext, session: DraftSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.setObjectName("interview-side")
        self.setDocumentMode(True)
        self.setMinimumWidth(characters(24))
        self.preview = ClauseCanvas(self)
        self.preview.setObjectName("preview")
        self.preview.setAccessibleName(_("Preview of the text"))
        self.preview.chip_opened.connect(self.place_chosen)
        self.findings = FindingsPanel(context, session, self)
        self.findings.place_chosen.connect(self.place_chosen)
        self.findings.counted.connect(self._show_count)
        self.addTab(self.preview, _("Preview"))
        self.addTab(self.findings, _("Findings"))
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_PREVIEW_AFTER_MSECS)
        self._soon.timeout.connect(self.show_preview)

    def follow(self) -> None:
        """Show a changed document once what is under way is done."""
        self._soon.start()

    def bring(self, widget: QWidget) -> None:
        """Show one of the two tabs."""
        self.setCurrentWidget(widget)
        widget.setFocus()

    def show_preview(self) -> None:
        """Show the text from the present answers."""
        document = self._session.document
        language = current_language() if current_language() in document.languages else document.languages[0]
        self.preview.show_document(document, (language,))

    def show_clause_of(self, page: Page) -> None:
        """Show in the preview the first clause that shows an answer of this page."""
        self.show_preview()
        starts = tuple(question.path.split(".*")[0] for question in page.questions)
        for identifier, texts in places(self._session.document.clauses):
            if any(run.term is not None and run.term.startswith(starts) for runs in texts.values() for run in runs):
                self.preview.show_place(identifier)
                return

    def _show_count(self, found: Tally) -> None:
        self.setTabText(1, tab_words(found))
