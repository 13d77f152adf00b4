"""The dialog for steps of a recall: a partner's answer on evidence, our own handling, or our answer to a partner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from datapact.base.files import read_whole
from datapact.base.local_time import day_of, exact_time, local_zone
from datapact.base.texts import Message, _, counted, current_language
from datapact.consent.matrix.question_form import Choice, moment_entered
from datapact.consent.recalls.confirmations import Evidence, Outcome, acknowledge, confirm, settle
from datapact.consent.recalls.list import RecallLine
from datapact.consent.recalls.rules import ASK_WORDS, OUTCOME_WORDS
from datapact_ui.consent.parts.consent_form import ConsentForm
from datapact_ui.kit.fields.evidence_field import media_of
from datapact_ui.kit.widgets.warning_line import WarningLine

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext

LARGEST_EVIDENCE = 64 * 1024 * 1024
_OUTCOMES: tuple[Outcome, ...] = ("received", "rectified", "erased", "returned", "restricted", "stopped", "kept")
_OF_A_CORRECTION = frozenset({"received", "rectified", "erased", "kept"})


class DecisionDialog(ConsentForm):
    """The step of the line decides which record is made."""

    def __init__(self, context: AppContext, line: RecallLine, parent: QWidget | None = None) -> None:
        theirs = line.step in ("send", "wait", "confirm")
        title = _("Record the reply of {partner}", partner=line.partner_name) if theirs else _("Act and confirm")
        super().__init__(
            context,
            "recall-answer",
            title,
            str(line.sentence),
            _("Record and sign"),
            "check",
            parent,
        )
        self._line, self._theirs = line, theirs
        ask = Message(ASK_WORDS.get(line.ask, line.ask))
        self.put_before(WarningLine(_("Asked for: {what}", what=str(ask)), "info", self))
        if line.who:
            self.put_before(WarningLine(_("About: {who}", who=line.who), "info", self))
        corrected = line.ask == "rectify"
        offered = tuple(
            one
            for one in (_OUTCOMES if theirs else _OUTCOMES[1:])
            if (one in _OF_A_CORRECTION if corrected else one != "rectified")
        )
        choices = tuple(Choice(one, str(Message(OUTCOME_WORDS[one]))) for one in offered)
        words = _("What the partner answered") if theirs else _("What was done with the data")
        self.outcome = self.box("answer-outcome", words, choices, empty=_("please choose"))
        self.at = self.maybe_day("answered", _("Answered on"), context.today()) if theirs else None
        self.file = self.evidence("answer-evidence", _("Evidence as a file"))
        self.person = self.form.line("answer-person", _("Who confirmed it"))
        self.note = self.paragraph("answer-note", _("Remark; the reason where data is kept"), 3)
        if not theirs:
            said = _("Without a file, a name or a remark the record says that it is your own word alone.")
            self.body.addWidget(WarningLine(said, "info", self))
        if line.step == "answer":
            sentence = _(
                "{partner} learns of it only from a file: send the reply afterwards. Until then it stays in this list.",
                partner=line.partner_name,
            )
            self.body.addWidget(WarningLine(sentence, "info", self))
        elif line.step == "own":
            told = counted(
                "This confirms it for {n} person, known here since {when}. Others have lines of their own.",
                "This confirms it for {n} people, known here since {when}. Others have lines of their own.",
                line.people,
                when=exact_time(line.since, None, current_language()),
            )
            self.body.addWidget(WarningLine(str(told), "info", self))
        self.fit_fields(100)

    def why_not(self) -> str:
        outcome, note = self.outcome.value(), self.note.toPlainText().strip()
        if not outcome:
            return self.needs(_("Choose what was done."), self.outcome)
        if outcome == "kept" and not note:
            return self.needs(_("Say why the data may be kept (Art. 17(3) GDPR, or another legal basis)."), self.note)
        if self._line.external and self._theirs and not note and self.file.path is None:
            words = _("Give the evidence of this acknowledgement: a file, or a remark on how it was given.")
            return self.needs(words, self.file)
        return self._why_not_then()

    def _why_not_then(self) -> str:
        """A partner cannot have replied before it was told, nor on a day that lies ahead."""
        if self.at is None or self.at.why_wrong():
            return "" if self.at is None else self.at.why_wrong()
        day, written = self.at.day(), self._line.written
        now = self.context.now()
        if day is not None and day > self.context.today():
            return _("The day of the reply lies ahead. Enter the day on which the partner replied.")
        if day is not None and written is not None and day < (first := day_of(written, local_zone(now))):
            return _(
                "The partner was told on {day} at the earliest, so it cannot have replied before. Correct the day.",
                day=first.isoformat(),
            )
        return ""

    def do(self) -> None:
        chosen = self.outcome.value()
        outcome = next(one for one in _OUTCOMES if one == chosen)
        line, path = self._line, self.file.path
        person, note = self.person.text().strip(), self.note.toPlainText().strip()
        at = None if self.at is None else moment_entered(self.at.day(), self.context.now())

        def record(acting: Acting, _progress: Progress) -> None:
            data = b"" if path is None else read_whole(path, limit=LARGEST_EVIDENCE)
            evidence = Evidence(data, "" if path is None else media_of(path), person, note)
            with acting.vault.write() as session:
                match line.step:
                    case "answer":
                        confirm(acting, session, line.recall, outcome, evidence=evidence)
                    case "own":
                        alone = line.ask, line.since
                        settle(acting, session, line.dataset, line.purpose, outcome, evidence=evidence, alone=alone)
                    case _:
                        acknowledge(acting, session, line.recall, outcome, evidence=evidence, at=at)

        self.run(_("Recording the reply"), record, lambda _none: self._recorded())

    def _recorded(self) -> None:
        self.context.notify(_("Recorded and signed."))
        self.accept()
