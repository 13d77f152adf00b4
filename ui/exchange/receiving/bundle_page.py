"""The preview of a sealed file: sender, steps in sentences, changes in sentences and as marked text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from datapact.base.local_time import exact_time
from datapact.base.texts import _, counted, current_language
from datapact.contract.changes.change_lines import how_many
from datapact.exchange.receive.preview import AgreementPreview, BundlePreview, NewStep, NewText
from datapact_ui.exchange.receiving.marked_text_tab import MarkedTextTab
from datapact_ui.kit.layout.front_page import FrontTabs
from datapact_ui.kit.layout.scroll_page import scrolling
from datapact_ui.kit.text.literal import literal
from datapact_ui.kit.theme.measures import line_height, margins, space
from datapact_ui.kit.widgets.cards import Card, Words
from datapact_ui.kit.widgets.state_badge import StateBadge
from datapact_ui.kit.widgets.warning_line import WarningLine
from datapact_ui.partners.identity import identity_sentence, show_identity

_MOST_CHANGES = 400
_LEAST_LINES = 12  # of what the file brings, the tabs included


class BundlePage(QWidget):
    """Shows the preview of a bundle; the dialog around it has the buttons."""

    def __init__(self, preview: BundlePreview, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bundle-preview")
        column = QVBoxLayout(self)
        margins(column, 0, 3)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(_sender(preview, self))
        for warning in _warnings(preview):
            column.addWidget(WarningLine(warning, parent=self))
        self.tabs = FrontTabs(self)
        self.tabs.setObjectName("preview-tabs")
        self.tabs.setAccessibleName(_("What the file brings"))
        self.tabs.tabBar().setAccessibleName(_("What the file brings"))
        self.tabs.addTab(self._overview(preview), _("What it brings"))
        several = len(preview.agreements) > 1
        for agreement in preview.agreements:
            text = agreement.text
            if text is None:
                continue
            number = literal(f" ({agreement.number})") if several else ""
            if text.old is not None:
                self.tabs.addTab(_changes(text, self), _("What changes") + number)
            words = _("Text") if text.old is None else _("Marked text")
            self.tabs.addTab(MarkedTextTab(text, f"marked-{agreement.number}", self), words + number)
        self.tabs.setMinimumHeight(round(line_height() * _LEAST_LINES))
        column.addWidget(self.tabs, 1)

    def _overview(self, preview: BundlePreview) -> QScrollArea:
        page = QWidget(self)
        column = QVBoxLayout(page)
        margins(column, 4, 3)
        bringing = [one for one in preview.agreements if one.steps]  # what brings something goes first
        for agreement in bringing:
            column.addWidget(_agreement(agreement, page))
        if preview.notices:
            card = Card(_("About data that was delivered"), page)
            for notice in preview.notices:
                card.column.addWidget(Words(str(notice), parent=card))
            column.addWidget(card)
        for agreement in preview.agreements:
            if agreement not in bringing:
                column.addWidget(_agreement(agreement, page))
        if not preview.has_news:
            column.addWidget(Words(_("Nothing new: everything had been received before."), "strong", page))
        if preview.introductions:
            card = Card(_("New partners that come along"), page)
            for one in preview.introductions:
                line = QHBoxLayout()
                badge = StateBadge(card)
                show_identity(badge, one.trust)
                line.addWidget(Words(one.name, parent=card), 1)
                line.addWidget(badge)
                card.column.addLayout(line)
            words = _("{sender} sends their cards along.", sender=preview.sender_name)
            card.column.addWidget(Words(words, "small", card, quiet=True))
            column.addWidget(card)
        if preview.files:
            card = Card(_("Files that come along"), page)
            for file in preview.files:
                size = _("{n} KB", n=max(1, file.size // 1000))
                known = "" if file.is_new else ", " + _("already here")
                card.column.addWidget(Words(f"{file.words} ({size}{known})", parent=card))
            column.addWidget(card)
        column.addStretch(1)
        return scrolling(page, "bundle-overview", _("What it brings"), inset=space(3))


def _sender(preview: BundlePreview, parent: QWidget) -> QWidget:
    box = QWidget(parent)
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(space(1))
    line = QHBoxLayout()
    line.setSpacing(space(3))
    name = Words(preview.sender_name, "title", box)
    name.setObjectName("sender")
    line.addWidget(name, 1)
    badge = StateBadge(box)
    badge.setObjectName("sender-identity")
    show_identity(badge, preview.trust or "own")
    line.addWidget(badge, 0, Qt.AlignmentFlag.AlignTop)
    column.addLayout(line)
    when = exact_time(preview.sent, None, current_language())
    words = _("Sealed for your organisation and signed by {person}, {time}.", person=preview.signed_by, time=when)
    column.addWidget(Words(words, parent=box, quiet=True))
    return box


def _warnings(preview: BundlePreview) -> Iterator[str]:
    if preview.trust not in (None, "confirmed"):
        yield identity_sentence(preview.trust)
    yield from map(str, preview.warnings)


def _stands_alone(step: NewStep) -> bool:
    """Whether a step says more than its sentence, so that it is not counted with others alike."""
    return bool(step.remark or step.details) or step.void is not None


def _agreement(agreement: AgreementPreview, parent: QWidget) -> Card:
    card = Card("", parent)
    heading = f"{agreement.number}  {agreement.title}".strip()
    card.setAccessibleName(heading)
    line = QHBoxLayout()
    line.addWidget(Words(heading, "heading", card), 1)
    badge = StateBadge(card)
    badge.set_state(agreement.status)
    line.addWidget(badge, 0, Qt.AlignmentFlag.AlignTop)
    card.column.addLayout(line)
    if agreement.is_new:
        card.column.addWidget(Words(_("New here. It would be added to your agreements."), parent=card, quiet=True))
    alike = Counter(str(step.sentence) for step in agreement.steps if not _stands_alone(step))
    for step in agreement.steps:
        times = 1 if _stands_alone(step) else alike.pop(str(step.sentence), 0)
        if not times:
            continue  # said above, with how often
        often = "" if times == 1 else f" {_('({n} times)', n=times)}"
        card.column.addWidget(Words(f"•  {step.sentence}{often}", parent=card))
        if step.remark:
            remark = Words(_("“{words}”", words=step.remark), parent=card, quiet=True)
            remark.setContentsMargins(space(4), 0, 0, 0)
            card.column.addWidget(remark)
        for detail in step.details:
            stated = Words(str(detail), parent=card)
            stated.setContentsMargins(space(4), 0, 0, 0)
            card.column.addWidget(stated)
        if step.void is not None:
            card.column.addWidget(WarningLine(_("Without effect: {reason}", reason=step.void), parent=card))
    if not agreement.steps:
        card.column.addWidget(Words(_("Only a confirmation of receipt."), parent=card, quiet=True))
    if agreement.text is not None and agreement.text.old is not None:
        count = how_many(agreement.text.changes)
        words = counted(
            "{n} change against the text that you know.", "{n} changes against the text that you know.", count
        )
        if number := agreement.text.amended:
            words = counted(
                "{n} change against the contract {number} as it is in force.",
                "{n} changes against the contract {number} as it is in force.",
                count,
                number=number,
            )
        card.column.addWidget(Words(str(words), "strong", card))
    then = _("Next step afterwards: {step}", step=agreement.then)
    card.column.addWidget(Words(then, parent=card))
    if agreement.next_step in ("answer", "choose"):
        meant = _("Keeping the file agrees to nothing: you agree, counter or decline afterwards.")
        card.column.addWidget(Words(meant, parent=card, quiet=True))
    return card


def _changes(text: NewText, parent: QWidget) -> QScrollArea:
    page = QWidget(parent)
    column = QVBoxLayout(page)
    margins(column, 4, 2)
    for change in text.changes[:_MOST_CHANGES]:
        column.addWidget(Words(f"•  {change}", parent=page))
    if not text.changes:
        column.addWidget(Words(_("Nothing changes in terms or text."), parent=page))
    if len(text.changes) > _MOST_CHANGES:
        column.addWidget(Words(_("The rest is in the marked text."), parent=page, quiet=True))
    column.addStretch(1)
    return scrolling(page, "preview-changes", _("What changes"), inset=space(4))
