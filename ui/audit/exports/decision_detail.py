"""One used decision: question, outcome, last day, and the result of its replay."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QPushButton, QVBoxLayout, QWidget

from datapact.audit.engagements.decisions import RecordedDecision, Replayed
from datapact.base.local_time import exact_time, local_zone
from datapact.base.texts import N_, Message, _, counted, current_language
from datapact.consent.decision.wording import sentence
from datapact_ui.consent.parts.cell_words import VERDICT_LOOKS
from datapact_ui.kit.layout.scroll_page import ScrollPage
from datapact_ui.kit.theme.colours import Tone
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import margins, space
from datapact_ui.kit.widgets.cards import Card, Words
from datapact_ui.kit.widgets.state_badge import StateBadge
from datapact_ui.kit.widgets.warning_line import WarningLine

if TYPE_CHECKING:
    from datapact_ui.kit.context.app_context import AppContext

OUTCOMES: Mapping[str, tuple[str, str, Tone]] = {
    "same": ("check", N_("the same"), "good"),
    "different": ("error", N_("different"), "bad"),
    "indeterminate": ("help", N_("cannot be given again here"), "warn"),
}
_BY_INPUTS = {
    "same": N_("Its kept inputs give the same answer."),
    "different": N_("Its kept inputs give another answer: it or they were changed."),
    "indeterminate": N_("Whether its kept inputs give the same answer cannot be told here."),
}
_BY_VAULT = {
    "same": N_("What this vault shows of that moment gives the same answer."),
    "different": N_("What this vault shows of that moment is different: records were erased or arrived later."),
    "indeterminate": N_("What this vault shows of that moment cannot be held against it."),
}


class DecisionDetail(ScrollPage):
    """Shows the chosen decision."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.setObjectName("answer-detail")
        self.setAccessibleName(_("The answer that is chosen"))

    def show_answer(self, one: RecordedDecision | None, again: Replayed | None) -> None:
        """Show a decision, and the result of its replay."""
        page = QWidget(self)
        column = QVBoxLayout(page)
        margins(column, 0, 2)
        column.setContentsMargins(0, 0, space(2), 0)
        if one is not None:
            self._fill(column, page, one, again)
        column.addStretch(1)
        self.set_page(page)

    def _fill(self, column: QVBoxLayout, page: QWidget, one: RecordedDecision, again: Replayed | None) -> None:
        badge = StateBadge(page)
        badge.setObjectName("answer-verdict")
        picture, tone = VERDICT_LOOKS[one.verdict]
        now = self._context.now()
        words = sentence(one.verdict, one.n, one.m, one.valid_until, local_zone(now), one.until_why)
        badge.set_badge(picture, words, tone)
        column.addWidget(badge, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(Words(f"{one.dataset} → {one.partner}", "heading", page))
        column.addWidget(Words(str(one.purpose), parent=page))
        form = QFormLayout()
        form.setHorizontalSpacing(space(3))
        form.setVerticalSpacing(space(1))
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        language = current_language()
        for label, value in (
            (_("Recorded by"), one.member),
            (_("Recorded on"), exact_time(one.recorded, None, language)),
            (_("About the moment"), exact_time(one.at, None, language)),
            (_("Valid until"), exact_time(one.valid_until, None, language) if one.valid_until is not None else "–"),
            (_("Used for"), deliveries_words(one.deliveries)),
            (_("Version of the rules"), one.rule_set),
            (_("Entry"), _broken(one.entry)),
        ):
            form.addRow(Words(label, "small", page, quiet=True), Words(value, "small", page))
        column.addLayout(form)
        if one.agreement:
            opening = QPushButton(icon("open"), _("Open the agreement"), page)
            opening.setObjectName("answer-agreement")
            opening.clicked.connect(lambda _checked=False: self._context.open_agreement(one.agreement))
            column.addWidget(opening, 0, Qt.AlignmentFlag.AlignLeft)
        if again is not None:
            column.addWidget(_again_card(again, page))


def deliveries_words(number: int) -> str:
    """What an answer was used for; a record alone, for a file or a look, is no use."""
    if not number:
        return _("nothing yet: no delivery names it")
    return str(counted("{n} delivery", "{n} deliveries", number))


def _again_card(again: Replayed, parent: QWidget) -> Card:
    card = Card(_("Given again"), parent)
    card.setObjectName("answer-again")
    for outcome, words in ((again.outcome, _BY_INPUTS), (again.today, _BY_VAULT)):
        tone: Tone = "good" if outcome == "same" else "warn"
        if outcome == "different" and words is _BY_INPUTS:
            tone = "bad"
        card.column.addWidget(WarningLine(str(Message(words[outcome])), tone, card))
    for difference in again.differences:
        card.column.addWidget(Words(str(difference), "small", card))
    return card


def _broken(digest: str) -> str:
    return f"{digest[:22]} {digest[22:]}"
