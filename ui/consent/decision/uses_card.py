"""Earlier decisions on the same question: their uses and deliveries; each can be replayed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from datapact.base.day_words import long_date
from datapact.base.local_time import day_of
from datapact.base.texts import N_, Message, _, current_language
from datapact.consent.decision.replay import Outcome, Replay, replay
from datapact.consent.matrix.page_words import MOST_CAME, delivery_line, use_line
from datapact.consent.matrix.shown_page import DecisionPage, Left, Use
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import space
from datapact_ui.kit.widgets.cards import Card, Words

if TYPE_CHECKING:
    from datapact_ui.kit.context.app_context import AppContext

_OUTCOMES: dict[Outcome, str] = {
    "same": N_("Judged again from what was kept with it: the same answer."),
    "different": N_("Judged again from what was kept with it: another answer."),
    "indeterminate": N_("Cannot be judged again by this version of the program."),
}
_TODAY: dict[Outcome, str] = {
    "same": N_("The vault still shows of that moment what the answer was made of."),
    "different": N_("The vault no longer shows of that moment what the answer was made of."),
    "indeterminate": N_("The vault cannot be asked about that moment."),
}


class UsesCard(Card):
    """Used decisions and deliveries, the newest first."""

    def __init__(self, context: AppContext, page: DecisionPage, parent: QWidget | None = None) -> None:
        super().__init__(_("What came of it"), parent)
        self.setObjectName("uses")
        self._context, self._page = context, page
        for number, record in enumerate(page.uses[:MOST_CAME]):
            self.column.addWidget(self._use(record, number))
        for number, delivery in enumerate(page.left[:MOST_CAME]):
            self.column.addWidget(self._left(delivery, number))

    def _use(self, record: Use, number: int) -> QWidget:
        came = use_line(self._page, record)
        row = QWidget(self)
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(space(3))
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(Words(came.words, "body", row))
        if came.small_words:
            column.addWidget(Words(came.small_words, "small", row, quiet=True))
        said = Words("", "small", row, quiet=True)
        said.setObjectName(f"judged-{number}")
        said.hide()
        column.addWidget(said)
        line.addLayout(column, 1)
        button = QPushButton(icon("refresh"), _("Check it again"), row)
        button.setObjectName(f"judge-again-{number}")
        button.setFlat(True)
        button.setAccessibleName(_("Check it again: {what}", what=came.words))
        button.clicked.connect(lambda _checked=False: self._judge(record.entry, said))
        line.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _judge(self, entry: str, said: Words) -> None:
        def show(found: Replay) -> None:
            lines = [str(Message(_OUTCOMES[found.outcome])), str(Message(_TODAY[found.today]))]
            lines += [str(one) for one in found.differences]
            said.setText("\n".join(lines))
            said.show()
            self._context.notify(lines[0])

        self._context.worker.read(self, lambda acting: replay(acting, entry), show, key=entry)

    def _left(self, delivery: Left, number: int) -> QWidget:
        day = long_date(day_of(delivery.at, self._page.zone), current_language())
        came = delivery_line(self._page, delivery)
        row = QWidget(self)
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(space(3))
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(Words(came.words, "body", row))
        if came.small_words:
            column.addWidget(Words(came.small_words, "small", row, quiet=True))
        line.addLayout(column, 1)
        button = QPushButton(icon("send"), _("Delivery"), row)
        button.setObjectName(f"open-delivery-{number}")
        button.setFlat(True)
        button.setAccessibleName(_("Open the delivery of {day}", day=day))
        button.clicked.connect(
            lambda _checked=False: self._context.show_view("consent", tab="deliveries", entry=delivery.entry)
        )
        line.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return row
