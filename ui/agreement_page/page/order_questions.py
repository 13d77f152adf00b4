"""What an order has to answer for its own data: the screening questions of the interview, one card each."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from datapact.base.texts import _
from datapact.contract.editing.commands import SetTerm
from datapact.contract.screening.data_words import datasets_added
from datapact.contract.screening.questions import questions_of_added
from datapact_ui.agreement_page.page.change_session import ChangeSession
from datapact_ui.editor.fields.screening_list import ScreeningList
from datapact_ui.editor.fields.term_form import TermForm
from datapact_ui.kit.theme.measures import space
from datapact_ui.kit.widgets.cards import Words


class OrderQuestions(TermForm):
    """The questions on the datasets that came with the change; what the agreement says of its own is no answer for them."""

    session: ChangeSession

    def __init__(self, session: ChangeSession, parent: QWidget | None = None) -> None:
        super().__init__(session, "datasets", parent)
        self.setObjectName("order-questions")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(2))
        words = _(
            "What the agreement says of its data was said of others. Each question has to be answered before the order can be "
            "proposed; not answered is not no."
        )
        column.addWidget(Words(words, parent=self, quiet=True))
        self._none = Words(_("Enter the dataset first."), parent=self)
        column.addWidget(self._none)
        self.list = ScreeningList(self)
        self.list.answered.connect(self._answer)
        column.addWidget(self.list)
        self.refresh()

    def refresh(self) -> None:
        """Show the questions that the present data ask."""
        terms = self.session.document.terms
        asked = questions_of_added(terms, datasets_added(self.session.before.terms, terms))
        self._none.setVisible(not asked)
        self.list.show_questions(terms, asked)

    def _answer(self, answers: dict[str, Any]) -> None:
        self.session.stack.beginMacro(_("Change of facts"))
        for path, value in answers.items():
            self.session.do(SetTerm(path, value), _("Change of facts"))
        self.session.stack.endMacro()
