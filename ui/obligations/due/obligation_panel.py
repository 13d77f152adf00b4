"""The panel of one obligation: title, due day, calculation of the day, agreement, and owner."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from datapact.base.texts import Message, _
from datapact.contract.terms import Terms
from datapact.obligations.agenda.page import MemberName
from datapact.obligations.due.obligation import Obligation
from datapact_ui.kit.layout.flow_layout import FlowLayout
from datapact_ui.kit.layout.scroll_page import ScrollPage
from datapact_ui.kit.theme.measures import characters, margins
from datapact_ui.kit.widgets.cards import Card, PrimaryButton, Words
from datapact_ui.kit.widgets.disabled_controls import bar_control
from datapact_ui.kit.widgets.picture_button import picture_button
from datapact_ui.kit.widgets.state_badge import StateBadge
from datapact_ui.kit.widgets.wheel_free import ComboBox
from datapact_ui.obligations.due.obligation_actions import MAY_WAIVE, ObligationActions
from datapact_ui.obligations.due.obligation_appearance import (
    ON_FILE,
    SETTLED_ELSEWHERE,
    agreement_words,
    evidence_lines,
    long_due_words,
    state_appearance,
)

if TYPE_CHECKING:
    from datapact_ui.kit.context.app_context import AppContext


class ObligationPanel(ScrollPage):
    """Shows one obligation at a time; ``link`` adds a link to its agreement."""

    breach_wanted = Signal(str)
    """The key of a breach whose step this is."""

    def __init__(
        self, context: AppContext, actions: ObligationActions, parent: QWidget | None = None, *, link: bool = True
    ) -> None:
        super().__init__(parent)
        self._context, self._actions, self._link = context, actions, link
        self._members: tuple[MemberName, ...] = ()
        self.obligation: Obligation | None = None
        self.setObjectName("obligation-panel")
        self.setAccessibleName(_("The chosen duty"))
        self.setMinimumWidth(characters(40))
        self.show_obligation(None, ())

    def show_obligation(self, obligation: Obligation | None, members: Sequence[MemberName]) -> None:
        """Show an obligation, or that none is chosen."""
        at = self.verticalScrollBar().value() if obligation is not None and self.obligation is not None else 0
        same = obligation is not None and self.obligation is not None and obligation.key == self.obligation.key
        self.obligation, self._members = obligation, tuple(members)
        page = QWidget(self)
        column = QVBoxLayout(page)
        margins(column, 3, 3)
        if obligation is None:
            column.addWidget(Words(_("Choose a duty to see how its day was found."), "body", page, quiet=True))
        else:
            column.addWidget(self._head(obligation, page))
            column.addWidget(self._reckoning(obligation, page))
            if obligation.evidence:
                column.addWidget(self._evidence(obligation, page))
        column.addStretch(1)
        page.setAutoFillBackground(False)
        self.set_page(page)
        self.verticalScrollBar().setValue(at if same else 0)

    # ---- parts ----

    def _head(self, obligation: Obligation, parent: QWidget) -> Card:
        card = Card(parent=parent)
        row = QHBoxLayout()
        badge = StateBadge(card)
        badge.setObjectName("obligation-state")
        badge.set_badge(*state_appearance(obligation, self._context.today()))
        row.addWidget(badge)
        row.addWidget(Words(str(obligation.kind_words), "small", card, quiet=True), 1)
        card.column.addLayout(row)
        title = Words(str(obligation.title), "heading", card)
        title.setObjectName("obligation-title")
        card.column.addWidget(title)
        due = Words(long_due_words(obligation, self._context.today()), "strong", card)
        due.setObjectName("obligation-due")
        card.column.addWidget(due)
        if obligation.party_name:
            card.column.addWidget(Words(_("Party: {party}", party=obligation.party_name), "body", card))
        if obligation.agreement and self._link:
            words = agreement_words(obligation) or _("Open the agreement")
            link = self._button("obligation-agreement", "agreements", words, lambda: self._open_agreement(obligation))
            self._row(card, link)
        if obligation.kind in SETTLED_ELSEWHERE:
            self._add_way(obligation, card)
        else:
            card.column.addWidget(Words(_("Looked after by"), "small", card, quiet=True))
            card.column.addWidget(self._owner_box(obligation, card))
            if obligation.note:
                card.column.addWidget(Words(obligation.note, "body", card))
            self._add_steps(obligation, card)
        return card

    def _open_agreement(self, obligation: Obligation) -> None:
        """Show the agreement at the term that the obligation follows from; else, as for a notice, its overview."""
        of_terms = obligation.place.split(".")[0] in Terms.model_fields
        if of_terms:
            self._context.open_agreement(obligation.agreement, "terms", term=obligation.place)
        else:
            self._context.open_agreement(obligation.agreement)

    def _add_way(self, obligation: Obligation, card: Card) -> None:
        """Add the button to the room where such an obligation is settled."""
        if obligation.kind == "policy":  # the button to the agreement stands above
            words = _("A policy that is exported or compared anew settles this: open the agreement.")
            card.column.addWidget(Words(words, "small", card, quiet=True))
            return
        breach = obligation.kind == "breach"
        words = _("To the record on file") if obligation.kind in ON_FILE else _("To the consents and deliveries")
        words = _("To the breach") if breach else words
        proof = obligation.kind == "proof"
        words = _("To the archive, in the settings") if proof else words
        button = PrimaryButton(words, "forward", card)
        button.setObjectName("obligation-way")
        button.clicked.connect(
            lambda _checked=False: (
                self.breach_wanted.emit(obligation.place) if breach else self._to_its_room(obligation)
            )
        )
        said = (
            _("A round through the archive settles this; what it renewed leaves the calendar.")
            if proof
            else _("This is settled where it was recorded, and leaves the calendar then.")
        )
        card.column.addWidget(Words(said, "small", card, quiet=True))
        self._row(card, button)

    def _to_its_room(self, obligation: Obligation) -> None:
        if obligation.kind == "proof":
            self._context.show_view("settings", group="signing")
        elif obligation.kind == "recall":
            self._context.show_view("consent", tab="recalls", obligation=obligation.key)
        elif obligation.kind in ON_FILE:
            self._context.show_view("consent", tab="on-file", kind=ON_FILE[obligation.kind], key=obligation.place)
        else:
            self._context.show_view("consent")

    def _owner_box(self, obligation: Obligation, parent: QWidget) -> QComboBox:
        box = ComboBox(parent)
        box.setObjectName("obligation-owner")
        box.setAccessibleName(_("Looked after by"))
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(16)
        people = [("", _("Nobody")), *((member.id, member.name) for member in self._members)]
        if obligation.owner and obligation.owner not in dict(people):
            people.append((obligation.owner, obligation.owner))
        for owner, words in people:
            box.addItem(words, owner)
        box.setCurrentIndex(box.findData(obligation.owner))
        refusal = self._actions.refusal()
        bar_control(box, "" if refusal is None else str(refusal))
        box.activated.connect(lambda _index: self._actions.assign(obligation, str(box.currentData())))
        return box

    def _add_steps(self, obligation: Obligation, card: Card) -> None:
        buttons: list[QPushButton] = []
        if obligation.state in ("done", "waived"):
            buttons.append(
                self._step("obligation-reopen", "undo", _("Open again …"), lambda: self._actions.reopen(obligation))
            )
        elif obligation.nature == "date":
            words = _("This day passes by itself: there is nothing to record as done.")
            card.column.addWidget(Words(words, "small", card, quiet=True))
        else:
            done = PrimaryButton(_("Record as met …"), "check", card)
            done.setObjectName("obligation-done-button")
            done.clicked.connect(lambda _checked=False: self._actions.done(obligation))
            self._allow(done, self._actions.refusal())
            waive = self._step(
                "obligation-waive-button", "close", _("Need not be met …"), lambda: self._actions.waive(obligation)
            )
            self._allow(waive, self._actions.refusal(MAY_WAIVE))
            buttons += [done, waive]
        if buttons:
            self._row(card, *buttons)

    def _reckoning(self, obligation: Obligation, parent: QWidget) -> Card:
        card = Card(_("How the day was found"), parent)
        card.setObjectName("obligation-reckoning")
        for number, step in enumerate(obligation.steps, 1):
            words = f"{number}. {step}" if len(obligation.steps) > 1 else str(step)
            card.column.addWidget(Words(words, "body", card))
        if obligation.citation is not None:
            card.column.addWidget(Words(str(obligation.citation), "small", card, quiet=True))
        if not obligation.steps and obligation.citation is None:
            card.column.addWidget(Words(_("As recorded."), "body", card, quiet=True))
        return card

    def _evidence(self, obligation: Obligation, parent: QWidget) -> Card:
        card = Card(_("What was recorded"), parent)
        card.setObjectName("obligation-evidence")
        names: Mapping[str, str] = {member.id: member.name for member in self._members}
        for name, text in evidence_lines(obligation, names):
            card.column.addWidget(Words(f"{name}: {text}", "body", card))
        if obligation.evidence.get("evidence"):
            button = self._button(
                "obligation-evidence-file",
                "attachment",
                _("Save the file …"),
                lambda: self._actions.save_evidence(obligation),
            )
            self._row(card, button)
        return card

    # ---- buttons ----

    def _button(self, name: str, picture: str, words: str, do: Callable[[], object]) -> QPushButton:
        button = picture_button(self, name, picture, words.replace("&", "&&"), do)
        button.setAccessibleName(words)
        button.setToolTip(words)
        metrics = button.fontMetrics()
        room = characters(36)
        button.setText(metrics.elidedText(words, Qt.TextElideMode.ElideRight, room).replace("&", "&&"))
        return button

    def _step(self, name: str, picture: str, words: str, do: Callable[[], object]) -> QPushButton:
        button = self._button(name, picture, words, do)
        self._allow(button, self._actions.refusal())
        return button

    def _allow(self, button: QPushButton, refusal: Message | None) -> None:
        bar_control(button, "" if refusal is None else str(refusal), button.toolTip())

    def _row(self, card: Card, *buttons: QPushButton) -> None:
        """A row of buttons, below each other where it is too narrow."""
        box = QWidget(card)
        row = FlowLayout(box)
        for button in buttons:
            row.addWidget(button)
        card.column.addWidget(box)
