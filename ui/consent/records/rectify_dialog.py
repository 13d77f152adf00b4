"""Record that data of people was corrected (Art. 16 GDPR); whoever got it is told next (Art. 19)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from datapact.base.texts import _, counted
from datapact.consent.recalls.rectify import Rectified, record_rectification
from datapact_ui.consent.parts.consent_form import ConsentForm
from datapact_ui.consent.parts.dataset_choice import offer_datasets
from datapact_ui.kit.widgets.warning_line import WarningLine

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext


class RectifyDialog(ConsentForm):
    """The form that records a rectification, of one person or of several of one dataset."""

    def __init__(
        self, context: AppContext, dataset: str = "", subject: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(
            context,
            "rectify-form",
            _("Record a rectification"),
            _(
                "Data of people was corrected here (Art. 16 GDPR). Whoever got it by a delivery has to be told (Art. 19 GDPR): that"
                " opens recalls."
            ),
            _("Record the rectification"),
            "edit",
            parent,
        )
        self.dataset = self.box("rectify-dataset", _("Dataset"), (), free=True)
        self.dataset.setEditText(dataset)
        self.subjects = self.paragraph("rectify-subjects", _("Pseudonyms, one a line"), 3)
        self.subjects.setPlainText(subject)
        self.what = self.line("rectify-what", _("Which fields were corrected; no values, no names"))
        words = _("The notice names the people and the fields. The right values go out by a delivery, or as you agree.")
        self.body.addWidget(WarningLine(words, "info", self))
        self.fit_fields(100)
        (self.what if subject else self.subjects).setFocus()
        offer_datasets(context, self, self.dataset, self.update_state)

    def why_not(self) -> str:
        if not self.subjects.toPlainText().strip():
            return self.needs(_("Enter the pseudonyms and the dataset."), self.subjects)
        return self.needs(_("Enter the pseudonyms and the dataset."), self.dataset) or self.needs(
            _("Say which fields were corrected."), self.what
        )

    def do(self) -> None:
        dataset, what = self.dataset.value(), self.what.text().strip()
        subjects = self.subjects.toPlainText().splitlines()

        def record(acting: Acting, _progress: Progress) -> Rectified:
            return record_rectification(acting, dataset, subjects, what)

        self.run(_("Recording the rectification"), record, self._recorded)

    def _recorded(self, made: Rectified) -> None:
        words = str(
            counted(
                "Recorded and signed. {n} recipient has to be told: see Recalls.",
                "Recorded and signed. {n} recipients have to be told: see Recalls.",
                made.recipients,
            )
        )
        if made.not_delivered:
            words += " " + _("Nothing was delivered of: {people}.", people=", ".join(made.not_delivered))
        self.context.notify(words)
        self.accept()
