"""A page of the interview: its questions in order, those about parties or datasets once for each of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from datapact.agreements.projection.parties import KnownParty
from datapact.base.texts import _, current_language
from datapact.contract.templates.interview import Page
from datapact.contract.templates.questions import Question
from datapact_ui.editor.fields.from_card import FromCard
from datapact_ui.editor.fields.member_tabs import MemberTabs
from datapact_ui.editor.fields.question_block import QuestionBlock
from datapact_ui.editor.fields.term_form import TermForm
from datapact_ui.editor.text.draft_session import DraftSession
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import icon_size, space
from datapact_ui.kit.widgets.cards import Words


class QuestionPage(QWidget):
    """The questions of one page. It is built anew when its questions change."""

    place_focused = Signal(str)
    taken = Signal(str)
    """The place for which the proposal is to be taken over; empty: all places of the page."""

    def __init__(
        self, session: DraftSession, page: Page, known: Sequence[KnownParty], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("question-page")
        self.page = page
        self._forms: list[TermForm] = []
        self._blocks: list[QuestionBlock | MemberTabs] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(space(6), space(2), space(6), space(6))
        column.setSpacing(space(5))
        column.addWidget(Words(page.title.text(current_language()), "title", self))
        self._all = QPushButton(icon("check"), "", self)
        self._all.setObjectName("take-all-proposals")
        self._all.setIconSize(icon_size())
        self._all.setToolTip(_("Alt+Enter. Each stands below its question. Ctrl+Z takes them back."))
        self._all.clicked.connect(lambda _on=False: self.taken.emit(""))
        self._all.hide()
        column.addWidget(self._all, 0, Qt.AlignmentFlag.AlignLeft)
        waiting: list[Question] = []
        for question in [*page.questions, None]:
            listed = question.path.split(".*.")[0] if question is not None and ".*." in question.path else ""
            if waiting and listed != waiting[0].path.split(".*.")[0]:
                tabs = MemberTabs(session, waiting[0].path.split(".*.")[0], waiting, known, self)
                self._forms.append(tabs)
                self._blocks.append(tabs)
                tabs.taken.connect(self.taken)
                column.addWidget(tabs)
                waiting = []
            if question is None:
                break
            if listed:
                waiting.append(question)
                continue
            block = QuestionBlock(session, question, question.path, self)
            self._forms.append(block.form)
            self._blocks.append(block)
            block.taken.connect(self.taken)
            column.addWidget(block)
        column.addStretch()
        self.show_open(page)

    def refresh(self) -> None:
        """Show the present document."""
        for form in self._forms:
            form.refresh()

    def show_open(self, page: Page) -> None:
        """Mark the questions that are open now, among those of the built page."""
        paths = frozenset(entry.path for entry in page.open)
        for block in self._blocks:
            block.show_open(paths)

    def show_proposals(self, words: Mapping[str, str], at_once: int) -> None:
        """Show the proposals for open questions, by place, and the button that takes ``at_once`` of them."""
        for block in self._blocks:
            block.show_proposals(words)
        self._all.setVisible(at_once > 1)
        left = len(words) - at_once
        said = (
            _("Take over {n} proposals; look at {left} by yourself", n=str(at_once), left=str(left))
            if left > 0
            else _("Take over all {n} proposals", n=str(at_once))
        )
        self._all.setText(said)

    def cards(self) -> list[FromCard]:
        """The fields to fill the shown party from a card."""
        return [block.card for block in self._blocks if isinstance(block, MemberTabs) and block.card is not None]

    def commit(self) -> None:
        """Apply the last typed text."""
        for form in self._forms:
            form.commit()

    def reveal(self, path: str) -> QWidget | None:
        """Unfold and return the widget for a place."""
        for form in self._forms:
            if path == form.path or path.startswith(f"{form.path}.") or form.path.startswith(f"{path}."):
                return form.reveal(path) or form
        return None

    def take_focus(self) -> None:
        """Put the focus on the first question."""
        if self._forms:
            QTimer.singleShot(0, self._forms[0], self._forms[0].setFocus)
