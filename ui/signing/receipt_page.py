"""The receipt after signing: what was signed, when, its digests, and what comes next."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from datapact.base.local_time import exact_time
from datapact.base.texts import _, current_language
from datapact.checks.model.signing_authority import capacity_words
from datapact.signing.ceremony.receipt import SigningReceipt
from datapact_ui.kit.layout.scroll_page import put_page
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import characters, margins, space
from datapact_ui.kit.widgets.cards import Card, PrimaryButton, Words
from datapact_ui.kit.widgets.state_badge import StateBadge
from datapact_ui.signing.before_signing_cards import facts_grid


class ReceiptPage(QScrollArea):
    """The page that a member sees after signing."""

    send_wanted = Signal()
    save_wanted = Signal()
    back_wanted = Signal()

    def __init__(self, receipt: SigningReceipt, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("receipt")
        self._receipt = receipt
        self.setAccessibleName(_("Receipt"))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner = QWidget(self)
        outer = QHBoxLayout(inner)
        column = QVBoxLayout()
        outer.addStretch(1)
        outer.addLayout(column, 8)
        outer.addStretch(1)
        margins(column, 4, 4)
        card = Card(_("You have signed"), inner)
        card.setMaximumWidth(characters(130))
        badge = StateBadge(card)
        if receipt.complete:
            badge.set_badge("signed", _("everybody has signed: the agreement is concluded"), "good")
        else:
            badge.set_badge("signing", _("partly signed (not binding)"), "info")
        row = QHBoxLayout()
        row.addWidget(badge)
        row.addStretch(1)
        card.column.addLayout(row)
        facts = (
            (_("Agreement"), f"{receipt.number} · {receipt.title}"),
            (_("Signed by"), f"{receipt.person}, {capacity_words(receipt.capacity)}"),
            (_("For"), receipt.party),
            (_("When"), exact_time(receipt.time, None, current_language())),
            (_("Level"), f"PAdES {receipt.level}"),
            (_("Signed file (SHA-256)"), receipt.revision_to),
            (_("It was made from (SHA-256)"), receipt.revision_from),
            (_("Agreed text (SHA-256)"), receipt.agreement_sha256),
            (_("Entry in the history"), receipt.entry),
        )
        card.column.addLayout(facts_grid(facts, card))
        for sentence in receipt.outcome:
            card.column.addWidget(Words(str(sentence), "body", card))
        column.addWidget(card)
        following = Card(_("What comes next"), inner)
        following.setMaximumWidth(characters(130))
        self._told = Words(self._next(receipt), "body", following)
        self._told.setObjectName("receipt_next")
        following.column.addWidget(self._told)
        buttons = QHBoxLayout()
        buttons.setSpacing(space(2))
        self.send = PrimaryButton(_("Send to the partner …"), "send", following)
        self.send.setObjectName("receipt_send")
        self.send.clicked.connect(lambda _checked=False: self.send_wanted.emit())
        self.save = QPushButton(icon("save"), _("Save the signed PDF …"), following)
        self.save.setObjectName("receipt_save")
        self.save.clicked.connect(lambda _checked=False: self.save_wanted.emit())
        self.back = QPushButton(icon("back"), _("To the agreement"), following)
        self.back.setObjectName("receipt_back")
        self.back.clicked.connect(lambda _checked=False: self.back_wanted.emit())
        self.send.setVisible(not receipt.next_is_ours)
        for button in (self.send, self.save, self.back):
            buttons.addWidget(button)
        buttons.addStretch(1)
        following.column.addLayout(buttons)
        column.addWidget(following)
        column.addStretch(1)
        put_page(self, inner)
        self.setFocusProxy(self.back if receipt.next_is_ours else self.send)

    def show_sent(self) -> None:
        """Say that a file with the signature was written to every party, and who signs next."""
        receipt = self._receipt
        if receipt.complete or not receipt.next_person:
            words = _("A file with your signature was written. Nothing is left to do here for now.")
        else:
            words = _(
                "A file with your signature was written. {person} ({party}) signs next; until then nothing is concluded.",
                person=receipt.next_person,
                party=receipt.next_party,
            )
        self._told.setText(words)
        self.send.setText(_("Send again …"))

    def _next(self, receipt: SigningReceipt) -> str:
        if receipt.complete:
            return _(
                "Every named signatory has signed. Send the complete PDF to every other party, so that each has it. What falls"
                " due from the agreement stands in the calendar from now on."
            )
        if receipt.next_is_ours:
            return _(
                "{person} of your own organisation signs next. Afterwards one of you sends the PDF to the partner.",
                person=receipt.next_person,
            )
        return _(
            "{person} ({party}) signs next. Send the PDF so that it can be signed there.",
            person=receipt.next_person,
            party=receipt.next_party,
        )
