"""A document or a finding by form: an assessment, a training, a notice given, a certification."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from datapact.consent.asking import Choice
from datapact.consent.on_file_form import Start, put_on_file
from datapact.consent.on_file_list import Part
from datapact.consent.on_file_words import ABOUT, FACTS
from datapact.consent.world import FactOnFile
from datapact.texts import Message, _
from datapact_ui.consent.form_dialog import FormDialog, day_in, wrong_day
from datapact_ui.looks.cards import Words

if TYPE_CHECKING:
    from datapact.parties.acting import Acting
    from datapact_ui.desk import Desk
    from datapact_ui.work.runner import Progress


class FactDialog(FormDialog):
    """One with a key replaces the one that is on file. Whom it is about depends on the sort, and is said below."""

    def __init__(self, desk: Desk, start: Start, parent: QWidget | None = None) -> None:
        part = start.part
        assert isinstance(part, FactOnFile)
        super().__init__(
            desk,
            "fact-form",
            _("Fact on file") if not part.key else _("Correct a fact"),
            _("A document or a finding that answers rest on, with the days on which it holds.")
            if not part.key
            else _("This takes the place of what is on file; the earlier version stays in the history."),
            _("Sign and put on file"),
            "attachment",
            parent,
            help_page="consent",
        )
        self._part = part
        offered = start.choices
        sorts = tuple(Choice(sort, str(Message(words))) for sort, (words, _about) in FACTS.items())
        self.sort = self.box("fact-sort", _("Sort"), sorts, empty=_("please choose"), chosen=part.sort)
        self.about = self.box("fact-about", _("About whom"), offered.parties, free=True)
        self.about.choose(part.about)
        self.hint = Words("", "small", self.form, quiet=True)
        self.hint.setObjectName("fact-about-hint")
        self.form.wide(self.hint)
        self.dataset = self.box("fact-dataset", _("Dataset"), offered.datasets, free=True, empty=_("every dataset"))
        self.dataset.choose(part.dataset)
        self.reference = self.form.line("fact-reference", _("Where the document is kept"), part.reference)
        self.reference.textChanged.connect(lambda _text: self.look())
        self.dated = self.day("fact-day", _("Dated"), part.day)
        self.valid_from = self.day("fact-from", _("Valid from"), part.valid_from, _("the day of the document"))
        self.valid_to = self.day("fact-until", _("Valid until"), part.valid_to, _("without end"))
        self.finding = self.form.line("fact-result", _("Result in a line"), part.result)
        self.note = self.paragraph("fact-note", _("Note"), 2)
        self.note.setPlainText(start.note)
        self.finish(108, 28)

    def look(self) -> None:
        super().look()
        sort = self.sort.value()
        if sort and self._complete:
            words = str(Message(ABOUT[FACTS[sort][1]]))
            if sort == "notice_13":
                words = _("Recipient; leave it empty where the notice names them by category")
            self.hint.setText(words)
            line = self.about.lineEdit()
            if line is not None:
                line.setAccessibleDescription(words)

    def hindrance(self) -> str:
        sort = self.sort.value()
        if not sort or not self.reference.text().strip():
            return _("Fill in the sort and where the document is kept.")
        if not self.about.value() and sort != "notice_13":
            return _("Say whom it is about.")
        if day_in(self.dated) is None:
            return wrong_day(self.dated) or _("Say of which day the document is.")
        return wrong_day(self.valid_from) or wrong_day(self.valid_to)

    def do(self) -> None:
        part = replace(
            self._part,
            sort=self.sort.value(),
            about=self.about.value(),
            dataset=self.dataset.value(),
            reference=self.reference.text().strip(),
            day=day_in(self.dated),
            valid_from=day_in(self.valid_from) or day_in(self.dated),
            valid_to=day_in(self.valid_to),
            result=self.finding.text().strip(),
        )
        note = self.note.toPlainText().strip()

        def record(acting: Acting, _progress: Progress) -> Part:
            return put_on_file(acting, part, note=note)

        self.carry_out(_("Recording the fact"), record, lambda _part: self._recorded())

    def _recorded(self) -> None:
        self.desk.notify(_("The fact is on file, signed."))
        self.accept()
