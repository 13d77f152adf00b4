"""Record a delivery on a decision: which decision, which people, which version, when."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import (
    QButtonGroup,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from datapact.base.day_words import long_date
from datapact.base.errors import DataPactError
from datapact.base.texts import Message, _, counted, current_language
from datapact.consent.decision.wording import people_of, used_words, verdict_word
from datapact.consent.deliveries.by_hand import read_list
from datapact.consent.deliveries.deliveries import Delivery
from datapact.consent.facts.question import Decision
from datapact.consent.matrix.decision_page import Foreseen, Leaving, answer_on, deliver, foresee
from datapact.consent.matrix.shown_page import DecisionPage
from datapact.consent.terms.some_people import some_people
from datapact_ui.kit.dialogs.dialog import Dialog
from datapact_ui.kit.fields.day_field import DayField
from datapact_ui.kit.layout.fitting import fit
from datapact_ui.kit.layout.path_line import PathLine
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import space
from datapact_ui.kit.theme.numbers import grouped
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.check_boxes import Radio
from datapact_ui.kit.widgets.disabled_controls import bar_control, underway
from datapact_ui.kit.widgets.wheel_free import ComboBox

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext

TOUCHES = frozenset({"deliveries", "decisions", "recalls"})


class DeliveryDialog(Dialog):
    """People not allowed by the decision are refused by line; a legal member can override with a reason."""

    help_page = "consent"

    def __init__(self, context: AppContext, page: DecisionPage, parent: QWidget | None = None) -> None:
        super().__init__("delivery-form", _("Record a delivery"), parent)
        self._context, self._page = context, page
        self._file: Path | None = None
        self._asked_for: date | None = page.asked.day
        """The local day of the new answer in the list of answers; None: now."""
        column = self.column
        heading = f"{page.dataset_name} → {page.partner_name}"
        column.addWidget(Words(heading, "heading", self))
        column.addWidget(
            Words(
                _("What left is kept with the list of people: without it no withdrawal finds its recipient."),
                "body",
                self,
                quiet=True,
            )
        )
        self._form = QFormLayout()
        self._form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self._form.setHorizontalSpacing(space(4))
        self._form.setVerticalSpacing(space(2))
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        column.addLayout(self._form)
        self._decision_row()
        self._people_rows()
        self.version = self._line("delivery-version", _("Version of the dataset"))
        self.version.textChanged.connect(lambda _text: self._update_state())
        self.day = DayField("delivery-day", _("Left on"), self)
        asked_day = page.asked.day
        self.day.set_day(asked_day if asked_day is not None and asked_day <= context.today() else context.today())
        self._form.addRow(_("Left on"), self.day)
        self.day.line.textEdited.connect(lambda _text: self._ask_for_day())
        self.day.edited.connect(lambda _day: self._ask_for_day())
        self.note = self._line("delivery-note", _("How it was sent (optional)"))
        self.override: QLineEdit | None = None
        if "legal" in context.identity.roles:
            self.override = self._line(
                "delivery-override", _("Reason, where people left whom the answer does not allow")
            )
        column.addStretch(1)
        self.record = self.add_button("delivery-record", _("Record the delivery"), "send", self._record, primary=True)
        self.waiting = Words("", "small", self, quiet=True)
        """What is missing, beside the button that waits for it."""
        self.waiting.setObjectName("delivery-waiting")
        self._ask_for_day()
        self.finish(92, 24, self.waiting)
        self.version.setFocus()

    # ---- building ----

    def _line(self, name: str, words: str) -> QLineEdit:
        made = QLineEdit(self)
        made.setObjectName(name)
        made.setAccessibleName(words)
        made.setMaxLength(500)
        self._form.addRow(words, made)
        return made

    def _decision_row(self) -> None:
        """The row for the decision relied on: this one, used now, or one used before."""
        page = self._page
        self.decision = ComboBox(self)
        self.decision.setObjectName("delivery-decision")
        self.decision.setAccessibleName(_("Answer relied on"))
        shares = page.decision.verdict in ("permit", "partial")
        if shares:
            self.decision.addItem(self._new_answer(page.decision), "")
        for record in page.uses:
            if record.body.get("verdict") in ("permit", "partial"):
                self.decision.addItem(str(used_words(record.body, record.recorded, page.zone)), record.entry)
        self._form.addRow(_("Answer relied on"), self.decision)

    def _new_answer(self, decision: Decision) -> str:
        """The words for an answer that is used only now, with the day that it is about."""
        words = _verdict_words(decision.verdict, decision.n, decision.m)
        if self._asked_for is None or self._asked_for == self._context.today():
            return _("This answer, used now: {what}", what=words)
        day = long_date(self._asked_for, current_language())
        return _("Answer for {day}, used now: {what}", day=day, what=words)

    def _leaving_day(self) -> date | None:
        """The day typed; None for today, which is now."""
        day = self.day.day()
        return None if day == self._context.today() else day

    def _ask_for_day(self) -> None:
        """Ask the question anew about the day typed, so that the answer in the form is the one that counts."""
        self._update_state()
        day, place = self._leaving_day(), self.decision.findData("")
        if place < 0 or self._why_not_day() or day == self._asked_for:
            return
        asked = self._page.asked

        def show(decision: Decision) -> None:
            if day == self._leaving_day():
                self._asked_for = day
                self.decision.setItemText(place, self._new_answer(decision))
                self._update_state()

        self._context.worker.read(self, lambda acting: answer_on(acting, asked, day), show, key="answer-of-day")

    def _people_rows(self) -> None:
        page = self._page
        self.everybody = Radio(_("Everybody whom the answer counts"), self)
        self.everybody.setObjectName("delivery-everybody")
        self.everybody.setChecked(True)
        self.from_file = Radio(_("The people in a list:"), self)
        self.from_file.setObjectName("delivery-from-file")
        group = QButtonGroup(self)  # Tab stops at the checked one, arrow keys move to the other
        group.addButton(self.everybody)
        group.addButton(self.from_file)
        self.path = PathLine("", self)
        self.path.setObjectName("delivery-file")
        self.path.setAccessibleName(_("List of people"))
        self.path.setReadOnly(True)
        self.path.setPlaceholderText(_("CSV or Excel, one pseudonym a line"))
        choose = QPushButton(icon("open"), _("Choose …"), self)
        choose.setObjectName("delivery-choose")
        choose.setAccessibleName(_("Choose the list of people"))
        choose.clicked.connect(lambda _checked=False: self._choose())
        line = QHBoxLayout()
        line.setSpacing(space(2))
        line.addWidget(self.path, 1)
        line.addWidget(choose)
        self.from_file.toggled.connect(lambda _on: self._update_state())
        box = QWidget(self)
        people = QVBoxLayout(box)
        people.setContentsMargins(0, 0, 0, 0)
        people.setSpacing(space(1))
        people.addWidget(self.everybody)
        people.addWidget(self.from_file)
        people.addLayout(line)
        if page.decision.m or page.decision.verdict != "permit":
            self._form.addRow(_("People"), box)
        else:
            box.hide()
            self._form.addRow(_("People"), Words(_("The data is of no person."), "body", self, quiet=True))

    # ---- doing ----

    def _choose(self) -> None:
        path = self._context.dialogs.ask_open_file(_("List of the people whose data left"), "*.csv *.xlsx *.txt")
        if path is not None:
            self._file = path
            self.path.setText(str(path))
            self.from_file.setChecked(True)
            self._update_state()

    def _update_state(self) -> None:
        if hasattr(self, "record"):
            named = not self.from_file.isChecked() or self._file is not None
            why_not = self._why_not(named)
            bar_control(self.record, why_not)
            self.waiting.setText(why_not)

    def _why_not(self, named: bool) -> str:
        if not self.decision.count():
            return _("No answer lets anybody out.")
        if not named:
            return _("Choose the list of the people whose data left.")
        return self._why_not_day() or (
            "" if self.version.text().strip() else _("Say which version of the dataset left.")
        )

    def _why_not_day(self) -> str:
        day = self.day.day()
        if day is None:
            return self.day.why_wrong() or _("Say on which day the data left.")
        if day > self._context.today():
            return _("This day lies ahead. Record the delivery once the data has left.")
        return ""

    def _record(self) -> None:
        given = Leaving(
            decision=str(self.decision.currentData() or ""),
            day=self._leaving_day(),
            version=self.version.text().strip(),
            override=self.override.text().strip() if self.override is not None else "",
            note=self.note.text().strip(),
        )
        asked, file = self._page.asked, self._file if self.from_file.isChecked() else None

        def look(acting: Acting) -> tuple[Leaving, Foreseen]:
            listed = None if file is None else read_list(file)
            full = replace(given, subjects=listed)
            return full, foresee(acting, full, asked)

        bar_control(self.record, underway())
        self._context.worker.read(
            self, look, lambda found: self._confirm(*found, file), key="foreseen", failed=self._refused
        )

    def _confirm(self, given: Leaving, foreseen: Foreseen, file: Path | None) -> None:
        """Ask once, with exactly what will be signed, and record that or nothing."""
        if not self._is_meant(given, foreseen, file):
            self._update_state()
            return
        asked = self._page.asked

        def job(acting: Acting, _progress: Progress) -> Delivery:
            return deliver(acting, given, asked, foreseen)

        self._context.worker.change(
            self, _("Recording the delivery"), job, self._recorded, touches=TOUCHES, failed=self._refused
        )

    def _is_meant(self, given: Leaving, foreseen: Foreseen, file: Path | None) -> bool:
        """Ask once, with recipient, day, answer and number, because the record is signed and stays."""
        page, language = self._page, current_language()
        count = len(foreseen.people)
        n = grouped(count)
        people: Message | str = _("data of no person")
        if file is not None:
            people = counted(
                "{n} person, from the list {file}", "{n} people, from the list {file}", count, n=n, file=file.name
            )
        elif count:
            people = counted("{n} person", "{n} people", count, n=n)
        day = long_date(foreseen.day, language)
        what = _verdict_words(foreseen.verdict, foreseen.n, foreseen.m)
        if foreseen.people:
            people = f"{people}\n{_('About: {who}', who=some_people(foreseen.people, count))}"
        answer = self.decision.currentText() if given.decision else _("Answer for {day}: {what}", day=day, what=what)
        text = _(
            "{dataset}, version {version}, to {partner}\nLeft on {day}: {people}\n{answer}\n\nThe record is signed and stays.",
            dataset=page.dataset_name,
            version=given.version,
            partner=page.partner_name,
            day=day,
            people=people,
            answer=answer,
        )
        return self._context.dialogs.confirm(
            _("Record this delivery?"), text, _("Record the delivery"), keep=_("Not yet")
        )

    def _recorded(self, made: Delivery) -> None:
        words = counted(
            "Recorded: {count} person to {partner}.",
            "Recorded: {count} people to {partner}.",
            made.count,
            count=grouped(made.count),
            partner=self._page.partner_name,
        )
        self._context.notify(words)
        self.accept()

    def _refused(self, error: DataPactError) -> bool:
        """Show the refusal here, so that the form can be corrected."""
        self.show_problem(str(error))
        self._update_state()
        fit(self, 92, 24)
        return True


def _verdict_words(verdict: str, n: int, m: int) -> str:
    word = str(verdict_word(verdict))  # type: ignore[arg-type]
    people = people_of(n, m)
    return f"{word} ({people})" if people else word
