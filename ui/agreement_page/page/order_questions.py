"""What an order asks: its new data by name and provider, then the screening questions of the interview, one card each."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from datapact.base.texts import _
from datapact.contract.editing.commands import AddMember, SetTerm
from datapact.contract.editing.term_edits import new_member
from datapact.contract.screening.data_words import datasets_added
from datapact.contract.screening.questions import questions_of_added
from datapact.contract.terms.paths import members, value_at
from datapact_ui.agreement_page.page.change_session import ChangeSession
from datapact_ui.editor.fields.forms import MemberList
from datapact_ui.editor.fields.screening_list import ScreeningList
from datapact_ui.editor.fields.term_form import TermForm
from datapact_ui.kit.theme.measures import space
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.disabled_controls import bar_control
from datapact_ui.kit.widgets.picture_button import picture_button
from datapact_ui.kit.widgets.wheel_free import ComboBox


class OrderedData(TermForm):
    """The data that an order adds: each by a name and by its provider, whom nobody else names; then its own form."""

    session: ChangeSession

    def __init__(self, session: ChangeSession, parent: QWidget | None = None) -> None:
        super().__init__(session, "datasets", parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(2))
        line = QHBoxLayout()
        line.setSpacing(space(2))
        self.name = QLineEdit(self)
        self.name.setObjectName("ordered-name")
        self.name.setAccessibleName(_("Which data does the order add? Give it a name."))
        self.name.setPlaceholderText(_("e.g. {example}", example=_("machine logs")))
        self.name.textChanged.connect(lambda _text: self._update())
        self.name.returnPressed.connect(self._add)
        self.provider = ComboBox(self)
        self.provider.setObjectName("ordered-provider")
        self.provider.setAccessibleName(_("Who provides it?"))
        self.provider.addItem(_("Who provides it?"), "")
        for party in session.document.terms.parties:
            self.provider.addItem(party.short_name or party.name, party.key)
        self.provider.activated.connect(lambda _index: self._update())
        self.add = picture_button(self, "ordered-add", "add", _("Add"), self._add)
        label = QLabel(_("Which data does the order add? Give it a name."), self)
        label.setWordWrap(True)
        label.setBuddy(self.name)
        line.addWidget(self.name, 2)
        line.addWidget(self.provider, 1)
        line.addWidget(self.add)
        column.addWidget(label)
        column.addLayout(line)
        self.list = MemberList(session, "datasets", self)
        self.list.keep(agreed_entries(session, "datasets"), adds=False)
        column.addWidget(self.list)
        self.setFocusProxy(self.name)
        self._update()

    def _update(self) -> None:
        told = self.name.text().strip() and self.provider.currentData()
        bar_control(self.add, "" if told else _("Give the data a name, and choose who provides it."))

    def _add(self) -> None:
        if not self.add.isEnabled():
            return
        terms, provider = self.session.document.terms, str(self.provider.currentData())
        self.list.commit()
        value: Any = new_member(terms, "datasets")
        value["name"] = dict.fromkeys(self.session.document.languages, self.name.text().strip())
        value["provider"] = provider
        if len(terms.parties) == 2:
            value["recipients"] = [party.key for party in terms.parties if party.key != provider]
        self.name.clear()
        self.provider.setCurrentIndex(0)
        self.session.do(AddMember("datasets", value, len(terms.datasets)), _("Add data"))
        self._update()
        self.refresh()
        self.list.reveal(f"datasets.{value['key']}.name")

    def refresh(self) -> None:
        """Show the present data."""
        self.list.refresh()

    def commit(self) -> None:
        """Take what was typed into the forms of the data."""
        self.list.commit()

    def reveal(self, path: str) -> QWidget | None:
        """The field of a place."""
        return self.list.reveal(path)


def agreed_entries(session: ChangeSession, path: str) -> list[str]:
    """The entries of a list that the agreement has already."""
    return [step for step, _member in members(value_at(session.before.terms, path))]


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
            "The answers in the agreement are about other data: answer each question for the data of this order. It can be "
            "proposed when none is open; not answered is not no."
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

    def take_focus(self) -> None:
        """Put the focus on the first card with something open; N answers there as in the interview."""
        card = next((one for one in self.list.cards if one.waits), None)
        if card is not None:
            QTimer.singleShot(0, card, card.setFocus)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A card has taken N for its answer: the next one with something open follows."""
        if event.key() == Qt.Key.Key_N and not event.modifiers():
            event.accept()
            if not event.isAutoRepeat():
                self.take_focus()
            return
        super().keyPressEvent(event)

    def _answer(self, answers: dict[str, Any]) -> None:
        self.session.stack.beginMacro(_("Change of facts"))
        for path, value in answers.items():
            self.session.do(SetTerm(path, value), _("Change of facts"))
        self.session.stack.endMacro()
