"""Ending an agreement: the last day is computed from the terms with its steps; the user's own day is kept, and judged."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from datapact.base.day_words import long_date
from datapact.base.texts import N_, Message, _, current_language
from datapact.deadlines.termination import Ground, TerminationDay
from datapact.history.entries.agreement_shapes import GROUNDS
from datapact_ui.kit.dialogs.reason_dialog import ReasonDialog
from datapact_ui.kit.fields.day_field import SetDayField
from datapact_ui.kit.layout.fitting import fit
from datapact_ui.kit.theme.measures import characters, line_height
from datapact_ui.kit.widgets.cards import Card, Words


class TerminateDialog(ReasonDialog):
    """Notice of termination: when it arrives, ordinary or for cause, the day that follows, and the day that is wanted."""

    reckoning_wanted = Signal(object, object)
    """The day on which the notice arrives, and the ground; the answer comes by ``show_reckoning``."""

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(
            "terminate_dialog",
            _("Give notice of termination"),
            _("The notice is recorded in the shared history and counts once the partner has it: send it afterwards."),
            _("Reason"),
            _("Give notice"),
            "terminated",
            parent=parent,
        )
        self._own_day = False
        self.reckoning: TerminationDay | None = None
        self.ground = QComboBox(self)
        self.ground.setObjectName("terminate_ground")
        self.ground.setAccessibleName(_("Ground"))
        self.ground.addItem(_("ordinary, by the agreed period"), "ordinary")
        self.ground.addItem(_("for cause, without a period"), "cause")
        self.ground.activated.connect(lambda _index: self.ask())
        self.received = SetDayField("terminate_received", _("The notice arrives on"), today, self)
        self.received.edited.connect(lambda _day: self.ask())
        self.day = SetDayField("terminate_day", _("Last day of the agreement"), today, self)
        self.day.edited.connect(lambda _day: self._on_day())
        self.form.insertRow(0, _("Ground"), self.ground)
        self.form.insertRow(1, _("The notice arrives on"), self.received)
        self.form.insertRow(2, _("Last day of the agreement"), self.day)
        card = Card(_("How the day was found"), self)
        card.setObjectName("terminate_reckoning")
        self.steps = Words("", "body", card)
        self.steps.setObjectName("terminate_steps")
        self.remarks = Words("", "small", card, quiet=True)
        self.remarks.setObjectName("terminate_remarks")
        card.column.addWidget(self.steps)
        card.column.addWidget(self.remarks)
        self.form.insertRow(3, card)
        self.text.setMinimumHeight(round(line_height() * 2.4))
        fit(self, 84, 24)
        self.ground.setFocus()

    def last_day(self) -> date:
        """The last day, included."""
        return self.day.day()

    def chosen_ground(self) -> Ground:
        """Ordinary, or for cause."""
        return "cause" if self.ground.currentData() == "cause" else "ordinary"

    def show_reckoning(self, found: TerminationDay) -> None:
        """The computed day with its steps; a day that the user chose stays."""
        self.reckoning = found
        if found.end is not None and not self._own_day:
            self.day.set_day(found.end)
        self._say()

    def ask(self) -> None:
        """Ask for the last day anew."""
        self.reckoning_wanted.emit(self.received.day(), self.chosen_ground())

    def _on_day(self) -> None:
        self._own_day = True
        self._say()

    def _say(self) -> None:
        found = self.reckoning
        if found is None:
            return
        steps = [str(step) for step in found.steps]
        if found.end is not None:
            day = long_date(found.end, current_language())
            steps.append(_("So the earliest last day is {day}.", day=day))
        self.steps.setText("\n".join(steps))
        self.steps.setVisible(bool(steps))
        remarks = [str(remark) for remark in found.remarks]
        if found.end is not None and self.last_day() < found.end:
            remarks.insert(0, _("The day that you chose lies before that: the notice would be too early."))
        never = found.before_start(self.last_day())
        if never is not None:
            remarks.insert(0, str(never))
        self.remarks.setText("\n".join(remarks))
        self.remarks.setVisible(bool(remarks))
        for words in (self.steps, self.remarks):
            # the form's rows do not ask for the height that wrapped words need at their width
            words.setMinimumHeight(max(0, words.heightForWidth(max(words.width(), characters(60)))))
        fit(self, 84, 24)


END_WORDS = {
    "ordinary": N_("by notice"),
    "cause": N_("for cause"),
    "agreed": N_("by agreement of the parties, or by its term"),
    "other": N_("for another ground"),
}


class EndElsewhereDialog(ReasonDialog):
    """The end of a contract that was signed elsewhere: recorded, not declared."""

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(
            "ended_dialog",
            _("Record the end of the contract"),
            _(
                "The contract was signed elsewhere, and ends there. Here its last day is recorded, for lists and duties."
            ),
            _("Reason"),
            _("Record the end"),
            "terminated",
            parent=parent,
        )
        self.day = SetDayField("ended_day", _("Last day of the contract"), today, self)
        self.ground = QComboBox(self)
        self.ground.setObjectName("ended_ground")
        self.ground.setAccessibleName(_("Ground"))
        for ground in GROUNDS:
            self.ground.addItem(str(Message(END_WORDS[ground])), ground)
        self.form.insertRow(0, _("Last day of the contract"), self.day)
        self.form.insertRow(1, _("Ground"), self.ground)
        fit(self, 80, 14)
        self.day.setFocus()

    def last_day(self) -> date:
        """The last day, included."""
        return self.day.day()
