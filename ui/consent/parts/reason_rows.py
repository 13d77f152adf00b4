"""The sentences of a decision: its reasons, and the obligations that come with it, each with citation and link."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from datapact.base.texts import _, current_language
from datapact.consent.facts.question import Link, Obligation, Reason, Wanted
from datapact.consent.matrix.page_words import in_reading_order, source_words
from datapact.consent.views.compliance_record_form import why_not
from datapact_ui.consent.parts.decision_appearance import (
    OWN_FACTS,
    WEIGHTS,
    is_answered_in_house,
    link_appearance,
    weight_word,
)
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import space
from datapact_ui.kit.widgets.cards import Card, Words
from datapact_ui.kit.widgets.disabled_controls import hold_back
from datapact_ui.kit.widgets.state_badge import StateBadge


class ReasonsCard(Card):
    """The reasons: those against first, met ones last."""

    link_wanted = Signal(object)
    """A Link: kind and id."""
    record_wanted = Signal(object)
    """A Wanted: what the reader wants to put on file."""

    def __init__(self, reasons: Sequence[Reason], roles: Collection[str] = (), parent: QWidget | None = None) -> None:
        super().__init__(_("Reasons"), parent)
        self.setObjectName("reasons")
        self._roles = roles
        for number, reason in enumerate(in_reading_order(reasons)):
            self.column.addWidget(self._row(reason, number))

    def _row(self, reason: Reason, number: int) -> QWidget:
        picture, _word, tone = WEIGHTS[reason.verdict]
        row = QWidget(self)
        row.setObjectName(f"reason-{number}")
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(space(3))
        badge = StateBadge(row)
        badge.set_badge(picture, weight_word(reason.verdict), tone)
        line.addWidget(badge, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(_sentence(str(reason.message), source_words(reason), reason.rule, row), 1)
        link: Link = (OWN_FACTS, reason.link[1]) if is_answered_in_house(reason) else reason.link
        button = link_button(link, f"reason-link-{number}", str(reason.message), row)
        if button is not None:
            button.clicked.connect(lambda _checked=False: self.link_wanted.emit(link))
            line.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        if reason.wanted is not None:
            line.addWidget(self._enter_button(reason, reason.wanted, number, row), 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _enter_button(self, reason: Reason, wanted: Wanted, number: int, row: QWidget) -> QPushButton:
        words = _("Enter now …")
        button = QPushButton(icon("add"), words, row)
        button.setObjectName(f"reason-enter-{number}")
        button.setAccessibleName(f"{words} {reason.message}")
        button.clicked.connect(lambda _checked=False: self.record_wanted.emit(wanted))
        why = why_not(self._roles, wanted.kind)
        if why is not None:
            hold_back(str(why), button)
        return button


class ObligationsCard(Card):
    """The obligations to meet along with the sharing or after it."""

    link_wanted = Signal(object)

    def __init__(self, obligations: Sequence[Obligation], parent: QWidget | None = None) -> None:
        super().__init__(_("Duties that come with it"), parent)
        self.setObjectName("obligations")
        for number, obligation in enumerate(obligations):
            row = QWidget(self)
            line = QHBoxLayout(row)
            line.setContentsMargins(0, 0, 0, 0)
            line.setSpacing(space(3))
            source = obligation.citation.get(current_language(), "")
            line.addLayout(_sentence(str(obligation.message), source, obligation.rule, row), 1)
            button = link_button(obligation.link, f"obligation-link-{number}", str(obligation.message), row)
            if button is not None:
                button.clicked.connect(lambda _checked=False, link=obligation.link: self.link_wanted.emit(link))
                line.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
            self.column.addWidget(row)


def rule_words(rule: str) -> str:
    """The id of DataPact's rule behind a reason, for who looks it up in docs/rules.md; it stands in the tip alone."""
    return _("Rule {id} in the list of rules", id=rule) if rule else ""


def _sentence(text: str, source_words: str, rule: str, parent: QWidget) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(0)
    column.addWidget(Words(text, "body", parent))
    source = Words(source_words, "small", parent, quiet=True)
    source.setToolTip(rule_words(rule))
    column.addWidget(source)
    return column


def link_button(link: Link, name: str, about: str, parent: QWidget) -> QPushButton | None:
    """A flat button that opens the record behind a sentence; None where there is nothing to open."""
    looks = link_appearance(*link)
    if looks is None:
        return None
    button = QPushButton(icon(looks[1]), looks[0], parent)
    button.setObjectName(name)
    button.setFlat(True)
    button.setAccessibleName(f"{looks[0]}: {about}")
    return button
