"""The form for a user's request or contract, or a holder's permission."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from datapact.base.texts import _
from datapact.consent.facts.facts import Authorisation
from datapact.consent.views.compliance_record_form import Start
from datapact.consent.views.compliance_record_list import AUTHORISATIONS
from datapact_ui.consent.compliance_records.compliance_record_form import ComplianceRecordForm, including
from datapact_ui.consent.parts.consent_form import state_choices
from datapact_ui.kit.fields.day_field import DayField

if TYPE_CHECKING:
    from datapact_ui.kit.context.app_context import AppContext


class AuthorisationDialog(ComplianceRecordForm):
    """A record with a key replaces the one on file. A mistaken revocation is taken back here."""

    def __init__(self, context: AppContext, start: Start, parent: QWidget | None = None) -> None:
        part = start.part
        assert isinstance(part, Authorisation)
        super().__init__(
            context,
            start,
            "authorisation-form",
            (_("Put a permission or a request on file"), _("Correct a permission or a request")),
            _("A permission is not a person’s consent: it is given for data of a product or of a holder."),
            "key",
            parent,
        )
        self._part = part
        offered = start.choices
        sorts = state_choices(tuple(AUTHORISATIONS.items()))
        self.sort = self.box("authorisation-sort", _("Sort"), sorts, empty=_("please choose"), chosen=part.sort)
        self.dataset = self.box("authorisation-dataset", _("Dataset"), offered.datasets, free=True, chosen=part.dataset)
        partners = including(offered.partners, part.partner)
        self.partner = self.box(
            "authorisation-partner", _("Recipient"), partners, empty=_("every recipient"), chosen=part.partner
        )
        self.purpose = self.box(
            "authorisation-purpose",
            _("Purpose"),
            (*offered.agreed, *offered.purposes),
            free=True,
            empty=_("every purpose"),
        )
        self.purpose.choose(part.purpose)
        self.granted_by = self.text_line("authorisation-by", _("Granted by"), part.granted_by)
        self.reference = self.text_line("authorisation-reference", _("Where the document is kept"), part.reference)
        self.valid_from = self.maybe_day("authorisation-from", _("Valid from"), part.valid_from)
        self.valid_to = self.maybe_day("authorisation-until", _("Valid until"), part.valid_to, _("without end"))
        self.revoked: DayField | None = None
        if part.key and part.revoked is not None:
            self.revoked = self.maybe_day("authorisation-revoked", _("Revoked from"), part.revoked, _("not revoked"))
        self.revocable = self.text_line("authorisation-revocable", _("How it can be revoked"), start.revocable)
        self.bound = self.tick(
            "authorisation-bound",
            _("Recipients are bound not to share on (Art. 4(14) Data Act)"),
            on=part.no_sharing_on,
        )
        answers = (("", _("not answered")), ("subject", _("yes")), ("other", _("no")))
        self.requester = self.choice(
            "authorisation-requester", _("The user who asks is the person whose data it is"), answers, part.requester
        )
        self.note = self.paragraph("authorisation-note", _("Note"), 2)
        self.note.setPlainText(start.note)
        self._turn()
        self.fit_fields(108)

    def _turn(self) -> None:
        """Only of a request it matters whose data the user asks for (Art. 4(12), 5(7) Data Act)."""
        self.form.show_row(self.requester, on=self.sort.value() == "user_request")

    def update_state(self, *_entered: object) -> None:
        super().update_state()
        if self._complete:
            self._turn()

    def why_not(self) -> str:
        words = _("Fill in kind, dataset, who granted it and where the document is kept.")
        return (
            self.needs(words, self.sort, self.dataset, self.granted_by, self.reference)
            or self.valid_from.why_wrong()
            or self.needs(_("Say from which day on it is valid."), self.valid_from)
            or self.valid_to.why_wrong()
            or ("" if self.revoked is None else self.revoked.why_wrong())
        )

    def do(self) -> None:
        part = replace(
            self._part,
            sort=self.sort.value(),
            dataset=self.dataset.value(),
            partner=self.partner.value(),
            purpose=self.purpose.value(),
            granted_by=self.granted_by.text().strip(),
            reference=self.reference.text().strip(),
            valid_from=self.valid_from.day(),
            valid_to=self.valid_to.day(),
            revoked=None if self.revoked is None else self.revoked.day(),
            no_sharing_on=self.bound.isChecked(),
            requester=self.requester.currentData() if self.sort.value() == "user_request" else "",
        )
        self.keep(
            _("Recording the permission"),
            _("The permission is on file, signed."),
            part,
            note=self.note.toPlainText().strip(),
            revocable=self.revocable.text().strip(),
        )
