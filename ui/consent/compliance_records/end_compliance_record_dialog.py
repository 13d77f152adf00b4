"""End a record from a day on: revoke a permission, or end a basis or fact; earlier sharing is unaffected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from datapact.base.texts import _
from datapact.consent.views.compliance_record_form import end_record
from datapact.consent.views.compliance_record_list import FileLine
from datapact_ui.consent.parts.compliance_record_appearance import what_words
from datapact_ui.consent.parts.consent_form import ConsentForm

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext


class EndComplianceRecordDialog(ConsentForm):
    """The form that ends a compliance record: it asks for the first day without it."""

    help_page = "consent"

    def __init__(self, context: AppContext, line: FileLine, parent: QWidget | None = None) -> None:
        revokes, at_once = line.kind == "authorisation", line.kind == "purpose_link"
        super().__init__(
            context,
            "end-on-file-form",
            _("Revoke a permission") if revokes else _("End what is on file"),
            _("{what}: {name}. Answers no longer count it from now on.", what=what_words(line), name=line.name)
            if at_once
            else _(
                "{what}, {dataset}. Answers do not count it from that day on; what was shared before stays as it was.",
                what=what_words(line),
                dataset=str(line.dataset_name) or _("every dataset"),
            ),
            _("Record that it is revoked") if revokes else _("Record that it ends"),
            "declined",
            parent,
        )
        self._line = line
        self.gone = self.maybe_day("gone-from", _("Gone from"), context.today())
        if at_once:
            self.form.show_row(self.gone, on=False)
        self.fit_fields(84)

    def why_not(self) -> str:
        return self.gone.why_wrong() or self.needs(_("Say from which day on it no longer holds."), self.gone)

    def do(self) -> None:
        day, kind, key = self.gone.day(), self._line.kind, self._line.key
        assert day is not None

        def record(acting: Acting, _progress: Progress) -> None:
            end_record(acting, kind, key, day)

        self.run(_("Recording the end"), record, lambda _none: self._recorded())

    def _recorded(self) -> None:
        self.context.notify(_("Recorded and signed."))
        self.accept()
