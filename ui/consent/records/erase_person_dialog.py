"""Erase the records of one person, on request (Art. 17 GDPR); what stays, and why, is shown first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from datapact.base.texts import _
from datapact.obligations.retention.erase import erase_person
from datapact.obligations.retention.erasures import Erasure
from datapact_ui.consent.parts.consent_form import ConsentForm
from datapact_ui.consent.parts.dataset_choice import offer_datasets
from datapact_ui.consent.records.erased_dialog import ErasedDialog
from datapact_ui.kit.widgets.warning_line import WarningLine

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext


class ErasePersonDialog(ConsentForm):
    """The form that erases one person; it asks once more before anything is erased."""

    def __init__(self, context: AppContext, dataset: str, subject: str, parent: QWidget | None = None) -> None:
        super().__init__(
            context,
            "erase-person-form",
            _("Erase what is recorded of a person"),
            _(
                "Consents, signed forms and lines of deliveries are destroyed. Salted digests stay, so that signatures verify;"
                " nobody can find out from them who it was."
            ),
            _("Erase …"),
            "delete",
            parent,
        )
        self.subject = self.line("erase-subject", _("Pseudonym"), subject)
        self.dataset = self.box("erase-dataset", _("Dataset"), (), free=True)
        self.dataset.setEditText(dataset)
        self.reason = self.line("erase-reason", _("Request or file number; no name"))
        words = _(
            "Where data went to recipients they are told first (Art. 19 GDPR): that opens recalls, and their lines stay until"
            " the recipients have answered. Erase again then. An objection stays by its pseudonym, so that no later import"
            " brings the person back (Art. 21 GDPR)."
        )
        self.body.addWidget(WarningLine(words, "info", self))
        self.fit_fields(100)
        (self.reason if subject else self.subject).setFocus()
        offer_datasets(context, self, self.dataset, self.update_state)

    def why_not(self) -> str:
        return self.needs(_("Enter the pseudonym and the dataset."), self.subject, self.dataset) or self.needs(
            _("Say on what the erasure rests."), self.reason
        )

    def do(self) -> None:
        subject, dataset, reason = self.subject.text().strip(), self.dataset.value(), self.reason.text().strip()
        sure = self.context.dialogs.confirm(
            _("Erase {subject} in {dataset}?", subject=subject, dataset=self.context.names.dataset(dataset)),
            _(
                "What is destroyed cannot be brought back. What stays: objections, salted digests, and a record of this erasure that"
                " names nobody. Backups from before keep the data until they leave the rotation."
            ),
            _("Erase"),
            keep=_("Keep everything"),
            danger=True,
        )
        if not sure:
            return

        def erase(acting: Acting, _progress: Progress) -> Erasure:
            return erase_person(acting, dataset, subject, reason)

        self.run(_("Erasing"), erase, self._erased)

    def _erased(self, made: Erasure) -> None:
        parent = self.parentWidget()
        self.accept()
        ErasedDialog(self.context, (made,), parent).open()
