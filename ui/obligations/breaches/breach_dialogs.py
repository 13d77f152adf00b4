"""Dialogs before a record about a step after a breach."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from datapact.base.texts import N_, Language, Message, _, current_language
from datapact.obligations.breaches.breach import Breach
from datapact.obligations.breaches.steps import Step
from datapact.paper.judge.language import language_of_words
from datapact.pdf.letters.breach_notice import language_for, missing_in_notice, step_title
from datapact_ui.kit.dialogs.form_dialog import FormDialog
from datapact_ui.kit.fields.moment_field import MomentField
from datapact_ui.kit.widgets.warning_line import WarningLine

if TYPE_CHECKING:
    from datapact_ui.kit.context.app_context import AppContext


LANGUAGE_NAMES: dict[Language, str] = {"de": N_("German"), "en": N_("English")}


@dataclass(frozen=True, slots=True)
class Taken:
    """The time when a step was taken, and its evidence."""

    at: datetime
    """UTC, not later than now."""
    reference: str
    """Evidence in words; may be empty."""
    file: Path | None
    """Evidence as a file; None for none."""


class NoticeDialog(FormDialog):
    """The form before a notification is saved: its language, and what it does not say yet."""

    help_page = "calendar"

    def __init__(self, context: AppContext, breach: Breach, step: Step, parent: QWidget | None = None) -> None:
        super().__init__(
            context,
            "breach-notice",
            _("Save the notification"),
            str(step_title(step)),
            _("Save as PDF …"),
            "save",
            parent,
        )
        choices = [(code, str(Message(words))) for code, words in LANGUAGE_NAMES.items()]
        self._language = self.choice(
            "breach-notice-language",
            _("In the language of whom it goes to"),
            choices,
            language_for(step, current_language()),
        )
        for missing in missing_in_notice(breach, step):
            self.body.addWidget(WarningLine(str(missing), "warn", self))
        texts = (
            (_("What happened"), breach.what),
            (_("Categories of people and data"), breach.categories),
            (_("Likely consequences"), breach.consequences),
            (_("Measures"), breach.measures),
        )
        self._spoken = {label: language_of_words(text) for label, text in texts}
        self._foreign = WarningLine("", "warn", self)
        self._foreign.setObjectName("breach-notice-foreign")
        self.body.addWidget(self._foreign)
        self.fit_fields(88)

    def update_state(self, *entered: object) -> None:
        """Say which words that somebody entered are in another language than the letter: they are printed as they are."""
        chosen = self.language()
        foreign = [label for label, spoken in self._spoken.items() if spoken not in ("", chosen)]
        self._foreign.setVisible(bool(foreign))
        self._foreign.words.setText(
            _(
                "Entered in another language than the letter's, and printed as entered: {what}.",
                what=", ".join(foreign),
            )
        )
        super().update_state(*entered)

    def language(self) -> Language:
        """The language chosen."""
        return "de" if self._language.currentData() == "de" else "en"


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
