"""Record that what was written for a partner was sent: when, and how. From then on it counts as told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from datapact.base.texts import _
from datapact.consent.matrix.question_form import moment_entered
from datapact.consent.recalls.confirmations import note_sent
from datapact.consent.recalls.list import RecallLine
from datapact_ui.consent.parts.consent_form import ConsentForm

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext


class SentDialog(ConsentForm):
    """The form that records that a recall was sent: everything written for this partner and not yet recorded so."""

    def __init__(self, context: AppContext, line: RecallLine, parent: QWidget | None = None) -> None:
        super().__init__(
            context,
            "recall-sent",
            _("Record that it was sent to {partner}", partner=line.partner_name),
            _("The partner counts as told from then on. Whoever wrote a file has not told anybody yet."),
            _("It was sent: record and sign"),
            "send",
            parent,
        )
        self._partner = line.partner
        self.at = self.maybe_day("sent", _("Sent on"), context.today())
        self.how = self.line("sent-how", _("How (optional)"), longest=300)
        self.how.setPlaceholderText(_("by e-mail, by post, by hand …"))
        self.fit_fields(84)

    def why_not(self) -> str:
        return self.at.why_wrong() or self.needs(_("Say on which day it was sent."), self.at)

    def do(self) -> None:
        day, how, partner = self.at.day(), self.how.text().strip(), self._partner
        at = None if day == self.context.today() else moment_entered(day, self.context.now())

        def record(acting: Acting, _progress: Progress) -> None:
            with acting.vault.write() as session:
                note_sent(acting, session, partner, at=at, how=how)

        self.run(_("Recording that it was sent"), record, lambda _none: self._recorded())

    def _recorded(self) -> None:
        self.context.notify(_("Recorded and signed."))
        self.accept()
