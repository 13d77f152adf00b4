"""The page after a file was taken in: the next step of each agreement."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from datapact.agreements.projection.status import status_message
from datapact.agreements.views.comments import unanswered_words
from datapact.base.texts import _, counted
from datapact.exchange.receive.preview import AgreementPreview, BundlePreview
from datapact_ui.kit.layout.flow_layout import FlowLayout
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import margins
from datapact_ui.kit.widgets.cards import Card, PrimaryButton, Words
from datapact_ui.kit.widgets.warning_line import WarningLine

type Do = Callable[[str, str], None]
"""The action of a button: the name of the step, the history."""


class TakenPage(QWidget):
    """Names the next step and offers a button for each option."""

    def __init__(self, preview: BundlePreview, roles: frozenset[str], do: Do, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("taken")
        column = QVBoxLayout(self)
        margins(column, 0, 3)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(Words(_("In the vault now"), "title", self))
        words = _("The file of {sender} is in your vault.", sender=preview.sender_name)
        column.addWidget(WarningLine(words, "good", self))
        self.first: QPushButton | None = None
        self._ways: dict[str, tuple[Card, FlowLayout, str]] = {}
        self.only: str | None = None
        """History of the agreement to go to where there is nothing to choose."""
        if not preview.notices and len(preview.agreements) == 1 and len(ways(preview.agreements[0], roles)) == 1:
            self.only = preview.agreements[0].history
        if preview.notices:
            column.addWidget(self._notices(preview, do))
        for agreement in preview.agreements:
            column.addWidget(self._agreement(agreement, roles, do))
        column.addStretch(1)

    def _notices(self, preview: BundlePreview, do: Do) -> Card:
        card = Card(_("About data that was delivered"), self)
        for notice in preview.notices:
            card.column.addWidget(Words(str(notice), parent=card))
        line = QHBoxLayout()
        button = PrimaryButton(_("Open recalls"), "undo", card)
        button.setObjectName("open-recalls-now")
        button.clicked.connect(lambda _checked=False: do("recalls", ""))
        line.addWidget(button)
        line.addStretch(1)
        card.column.addLayout(line)
        self.first = self.first or button
        return card

    def _agreement(self, agreement: AgreementPreview, roles: frozenset[str], do: Do) -> Card:
        card = Card(f"{agreement.number}  {agreement.title}".strip(), self)
        if agreement.status in ("signed", "in_force") and any(step.kind == "signed" for step in agreement.steps):
            card.column.addWidget(
                WarningLine(
                    _(
                        "Everybody has signed: the agreement is concluded ({status}).",
                        status=status_message(agreement.status),
                    ),
                    "good",
                    card,
                )
            )
        concluded = (
            agreement.status in ("signed", "in_force") and agreement.next_step == "none" and not agreement.notice
        )
        following = (
            _("Keep the signed PDF where you keep your contracts. What falls due from it stands in the calendar.")
            if concluded
            else str(agreement.then)
        )
        card.column.addWidget(Words(following, parent=card))
        line = FlowLayout()
        for place, (step, words, icon_name) in enumerate(ways(agreement, roles)):
            button: QPushButton
            button = QPushButton(icon(icon_name), words, card) if place else PrimaryButton(words, icon_name, card)
            button.setObjectName(f"{step}-{agreement.number}")
            button.setAccessibleName(f"{words}: {agreement.number}")
            button.clicked.connect(lambda _checked=False, step=step: do(step, agreement.history))
            line.addWidget(button)
            self.first = self.first or button
        card.column.addLayout(line)
        self._ways[agreement.history] = (card, line, agreement.number)
        return card

    def tell_unanswered(self, history: str, count: int, do: Do) -> None:
        """Say that ``count`` comments of others wait for an answer, with the way to them."""
        if history not in self._ways or not count:
            return
        card, line, number = self._ways[history]
        card.column.insertWidget(card.column.count() - 1, WarningLine(str(unanswered_words(count)), "info", card))
        button = QPushButton(icon("comment"), _("Show the comments"), card)
        button.setObjectName(f"comments-{number}")
        button.clicked.connect(lambda _checked=False: do("comments", history))
        line.addWidget(button)

    def offer_carrying(self, history: str, count: int, do: Do) -> None:
        """Offer to put ``count`` own changes, which are in no text that partners have, onto the text that came."""
        if history not in self._ways or not count:
            return
        card, line, number = self._ways[history]
        words = counted(
            "{n} change of your draft is not in the newest text.",
            "{n} changes of your draft are not in the newest text.",
            count,
        )
        card.column.insertWidget(card.column.count() - 1, WarningLine(str(words), "info", card))
        button = QPushButton(icon("counter"), _("Carry over onto the new text …"), card)
        button.setObjectName(f"carry-{number}")
        button.clicked.connect(lambda _checked=False: do("carry", history))
        line.addWidget(button)


def ways(agreement: AgreementPreview, roles: frozenset[str]) -> list[tuple[str, str, str]]:
    """The ways on from one agreement: name, words and picture of each, the first one first."""
    opening = ("open", _("Open agreement"), "open")
    legal, signs = "legal" in roles, "signatory" in roles
    changes = agreement.text is not None and agreement.text.changes
    match agreement.next_step:
        case "answer" if legal:
            return [
                *([("reply", _("Answer change by change"), "compare")] if changes else []),
                opening,
                ("accept", _("Agree to the text"), "accept"),
                ("counter", _("Counter"), "counter"),
            ]
        case "sign" if signs:
            return [("sign", _("Read and sign"), "sign"), opening]
        case _:
            return [opening]
