"""A reminder to a party whose move it is: an e-mail that a person sends, and the day until which a reply is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from datapact.base.texts import _
from datapact.exchange.board.board import remind
from datapact_ui.kit.dialogs.dialog import Dialog
from datapact_ui.kit.fields.day_field import TickedDay
from datapact_ui.kit.theme.measures import line_height
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.disabled_controls import bar_control, being_read
from datapact_ui.kit.widgets.warning_line import WarningLine
from datapact_ui.kit.widgets.wheel_free import ComboBox

if TYPE_CHECKING:
    from datetime import date

    from datapact.exchange.board.reminders import Reminder
    from datapact.exchange.board.rows import PartyRow
    from datapact.exchange.send.letters import Letter
    from datapact_ui.kit.context.app_context import AppContext

_DAYS = 14
"""Proposed for an answer."""


class ReminderDialog(Dialog):
    """One e-mail for each party, so that none reads whom else we wait for."""

    help_page = "board"

    def __init__(
        self,
        context: AppContext,
        history: str,
        waited_for: Sequence[PartyRow],
        first: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("reminder", _("Write a reminder"), parent, leave="close")
        self._context, self._history = context, history
        self._letters: dict[str, Letter] = {}
        self._why_none = ""
        """The error, where the letters could not be written."""
        self.column.addWidget(
            Words(_("Nothing leaves by itself: you send the e-mail. The board notes that it was written."), parent=self)
        )
        self.column.addWidget(Words(_("Addressed to"), "strong", self))
        self.to = ComboBox(self)
        self.to.setObjectName("reminder-to")
        self.to.setAccessibleName(_("Addressed to"))
        for row in waited_for:
            self.to.addItem(row.name, row.organisation)
        self.to.setCurrentIndex(max(0, self.to.findData(first)))
        self.to.currentIndexChanged.connect(lambda _place: self._show_letter())
        self.column.addWidget(self.to)
        self.day = TickedDay(
            "reminder-by",
            _("Ask for a reply by"),
            _("Ask for a reply by a day"),
            _("Day until which you ask for a reply"),
            context.today() + timedelta(days=_DAYS),
            self,
        )
        self.day.given.setChecked(True)
        self.day.given.toggled.connect(lambda _on: self._read())
        self.day.field.edited.connect(lambda _value: self._read())
        self.column.addWidget(self.day)
        self.column.addWidget(
            Words(_("After that day the board shows the reply as overdue."), "small", self, quiet=True)
        )
        self.text = QPlainTextEdit(self)
        self.text.setObjectName("reminder-text")
        self.text.setAccessibleName(_("Text for the e-mail"))
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setMinimumHeight(round(line_height() * 7))
        self.column.addWidget(self.text, 1)
        self.advice = WarningLine("", "info", self)
        self.advice.words.setObjectName("reminder-advice")
        self.advice.hide()
        self.column.addWidget(self.advice)
        self.copy = self.add_button("reminder-copy", _("Copy text"), "copy", lambda: self._written(mail=False))
        self.mail = self.add_button(
            "reminder-mail", _("Open e-mail"), "mail", lambda: self._written(mail=True), primary=True
        )
        for button in (self.copy, self.mail):
            bar_control(button, being_read())
        self.finish(92, 24)
        self._read()

    def _read(self) -> None:
        history, chosen, by = (
            self._history,
            [self.to.itemData(place) for place in range(self.to.count())],
            self.day.day(),
        )
        self._context.worker.read(
            self,
            lambda acting: remind(acting, history, chosen, by, note=False),
            self._show,
            key="reminder",
            failed=self._failed,
        )

    def _show(self, reminders: Sequence[Reminder]) -> None:
        self._letters, self._why_none = {one.organisation: one.letter for one in reminders}, ""
        self.show_problem("")
        self._show_letter()

    def _failed(self, error: Exception) -> bool:
        self._letters, self._why_none = {}, str(error)
        self._show_letter()
        self.show_problem(str(error))
        return True

    def _show_letter(self) -> None:
        letter = self._letters.get(self.to.currentData())
        self.text.setPlainText(f"{letter.subject}\n\n{letter.body}" if letter is not None else "")
        for button in (self.copy, self.mail):
            why_none = self._why_none or _("There is nothing to remind this party of.")
            bar_control(button, "" if letter is not None else why_none)
        self.advice.hide()

    def _written(self, *, mail: bool) -> None:
        """Hand the reminder over, if it is still that party's move; only what was handed over is noted."""
        history, organisation, by = self._history, str(self.to.currentData()), self.day.day()
        self._context.worker.read(
            self,
            lambda acting: remind(acting, history, [organisation], by, note=False)[0],
            lambda written: self._hand_over(written, by, mail=mail),
            key="reminder-written",
            failed=self._failed,
        )

    def _hand_over(self, written: Reminder, by: date | None, *, mail: bool) -> None:
        letter = written.letter
        if not mail:
            self._context.dialogs.copy(letter.body)
            words = _("The text is copied. Paste it into an e-mail.")
        elif self._context.dialogs.open_mail(letter.to, letter.subject, letter.body) is False:
            self._advise(_("No mail program answered. Copy the text, and send it yourself."))
            return
        else:
            words = _("The e-mail is open in your mail program. Send it there.")
        history = self._history
        self._context.worker.change(
            self,
            _("Writing the reminder"),
            lambda acting, _progress: remind(acting, history, [written.organisation], by, copied=not mail),
            lambda _noted: self._advise(words),
            touches=frozenset({history}),
            failed=self._failed,
        )

    def _advise(self, words: str) -> None:
        self.advice.words.setText(words)
        self.advice.setAccessibleName(words)
        self.advice.show()
