"""The preview of a partner card before it is added."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QVBoxLayout, QWidget

from datapact.base.clock import in_zone
from datapact.base.day_words import long_date
from datapact.base.texts import N_, Message, _, current_language
from datapact.exchange.receive.preview import CardPreview
from datapact_ui.kit.background.dialogs import Dialogs
from datapact_ui.kit.theme.measures import margins, space
from datapact_ui.kit.widgets.cards import Card, Words
from datapact_ui.kit.widgets.state_badge import StateBadge
from datapact_ui.kit.widgets.warning_line import WarningLine
from datapact_ui.partners.fingerprint_panel import FingerprintPanel
from datapact_ui.partners.identity import identity_sentence, show_identity
from datapact_ui.partners.partner_detail import profile_lines

NEWS = {
    "new": N_("This partner is new here."),
    "newer": N_("You have an older card of this partner; it would be brought up to date."),
    "same": N_("You have exactly this card already."),
    "older": N_("You have a newer card of this partner; nothing would change."),
}


class CardPage(QWidget):
    """Shows the preview of a card."""

    def __init__(self, preview: CardPreview, dialogs: Dialogs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card-preview")
        column = QVBoxLayout(self)
        margins(column, 0, 3)
        column.setContentsMargins(0, 0, 0, 0)
        line = QHBoxLayout()
        name = Words(preview.profile.name, "title", self)
        name.setObjectName("sender")
        line.addWidget(name, 1)
        badge = StateBadge(self)
        show_identity(badge, preview.trust)
        line.addWidget(badge, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(line)
        column.addWidget(Words(str(Message(NEWS[preview.news])), "strong", self))
        column.addWidget(Words(identity_sentence(preview.trust), parent=self))
        if preview.namesakes:
            words = _(
                "Another of your partners has the same name, {name}. Compare the fingerprints of both.",
                name=preview.namesakes[0],
            )
            column.addWidget(WarningLine(words, parent=self))
        mark = Card(_("Fingerprint by this card"), self)
        mark.column.addWidget(FingerprintPanel(preview.card.organisation, preview.profile.name, dialogs, mark))
        column.addWidget(mark)
        card = Card(_("What the card says"), self)
        form = QFormLayout()
        form.setHorizontalSpacing(space(5))
        form.setVerticalSpacing(space(2))
        for label, value in profile_lines(preview.profile):
            form.addRow(Words(label, parent=card, quiet=True), Words(value, parent=card))
        created = long_date(in_zone(preview.card.created).date(), current_language())
        form.addRow(Words(_("Card of"), parent=card, quiet=True), Words(created, parent=card))
        card.column.addLayout(form)
        column.addWidget(card)
        column.addStretch(1)
