"""What is asked before something is recorded about a step after a breach."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from datapact.base.texts import _
from datapact.obligations.breaches.steps import Step
from datapact_ui.kit.fields.evidence_field import EvidenceField
from datapact_ui.kit.fields.moment_field import MomentField
from datapact_ui.kit.layout.fitting import fit
from datapact_ui.obligations.duties.duty_dialogs import RecordDialog

if TYPE_CHECKING:
    from datapact_ui.kit.background.dialogs import Dialogs


@dataclass(frozen=True, slots=True)
class Taken:
    """When a step was taken, and what shows it."""

    at: datetime
    reference: str
    file: Path | None


class StepDoneDialog(RecordDialog):
    """When a step was taken, and the evidence of it."""

    def __init__(self, step: Step, now: datetime, dialogs: Dialogs, parent: QWidget | None = None) -> None:
        super().__init__("breach-step-done", _("Record as done"), str(step.title), _("Record as done"), "check", parent)
        self._now = now
        self.at = MomentField("breach-step-at", _("Done at"), now, self)
        self.form.addRow(_("Done at"), self.at)
        self.reference = self.line("reference", _("Evidence in words: file number, receipt"))
        self.file = EvidenceField(dialogs, "breach-step-file", _("Evidence as a file"), self)
        self.form.addRow(_("Evidence as a file"), self.file)
        fit(self, 72, 12)
        self.reference.setFocus()

    def taken(self) -> Taken:
        """What was entered."""
        moment = self.at.moment() or self._now
        return Taken(min(moment, self._now), self.reference.text().strip(), self.file.path)
