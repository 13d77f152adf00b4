"""A page of the interview: its questions in order, those about parties or datasets once for each of them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QTabBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from datapact.agreements.commands import AddMember, MoveMember, RemoveMember, SetTerm
from datapact.agreements.interview import Page
from datapact.agreements.known_parties import KnownParty, with_key
from datapact.agreements.paths import members, shape_at, value_at
from datapact.agreements.questions import Question
from datapact.agreements.term_edits import new_member
from datapact.agreements.vocabulary import acted_on
from datapact.errors import DataPactError
from datapact.strictjson import JsonValue
from datapact.texts import _, current_language
from datapact_ui.editor.draft_session import DraftSession
from datapact_ui.editor.forms import HIDDEN, PartForm, TermForm, form_at
from datapact_ui.editor.term_fields import holder_and_name, member_words
from datapact_ui.looks.cards import Words
from datapact_ui.looks.icons import icon
from datapact_ui.looks.measures import characters, icon_size, space


class QuestionBlock(QWidget):
    """One question at one place: the question, what helps to answer it, where it comes from, and its field."""

    def __init__(self, session: DraftSession, question: Question, path: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.question, self.path = question, path
        self.setObjectName(f"question-{path}")
        language = current_language()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(1))
        asked = Words(question.text.text(language), "strong", self)
        column.addWidget(asked)
        self.form: TermForm = form_at(session, path, self, example=question.example)
        said = question.help.text(language)
        if question.example and not _shows_example(question):
            example = _("For example: {example}", example=question.example)
            said = f"{said} {example}".strip()
        if said:
            column.addWidget(Words(said, "body", self, quiet=True))
        column.addWidget(self.form)
        if question.article:
            source = Words(_("Comes from {article}", article=question.article), "small", self, quiet=True)
            column.addWidget(source)
        asked.setBuddy(self.form)


def _shows_example(question: Question) -> bool:
    return question.shape.kind in ("text", "localised", "number")


class MemberTabs(TermForm):
    """The questions about each member of a list: a tab a member, its questions below, the rest folded away."""

    def __init__(
        self,
        session: DraftSession,
        path: str,
        questions: Sequence[Question],
        known: Sequence[KnownParty],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(session, path, parent)
        self._questions, self._known = questions, known
        model, name = holder_and_name(path)
        self._kind = acted_on(model.__name__, name).text(current_language())
        self._steps: list[str] = []
        self._body: QWidget | None = None
        self._blocks: list[QuestionBlock] = []
        self._more: PartForm | None = None
        self.tabs = QTabBar(self)
        self.tabs.setObjectName(f"tabs-{path}")
        self.tabs.setAccessibleName(self._kind)
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.setElideMode(Qt.TextElideMode.ElideRight)
        self.tabs.setMinimumWidth(characters(12))
        self.tabs.currentChanged.connect(self._on_tab)
        line = QHBoxLayout()
        line.setSpacing(space(1))
        line.addWidget(self.tabs, 1)
        self._tools: list[QToolButton] = []
        for short, symbol, words, do in (
            ("add", "add", _("Add {what}", what=self._kind), self.add),
            ("up", "back", _("Move {what} forward", what=self._kind), lambda: self._move(-1)),
            ("down", "forward", _("Move {what} back", what=self._kind), lambda: self._move(1)),
            ("remove", "delete", _("Remove {what}", what=self._kind), self._remove),
        ):
            button = QToolButton(self)
            button.setObjectName(f"{short}-{path}")
            button.setIcon(icon(symbol))
            button.setIconSize(icon_size())
            button.setAccessibleName(words)
            button.setToolTip(words)
            if short == "add":
                button.setText(words)
                button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.clicked.connect(lambda _on=False, do=do: do())
            line.addWidget(button)
            self._tools.append(button)
        self._problem = Words("", "small", self)
        self._problem.hide()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(space(3))
        self._column.addLayout(line)
        self._column.addWidget(self._problem)
        self.setFocusProxy(self.tabs)
        self.refresh()

    def refresh(self) -> None:
        terms = self.session.document.terms
        steps = [step for step, _member in members(value_at(terms, self.path))]
        if steps != self._steps:
            current = self._step()
            self._steps = steps
            self.tabs.blockSignals(True)
            while self.tabs.count():
                self.tabs.removeTab(0)
            for _each in steps:
                self.tabs.addTab("")
            if current in steps:
                self.tabs.setCurrentIndex(steps.index(current))
            self.tabs.blockSignals(False)
            if current not in steps or self._body is None:
                self._build()
        for number, step in enumerate(steps):
            words = member_words(self.session.document, f"{self.path}.{step}", number + 1)
            self.tabs.setTabText(number, words.replace("&", "&&"))
        self.tabs.setVisible(bool(steps))
        self.setFocusProxy(self.tabs if steps else self._tools[0])
        for button in self._tools[1:]:
            button.setVisible(bool(steps))
        for block in self._blocks:
            block.form.refresh()
        if self._more is not None:
            self._more.refresh()

    def commit(self) -> None:
        for block in self._blocks:
            block.form.commit()
        if self._more is not None:
            self._more.commit()

    def reveal(self, path: str) -> QWidget | None:
        steps = path.split(".")
        if len(steps) > 1 and steps[1] in self._steps:
            self.tabs.setCurrentIndex(self._steps.index(steps[1]))
        for block in self._blocks:
            if path == block.path or path.startswith(f"{block.path}."):
                return block.form.reveal(path) or block
        if len(steps) > 2 and self._more is not None:
            self._fold.setChecked(True)
            return self._more.reveal(path) or self.tabs
        return self.tabs if self._steps else self._tools[0]

    def add(self) -> None:
        """A new member, shown."""
        try:
            value = new_member(self.session.document.terms, self.path)
        except DataPactError as error:
            self._say(str(error))
            return
        if self.session.do(AddMember(self.path, value, len(self._steps)), _("Add {what}", what=self._kind)):
            self.tabs.setCurrentIndex(len(self._steps) - 1)
            if self._blocks:
                self._blocks[0].form.setFocus(Qt.FocusReason.OtherFocusReason)
        self._after()

    def _step(self) -> str:
        index = self.tabs.currentIndex()
        return self._steps[index] if 0 <= index < len(self._steps) else ""

    def _remove(self) -> None:
        if step := self._step():
            self.session.do(RemoveMember(f"{self.path}.{step}"), _("Remove {what}", what=self._kind))
            self._after()

    def _move(self, by: int) -> None:
        step, to = self._step(), self.tabs.currentIndex() + by
        if step and 0 <= to < len(self._steps):
            self.session.do(MoveMember(f"{self.path}.{step}", to), _("Move {what}", what=self._kind))
            self._after()

    def _after(self) -> None:
        self._say("" if self.session.refusal is None else str(self.session.refusal))

    def _say(self, words: str) -> None:
        self._problem.setText(words)
        self._problem.setVisible(bool(words))

    def _on_tab(self, _index: int) -> None:
        self.commit()
        self._say("")
        self._build()

    def _build(self) -> None:
        if self._body is not None:
            self._column.removeWidget(self._body)
            self._body.hide()
            self._body.deleteLater()
        self._body, self._blocks, self._more = None, [], None
        step = self._step()
        if not step:
            return
        path = f"{self.path}.{step}"
        self._body = QWidget(self)
        column = QVBoxLayout(self._body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(5))
        if self.path == "parties" and self._known:
            column.addWidget(_FromCard(self.session, path, self._known, self._body))
        for question in self._questions:
            block = QuestionBlock(self.session, question, f"{path}.{question.path.split('.', 2)[2]}", self._body)
            column.addWidget(block)
            self._blocks.append(block)
        asked = {question.path.split(".")[2] for question in self._questions}
        model = shape_at(path).model
        assert model is not None
        rest = [name for name in model.model_fields if name not in asked and name not in HIDDEN]
        if rest:
            self._fold = QToolButton(self._body)
            self._fold.setObjectName(f"more-{path}")
            self._fold.setText(_("Further details"))
            self._fold.setAccessibleName(_("Further details"))
            self._fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            self._fold.setAutoRaise(True)
            self._fold.setCheckable(True)
            self._fold.setIcon(icon("chevron-right"))
            self._more = PartForm(self.session, path, self._body, names=rest)
            self._more.hide()
            self._fold.toggled.connect(self._on_fold)
            column.addWidget(self._fold)
            column.addWidget(self._more)
        self._column.addWidget(self._body)

    def _on_fold(self, open_: bool) -> None:
        self._fold.setIcon(icon("chevron-down" if open_ else "chevron-right"))
        if self._more is not None:
            self._more.setVisible(open_)


class _FromCard(QWidget):
    """Fill a party from what a card says: our own organisation or a partner."""

    def __init__(self, session: DraftSession, path: str, known: Sequence[KnownParty], parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._path, self._known = session, path, known
        self.box = QComboBox(self)
        self.box.setObjectName(f"known-{path}")
        self.box.setAccessibleName(_("Organisation to take over"))
        self.box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.box.setMinimumContentsLength(8)
        for entry in known:
            words = _("{name} (our organisation)", name=entry.name) if entry.own else entry.name
            self.box.addItem(words)
        present = {party.organisation for party in session.document.terms.parties if party.organisation}
        others = [n for n, entry in enumerate(known) if entry.organisation not in present or not entry.organisation]
        named = {party.key: party.organisation for party in session.document.terms.parties}.get(path.split(".")[1])
        same = [n for n, entry in enumerate(known) if named and entry.organisation == named]
        if same or others:  # a party that is filled in is never offered another organisation first
            self.box.setCurrentIndex((same or others)[0])
        button = QPushButton(icon("card"), _("Take over from card"), self)
        button.setObjectName(f"take-{path}")
        button.setIconSize(icon_size())
        button.clicked.connect(self._take)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.box, 1)
        line.addWidget(button)

    def _take(self) -> None:
        chosen = self._known[self.box.currentIndex()]
        terms = self._session.document.terms
        key = self._path.split(".")[1]
        others = [person.order for party in terms.parties if party.key != key for person in party.signatories]
        party = with_key(chosen.party, key, max(others, default=0) + 1)
        value: JsonValue = party.model_dump(mode="json", exclude_defaults=True)
        self._session.do(SetTerm(self._path, value), _("Take over from card: {name}", name=chosen.name))


class QuestionPage(QWidget):
    """The questions of one page. It is built anew when other questions are to be asked."""

    place_focused = Signal(str)

    def __init__(
        self, session: DraftSession, page: Page, known: Sequence[KnownParty], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("question-page")
        self.page = page
        self._forms: list[TermForm] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(space(6), space(2), space(6), space(6))
        column.setSpacing(space(5))
        column.addWidget(Words(page.title.text(current_language()), "title", self))
        waiting: list[Question] = []
        for question in [*page.questions, None]:
            listed = question.path.split(".*.")[0] if question is not None and ".*." in question.path else ""
            if waiting and listed != waiting[0].path.split(".*.")[0]:
                tabs = MemberTabs(session, waiting[0].path.split(".*.")[0], waiting, known, self)
                self._forms.append(tabs)
                column.addWidget(tabs)
                waiting = []
            if question is None:
                break
            if listed:
                waiting.append(question)
                continue
            block = QuestionBlock(session, question, question.path, self)
            self._forms.append(block.form)
            column.addWidget(block)
        column.addStretch()

    def refresh(self) -> None:
        """Show the document as it is now."""
        for form in self._forms:
            form.refresh()

    def commit(self) -> None:
        """Take over what was typed last."""
        for form in self._forms:
            form.commit()

    def reveal(self, path: str) -> QWidget | None:
        """The widget that asks for a place, opened."""
        for form in self._forms:
            if path == form.path or path.startswith(f"{form.path}.") or form.path.startswith(f"{path}."):
                return form.reveal(path) or form
        return None

    def take_focus(self) -> None:
        """Begin with the first question."""
        if self._forms:
            QTimer.singleShot(0, self._forms[0], self._forms[0].setFocus)
