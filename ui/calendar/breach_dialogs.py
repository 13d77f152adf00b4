"""What is asked before something is recorded about a step after a breach."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from datapact.texts import _
from datapact.tracking.breach_steps import Step
from datapact_ui.calendar.duty_dialogs import RecordDialog
from datapact_ui.calendar.evidence_field import EvidenceField
from datapact_ui.calendar.moment_field import MomentField
from datapact_ui.looks.fitting import fit

if TYPE_CHECKING:
    from datapact_ui.work.dialogs import Dialogs


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
