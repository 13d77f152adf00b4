"""The dialog for a record behind a decision that is not this vault's own: an adequacy decision of the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFormLayout, QWidget

from datapact.base.clock import in_zone
from datapact.base.day_words import long_date
from datapact.base.texts import N_, Message, _, current_language
from datapact.consent.matrix.decision_page import KINDS_ON_FILE, RecordShown, record_shown
from datapact.consent.views.compliance_record_list import FACTS, country_names
from datapact_ui.kit.dialogs.dialog import Dialog
from datapact_ui.kit.layout.fitting import fit
from datapact_ui.kit.theme.measures import space
from datapact_ui.kit.widgets.cards import Words

if TYPE_CHECKING:
    from datapact_ui.kit.context.app_context import AppContext

MEMBERS = {
    "about": N_("Concerns"),
    "against": N_("Speaks against the use"),
    "approver": N_("Approved by"),
    "article": N_("Article"),
    "beside_consent": N_("Why it holds for people who refused or withdrew consent"),
    "controller": N_("Controller"),
    "dataset": N_("Dataset"),
    "day": N_("Dated"),
    "document": N_("Document"),
    "granted_by": N_("Granted by"),
    "law": N_("Law"),
    "note": N_("Note"),
    "offence_authority": N_("Authority under Art. 10 GDPR"),
    "operation": N_("Operation"),
    "overriding_grounds": N_("Overriding grounds"),
    "partner": N_("Partner"),
    "purpose": N_("Purpose"),
    "recipient": N_("Recipient"),
    "reference": N_("Reference"),
    "result": N_("Result"),
    "review": N_("Review"),
    "revocable": N_("Revocable"),
    "revoked": N_("Revoked from"),
    "sort": N_("Sort"),
    "special": N_("Condition of Art. 9(2) GDPR"),
    "valid_from": N_("Valid from"),
    "valid_to": N_("Valid until"),
}
"""Names of the members of these records."""


class ComplianceRecordDialog(Dialog):
    """A compliance record with its facts, read only; putting another record with its key on file changes it."""

    help_page = "consent"

    def __init__(self, context: AppContext, kind: str, key: str, parent: QWidget | None = None) -> None:
        super().__init__("on-file", str(Message(KINDS_ON_FILE.get(kind, N_("Record")))), parent, leave="close")
        self.column.addWidget(Words(self.windowTitle(), "heading", self))
        self.finish(70, 12)
        context.worker.read(self, lambda acting: record_shown(acting, kind, key), self._show, key="on-file")

    def _show(self, found: RecordShown) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(space(4))
        form.setVerticalSpacing(space(1))
        for name, value in found.lines:
            label = Words(str(Message(MEMBERS.get(name, name))), "body", self, quiet=True)
            label.setWordWrap(False)
            form.addRow(label, Words(_in_words(name, value), "body", self))
        if found.recorded is not None:
            day = long_date(in_zone(found.recorded).date(), current_language())
            form.addRow(Words(_("Put on file"), "body", self, quiet=True), Words(day, "body", self))
        if not found.lines:
            self.column.insertWidget(1, Words(_("There is no such record in this vault."), "body", self))
        self.column.insertLayout(1, form)
        fit(self, 70, 12)


def _in_words(name: str, value: str) -> str:
    """A sort and a country in words."""
    if name == "sort" and value in FACTS:
        return str(Message(FACTS[value][0]))
    return country_names().get(value, value) if name == "about" else value
