"""End a negotiation with a reason, or an agreement: the last day computed from the terms with its steps; the member's own day is kept, and judged."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from datapact.base.day_words import long_date
from datapact.base.texts import N_, Message, _, current_language
from datapact.deadlines.termination import Ground, TerminationDay
from datapact.history.entries.agreement_shapes import GROUNDS
from datapact.history.entries.body_members import LONGEST_LINE
from datapact_ui.kit.dialogs.form_dialog import FormDialog
from datapact_ui.kit.dialogs.reason_dialog import ReasonDialog
from datapact_ui.kit.layout.fitting import fit
from datapact_ui.kit.theme.measures import characters
from datapact_ui.kit.widgets.cards import Card, Words
from datapact_ui.kit.widgets.check_boxes import Tick

if TYPE_CHECKING:
    from datapact.agreements.steps.termination import Declaring
    from datapact_ui.kit.context.app_context import AppContext

_WIDE = 84


class TerminateDialog(FormDialog):
    """The form for a notice of termination: who declares it, its arrival, ground, computed day and wanted day."""

    reckoning_wanted = Signal(object, object)
    """The day on which the notice arrives, and the ground; the answer comes by ``show_reckoning``."""

    def __init__(self, context: AppContext, who: Declaring, parent: QWidget | None = None) -> None:
        super().__init__(
            context,
            "terminate_dialog",
            _("Give notice of termination"),
            _("The notice is recorded in the shared history and counts once the partner has it: send it afterwards."),
            _("Give notice"),
            "terminated",
            parent,
            help_page="agreement",
        )
        today = context.today()
        self._who = who
        self._own_day = False
        self.reckoning: TerminationDay | None = None
        grounds = [("ordinary", _("ordinary, by the agreed period")), ("cause", _("for cause, without a period"))]
        self.ground = self.choice("terminate_ground", _("Ground"), grounds)
        self.ground.activated.connect(lambda _index: self.ask())
        self.received = self.set_day("terminate_received", _("The notice arrives on"), today)
        self.received.edited.connect(lambda _day: self.ask())
        self.day = self.set_day("terminate_day", _("Last day of the agreement"), today)
        self.day.edited.connect(lambda _day: self._on_day())
        card = Card(_("How the day was found"), self)
        card.setObjectName("terminate_reckoning")
        self.steps = Words("", "body", card)
        self.steps.setObjectName("terminate_steps")
        self.remarks = Words("", "small", card, quiet=True)
        self.remarks.setObjectName("terminate_remarks")
        card.column.addWidget(self.steps)
        card.column.addWidget(self.remarks)
        self._found_day = card.heading
        self.form.wide(card)
        self._ask_who()
        self.text = self.paragraph("terminate-reason", _("Reason, required for cause; the partner reads it"), 2.4)
        self.fit_fields(_WIDE)

    def _ask_who(self) -> None:
        """Who of the signatories in the contract declares it, and what to mind about that."""
        usual = self._who.usual()
        people = QWidget(self.form)
        column = QVBoxLayout(people)
        column.setContentsMargins(0, 0, 0, 0)
        self.people = {one.name: Tick(str(one.words()), people) for one in self._who.people}
        for name, tick in self.people.items():
            tick.setObjectName(f"terminate_by-{name}")
            tick.setChecked(name in usual)
            tick.toggled.connect(self.update_state)
            column.addWidget(tick)
        self.form.add("terminate_by", _("Declared by"), people)
        self.authority = self.line(
            "terminate_authority", _("On what authority, if these are not enough"), "", LONGEST_LINE
        )
        self.authority.setPlaceholderText(_("such as power of attorney of 3 November, original enclosed"))
        card = Card(_("Who can declare it"), self)
        self.minded = Words("", "small", card)
        self.minded.setObjectName("terminate_minded")
        card.column.addWidget(self.minded)
        self.form.wide(card)

    def declared_by(self) -> tuple[str, ...]:
        """The names ticked, in the order of the contract."""
        return tuple(name for name, tick in self.people.items() if tick.isChecked())

    def stated_authority(self) -> str:
        """The basis of the notice where these persons do not suffice; may be empty."""
        return self.authority.text().strip()

    def update_state(self, *entered: object) -> None:
        remarks = self._who.remarks(self.declared_by(), self.stated_authority())
        self.minded.setText("\n".join(str(one) for one in remarks))
        self._as_high_as_its_words()
        super().update_state(*entered)

    def _as_high_as_its_words(self) -> None:
        """Wrapped words are as high as at their width: the form's rows take a guess, and leave holes or cut them."""
        for words in (self.steps, self.remarks, self.minded):
            words.setMinimumHeight(0)  # else what was longer before stays the least that is measured
            words.setFixedHeight(max(0, words.heightForWidth(words.width() if self.isVisible() else characters(60))))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._as_high_as_its_words)

    def why_not(self) -> str:
        if not self.stated_authority() and not self._who.suffices(self.declared_by()):
            return self.needs(
                _("Name everybody who declares the notice, or the authority on which it rests."), self.authority
            )
        if self.reckoning is not None and self.reckoning.end is None and not self._own_day:
            return self.needs(_("Choose the last day: the terms name no period of notice."), self.day)
        return self.needs(_("Please say for what cause."), self.text) if self.chosen_ground() == "cause" else ""

    def do(self) -> None:
        day = long_date(self.last_day(), current_language())
        said = (
            _(
                "It is declared by {people}. The entry is signed and cannot be taken back by you alone once the partner has it.",
                people=", ".join(self.declared_by()),
            )
            if self.declared_by()
            else _(
                "It is declared on this authority: {authority}. The entry is signed and cannot be taken back by you alone once"
                " the partner has it.",
                authority=self.stated_authority().rstrip("."),
            )
        )
        if self.context.dialogs.confirm(
            _("Give notice as of {day}?", day=day),
            said,
            _("Give notice"),
            keep=_("Cancel"),
            danger=True,
        ):
            super().do()

    def words(self) -> str:
        """The reason."""
        return self.text.toPlainText().strip()

    def last_day(self) -> date:
        """The last day, included."""
        return self.day.day()

    def chosen_ground(self) -> Ground:
        """Ordinary, or for cause."""
        return "cause" if self.ground.currentData() == "cause" else "ordinary"

    def show_reckoning(self, found: TerminationDay) -> None:
        """Show the computed day with its steps; a day that the member chose stays."""
        self.reckoning = found
        if found.end is not None and not self._own_day:
            self.day.set_day(found.end)
        self._show_steps()

    def ask(self) -> None:
        """Request the last day anew."""
        self.reckoning_wanted.emit(self.received.day(), self.chosen_ground())

    def _on_day(self) -> None:
        self._own_day = True
        self._show_steps()

    def _show_steps(self) -> None:
        found = self.reckoning
        if found is None:
            return
        self._found_day.setText(_("No day was found") if found.end is None else _("How the day was found"))
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
        self._as_high_as_its_words()
        fit(self, _WIDE, 0)


END_WORDS = {
    "ordinary": N_("by notice"),
    "cause": N_("for cause"),
    "agreed": N_("by agreement of the parties, or by its term"),
    "other": N_("for another ground"),
}


class EndElsewhereDialog(FormDialog):
    """The form for the end of a contract signed elsewhere, which is recorded, not declared."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(
            context,
            "ended_dialog",
            _("Record the end of the contract"),
            _(
                "The contract was signed elsewhere, and ends there. Here its last day is recorded, for lists and duties."
            ),
            _("Record the end"),
            "terminated",
            parent,
            help_page="agreement",
        )
        self.day = self.set_day("ended_day", _("Last day of the contract"), context.today())
        grounds = [(ground, str(Message(END_WORDS[ground]))) for ground in GROUNDS]
        self.ground = self.choice("ended_ground", _("Ground"), grounds)
        self.text = self.paragraph("ended-reason", _("Reason"), 4)
        self.fit_fields(80)

    def why_not(self) -> str:
        return self.needs("", self.text)

    def words(self) -> str:
        """The reason."""
        return self.text.toPlainText().strip()

    def last_day(self) -> date:
        """The last day, included."""
        return self.day.day()


def decline_dialog(context: AppContext, owner: QWidget) -> ReasonDialog:
    """The form that ends a negotiation or a signature with a reason."""
    return ReasonDialog(
        context,
        "decline_dialog",
        _("Decline the agreement"),
        _("The agreement ends here for every party. The reason travels to the partners with the next file."),
        _("Reason"),
        _("Decline"),
        "decline",
        owner,
    )
