"""The form for a controller's legal basis for a dataset and a purpose; it shows at once what a decision would need."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from datapact.base.texts import Message, _
from datapact.checks.general.named_law import is_other_act
from datapact.consent.facts.facts import BasisRecord
from datapact.consent.views.compliance_record_form import CHOOSE_ANEW, Start, is_of_same_document, lacking
from datapact.consent.views.compliance_record_list import ARTICLES, DESPITE_RESTRICTION, OPERATIONS, SPECIAL
from datapact_ui.consent.compliance_records.compliance_record_form import ComplianceRecordForm, including
from datapact_ui.consent.parts.compliance_record_appearance import article_choices
from datapact_ui.consent.parts.consent_form import outcome_choices, state_choices
from datapact_ui.kit.fields.law_picker import LawPicker
from datapact_ui.kit.widgets.warning_line import WarningLine

if TYPE_CHECKING:
    from datapact_ui.kit.context.app_context import AppContext


class LegalBasisDialog(ComplianceRecordForm):
    """A basis with a key replaces the one on file."""

    def __init__(self, context: AppContext, start: Start, parent: QWidget | None = None) -> None:
        part = start.part
        assert isinstance(part, BasisRecord)
        super().__init__(
            context,
            start,
            "legal-basis-form",
            (_("Put a legal basis on file"), _("Correct a legal basis")),
            _("On what a controller relies. Every answer about this dataset and purpose counts it from then on."),
            "terms",
            parent,
        )
        self._part = part
        offered, choose = start.choices, _("please choose")
        parties = including(offered.parties, part.controller)
        self.controller = self.box("basis-controller", _("Controller"), parties, empty=choose, chosen=part.controller)
        self.dataset = self.box("basis-dataset", _("Dataset"), offered.datasets, free=True, chosen=part.dataset)
        self.purpose = self.box(
            "basis-purpose", _("Purpose"), (*offered.agreed, *offered.purposes), free=True, chosen=part.purpose
        )
        partners = including(offered.partners, part.recipient)
        self.recipient = self.box(
            "basis-recipient", _("Recipient"), partners, empty=_("every recipient"), chosen=part.recipient
        )
        self.operation = self.box(
            "basis-operation", _("For"), state_choices(tuple(OPERATIONS.items())), chosen=part.operation
        )
        self.article = self.box(
            "basis-article", _("Article"), article_choices(ARTICLES), empty=choose, chosen=part.article
        )
        self.special = self.box(
            "basis-special",
            _("Special categories (Art. 9(2) GDPR)"),
            article_choices(SPECIAL),
            empty=_("no special categories"),
            chosen=part.special,
        )
        self.law = self.text_line("basis-law", _("Law that it rests on"), part.law)
        self.form.wide(LawPicker(self.law, "basis", self.form))
        self.other_act = self.tick(
            "basis-other-act", _("Another act than those of the list: I have read it"), on=part.other_act
        )
        self.law.textEdited.connect(lambda _words: self.other_act.setChecked(False))  # another act is read anew
        self.document = self.text_line("basis-document", _("Where the reasons are kept"), part.document)
        self.is_party = self.tick(
            "basis-contract-party",
            _("The people are party to the contract (Art. 6(1)(b) GDPR)"),
            on=part.subject_is_contract_party,
        )
        self.offences = self.text_line("basis-offences", _("Authority for data on offences"), part.offence_authority)
        self.grounds = self.text_line(
            "basis-grounds", _("Grounds that override objections: where kept"), part.overriding_grounds
        )
        self.despite_refusal = self.text_line(
            "basis-beside-consent", _("Why it holds for people who refused or withdrew consent"), part.beside_consent
        )
        self.despite = self.box(
            "basis-despite",
            _("Despite a restriction, for"),
            state_choices(tuple(DESPITE_RESTRICTION.items())),
            empty=_("nothing"),
            chosen=part.despite_restriction,
        )
        self.approver = self.text_line(
            "basis-approver", _("Approved by"), part.approver or context.identity.member_name
        )
        self.outcome = self.choice(
            "basis-outcome", _("Does what is kept there carry the use?"), outcome_choices(), part.outcome
        )
        self._chosen = False
        self.outcome.activated.connect(self._choose)
        self.conditions = self.text_line("basis-conditions", _("On which conditions"), part.conditions)
        self.valid_from = self.maybe_day("basis-from", _("Valid from"), part.valid_from, _("without beginning"))
        self.valid_to = self.maybe_day("basis-until", _("Valid until"), part.valid_to, _("without end"))
        self.review = self.maybe_day("basis-review", _("Review on"), part.review, _("no review"))
        self.note = self.paragraph("basis-note", _("Note"), 2)
        self.note.setPlainText(start.note)
        self.lacks = WarningLine("", "warn", self)
        self.lacks.words.setObjectName("basis-lacks")
        self.lacks.hide()
        self.column.addWidget(self.lacks)
        self.fit_fields(136)

    def part(self) -> BasisRecord:
        """The basis entered."""
        return replace(
            self._part,
            controller=self.controller.value(),
            dataset=self.dataset.value(),
            purpose=self.purpose.value(),
            recipient=self.recipient.value(),
            operation=self.operation.value(),
            article=self.article.value(),
            special=self.special.value(),
            law=self.law.text().strip(),
            other_act=self.other_act.isChecked() and self._is_other(),
            document=self.document.text().strip(),
            approver=self.approver.text().strip(),
            outcome=self.outcome.currentData(),
            conditions=self.conditions.text().strip() if self._on_conditions() else "",
            valid_from=self.valid_from.day(),
            valid_to=self.valid_to.day(),
            review=self.review.day(),
            offence_authority=self.offences.text().strip(),
            subject_is_contract_party=self.is_party.isChecked(),
            overriding_grounds=self.grounds.text().strip(),
            despite_restriction=self.despite.value(),
            beside_consent=self.despite_refusal.text().strip(),
        )

    def update_state(self, *_entered: object) -> None:
        super().update_state()
        if self._complete:
            words = " ".join(str(one) for one in lacking(self.part()))
            self.lacks.words.setText(words)
            self.lacks.setVisible(bool(words))
            self.form.show_row(self.conditions, on=self._on_conditions())
            self.form.show_row(self.other_act, on=self._is_other())

    def _is_other(self) -> bool:
        return is_other_act(self.law.text()) or is_other_act(self.offences.text())

    def _choose(self, _index: int) -> None:
        self._chosen = True
        self.update_state()

    def _on_conditions(self) -> bool:
        return bool(self.outcome.currentData() == "conditions")

    def why_not(self) -> str:
        words = _("Fill in controller, dataset, purpose and article.")
        days = (self.valid_from, self.valid_to, self.review)
        return (
            self.needs(words, self.controller, self.dataset, self.purpose, self.article)
            or (self.needs(_("Name the conditions."), self.conditions) if self._on_conditions() else "")
            or ("" if self._chosen or is_of_same_document(self._part, self.part()) else str(Message(CHOOSE_ANEW)))
            or next((wrong for day in days if (wrong := day.why_wrong())), "")
        )

    def do(self) -> None:
        told = _("The legal basis is on file, signed.")
        self.keep(_("Recording the legal basis"), told, self.part(), note=self.note.toPlainText().strip())
