"""Record a delivery without a decision of DataPact: from before its use, or to a partner nobody asked about."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from datapact.base.day_words import long_date
from datapact.base.texts import _, counted, current_language
from datapact.consent.deliveries.by_hand import BASES, ByHand, read_list, record_by_hand
from datapact.consent.deliveries.deliveries import Delivery, Sent
from datapact.consent.matrix.question_form import Choice, FormChoices
from datapact.consent.terms.some_people import some_people
from datapact_ui.consent.parts.consent_form import ConsentForm
from datapact_ui.consent.parts.record_appearance import basis_words
from datapact_ui.kit.theme.numbers import grouped
from datapact_ui.kit.widgets.warning_line import WarningLine

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext


class DeliveryByHandDialog(ConsentForm):
    """The form that records a delivery without a decision; its list of people is a workbook or CSV file, a pseudonym a line.

    ``again`` fills it from a delivery that was recorded wrongly; its people stay unless a file is chosen.
    """

    def __init__(
        self, context: AppContext, choices: FormChoices, parent: QWidget | None = None, again: ByHand | None = None
    ) -> None:
        super().__init__(
            context,
            "delivery-by-hand",
            _("Record a delivery by hand"),
            _("The form is filled from the delivery that was recorded wrongly. Change what was wrong.")
            if again is not None
            else _(
                "For what left without an answer of DataPact. The list of people is sealed: by it withdrawals find their recipient."
            ),
            _("Record the delivery"),
            "send",
            parent,
        )
        self.dataset = self.box("by-hand-dataset", _("Dataset"), choices.datasets, free=True)
        self.recipient = self.box("by-hand-recipient", _("Recipient"), choices.partners, empty=_("please choose"))
        self.purpose = self.box("by-hand-purpose", _("Purpose"), choices.purposes, free=True)
        self.people = self.evidence("by-hand-people", _("List of the people (Excel or CSV)"))
        self.nobody = self.tick("by-hand-nobody", _("Data of no person: there is no list"))
        self.reason = self.line("by-hand-reason", _("Why without an answer"))
        self.at = self.maybe_day("left", _("Left on"), context.today())
        self.version = self.form.line("by-hand-version", _("Version of the dataset"))
        agreements = tuple(Choice(key, words) for key, words in choices.agreements)
        self.agreement = self.box("by-hand-agreement", _("Agreement"), agreements, empty=_("no agreement"))
        bases = tuple(Choice(one, basis_words(one)) for one in BASES)
        self.basis = self.box("by-hand-basis", _("Legal basis"), bases, empty=_("not stated"))
        self.note = self.form.line("by-hand-note", _("How it was sent (optional)"))
        words = _("Where no legal basis is stated, every withdrawal and objection calls the data back.")
        self.body.addWidget(WarningLine(words, "info", self))
        self._kept = None if again is None else again.subjects
        if again is not None:
            self._fill(again)
        self.fit_fields(108)

    def _fill(self, again: ByHand) -> None:
        for box, value in (
            (self.dataset, again.dataset),
            (self.recipient, again.recipient),
            (self.purpose, again.purpose),
            (self.agreement, again.agreement),
            (self.basis, again.basis),
        ):
            box.choose(value)
        for line, words in ((self.reason, again.reason), (self.version, again.version), (self.note, again.note)):
            line.setText(words)
        self.at.set_value(again.day.isoformat() if again.day is not None else "")
        self.nobody.setChecked(again.subjects is None)
        if again.subjects is not None:
            words = _(
                "Same list of people as recorded ({n}), unless you choose another", n=grouped(len(again.subjects))
            )
            self.people.shown.setPlaceholderText(words)
        self.update_state()

    def why_not(self) -> str:
        missing = self.needs(_("Choose dataset, recipient and purpose."), self.dataset, self.recipient, self.purpose)
        if not missing and not self.nobody.isChecked() and self._kept is None:
            missing = self.needs(_("Choose the list of the people whose data left."), self.people)
        if missing:
            return missing
        if self.people.path is not None and self.nobody.isChecked():
            return _("There is a list, so the data is of people. Take the tick away.")
        return (
            self.needs(_("Say why there was no answer of DataPact."), self.reason)
            or self.at.why_wrong()
            or self._why_not_day()
            or self.needs(_("Say which version of the dataset left."), self.version)
        )

    def _why_not_day(self) -> str:
        day = self.at.day()
        if day is not None and day > self.context.today():
            return _("This day lies ahead. Record the delivery once the data has left.")
        return ""

    def do(self) -> None:
        given = ByHand(
            dataset=self.dataset.value(),
            recipient=self.recipient.value(),
            purpose=self.purpose.value(),
            reason=self.reason.text(),
            day=self.at.day(),
            version=self.version.text(),
            agreement=self.agreement.value(),
            basis=self.basis.value(),
            note=self.note.text(),
        )
        path = self.people.path
        if path is None:
            self._ask(replace(given, subjects=None if self.nobody.isChecked() else self._kept), "")
            return

        def read(_acting: Acting, _progress: Progress) -> tuple[Sent, ...]:
            return read_list(path)

        # Read once, before the question: what is recorded is what was counted.
        self.run(
            _("Reading the list of people"),
            read,
            lambda people: self._ask(replace(given, subjects=people), path.name),
            touches=frozenset(),
        )

    def _ask(self, given: ByHand, file: str) -> None:
        """Ask with the number of people, and record; ``file`` is the name of the list, empty for none."""
        if given.subjects is None:
            people = _("data of no person")
        else:
            number = len(given.subjects)
            people = str(
                counted(
                    "{count} person in {file}", "{count} people in {file}", number, count=grouped(number), file=file
                )
                if file
                else counted("{n} person", "{n} people", number)
            )
            people += "\n" + _("About: {who}", who=some_people((one.subject for one in given.subjects), number))
        text = _(
            "{dataset}, version {version}, to {partner}\nLeft on {day}: {people}\n{answer}\n\nThe record is signed and stays.",
            dataset=self.dataset.currentText(),
            version=given.version,
            partner=self.recipient.currentText(),
            day=long_date(given.day or self.context.today(), current_language()),
            answer=_("Recorded without an answer of DataPact"),
            people=people,
        )
        if not self.context.dialogs.confirm(
            _("Record this delivery?"), text, _("Record the delivery"), keep=_("Not yet")
        ):
            return

        def record(acting: Acting, _progress: Progress) -> Delivery:
            return record_by_hand(acting, given)

        self.run(_("Recording the delivery"), record, self._recorded)

    def _recorded(self, made: Delivery) -> None:
        self.context.notify(
            counted(
                "The delivery of {count} person was recorded and sealed.",
                "The delivery of {count} people was recorded and sealed.",
                made.count,
                count=grouped(made.count),
            )
        )
        self.accept()
