"""The page of the interview that asks what kind of data it is, in plain words: the answers decide which rules apply."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from datapact.base.texts import _
from datapact.contract.editing.commands import AddMember, SetTerm
from datapact.contract.editing.term_edits import new_member
from datapact.contract.templates.interview import screening_questions
from datapact_ui.editor.fields.screening_card import ScreeningCard
from datapact_ui.editor.fields.screening_list import ScreeningList
from datapact_ui.editor.text.draft_session import DraftSession
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import space
from datapact_ui.kit.widgets.cards import Words


class ScreeningPage(QWidget):
    """The screening questions of a draft."""

    place_focused = Signal(str)

    def __init__(self, session: DraftSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("screening-page")
        self.session = session
        column = QVBoxLayout(self)
        column.setContentsMargins(space(6), space(2), space(6), space(6))
        column.setSpacing(space(3))
        column.addWidget(Words(_("What is it about?"), "title", self))
        column.addWidget(
            Words(
                _(
                    "These questions decide which rules apply. Nothing ticked does not mean no: say that nothing of it "
                    "holds, or leave it open until you know. Before signature each has to be answered. "
                    "By keys: Space ticks, Enter goes on to the next open question; N says that nothing of it holds, and goes on, too."
                ),
                parent=self,
                quiet=True,
            )
        )
        self._first = self._ask_for_data()
        column.addWidget(self._first)
        self.list = ScreeningList(self)
        self.list.answered.connect(self._answer)
        column.addWidget(self.list)
        column.addStretch()
        self.refresh()

    def _ask_for_data(self) -> QWidget:
        box = QWidget(self)
        inner = QVBoxLayout(box)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(space(1))
        inner.addWidget(Words(_("Which data is shared? Give it a name."), "strong", box))
        line = QHBoxLayout()
        line.setSpacing(space(2))
        self.name = QLineEdit(box)
        self.name.setObjectName("first-dataset")
        self.name.setAccessibleName(_("Which data is shared? Give it a name."))
        self.name.setPlaceholderText(_("e.g. {example}", example=_("machine logs")))
        self.name.returnPressed.connect(self._add)
        add = QPushButton(icon("add"), _("Add"), box)
        add.setObjectName("add-first-dataset")
        add.clicked.connect(lambda _checked=False: self._add())
        line.addWidget(self.name, 1)
        line.addWidget(add)
        inner.addLayout(line)
        return box

    def _add(self) -> None:
        name = self.name.text().strip()
        terms = self.session.document.terms
        if not name:
            return
        value: Any = new_member(terms, "datasets")
        value["name"] = dict.fromkeys(self.session.document.languages, name)
        others = [party.key for party in terms.parties if party.key != value.get("provider")]
        if len(terms.parties) == 2:
            value["recipients"] = others
        self.name.clear()
        self.session.do(AddMember("datasets", value, len(terms.datasets)), _("Add data"))

    def _answer(self, answers: dict[str, Any]) -> None:
        self.session.stack.beginMacro(_("Change of facts"))
        for path, value in answers.items():
            self.session.do(SetTerm(path, value), _("Change of facts"))
        self.session.stack.endMacro()

    def refresh(self) -> None:
        """Show the present document."""
        terms = self.session.document.terms
        self._first.setVisible(not terms.datasets)
        self.list.show_questions(terms, screening_questions(self.session.document))

    def commit(self) -> None:
        """Do nothing: nothing is typed here that would have to be kept."""

    def reveal(self, place: str) -> ScreeningCard | None:
        """The card that asks for a place."""
        return self.list.card_of(place)

    def next_open(self, focused: QWidget | None) -> ScreeningCard | None:
        """The first card with something open below the focused one; of all cards where the focus is in none."""
        inside = [n for n, card in enumerate(self.list.cards) if focused is not None and card.isAncestorOf(focused)]
        after = inside[0] + 1 if inside else 0
        return next((card for card in self.list.cards[after:] if card.waits), None)

    def take_focus(self) -> None:
        """Begin with the first thing to answer."""
        first: QWidget = self.name if self._first.isVisible() else next(iter(self.list.cards), self)
        QTimer.singleShot(0, first, first.setFocus)
