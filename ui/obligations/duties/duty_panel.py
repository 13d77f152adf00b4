"""The panel of one obligation: title, due day, calculation of the day, agreement, and owner."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from datapact.base.texts import Message, _
from datapact.obligations.agenda.page import MemberName
from datapact.obligations.due.obligation import Duty
from datapact_ui.kit.layout.flow_layout import FlowLayout
from datapact_ui.kit.layout.scroll_page import ScrollPage
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import characters, icon_size, margins
from datapact_ui.kit.widgets.cards import Card, PrimaryButton, Words
from datapact_ui.kit.widgets.state_badge import StateBadge
from datapact_ui.obligations.duties.duty_actions import MAY_WAIVE, DutyActions
from datapact_ui.obligations.duties.duty_looks import (
    ON_FILE,
    SETTLED_ELSEWHERE,
    agreement_words,
    evidence_lines,
    long_due_words,
    state_looks,
)

if TYPE_CHECKING:
    from datapact_ui.kit.context.app_context import AppContext


class DutyPanel(ScrollPage):
    """Shows one obligation at a time; ``link`` adds a link to its agreement."""

    breach_wanted = Signal(str)
    """The key of a breach whose step this is."""

    def __init__(
        self, desk: AppContext, actions: DutyActions, parent: QWidget | None = None, *, link: bool = True
    ) -> None:
        super().__init__(parent)
        self._desk, self._actions, self._link = desk, actions, link
        self._members: tuple[MemberName, ...] = ()
        self.duty: Duty | None = None
        self.setObjectName("duty-panel")
        self.setAccessibleName(_("The chosen duty"))
        self.setMinimumWidth(characters(40))
        self.show_duty(None, ())

    def show_duty(self, duty: Duty | None, members: Sequence[MemberName]) -> None:
        """Show an obligation, or that none is chosen."""
        at = self.verticalScrollBar().value() if duty is not None and self.duty is not None else 0
        same = duty is not None and self.duty is not None and duty.key == self.duty.key
        self.duty, self._members = duty, tuple(members)
        page = QWidget(self)
        column = QVBoxLayout(page)
        margins(column, 3, 3)
        if duty is None:
            column.addWidget(Words(_("Choose a duty to see how its day was found."), "body", page, quiet=True))
        else:
            column.addWidget(self._head(duty, page))
            column.addWidget(self._reckoning(duty, page))
            if duty.evidence:
                column.addWidget(self._evidence(duty, page))
        column.addStretch(1)
        page.setAutoFillBackground(False)
        self.set_page(page)
        self.verticalScrollBar().setValue(at if same else 0)

    # ---- parts ----

    def _head(self, duty: Duty, parent: QWidget) -> Card:
        card = Card(parent=parent)
        row = QHBoxLayout()
        badge = StateBadge(card)
        badge.setObjectName("duty-state")
        badge.set_badge(*state_looks(duty, self._desk.today()))
        row.addWidget(badge)
        row.addWidget(Words(str(duty.kind_words), "small", card, quiet=True), 1)
        card.column.addLayout(row)
        title = Words(str(duty.title), "heading", card)
        title.setObjectName("duty-title")
        card.column.addWidget(title)
        due = Words(long_due_words(duty, self._desk.today()), "strong", card)
        due.setObjectName("duty-due")
        card.column.addWidget(due)
        if duty.party_name:
            card.column.addWidget(Words(_("Party: {party}", party=duty.party_name), "body", card))
        if duty.agreement and self._link:
            words = agreement_words(duty) or _("Open the agreement")
            link = self._button(
                "duty-agreement", "agreements", words, lambda: self._desk.open_agreement(duty.agreement)
            )
            self._row(card, link)
        if duty.kind in SETTLED_ELSEWHERE:
            self._add_way(duty, card)
        else:
            card.column.addWidget(Words(_("Looked after by"), "small", card, quiet=True))
            card.column.addWidget(self._owner_box(duty, card))
            if duty.note:
                card.column.addWidget(Words(duty.note, "body", card))
            self._add_steps(duty, card)
        return card

    def _add_way(self, duty: Duty, card: Card) -> None:
        """Add the button to the room where such an obligation is settled."""
        breach = duty.kind == "breach"
        words = _("To the record on file") if duty.kind in ON_FILE else _("To the consents and deliveries")
        words = _("To the breach") if breach else words
        button = PrimaryButton(words, "forward", card)
        button.setObjectName("duty-way")
        button.clicked.connect(
            lambda _checked=False: self.breach_wanted.emit(duty.place) if breach else self._to_consents(duty)
        )
        card.column.addWidget(
            Words(_("This is settled where it was recorded, and leaves the calendar then."), "small", card, quiet=True)
        )
        self._row(card, button)

    def _to_consents(self, duty: Duty) -> None:
        if duty.kind == "recall":
            self._desk.show_view("consent", tab="recalls")
        elif duty.kind in ON_FILE:
            self._desk.show_view("consent", tab="on-file", kind=ON_FILE[duty.kind], key=duty.place)
        else:
            self._desk.show_view("consent")

    def _owner_box(self, duty: Duty, parent: QWidget) -> QComboBox:
        box = QComboBox(parent)
        box.setObjectName("duty-owner")
        box.setAccessibleName(_("Looked after by"))
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(16)
        people = [("", _("Nobody")), *((member.id, member.name) for member in self._members)]
        if duty.owner and duty.owner not in dict(people):
            people.append((duty.owner, duty.owner))
        for owner, words in people:
            box.addItem(words, owner)
        box.setCurrentIndex(box.findData(duty.owner))
        refusal = self._actions.refusal()
        box.setEnabled(refusal is None)
        box.setToolTip(str(refusal) if refusal is not None else "")
        box.activated.connect(lambda _index: self._actions.assign(duty, str(box.currentData())))
        return box

    def _add_steps(self, duty: Duty, card: Card) -> None:
        buttons: list[QPushButton] = []
        if duty.state in ("done", "waived"):
            buttons.append(self._step("duty-reopen", "undo", _("Open again …"), lambda: self._actions.reopen(duty)))
        elif duty.nature == "date":
            words = _("This day passes by itself: there is nothing to record as done.")
            card.column.addWidget(Words(words, "small", card, quiet=True))
        else:
            done = PrimaryButton(_("Record as met …"), "check", card)
            done.setObjectName("duty-done-button")
            done.clicked.connect(lambda _checked=False: self._actions.done(duty))
            self._allow(done, self._actions.refusal())
            waive = self._step("duty-waive-button", "close", _("Need not be met …"), lambda: self._actions.waive(duty))
            self._allow(waive, self._actions.refusal(MAY_WAIVE))
            buttons += [done, waive]
        if buttons:
            self._row(card, *buttons)

    def _reckoning(self, duty: Duty, parent: QWidget) -> Card:
        card = Card(_("How the day was found"), parent)
        card.setObjectName("duty-reckoning")
        for number, step in enumerate(duty.steps, 1):
            words = f"{number}. {step}" if len(duty.steps) > 1 else str(step)
            card.column.addWidget(Words(words, "body", card))
        if duty.citation is not None:
            card.column.addWidget(Words(str(duty.citation), "small", card, quiet=True))
        if not duty.steps and duty.citation is None:
            card.column.addWidget(Words(_("As recorded."), "body", card, quiet=True))
        return card

    def _evidence(self, duty: Duty, parent: QWidget) -> Card:
        card = Card(_("What was recorded"), parent)
        card.setObjectName("duty-evidence")
        names: Mapping[str, str] = {member.id: member.name for member in self._members}
        for name, text in evidence_lines(duty, names):
            card.column.addWidget(Words(f"{name}: {text}", "body", card))
        if duty.evidence.get("evidence"):
            button = self._button(
                "duty-evidence-file",
                "attachment",
                _("Save the file …"),
                lambda: self._actions.save_evidence(duty),
            )
            self._row(card, button)
        return card

    # ---- buttons ----

    def _button(self, name: str, picture: str, words: str, do: Callable[[], object]) -> QPushButton:
        button = QPushButton(icon(picture), words.replace("&", "&&"), self)
        button.setObjectName(name)
        button.setAccessibleName(words)
        button.setToolTip(words)
        button.setIconSize(icon_size())
        button.clicked.connect(lambda _checked=False: do())
        metrics = button.fontMetrics()
        room = characters(36)
        button.setText(metrics.elidedText(words, Qt.TextElideMode.ElideRight, room).replace("&", "&&"))
        return button

    def _step(self, name: str, picture: str, words: str, do: Callable[[], object]) -> QPushButton:
        button = self._button(name, picture, words, do)
        self._allow(button, self._actions.refusal())
        return button

    def _allow(self, button: QPushButton, refusal: Message | None) -> None:
        button.setEnabled(refusal is None)
        if refusal is not None:
            button.setToolTip(str(refusal))

    def _row(self, card: Card, *buttons: QPushButton) -> None:
        """A row of buttons, below each other where it is too narrow."""
        box = QWidget(card)
        row = FlowLayout(box)
        for button in buttons:
            row.addWidget(button)
        card.column.addWidget(box)
