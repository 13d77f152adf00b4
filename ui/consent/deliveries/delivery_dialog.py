"""Record a delivery on a decision: which decision, which people, which version, when."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from datapact.base.day_words import long_date
from datapact.base.errors import DataPactError
from datapact.base.files import read_whole
from datapact.base.local_time import day_of
from datapact.base.texts import _, counted, current_language
from datapact.consent.decision.wording import people_of, verdict_word
from datapact.consent.deliveries.by_hand import LARGEST, read_subjects
from datapact.consent.deliveries.deliveries import Delivery
from datapact.consent.matrix.decision_page import DecisionPage, Leaving, deliver
from datapact_ui.kit.dialogs.dialog import Dialog
from datapact_ui.kit.fields.day_field import DayField
from datapact_ui.kit.layout.fitting import fit
from datapact_ui.kit.layout.path_line import PathLine
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import space
from datapact_ui.kit.theme.numbers import grouped
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.check_boxes import Radio

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
        self.day.set_day(context.today())
        self._form.addRow(_("Left on"), self.day)
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
        self._update_state()
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
        self.decision = QComboBox(self)
        self.decision.setObjectName("delivery-decision")
        self.decision.setAccessibleName(_("Answer relied on"))
        shares = page.decision.verdict in ("permit", "partial")
        if shares and page.asked.day is None:
            words = _verdict_words(page.decision.verdict, page.decision.n, page.decision.m)
            self.decision.addItem(_("This answer, used now: {what}", what=words), "")
        for record in page.uses:
            if record.body.get("verdict") in ("permit", "partial"):
                day = long_date(day_of(record.recorded, page.zone), current_language())
                body = record.body
                words = _verdict_words(body.get("verdict", ""), int(body.get("n", 0)), int(body.get("m", 0)))
                self.decision.addItem(_("Used on {day}: {what}", day=day, what=words), record.entry)
        if not self.decision.count() and shares:
            words = _verdict_words(page.decision.verdict, page.decision.n, page.decision.m)
            self.decision.addItem(_("This answer, used now: {what}", what=words), "")
        self._form.addRow(_("Answer relied on"), self.decision)

    def _people_rows(self) -> None:
        page = self._page
        self.everybody = Radio(_("Everybody whom the answer lets out"), self)
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
        self.path.setPlaceholderText(_("CSV, one pseudonym a line"))
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
        path = self._context.dialogs.ask_open_file(_("List of the people whose data left"), "*.csv *.txt")
        if path is not None:
            self._file = path
            self.path.setText(str(path))
            self.from_file.setChecked(True)
            self._update_state()

    def _update_state(self) -> None:
        if hasattr(self, "record"):
            named = not self.from_file.isChecked() or self._file is not None
            why_not = self._why_not(named)
            self.record.setEnabled(not why_not)
            self.record.setToolTip(why_not)
            self.waiting.setText(why_not)

    def _why_not(self, named: bool) -> str:
        if not self.decision.count():
            return _("No answer lets anybody out.")
        if not named:
            return _("Choose the list of the people whose data left.")
        return "" if self.version.text().strip() else _("Say which version of the dataset left.")

    def _record(self) -> None:
        day = self.day.day()
        given = Leaving(
            decision=str(self.decision.currentData() or ""),
            day=day if day != self._context.today() else None,
            version=self.version.text().strip(),
            override=self.override.text().strip() if self.override is not None else "",
            note=self.note.text().strip(),
        )
        asked, file = self._page.asked, self._file if self.from_file.isChecked() else None
        if not self._is_meant(given.version, file):
            return

        def job(acting: Acting, _progress: Progress) -> Delivery:
            people = None if file is None else read_subjects(read_whole(file, limit=LARGEST))
            return deliver(acting, replace(given, subjects=people), asked)

        self.record.setEnabled(False)
        self._context.worker.change(
            self, _("Recording the delivery"), job, self._recorded, touches=TOUCHES, failed=self._refused
        )

    def _is_meant(self, version: str, file: Path | None) -> bool:
        """Ask once, with recipient and number, because the record is signed and stays."""
        page = self._page
        chosen = self.decision.currentText()
        people = _("the people in {file}", file=file.name) if file is not None else chosen
        text = _(
            "{dataset}, version {version}, to {partner}\n{people}\n\nThe record is signed and stays.",
            dataset=page.dataset_name,
            version=version,
            partner=page.partner_name,
            people=people,
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
