"""The form for a person's later declaration: withdrawal, objection, restriction; for one purpose or for all.

Withdrawing is as easy as giving (Art. 7(3) GDPR): one form, one button, and every recipient found.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from PySide6.QtWidgets import QWidget

from datapact.base.files import read_whole
from datapact.base.local_time import day_of, local_zone, start_of_day
from datapact.base.texts import N_, Message, _, counted
from datapact.consent.matrix.question_form import Choice, moment_of_withdrawal
from datapact.consent.records.form import LARGEST_EVIDENCE, Declared, declare
from datapact.consent.records.status import ConsentStatus
from datapact.consent.terms.states import VALID
from datapact.consent.views.all_marketing import AllMarketing, Objected, object_to_all_marketing, unknown_words
from datapact.consent.views.person_story import Story
from datapact_ui.consent.parts.consent_form import ConsentForm
from datapact_ui.kit.widgets.warning_line import WarningLine

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext
    from datapact_ui.kit.context.names import Names

_MARKETING = "marketing:"
"""Before the reference of a controller, in the choice of what for."""
type Change = Literal["withdrawn", "objected", "restricted"]

_WORDS: dict[Change, tuple[str, str, str, str]] = {
    # title, sentence, button, icon
    "withdrawn": (
        N_("Record a withdrawal"),
        N_(
            "{person} withdraws. Data must no longer be used on this consent from now on; that does not make unlawful what"
            " was done before (Art. 7(3) GDPR)."
        ),
        N_("Record the withdrawal"),
        "undo",
    ),
    "objected": (
        N_("Record an objection"),
        N_(
            "{person} objects to the processing (Art. 21 GDPR). It stops where it rests on Art. 6(1)(e) or (f) GDPR, and for"
            " direct marketing always."
        ),
        N_("Record the objection"),
        "comment",
    ),
    "restricted": (
        N_("Record a restriction"),
        N_("The data of {person} may be kept and not be used (Art. 18 GDPR)."),
        N_("Record the restriction"),
        "lock",
    ),
}


class ChangeDialog(ConsentForm):
    """The form that records what a person declared, for each chosen scope."""

    def __init__(self, context: AppContext, story: Story, change: Change, parent: QWidget | None = None) -> None:
        title, sentence, button, picture = _WORDS[change]
        super().__init__(
            context,
            f"person-{change}",
            str(Message(title)),
            str(Message(sentence, {"person": story.subject})),
            str(Message(button)),
            picture,
            parent,
        )
        self._story, self._change = story, change
        self.scopes: Sequence[ConsentStatus] = [
            one for one in story.standing if change != "withdrawn" or one.event.state in VALID
        ]
        choices = tuple(
            Choice(str(number), _scope_words(one, story, context.names)) for number, one in enumerate(self.scopes)
        )
        if change == "objected":
            parties = dict.fromkeys([context.identity.organisation, *(one.scope.controller for one in self.scopes)])
            choices += tuple(
                Choice(
                    f"{_MARKETING}{one}",
                    _(
                        "All direct marketing of {party}, in all its data (Art. 21(3) GDPR)",
                        party=story.names.get(one, one),
                    ),
                )
                for one in parties
            )
        every = _("All of these ({n})", n=len(self.scopes)) if len(self.scopes) > 1 else ""
        self.about = self.box("change-about", _("What for"), choices, empty=every)
        self.at = self.maybe_day("declared", _("Declared on"), context.today())
        self.received = self.maybe_day("received", _("Received here on"), context.today(), _("the day it is recorded"))
        self.reference = self.form.line("change-evidence", _("How it was declared, or a file number; no name"))
        self.file = self.evidence("change-form", _("Letter or form (PDF)"))
        recipients = _("Whoever got this person's data by a delivery has to be told next: see Recalls.")
        self.body.addWidget(WarningLine(recipients, "info", self))
        self.fit_fields(108)

    def why_not(self) -> str:
        return self.at.why_wrong() or self.received.why_wrong()

    def _receipt(self) -> datetime | None:
        """The beginning of the day on which it arrived, from which the law counts; today is the time of the record."""
        day, now = self.received.day(), self.context.now()
        return None if day is None or day == day_of(now, local_zone(now)) else start_of_day(day, local_zone(now))

    def do(self) -> None:
        chosen = self.about.value()
        if chosen.startswith(_MARKETING):
            self._stop_marketing(chosen.removeprefix(_MARKETING))
            return
        scopes = [self.scopes[int(chosen)].scope] if chosen else [one.scope for one in self.scopes]
        declared = Declared(
            self._story.subject,
            self._change,
            tuple(scopes),
            moment_of_withdrawal(self.at.day(), self.context.now()),
            self._receipt(),
            self.reference.text().strip(),
        )
        evidence = self.file.path

        def record(acting: Acting, _progress: Progress) -> int:
            data = b"" if evidence is None else read_whole(evidence, limit=LARGEST_EVIDENCE)
            return len(declare(acting, replace(declared, form=data)))

        self.run(_("Recording what was declared"), record, self._recorded)

    def _stop_marketing(self, controller: str) -> None:
        objection = AllMarketing(
            self._story.subject,
            controller,
            moment_of_withdrawal(self.at.day(), self.context.now()),
            self._receipt(),
            self.reference.text().strip(),
        )
        evidence = self.file.path

        def record(acting: Acting, _progress: Progress) -> Objected:
            data = b"" if evidence is None else read_whole(evidence, limit=LARGEST_EVIDENCE)
            return object_to_all_marketing(acting, replace(objection, form=data))

        def recorded(made: Objected) -> None:
            if made.unknown:
                self.context.notify(str(unknown_words(made.unknown)))
            self._recorded(len(made.events))

        self.run(_("Recording what was declared"), record, recorded)

    def _recorded(self, number: int) -> None:
        words = counted("{n} event was recorded and signed.", "{n} events were recorded and signed.", number)
        self.context.notify(words)
        self.accept()


def _scope_words(one: ConsentStatus, story: Story, names: Names) -> str:
    party = story.names.get(one.scope.controller, one.scope.controller)
    return f"{names.purpose(one.scope.purpose, dataset=one.scope.dataset)} · {party}"
