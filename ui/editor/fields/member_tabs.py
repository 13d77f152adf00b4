"""The questions about each member of a list, such as the parties: a tab a member, further questions folded away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QPushButton, QTabBar, QToolButton, QVBoxLayout, QWidget

from datapact.agreements.projection.parties import KnownParty, of_network
from datapact.base.errors import DataPactError
from datapact.base.strictjson import JsonValue
from datapact.base.texts import _, counted, current_language
from datapact.contract.editing.commands import AddMember, MoveMember, RemoveMember, SetTerm
from datapact.contract.editing.term_edits import dataset_alike, new_member
from datapact.contract.templates.interview import asks_of
from datapact.contract.templates.questions import Question
from datapact.contract.terms.paths import members, value_at
from datapact.contract.vocabulary.labels import acted_on
from datapact_ui.editor.fields.forms import BoundField, PartForm, shown_fields
from datapact_ui.editor.fields.from_card import FromCard
from datapact_ui.editor.fields.list_appearance import steady_icon
from datapact_ui.editor.fields.question_block import QuestionBlock
from datapact_ui.editor.fields.term_fields import holder_and_name, member_words
from datapact_ui.editor.fields.term_form import TermForm
from datapact_ui.editor.text.draft_session import DraftSession
from datapact_ui.kit.fields.text_fields import TextField
from datapact_ui.kit.layout.flow_layout import FlowLayout
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import characters, icon_size, space
from datapact_ui.kit.widgets.cards import Words

_LONGEST_NAME = 22  # characters of a name on its tab


class MemberTabs(TermForm):
    """The questions about each member of a list: a tab a member, its questions below, the rest folded away."""

    taken = Signal(str)
    """The place for which the proposal is to be taken over."""

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
        self.card: FromCard | None = None
        """The field to fill the shown party from a card."""
        self._blocks: list[QuestionBlock] = []
        self._more: PartForm | None = None
        self._open: AbstractSet[str] = frozenset()
        self._proposed: Mapping[str, str] = {}
        self._none = Words(_("Nothing entered yet."), parent=self, quiet=True)
        self.tabs = QTabBar(self)
        self.tabs.setObjectName(f"tabs-{path}")
        self.tabs.setAccessibleName(self._kind)
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.setElideMode(Qt.TextElideMode.ElideNone)  # names are shortened evenly, the rest is scrolled to
        self.tabs.setUsesScrollButtons(True)
        self.tabs.setMinimumWidth(characters(12))
        self.tabs.currentChanged.connect(self._on_tab)
        line = FlowLayout(gap=1)
        line.addWidget(self.tabs)
        line.addWidget(self._none)
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
        if path == "datasets":
            self._tools.append(self._alike_button())
            line.addWidget(self._tools[-1])
        self._networks: dict[str, QPushButton] = {}
        for network in sorted({name for one in known for name in one.networks}) if path == "parties" else ():
            everybody = QPushButton(icon("network"), "", self)
            everybody.setObjectName(f"network-{len(self._networks) + 1}")
            everybody.setIconSize(icon_size())
            everybody.clicked.connect(lambda _on=False, network=network: self._take_network(network))
            line.addWidget(everybody)
            self._networks[network] = everybody
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
        where = asks_of(self.session.document)
        steps = [
            step for step, _member in members(value_at(terms, self.path)) if f"{self.path}.{step}.".startswith(where)
        ]
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
            shown = words if len(words) <= _LONGEST_NAME else f"{words[: _LONGEST_NAME - 1].rstrip()}…"
            self.tabs.setTabText(number, shown.replace("&", "&&"))
            self.tabs.setTabToolTip(number, words)
        self.tabs.setVisible(bool(steps))
        self._none.setVisible(not steps)
        self.setFocusProxy(self.tabs if steps else self._tools[0])
        self._tools[0].setVisible(not where)  # an accession adds nobody else, and takes nobody out
        for button in self._tools[1:]:
            button.setVisible(bool(steps) and not where)
        for network, everybody in self._networks.items():
            more = len(self._joining(network))
            everybody.setVisible(more > 0 and not where)
            what = str(counted("{n} member of {network}", "{n} members of {network}", more, network=network))
            everybody.setText(_("Add {what}", what=what).replace("&", "&&"))
        if self.card is not None:
            self.card.refresh()
        for place, block in enumerate(self._blocks):
            block.form.refresh()
            block.show_of(self._of() if place > 1 else "")  # a name may have come with a card
        if self._more is not None:
            self._more.refresh()

    def _joining(self, network: str) -> list[KnownParty]:
        there = {party.organisation for party in self.session.document.terms.parties}
        return [one for one in self._known if network in one.networks and one.organisation not in there]

    def _take_network(self, network: str) -> None:
        """Take all other members of a network over from their cards."""
        self.commit()
        parties = of_network(self.session.document.terms, self._known, network)
        value: JsonValue = [party.model_dump(mode="json", exclude_defaults=True) for party in parties]
        words = self._networks[network].text()
        self.session.do(SetTerm("parties", value), words)
        self._build()
        self.tabs.setFocus(Qt.FocusReason.OtherFocusReason)  # the button has gone
        self._after()

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

    def show_open(self, paths: AbstractSet[str]) -> None:
        """Mark the open questions, and the tabs of members with open questions."""
        self._open = paths
        waiting = steady_icon("waiting")
        for number, step in enumerate(self._steps):
            lacks = any(path.startswith(f"{self.path}.{step}.") for path in paths)
            self.tabs.setTabIcon(number, waiting if lacks else QIcon())
        for block in self._blocks:
            block.show_open(paths)

    def show_proposals(self, words: Mapping[str, str]) -> None:
        """Show the proposals for the questions about the member that is shown."""
        self._proposed = words
        for block in self._blocks:
            block.show_proposals(words)

    def add(self) -> None:
        """Add a new member and show it."""
        self.commit()
        try:
            value = new_member(self.session.document.terms, self.path)
        except DataPactError as error:
            self._show_problem(str(error))
            return
        self._add(value)

    def _add(self, value: JsonValue) -> None:
        if self.session.do(AddMember(self.path, value, len(self._steps)), _("Add {what}", what=self._kind)):
            self.tabs.setCurrentIndex(len(self._steps) - 1)
            if self._blocks:
                self._blocks[0].form.setFocus(Qt.FocusReason.OtherFocusReason)
        self._after()

    def _alike_button(self) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName("alike-datasets")
        button.setIcon(icon("copy"))
        button.setIconSize(icon_size())
        button.setText(_("Add a dataset like this one"))
        button.setToolTip(
            _("Takes over provider, recipients, origin, keeping and limits; name, people and protection stay open.")
        )
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.clicked.connect(lambda _on=False: self._add_alike())
        return button

    def _add_alike(self) -> None:
        self.commit()
        self._add(dataset_alike(self.session.document.terms, self._step()))

    def _step(self) -> str:
        index = self.tabs.currentIndex()
        return self._steps[index] if 0 <= index < len(self._steps) else ""

    def _remove(self) -> None:
        self.commit()
        if step := self._step():
            self.session.do(RemoveMember(f"{self.path}.{step}"), _("Remove {what}", what=self._kind))
            self._after()

    def _move(self, by: int) -> None:
        self.commit()
        step, to = self._step(), self.tabs.currentIndex() + by
        if step and 0 <= to < len(self._steps):
            self.session.do(MoveMember(f"{self.path}.{step}", to), _("Move {what}", what=self._kind))
            self._after()

    def _after(self) -> None:
        self._show_problem("" if self.session.refusal is None else str(self.session.refusal))

    def _show_problem(self, words: str) -> None:
        self._problem.setText(words)
        self._problem.setVisible(bool(words))

    def _on_tab(self, _index: int) -> None:
        self.commit()
        self._show_problem("")
        self._build()

    def _of(self) -> str:
        """The name of the shown party; empty in other lists, and while it has none."""
        step = self._step() if self.path == "parties" else ""
        parties = self.session.document.terms.parties
        return next((party.short_name or party.name for party in parties if party.key == step), "")

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
        self.card = None
        if self.path == "parties" and self._known and not asks_of(self.session.document):
            self.card = FromCard(self.session, path, self._known, self._body)
            column.addWidget(self.card)
        of = self._of()
        for place, question in enumerate(self._questions):
            concrete = f"{path}.{question.path.split('.', 2)[2]}"
            block = QuestionBlock(self.session, question, concrete, self._body, of if place > 1 else "")
            block.show_open(self._open)
            block.show_proposals(self._proposed)
            block.taken.connect(self.taken)
            column.addWidget(block)
            self._blocks.append(block)
            if self.card is not None and isinstance(block.form, BoundField) and concrete == f"{path}.name":
                self.card.typed.connect(block.form.commit)
                if isinstance(block.form.field, TextField):
                    self.card.offer_names(block.form.field.line)
        asked = {question.path.split(".")[2] for question in self._questions}
        rest = shown_fields(self.session, path, asked)
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
