"""The form for a document or a finding: an assessment, a training, a notice given, a certification."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton, QWidget

from datapact.base.texts import Message, _
from datapact.consent.facts.facts import SEPARATE, FactOnFile
from datapact.consent.facts.processing_checklist import POINTS, pages_of, written
from datapact.consent.matrix.question_form import Choice
from datapact.consent.views.compliance_record_form import (
    CHOOSE_ANEW,
    OF_EVERY_DATASET,
    Start,
    is_of_same_document,
    outcome_of,
    with_outcome,
)
from datapact.consent.views.compliance_record_list import ABOUT, FACTS, About, countries
from datapact_ui.consent.compliance_records.compliance_record_form import ComplianceRecordForm, including
from datapact_ui.consent.parts.consent_form import outcome_choices
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.widgets.cards import Words

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.paper.steps.checklist import ProposedPages
    from datapact_ui.kit.context.app_context import AppContext


class FactDialog(ComplianceRecordForm):
    """A record with a key replaces the one on file. The sort decides whether it is about a party or a country."""

    def __init__(self, context: AppContext, start: Start, parent: QWidget | None = None) -> None:
        part = start.part
        assert isinstance(part, FactOnFile)
        super().__init__(
            context,
            start,
            "fact-form",
            (_("Put a fact on file"), _("Correct a fact")),
            _("A document or a finding that answers rest on, with the days on which it holds."),
            "attachment",
            parent,
        )
        self._part, self._offered = part, start.choices
        self._meant: tuple[About, bool] | None = None
        sorts = tuple(Choice(sort, str(Message(words))) for sort, (words, _about) in FACTS.items())
        self.sort = self.box("fact-sort", _("Sort"), sorts, empty=_("please choose"), chosen=part.sort)
        self.about = self.box("fact-about", _("About whom"), start.choices.parties, empty=_("please choose"))
        self._offer()
        self.about.choose(part.about)
        datasets = start.choices.datasets
        self.dataset = self.box("fact-dataset", _("Dataset"), datasets, free=True, empty=_("every dataset"))
        self.dataset.choose(part.dataset)
        self.reference = self.text_line("fact-reference", _("Where the document is kept"), part.reference)
        self.dated = self.maybe_day("fact-day", _("Dated"), part.day)
        self.valid_from = self.maybe_day("fact-from", _("Valid from"), part.valid_from, _("its date"))
        self.valid_to = self.maybe_day("fact-until", _("Valid until"), part.valid_to, _("without end"))
        self.finding = self.text_line("fact-result", _("Result in a line"), part.result)
        self.outcome = self.choice("fact-outcome", _("Does it carry the use?"), outcome_choices(), outcome_of(part))
        self._chosen = False
        self.outcome.activated.connect(self._choose)
        self.conditions = self.text_line("fact-conditions", _("On which conditions"), part.conditions)
        stated = pages_of(part.result) if part.sort == "article_28" else {}
        self.pages = {
            letter: self.text_line(f"fact-page-{letter}", str(Message(words)), stated.get(letter, ""))
            for letter, words in POINTS.items()
        }
        for line in self.pages.values():
            line.setPlaceholderText(_("page"))
        self.from_paper = QPushButton(icon("text"), _("Propose places from the paper that was read in"), self.form)
        self.from_paper.setObjectName("fact-from-paper")
        self.from_paper.setAutoDefault(False)
        self.from_paper.clicked.connect(lambda _checked=False: self._propose_pages())
        self.form.wide(self.from_paper)
        self.proposed = Words("", "small", self.form, quiet=True)
        self.proposed.setObjectName("fact-proposed")
        self.form.wide(self.proposed)
        self.note = self.paragraph("fact-note", _("Note"), 2)
        self.note.setPlainText(start.note)
        self._turn()
        self.fit_fields(108)

    def _turn(self) -> None:
        """An examination under Art. 28 has a page for each letter in place of a result."""
        examined = self.sort.value() == "article_28"
        self.form.show_row(self.finding, on=not examined)
        for line in self.pages.values():
            self.form.show_row(line, on=examined)
        self.form.show_row(self.from_paper, on=examined)
        self.form.show_row(self.outcome, on=self.sort.value() != SEPARATE)
        self.form.show_row(self.conditions, on=self._on_conditions())
        self.form.show_row(self.proposed, on=examined)

    def _choose(self, _index: int) -> None:
        self._chosen = True
        self.update_state()

    def _on_conditions(self) -> bool:
        return bool(self.outcome.currentData() == "conditions")

    def _propose_pages(self) -> None:
        """Fill the empty lines with places that the party's paper seems to have; each is to be checked."""
        party = self.about.value()

        def look(acting: Acting) -> ProposedPages | None:
            from datapact.paper.steps.checklist import proposed_pages  # much code, loaded when somebody asks

            return proposed_pages(acting, party)

        self.context.worker.read(self, look, self._show_pages, key="fact-pages")

    def _show_pages(self, found: ProposedPages | None) -> None:
        if found is None:
            self.proposed.setText(_("No paper of this party was read in. See Agreements, Signed elsewhere."))
            return
        missing = [letter for letter in self.pages if letter not in found.pages]
        for letter, place in found.pages.items():
            if not self.pages[letter].text().strip():
                self.pages[letter].setText(place)
        words = _("Proposed from {file} ({number}): check each place.", file=found.file, number=found.number)
        if missing:
            words += " " + _("Nothing that seems to meet it was found for: {letters}.", letters=", ".join(missing))
        self.proposed.setText(words)
        self.update_state()

    def update_state(self, *_entered: object) -> None:
        super().update_state()
        if self._complete:
            self._offer()
            self._turn()

    def _offer(self) -> None:
        """Offer parties, countries or both, depending on the sort."""
        sort = self.sort.value()
        if not sort:
            return
        meant, by_category = FACTS[sort][1], sort == "notice_13"
        if (meant, by_category) == self._meant:
            return
        self._meant = meant, by_category
        self.form.rename(self.about, str(Message(ABOUT[meant])))
        parties = self._offered.parties if meant not in ("country", "dataset") else ()
        lands = countries() if meant in ("country", "importer") else ()
        choices = (*parties, *lands, *(self._offered.datasets if meant == "dataset" else ()))
        if sort == self._part.sort:
            choices = including(choices, self._part.about)
        empty = _("whoever the notice means by category") if by_category else _("please choose")
        self.about.offer(choices, empty=empty)
        if sort in OF_EVERY_DATASET and self._complete and not self._part.key:
            self.dataset.choose("")

    def why_not(self) -> str:
        whom = () if self.sort.value() == "notice_13" else (self.about,)
        return (
            self.needs(_("Fill in the kind and where the document is kept."), self.sort, self.reference)
            or self.needs(_("Say whom or which country it is about."), *whom)
            or (
                self.needs(_("Give the page for each letter of Art. 28(3) GDPR."), *self.pages.values())
                if self.sort.value() == "article_28"
                else ""
            )
            or (self.needs(_("Name the conditions."), self.conditions) if self._on_conditions() else "")
            or self.dated.why_wrong()
            or self.needs(_("Say of which day the document is."), self.dated)
            or ("" if self._chosen or is_of_same_document(self._part, self._entered()) else str(Message(CHOOSE_ANEW)))
            or self.valid_from.why_wrong()
            or self.valid_to.why_wrong()
        )

    def do(self) -> None:
        part = with_outcome(self._entered(), str(self.outcome.currentData()), self.conditions.text())
        told = _("The fact is on file, signed.")
        self.keep(_("Recording the fact"), told, part, note=self.note.toPlainText().strip())

    def _entered(self) -> FactOnFile:
        """The fact as entered, with the choice that is on file."""
        return replace(
            self._part,
            sort=self.sort.value(),
            about=self.about.value(),
            dataset=self.dataset.value(),
            reference=self.reference.text().strip(),
            day=self.dated.day(),
            valid_from=self.valid_from.day(),
            valid_to=self.valid_to.day(),
            result=written({letter: line.text() for letter, line in self.pages.items()})
            if self.sort.value() == "article_28"
            else self.finding.text().strip(),
        )
