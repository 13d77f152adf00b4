"""The steps after signature in the window: notices, objections, consent, annexes, amendments, suspensions."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from datapact.agreements.steps import in_force
from datapact.agreements.steps.change_draft import ChangeDraft, change_draft
from datapact.agreements.steps.in_force import Amended
from datapact.agreements.text.change_rules import ANNEXES
from datapact.agreements.views.agreement import AgreementPage
from datapact.agreements.views.change_sentences import what_changes
from datapact.base.day_words import long_date
from datapact.base.texts import Message, _, current_language
from datapact.contract.editing.change import Change
from datapact_ui.agreement_page.page.change_dialog import AMENDMENT, ChangeDialog
from datapact_ui.agreement_page.page.later_dialogs import (
    AgreeDialog,
    ConsentedEndDialog,
    NoticeDialog,
    ObjectDialog,
    ResumeDialog,
    SuspendDialog,
)
from datapact_ui.kit.dialogs.steps import Job, Steps

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext

_OFTEN = ("order", "datasets", "contacts", "measures", "sub_processors")
"""The annexes, those that change most often first."""


class LaterSteps(Steps):
    """The steps on a signed agreement; ``owner`` is the view, parent of the dialogs."""

    def __init__(self, context: AppContext, history: str, owner: QWidget) -> None:
        super().__init__(context, owner, frozenset({history, "list"}))
        self._history = history

    def notice(self) -> None:
        """Give notice of a matter to the other parties."""
        history = self._history
        dialog = NoticeDialog(self._context, self._owner)

        def step() -> Job:
            about, text, effective, days = dialog.entered()
            return lambda acting: in_force.give_notice(acting, history, about, text, effective, days)

        self.ask(dialog, _("Recording the notice"), step, _("The notice is recorded. Send it to the partner."))

    def object(self, page: AgreementPage, digest: str = "") -> None:
        """Object to a notice or change, or take back one's own."""
        history = self._history
        matters = [one for one in page.since if one.answer]
        if not matters:
            self._context.dialogs.show_error(_("There is nothing that can still be objected to or taken back."))
            return
        dialog = ObjectDialog(self._context, matters, digest, self._owner)

        def step() -> Job:
            chosen, reason = dialog.digest(), dialog.words()
            return lambda acting: in_force.object_to(acting, history, chosen, reason)

        self.ask(dialog, _("Recording the objection"), step, _("Recorded. Send it to the partner."))

    def agree(self, page: AgreementPage, digest: str = "") -> None:
        """Agree to a change that waits for us, after its effects have been shown."""
        history = self._history
        waiting = [one for one in page.since if one.answer == "agree" and digest in ("", one.digest)]
        if not waiting:
            return
        matter, chosen = waiting[0], waiting[0].digest

        def show(changes: tuple[Change, ...]) -> None:
            dialog = AgreeDialog(self._context, matter, [str(change.message) for change in changes], self._owner)

            def step() -> Job:
                authority = dialog.words()
                return lambda acting: in_force.agree_to(acting, history, chosen, authority=authority)

            self.ask(dialog, _("Agreeing"), step, _("Agreed. Send it to the partner."))

        self._context.worker.read(self._owner, lambda acting: what_changes(acting, history, chosen), show)

    def record_silence(self, digest: str) -> None:
        """Record that an order was not answered in time, after a question."""
        history = self._history
        if self._context.dialogs.confirm(
            _("Record that nobody answered"),
            _(
                "Everybody gets this record. What the silence means stands in the contract; an objection made in time still counts."
            ),
            _("Record"),
            keep=_("Not yet"),
        ):
            self.write(
                _("Recording the silence"),
                lambda acting: in_force.record_silence(acting, history, digest),
                _("Recorded. Send it to the partner."),
            )

    def propose_approved(self) -> None:
        """Propose the change that colleagues have approved."""
        history = self._history
        self.write(
            _("Proposing the change"),
            lambda acting: in_force.propose_approved(acting, history),
            _("The change is proposed. Send it to the partner."),
        )

    def order(self) -> None:
        """Write an order of datasets."""
        self._change("order", _("Order datasets"))

    def annex(self) -> None:
        """Choose an annex, then write a new version of it."""
        names = {str(Message(ANNEXES[annex])): annex for annex in sorted(ANNEXES, key=_OFTEN.index)}
        chosen = self._context.dialogs.ask_choice(
            _("Change an annex"), _("Which annex? The signed core stays as it is."), list(names)
        )
        if chosen is not None and chosen in names:
            self._change(names[chosen], chosen)

    def amend(self, page: AgreementPage) -> None:
        """Propose an amendment, or make its draft where signatures are needed; of a terminated one after a question."""
        ends = page.overview.terminated_on
        if ends and not self._context.dialogs.confirm(
            _("The agreement is to end"),
            _(
                "Notice was given: the agreement ends on {day}. An amendment does not take the notice back. To go on after"
                " that day, agree expressly in the amendment that the agreement continues.",
                day=long_date(date.fromisoformat(ends), current_language()),
            ),
            _("Amend all the same"),
            keep=_("Not now"),
        ):
            return
        self._change(AMENDMENT, _("Amend the agreement"))

    def _change(self, annex: str, title: str) -> None:
        history, today = self._history, self._context.today()

        def show(draft: ChangeDraft) -> None:
            dialog = ChangeDialog(self._context, draft, annex, title, today, self._owner)
            dialog.taken.connect(lambda: self._write_change(annex, dialog))
            dialog.open()

        self._context.worker.read(self._owner, lambda acting: change_draft(acting, history, today, annex), show)

    def _write_change(self, annex: str, dialog: ChangeDialog) -> None:
        history, written = self._history, dialog.written()
        touches = frozenset({history, "list"})
        if annex:

            def change(acting: Acting, _progress: Progress) -> None:
                in_force.change_annex(
                    acting,
                    history,
                    annex,
                    written.changes,
                    effective=written.effective,
                    objection_days=written.objection_days,
                    note=written.note,
                )

            said = _("The new version of the annex is recorded. Send it to the partner.")
            dialog.run(_("Recording the change"), change, lambda _none: self._context.notify(said), touches)
            return

        def write(acting: Acting, _progress: Progress) -> Amended:
            return in_force.amend(acting, history, written.changes, effective=written.effective, note=written.note)

        def done(amended: Amended) -> None:
            if amended.draft:
                self._context.notify(_("This is the draft of the amended text. Change it, send it, have it signed."))
                self._context.open_editor(amended.draft)
            else:
                self._context.notify(_("The amendment is proposed. Send it to the partner."))

        dialog.run(_("Writing the amendment"), write, done, touches)

    def end_by_consent(self) -> None:
        """Propose that the agreement ends on a day because all parties want it to."""
        history = self._history
        dialog = ConsentedEndDialog(self._context, self._owner)

        def write(acting: Acting, _progress: Progress) -> Amended:
            day, note = dialog.entered()
            return in_force.end_by_consent(acting, history, day, note)

        def done(amended: Amended) -> None:
            dialog.accept()
            if amended.draft:
                self._context.notify(_("This is the draft of the agreement to end it. Send it, have it signed."))
                self._context.open_editor(amended.draft)
            else:
                self._context.notify(_("The end is proposed. Send it to the partner."))

        touches = frozenset({history, "list"})
        dialog.taken.connect(lambda: dialog.run(_("Proposing the end"), write, done, touches=touches))
        dialog.open()

    def suspend(self) -> None:
        """Suspend performance of the agreement."""
        history = self._history
        dialog = SuspendDialog(self._context, self._owner)

        def step() -> Job:
            begins, until, reason = dialog.entered()
            return lambda acting: in_force.suspend(acting, history, begins, until, reason)

        self.ask(dialog, _("Recording the pause"), step, _("The pause is recorded. Send it to the partner."))

    def resume(self) -> None:
        """End our own suspensions."""
        history = self._history
        dialog = ResumeDialog(self._context, self._owner)

        def step() -> Job:
            day = dialog.first_day()
            return lambda acting: in_force.resume(acting, history, day)

        said = _("The agreement is resumed. Send it to the partner.")
        self.ask(dialog, _("Recording that it goes on"), step, said)
