"""The steps in the window on who is a party: joining, leaving, exclusion, votes."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from datapact.agreements.projection.parties import known_parties
from datapact.agreements.steps import accession
from datapact.agreements.views.agreement import AgreementPage
from datapact.base.texts import _
from datapact.history.entries.entry import Entry
from datapact_ui.agreement_page.page.members_dialogs import (
    EndOrderDialog,
    ExcludeDialog,
    JoinDialog,
    LeaveDialog,
    VoteDialog,
)
from datapact_ui.kit.dialogs.steps import Job, Steps

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext


class MembersSteps(Steps):
    """The steps; ``owner`` is the view, parent of the dialogs."""

    def __init__(self, context: AppContext, history: str, owner: QWidget) -> None:
        super().__init__(context, owner, frozenset({history, "list"}))
        self._history = history

    def join(self, page: AgreementPage) -> None:
        """Draft the accession of a partner, and open it."""
        history = self._history
        there = {one.organisation for one in page.overview.members.lines}

        def read(acting: Acting) -> list[tuple[str, str]]:
            with acting.vault.read() as session:
                known = known_parties(session)
            return [
                (one.organisation, one.name)
                for one in known
                if one.organisation and not one.own and one.organisation not in there
            ]

        def show(partners: list[tuple[str, str]]) -> None:
            dialog = JoinDialog(self._context, partners, self._owner)

            def begin() -> None:
                partner, day = dialog.entered()

                def draft(acting: Acting, _progress: Progress) -> accession.Begun:
                    return accession.join(acting, history, partner, {"": "none"}, day)

                def done(begun: accession.Begun) -> None:
                    self._context.notify(
                        _("This is the draft of the accession. Complete it, send it, have it signed, then record it.")
                    )
                    self._context.open_editor(begun.accession)

                dialog.run(_("Drafting the accession"), draft, done, touches=frozenset({history, "list"}))

            dialog.taken.connect(begin)
            dialog.open()

        self._context.worker.read(self._owner, read, show)

    def admit(self) -> None:
        """Ask the others for their votes on this accession, or record it."""
        history = self._history

        def write(acting: Acting, _progress: Progress) -> Entry:
            return accession.admit(acting, history)

        def done(entry: Entry) -> None:
            self._context.notify(
                _("The others are asked for their votes. Send them the agreement that is joined.")
                if entry.kind == "motion"
                else _("The accession is recorded. Send the agreement that was joined to all parties, the new one too.")
            )

        self._context.worker.change(
            self._owner, _("Recording the accession"), write, done, touches=frozenset({history, "list"})
        )

    def leave(self) -> None:
        """Give notice that ends our own part."""
        history = self._history

        def show(first: date | None) -> None:
            dialog = LeaveDialog(self._context, first, self._owner)

            def step() -> Job:
                end, reason, ground = dialog.entered()
                return lambda acting: accession.leave(acting, history, end, reason, ground)[0]

            self.ask(dialog, _("Recording the notice"), step, _("The notice is recorded. Send it to the partners."))

        self._context.worker.read(self._owner, lambda acting: accession.first_day_to_leave(acting, history), show)

    def end_order(self, page: AgreementPage) -> None:
        """Give notice that ends one order."""
        history = self._history
        dialog = EndOrderDialog(self._context, page.overview.members.endable, self._owner)

        def step() -> Job:
            order, end, reason, ground = dialog.entered()
            return lambda acting: accession.end_order(acting, history, order, end, reason, ground)[0]

        self.ask(dialog, _("Recording the notice"), step, _("The notice is recorded. Send it to the partner."))

    def exclude(self, page: AgreementPage) -> None:
        """Ask for votes on the exclusion of a party, or on the end for all."""
        history, members = self._history, page.overview.members
        others = [one for one in members.lines if one.now and not one.own] if members.rules.exclusion else []
        dialog = ExcludeDialog(self._context, others, whole=bool(members.rules.whole_end), parent=self._owner)

        def step() -> Job:
            party, end, reason = dialog.entered()
            if not party:
                return lambda acting: accession.end_for_all(acting, history, end, reason)
            return lambda acting: accession.exclude(acting, history, party, end, reason)

        self.ask(dialog, _("Asking for votes"), step, _("Asked. Send it to the partners."))

    def vote(self, page: AgreementPage) -> None:
        """Vote on what waits for us."""
        history = self._history
        motions = [one for one in page.overview.members.motions if one.open_for_us]
        if not motions:
            self._context.dialogs.show_error(_("Nothing waits for your vote."))
            return
        dialog = VoteDialog(self._context, motions, self._owner)

        def step() -> Job:
            motion, choice, reason = dialog.entered()
            return lambda acting: accession.vote(acting, history, motion, choice, reason)

        self.ask(dialog, _("Recording the vote"), step, _("The vote is recorded. Send it to the partners."))
