"""The form for one consent: person, purpose, controller, notice and time, with the signed form as PDF."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from datapact.base.files import read_whole
from datapact.base.local_time import day_of, local_zone, start_of_day
from datapact.base.texts import Message, _
from datapact.consent.matrix.question_form import Choice, FormChoices, moment_entered, moment_of_withdrawal
from datapact.consent.records.form import LARGEST_EVIDENCE, Form, record_consent
from datapact.consent.records.same_person import new_person_alike
from datapact.consent.terms.states import CALLING, STATES, VALID
from datapact.consent.terms.subjects import objection
from datapact_ui.consent.parts.cell_words import OFFERED
from datapact_ui.consent.parts.consent_form import ConsentForm
from datapact_ui.consent.parts.record_appearance import state_word

if TYPE_CHECKING:
    from datetime import datetime

    from datapact.consent.records.event import Event
    from datapact.consent.records.events import Batch
    from datapact.consent.records.same_person import Alike
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext


_NAMED = 5
"""Spellings that the question names."""


class RecordDialog(ConsentForm):
    """The dialog that records one consent or one withdrawal.

    ``beginning`` gives the first values of the fields: subject, dataset, purpose, controller, state.
    """

    def __init__(
        self,
        context: AppContext,
        choices: FormChoices,
        beginning: Mapping[str, str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            context,
            "record-consent",
            _("Record a consent"),
            _("One person, by pseudonym. Names and e-mail addresses are refused; what is recorded is signed."),
            _("Record and sign"),
            "add",
            parent,
        )
        self._choices = choices
        self.subject = self.line("record-subject", _("Pseudonym"), beginning.get("subject", ""))
        self.dataset = self.box(
            "record-dataset", _("Dataset"), choices.datasets, free=True, chosen=beginning.get("dataset", "")
        )
        self.purpose = self.box(
            "record-purpose",
            _("Purpose"),
            choices.purposes,
            free=True,
            chosen=beginning.get("purpose", ""),
        )
        self.controller = self.box(
            "record-controller", _("Controller"), choices.parties, chosen=beginning.get("controller", "")
        )
        states = tuple(Choice(name, state_word(name)) for name in OFFERED)
        self.state = self.box("record-state", _("Status"), states, chosen=beginning.get("state", "given"))
        self.at = self.maybe_day("happened", _("Happened on"), context.today())
        self.received = self.maybe_day("reached", _("Received here on"), context.today(), _("the day it is recorded"))
        self.until = self.maybe_day("until", _("Valid until"), None, _("without end"))
        told = tuple(Choice(f"{one.key} {one.version}", str(one.named)) for one in choices.notices)
        self.notice = self.box("record-notice", _("Notice"), told, empty=_("none on file"))
        if told and beginning.get("state", "given") in VALID:
            self.notice.choose(told[0].value)
        self.explicit = self.tick("record-explicit", _("Declared explicitly (Art. 9(2)(a) GDPR)"))
        self.guardian = self.form.line("record-guardian", _("Holder of parental responsibility (pseudonym)"))
        self.age = self.form.line("record-age", _("Age threshold that applied"))
        self.reference = self.form.line("record-evidence", _("Where the form is kept, or its file number"))
        self.file = self.evidence("record-form", _("Signed form (PDF)"))
        self.fit_fields(108)

    def why_not(self) -> str:
        words = _("Fill in pseudonym, dataset, purpose and controller.")
        missing = self.needs(words, self.subject, self.dataset, self.purpose, self.controller)
        wrong = objection(self.subject.text().strip())
        if missing or wrong is not None:
            return missing or str(wrong)
        return (
            self.at.why_wrong() or self.until.why_wrong() or (self.received.why_wrong() if self._takes_back() else "")
        )

    def _takes_back(self) -> bool:
        """Whether the chosen state is one of which recipients are told within days that run from receipt."""
        return self.state.value() in CALLING

    def update_state(self, *_entered: object) -> None:
        super().update_state()
        self.form.show_row(self.received, on=self._takes_back())
        wrong = objection(self.subject.text().strip()) if self.subject.text().strip() else None
        self.show_problem("" if wrong is None else str(wrong))

    def _receipt(self, now: datetime) -> datetime | None:
        """The beginning of the day on which it arrived; today is the time of the record."""
        day, zone = self.received.day(), local_zone(now)
        return None if day is None or day == day_of(now, zone) else start_of_day(day, zone)

    def do(self) -> None:
        now, state = self.context.now(), self.state.value()
        day = self.at.day()
        at = moment_of_withdrawal(day, now) if state in CALLING else moment_entered(day, now)
        key, _space, version = self.notice.value().partition(" ")
        evidence = self.file.path
        reference = self.reference.text().strip()
        form = Form(
            subject=self.subject.text().strip(),
            dataset=self.dataset.value(),
            purpose=self.purpose.value(),
            controller=self.controller.value(),
            state=state,
            at=at,
            received=self._receipt(now) if state in CALLING else None,
            until=moment_entered(self.until.day(), now, ends=True),
            notice=key,
            notice_version=version,
            explicit=self.explicit.isChecked(),
            guardian=self.guardian.text().strip(),
            age_threshold=self.age.text().strip(),
            more={"evidence": reference} if reference else {},
        )

        asked = False

        def record(acting: Acting, _progress: Progress) -> tuple[Event, Batch]:
            data = b"" if evidence is None else read_whole(evidence, limit=LARGEST_EVIDENCE)
            return record_consent(acting, replace(form, evidence=data), another=asked)

        def look_around(acting: Acting) -> tuple[Alike, ...]:
            with acting.vault.read() as session:
                return new_person_alike(session, form.dataset.strip(), form.subject)

        def go_on(alike: tuple[Alike, ...]) -> None:
            nonlocal asked
            asked = bool(alike)
            if not alike or self._are_different(alike):
                self.run(_("Recording the consent"), record, lambda made: self._recorded(*made))

        self.context.worker.read(self, look_around, go_on, key="record-alike")

    def _are_different(self, alike: tuple[Alike, ...]) -> bool:
        told = [str(one.words) for one in alike[:_NAMED]]
        return self.context.dialogs.confirm(
            _("Is this another person?"),
            "\n".join([*told, _("Are these different people? What one of them withdraws does not reach the other.")]),
            _("Record as another person"),
            keep=_("Correct the pseudonym"),
        )

    def _recorded(self, event: Event, batch: Batch) -> None:
        self.context.notify(
            Message(
                "{subject}: {state} was recorded and signed.",
                {"subject": event.subject, "state": Message(STATES[event.state].label)},
            )
        )
        if batch.remarks:  # most often a typing mistake in the pseudonym: a message that disappears is not enough
            self.context.dialogs.show_error("\n".join(str(one.words) for one in batch.remarks.listed))
        self.accept()


__all__ = ["OFFERED", "RecordDialog"]
