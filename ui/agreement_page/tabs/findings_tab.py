"""Findings of the check with reason and place; overrides by a second legal member, with the reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from datapact.agreements.views.agreement import AgreementPage, OverrideView
from datapact.base.texts import N_, Message, _, counted, current_language
from datapact.checks.model.finding import Finding
from datapact.checks.model.finding_words import weighs
from datapact.contract.vocabulary.labels import label_of_path
from datapact_ui.agreement_page.tabs.summary_tab import check_words
from datapact_ui.kit.layout.flow_layout import FlowLayout
from datapact_ui.kit.layout.scroll_page import put_page
from datapact_ui.kit.tables.finding_kinds import (
    authority_words,
    basis_words,
    heading_words,
    in_groups,
    kind_appearance,
    rule_tip,
)
from datapact_ui.kit.tables.standing_appearance import standing_badge
from datapact_ui.kit.text.marked_words import MarkedWords
from datapact_ui.kit.text.wording_words import cure_words, wordings_of
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import margins, space
from datapact_ui.kit.widgets.cards import Card, Words
from datapact_ui.kit.widgets.disabled_controls import bar_control
from datapact_ui.kit.widgets.empty_state import EmptyState
from datapact_ui.kit.widgets.state_badge import StateBadge

if TYPE_CHECKING:
    from datapact.agreements.steps.wording import OwnWording
    from datapact_ui.kit.context.app_context import AppContext

_SIGNED = ("signed", "terminated")
_PORTION_SECONDS: Final = 0.02
"""Cards are made for so long, then what a person does comes first: a text of many parties has hundreds of findings."""
_DONE: Final = object()
_AT_ONCE: Final = 8
"""Cards made in any case before the first pause, so that what is in sight stands there."""
_PLACES: Final = 10
"""Own words shown in a card at first, and further ones by a press of its button."""
_LAW = ("statute", "standard_clauses")
FIXED = Message(N_("The text is frozen or ended and cannot be changed. Start a new agreement."))


class FindingsTab(QScrollArea):
    """The findings on the text that counts now."""

    place_wanted = Signal(str)
    correct_wanted = Signal(str)
    """Place of a finding that is to be corrected in the text."""
    override_wanted = Signal(object)
    cure_wanted = Signal(object)
    """Findings on wording whose clauses are to be inserted, as a tuple."""
    confirm_wanted = Signal(object)
    """Places of own words that are to be confirmed, as a tuple."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.setObjectName("findings")
        self.setAccessibleName(_("Findings"))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._steps: Iterator[None] | None = None
        self._at = 0
        self._more = QTimer(self)
        self._more.setSingleShot(True)
        self._more.timeout.connect(self._write_on)

    @property
    def writing(self) -> bool:
        """Whether cards are still to be made."""
        return self._steps is not None

    def show_page(self, page: AgreementPage) -> None:
        """Build the list anew: what is in sight at once, the rest between what a person does."""
        self._at = self.verticalScrollBar().value()
        inner = QWidget(self)
        column = QVBoxLayout(inner)
        margins(column, 4, 3)
        self._steps = self._written(page, column, inner)
        for _number in range(_AT_ONCE):
            if next(self._steps, _DONE) is _DONE:
                self._steps = None
                break
        put_page(self, inner)
        self._write_on()

    def _write_on(self) -> None:
        ends = monotonic() + _PORTION_SECONDS
        while self._steps is not None:
            if next(self._steps, _DONE) is _DONE:
                self._steps = None
            elif monotonic() >= ends:
                self._more.start(0)
                return
        self._more.stop()
        if self._at:
            self.verticalScrollBar().setValue(self._at)

    def _written(self, page: AgreementPage, column: QVBoxLayout, inner: QWidget) -> Iterator[None]:
        """Make the list, a card a step."""
        unread = page.overview.elsewhere is not None and page.document is not None and not page.document.clauses
        if not page.findings and unread:
            empty = EmptyState("help", _("Only what was entered is checked"), check_words(page), parent=inner)
            column.addWidget(empty)
        elif not page.findings:
            column.addWidget(
                EmptyState(
                    "check",
                    _("No findings"),
                    _("The check compares the terms with what the law and your house rules ask for. It found nothing."),
                    parent=inner,
                )
            )
        else:
            column.addWidget(Words(check_words(page), "heading", inner))
            column.addWidget(Words(self._weight(page), "body", inner, quiet=True))
            self._add_for_all(page, column, inner)
            aside = {(one.finding, one.place): one for one in page.overrides}
            groups, number = in_groups(page.findings), 0
            for heading, members in groups:
                if len(groups) > 1:
                    column.addWidget(Words(heading_words(heading, members, aside), "strong", inner))
                for finding in members:
                    over = aside.get((finding.id, finding.place))
                    column.addWidget(self._finding(page, finding, over, number, inner))
                    number += 1
                    yield
        self._add_playbook(page, column, inner)
        column.addStretch(1)

    def _add_playbook(self, page: AgreementPage, column: QVBoxLayout, parent: QWidget) -> None:
        """Where the text leaves the playbook of the house, apart from the findings: it stands in no file."""
        left = [one for one in page.playbook if one.deviates]
        if not page.playbook:
            return
        column.addWidget(Words(_("Playbook of your house"), "heading", parent))
        words = (
            _("Only in this vault: no partner and no file says it.")
            if left
            else _("The text stands on every topic where the playbook has it.")
        )
        column.addWidget(Words(words, "body", parent, quiet=True))
        for number, one in enumerate(left):
            card = Card(parent=parent)
            card.setObjectName(f"playbook_{number}")
            sentence = str(page.playbook_words[one.position.key])
            card.setAccessibleName(sentence)
            badge = StateBadge(card)
            badge.set_badge(*standing_badge(one))
            card.column.addWidget(badge, 0, Qt.AlignmentFlag.AlignLeft)
            card.column.addWidget(Words(sentence, "body", card))
            if one.reason:
                told = _("To tell the other side: {reason}", reason=one.reason)
                card.column.addWidget(Words(told, "small", card, quiet=True))
            for earlier in page.precedents.get(one.position.key, ()):
                card.column.addWidget(Words(str(earlier.words), "small", card, quiet=True))
            where = QPushButton(icon("forward"), _("Go to the place"), card)
            where.setObjectName(f"playbook_place_{number}")
            where.setFlat(True)
            where.clicked.connect(partial(self._go, one.place))
            card.column.addWidget(where, 0, Qt.AlignmentFlag.AlignLeft)
            column.addWidget(card)

    def _add_for_all(self, page: AgreementPage, column: QVBoxLayout, parent: QWidget) -> None:
        """Buttons that answer many findings on wording at once."""
        curable = tuple(one for one in page.findings if one.parts)
        unread = tuple(one.place for one in page.wordings if not one.confirmed)
        box = QWidget(parent)
        row = FlowLayout(box)
        if unread and self._changing(page) is not FIXED:
            button = QPushButton(icon("approve"), _("Confirm own words …"), box)
            button.setObjectName("confirm_all_words")
            self._enable(button, page.possible["confirm"])
            button.clicked.connect(lambda _checked=False: self.confirm_wanted.emit(unread))
            row.addWidget(button)
        if len(curable) > 1 and self._changing(page) is not FIXED:
            button = QPushButton(icon("add"), _("Insert all missing clauses"), box)
            button.setObjectName("cure_all")
            self._enable(button, self._changing(page))
            button.clicked.connect(lambda _checked=False: self.cure_wanted.emit(curable))
            row.addWidget(button)
        if row.count():
            column.addWidget(box)
        else:
            box.deleteLater()

    def _changing(self, page: AgreementPage) -> Message | None:
        """None where the text can be changed now, as a draft or by a counter; FIXED where it never can."""
        if page.stage == "draft":
            return page.possible["edit"]
        return page.possible["counter"] or page.not_shown if page.stage in ("offered", "agreed") else FIXED

    def _enable(self, button: QPushButton, reason: Message | None) -> None:
        bar_control(button, "" if reason is None else str(reason))

    def _add_wording(self, page: AgreementPage, finding: Finding, number: int, card: Card, links: QHBoxLayout) -> None:
        """What differs from the template, and the two answers: the template's words, or confirming one's own."""
        own = wordings_of(finding, page.wordings)
        words = QVBoxLayout()
        card.column.addLayout(words)
        _add_places(own, words, card, named=finding.id in ("C01", "C03"))
        if finding.parts and self._changing(page) is not FIXED:
            button = QPushButton(icon("add"), cure_words(finding, page.wordings), card)
            button.setObjectName(f"finding_cure_{number}")
            self._enable(button, self._changing(page))
            button.clicked.connect(lambda _checked=False: self.cure_wanted.emit((finding,)))
            links.addWidget(button)
        if own and self._changing(page) is not FIXED:
            button = QPushButton(icon("approve"), _("Confirm …"), card)
            button.setObjectName(f"finding_confirm_{number}")
            self._enable(button, page.possible["confirm"])
            places = tuple(one.place for one in own)
            button.clicked.connect(lambda _checked=False: self.confirm_wanted.emit(places))
            links.addWidget(button)

    def _weight(self, page: AgreementPage) -> str:
        if not page.ours:
            aside = {(one.finding, one.place) for one in page.overrides}
            barring = [one for one in page.findings if one.bars_freezing and not one.advice]
            count = sum((one.id, one.place) not in aside for one in barring)
            if not count:
                return _("This text comes from a partner. No finding bars agreeing to it or freezing it for signature.")
            return str(
                counted(
                    "This text comes from a partner. You may agree to it, but {n} finding bars freezing it for signature until"
                    " the text is corrected: say so before you agree.",
                    "This text comes from a partner. You may agree to it, but {n} findings bar freezing it for signature until"
                    " the text is corrected: say so before you agree.",
                    count,
                )
            )
        return _(
            "Errors and required answers bar freezing until the text is corrected or a second legal member sets them"
            " aside with a reason."
        )

    def _finding(
        self, page: AgreementPage, finding: Finding, aside: OverrideView | None, number: int, parent: QWidget
    ) -> QWidget:
        card = Card(parent=parent)
        card.setObjectName(f"finding_{number}")
        card.setAccessibleName(str(finding.message))
        row = QHBoxLayout()
        row.setSpacing(space(3))
        badge = StateBadge(card)
        if aside is not None:
            badge.set_badge("approve", _("set aside"), "neutral")
        else:
            severe, at_freezing = weighs(finding)
            badge.set_badge(*kind_appearance(severe=severe, missing=finding.missing, later=at_freezing))
        row.addWidget(badge)
        name = Words(authority_words(finding), "small", card, quiet=True)
        name.setToolTip(rule_tip(finding))
        name.setWordWrap(False)
        row.addWidget(name)
        row.addStretch(1)
        card.column.addLayout(row)
        card.column.addWidget(Words(str(finding.message), "body", card))
        if finding.advice:
            card.column.addWidget(Words(_advice(finding), "small", card, quiet=True))
        elif finding.severity == "W" and finding.bars_freezing:
            later = (
                _("It bars freezing unless it is confirmed.")
                if finding.parts
                else _("It bars freezing: answer it before the text is fixed for signature.")
            )
            card.column.addWidget(Words(later, "small", card, quiet=True))
        links = QHBoxLayout()
        links.setSpacing(space(2))
        where = QPushButton(icon("forward"), basis_words(finding), card)
        where.setObjectName(f"finding_place_{number}")
        where.setFlat(True)
        where.setToolTip(_("Go to the place: {place}", place=place_words(finding.place)))
        where.setAccessibleName(f"{basis_words(finding)}: {place_words(finding.place)}")
        where.clicked.connect(partial(self._go, finding.place))
        links.addWidget(where)
        links.addWidget(Words(place_words(finding.place), "small", card, quiet=True), 1)
        if page.document is not None and page.document.clauses and self._changing(page) is None:
            correct = QPushButton(icon("edit"), _("Correct it in the text"), card)
            correct.setObjectName(f"finding_correct_{number}")
            correct.clicked.connect(partial(self._correct, finding.place))
            links.addWidget(correct)
        self._add_wording(page, finding, number, card, links)
        weighed = page.stage in _SIGNED and finding.authority in _LAW
        if finding.bars_freezing and aside is None and (weighed or (page.ours and not finding.advice)):
            button = QPushButton(icon("approve"), _("Set aside …"), card)
            button.setObjectName(f"finding_override_{number}")
            reason = page.possible["override"]
            if finding.final:
                reason = Message(N_("Nobody can set this aside. Correct the text."))
            elif reason is None and page.drafted and not page.lone_legal:
                reason = Message(N_("An override needs a second legal member, who did not draft this text."))
            self._enable(button, reason)
            button.clicked.connect(partial(self._override, finding))
            links.addWidget(button)
        card.column.addLayout(links)
        if aside is not None:
            words = _("{member} set this aside: {reason}", member=aside.member, reason=aside.reason)
            if aside.alone:
                words += " " + _("(Alone: as the only legal member, who also wrote the text.)")
            card.column.addWidget(Words(words, "body", card))
        return card

    def _go(self, place: str, _checked: bool = False) -> None:
        self.place_wanted.emit(place)

    def _correct(self, place: str, _checked: bool = False) -> None:
        self.correct_wanted.emit(place)

    def _override(self, finding: Finding, _checked: bool = False) -> None:
        self.override_wanted.emit(finding)


def _add_places(own: Sequence[OwnWording], column: QVBoxLayout, card: Card, *, named: bool) -> QPushButton | None:
    """Some of the own words, and a button that shows more of them in its place; None where none are left."""
    for one in own[:_PLACES]:
        if named:
            column.addWidget(Words(one.number, "strong", card))
        column.addWidget(MarkedWords(one.pieces, card))
    left = own[_PLACES:]
    if not left:
        return None
    button = QPushButton(icon("add"), _("Show more places ({count} left)", count=len(left)), card)
    button.setObjectName("more_places")
    button.setFlat(True)

    def more(_checked: bool = False) -> None:
        column.removeWidget(button)
        button.deleteLater()
        following = _add_places(left, column, card, named=named)
        (following or card.findChildren(QPushButton)[-1]).setFocus(Qt.FocusReason.OtherFocusReason)

    button.clicked.connect(more)
    column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
    return button


def _advice(finding: Finding) -> str:
    if finding.bars_freezing and finding.authority in _LAW:
        return _(
            "Advice for an amendment; it bars no step. Answers on sharing stay incomplete until it is confirmed or set aside."
        )
    return _("Advice for an amendment; it bars nothing.")


def place_words(place: str) -> str:
    """A lawyer's name of the place of a finding."""
    try:
        words = label_of_path(place).text(current_language())
    except (KeyError, TypeError):
        return _("the text of the agreement")
    return words[:1].upper() + words[1:]
