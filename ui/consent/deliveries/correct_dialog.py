"""Correct a recorded delivery: recorded wrongly, never left, or take the own correction back; always with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from datapact.base.files import read_whole
from datapact.base.texts import _, counted
from datapact.consent.deliveries.correct import correct_delivery
from datapact.consent.deliveries.list import DeliveryFacts
from datapact.consent.matrix.question_form import Choice
from datapact.consent.records.corrections import Finding, Standing, correction_words
from datapact_ui.consent.parts.consent_form import ConsentForm
from datapact_ui.consent.parts.record_appearance import short_time
from datapact_ui.kit.fields.evidence_field import media_of
from datapact_ui.kit.theme.numbers import grouped
from datapact_ui.kit.widgets.warning_line import WarningLine

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext

LARGEST_EVIDENCE = 64 * 1024 * 1024


class CorrectDialog(ConsentForm):
    """The dialog that corrects the record of a delivery.

    It shows about whom the delivery was; ``own``: whether one of the corrections that stand is the member's.
    """

    def __init__(
        self,
        context: AppContext,
        facts: DeliveryFacts,
        *,
        own: bool,
        parent: QWidget | None = None,
    ) -> None:
        line, words = facts.line, facts.corrections
        one = line.delivery
        what = counted(
            "{people} person in {dataset}, to {partner}, left on {time}.",
            "{people} people in {dataset}, to {partner}, left on {time}.",
            one.count,
            people=grouped(one.count),
            dataset=context.names.dataset(one.dataset),
            partner=line.recipient,
            time=short_time(one.at),
        )
        super().__init__(
            context,
            "correct-delivery",
            _("Correct this delivery"),
            str(what),
            _("Record and sign"),
            "edit",
            parent,
            above=True,
        )
        self._entry = one.entry
        self._is_second = not own and any(said.finding == "never_left" for said in words)
        if facts.who:
            self.put_before(WarningLine(_("About: {who}", who=facts.who), "info", self))
        elif one.count:
            unknown = _("The list of people is not here any more: about whom this delivery was, nobody can say.")
            self.put_before(WarningLine(unknown, "bad", self))
        for said in words:
            self.put_before(WarningLine(str(correction_words(said)), "warn", self))
        offered: tuple[tuple[Finding, str], ...] = (
            ("wrong", _("It was recorded wrongly: by mistake, or with wrong particulars")),
            ("never_left", _("The data never left")),
        )
        if own:
            offered = (*offered, ("holds", _("The record is right: I take my correction back")))
        self.finding = self.box(
            "correct-finding",
            _("What is to be corrected"),
            tuple(Choice(code, name) for code, name in offered),
            empty=_("please choose"),
        )
        self.reason = self.paragraph("correct-reason", _("Reason"), 3)
        self.file = self.evidence("correct-evidence", _("Evidence as a file (optional)"))
        self.follows = WarningLine("", "info", self)
        self.follows.words.setObjectName("correct-follows")
        self.body.addWidget(self.follows)
        self.finding.chosen.connect(lambda *_chosen: self._show_consequences())
        self._show_consequences()
        self.fit_fields(96)

    def _show_consequences(self) -> None:
        match self.finding.value():
            case "never_left" if self._is_second:
                words = _(
                    "You are the second person who records this. With your signature the delivery no longer stands"
                    " in replies to access requests (Art. 15 GDPR) nor in recalls. If it left after all, people"
                    " would not learn where their data is."
                )
            case "never_left":
                words = _(
                    "The delivery stays in replies to access requests (Art. 15 GDPR) and in recalls"
                    " until a second person records the same. If it left after all, people would not"
                    " learn where their data is."
                )
            case "holds":
                words = _("Your correction no longer counts; it stays in the history.")
            case _:
                words = _(
                    "Nothing is erased: the delivery stays in replies to access requests (Art. 15"
                    " GDPR) and in recalls, with your reason. Record the right particulars as a new"
                    " delivery."
                )
        self.follows.words.setText(words)

    def why_not(self) -> str:
        return self.needs(_("Choose what is to be corrected."), self.finding) or self.needs(
            _("Give the reason of the correction. It is signed and stays."), self.reason
        )

    def do(self) -> None:
        chosen = self.finding.value()
        finding: Finding = "never_left" if chosen == "never_left" else "holds" if chosen == "holds" else "wrong"
        entry, reason, path = self._entry, self.reason.toPlainText().strip(), self.file.path

        def record(acting: Acting, _progress: Progress) -> Standing:
            data = b"" if path is None else read_whole(path, limit=LARGEST_EVIDENCE)
            media = "" if path is None else media_of(path)
            return correct_delivery(acting, entry, finding, reason, evidence=data, media=media)[1]

        self.run(_("Recording the correction"), record, self._recorded)

    def _recorded(self, _standing: Standing) -> None:
        self.context.notify(_("Recorded and signed."))
        self.accept()
