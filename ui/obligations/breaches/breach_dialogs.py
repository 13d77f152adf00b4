"""Dialogs before a record about a step after a breach."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from datapact.base.texts import _
from datapact.obligations.breaches.steps import Step
from datapact_ui.kit.dialogs.form_dialog import FormDialog
from datapact_ui.kit.fields.moment_field import MomentField

if TYPE_CHECKING:
    from datapact_ui.kit.context.app_context import AppContext


@dataclass(frozen=True, slots=True)
class Taken:
    """The time when a step was taken, and its evidence."""

    at: datetime
    """UTC, not later than now."""
    reference: str
    """Evidence in words; may be empty."""
    file: Path | None
    """Evidence as a file; None for none."""


class StepDoneDialog(FormDialog):
    """The form for the time when a step was taken, and its evidence."""

    help_page = "calendar"

    def __init__(self, context: AppContext, step: Step, parent: QWidget | None = None) -> None:
        words = _("Record as done")
        super().__init__(context, "breach-step-done", words, str(step.title), words, "check", parent)
        self._now = context.now()
        self.at = MomentField("breach-step-at", _("Done at"), self._now, self.form)
        self.form.add("breach-step-done-at", _("Done at"), self.at)
        self.reference = self.line("breach-step-done-reference", _("Evidence in words: file number, receipt"))
        self.file = self.evidence("breach-step-file", _("Evidence as a file"))
        self.fit_fields(88)
        self.reference.setFocus()

    def what_was_done(self) -> Taken:
        """The values entered."""
        moment = self.at.moment() or self._now
        return Taken(min(moment, self._now), self.reference.text().strip(), self.file.path)
