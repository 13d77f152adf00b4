"""Findings of the check with reason and place; overrides by a second legal member, with the reason."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from datapact.agreements.views.agreement import AgreementPage, OverrideView
from datapact.base.texts import N_, Message, _, current_language
from datapact.checks.model.finding import Finding
from datapact.contract.vocabulary.labels import label_of_path
from datapact_ui.agreement_page.tabs.summary_tab import check_words
from datapact_ui.kit.tables.finding_kinds import kind_looks
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import margins, space
from datapact_ui.kit.widgets.cards import Card, Words
from datapact_ui.kit.widgets.empty_state import EmptyState
from datapact_ui.kit.widgets.state_badge import StateBadge

if TYPE_CHECKING:
    from datapact_ui.kit.context.app_context import AppContext

_AUTHORITIES = {
    "statute": N_("Statute"),
    "standard_clauses": N_("Standard contractual clauses"),
    "guidance": N_("Guidance of the authorities"),
    "house": N_("House rule"),
    "practice": N_("Good practice"),
}


class FindingsTab(QScrollArea):
    """The findings on the text that counts now."""

    place_wanted = Signal(str)
    override_wanted = Signal(object)

    def __init__(self, desk: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setObjectName("findings")
        self.setAccessibleName(_("Findings"))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def show_page(self, page: AgreementPage) -> None:
        """Build the list anew."""
        at = self.verticalScrollBar().value()
        inner = QWidget(self)
        column = QVBoxLayout(inner)
        margins(column, 4, 3)
        if not page.findings:
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
            aside = {(one.finding, one.place): one for one in page.overrides}
            entered = [finding for finding in page.findings if not finding.missing]
            missing = [finding for finding in page.findings if finding.missing]
            for number, finding in enumerate([*entered, *missing]):
                if entered and missing and number in (0, len(entered)):
                    heading = _("Not stated yet") if number else _("To correct")
                    column.addWidget(Words(heading, "strong", inner))
                column.addWidget(self._finding(page, finding, aside.get((finding.id, finding.place)), number, inner))
        column.addStretch(1)
        self.setWidget(inner)
        self.verticalScrollBar().setValue(at)

    def _weight(self, page: AgreementPage) -> str:
        if not page.ours:
            return _("This text comes from a partner: findings are shown here and bar nothing.")
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
            badge.set_badge(*kind_looks(severe=finding.severity == "E", missing=finding.missing))
        row.addWidget(badge)
        name = Words(f"{finding.id} · {Message(_AUTHORITIES[finding.authority])}", "small", card, quiet=True)
        name.setWordWrap(False)
        row.addWidget(name)
        row.addStretch(1)
        card.column.addLayout(row)
        card.column.addWidget(Words(str(finding.message), "body", card))
        links = QHBoxLayout()
        links.setSpacing(space(2))
        where = QPushButton(icon("forward"), str(finding.citation), card)
        where.setObjectName(f"finding_place_{number}")
        where.setFlat(True)
        where.setToolTip(_("Go to the place: {place}", place=place_words(finding.place)))
        where.setAccessibleName(f"{finding.citation}: {place_words(finding.place)}")
        where.clicked.connect(partial(self._go, finding.place))
        links.addWidget(where)
        links.addWidget(Words(place_words(finding.place), "small", card, quiet=True), 1)
        if finding.severity == "E" and aside is None and page.ours:
            button = QPushButton(icon("approve"), _("Set aside …"), card)
            button.setObjectName(f"finding_override_{number}")
            reason = page.possible["override"]
            if reason is None and page.drafted:
                reason = Message(N_("An override needs a second legal member, who did not draft this text."))
            button.setEnabled(reason is None)
            button.setToolTip(str(reason) if reason is not None else "")
            button.clicked.connect(partial(self._override, finding))
            links.addWidget(button)
        card.column.addLayout(links)
        if aside is not None:
            words = _("{member} set this aside: {reason}", member=aside.member, reason=aside.reason)
            card.column.addWidget(Words(words, "body", card))
        return card

    def _go(self, place: str, _checked: bool = False) -> None:
        self.place_wanted.emit(place)

    def _override(self, finding: Finding, _checked: bool = False) -> None:
        self.override_wanted.emit(finding)


def place_words(place: str) -> str:
    """A lawyer's name of the place of a finding."""
    try:
        words = label_of_path(place).text(current_language())
    except (KeyError, TypeError):
        return _("the text of the agreement")
    return words[:1].upper() + words[1:]
