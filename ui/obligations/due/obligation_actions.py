"""The actions of members on an obligation: dialogs, recording through the worker, and a message."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from datapact.agreements.views.list import find_agreement
from datapact.base.files import read_whole
from datapact.base.texts import N_, Message, _
from datapact.obligations.agenda.leaving import proven_evidence
from datapact.obligations.agenda.page import MemberName
from datapact.obligations.due import commands
from datapact.obligations.due.obligation import Obligation
from datapact.organisation.acting.exported import write_exported
from datapact.organisation.identity.roles import ROLE_WORDS
from datapact_ui.kit.context.overdue import OBLIGATIONS
from datapact_ui.kit.dialogs.reason_dialog import ReasonDialog
from datapact_ui.kit.dialogs.steps import Job, Steps
from datapact_ui.kit.fields.evidence_field import media_of
from datapact_ui.obligations.due.obligation_dialogs import AddObligationDialog, DoneDialog, Met, OwnObligation

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext

TOUCHES = frozenset({OBLIGATIONS, "answers"})  # an open breach stands in answers and in the matrix, too
MAY_RECORD = ("legal", "lead")
MAY_WAIVE = ("legal",)


class ObligationActions(Steps):
    """The actions on obligations; ``owner`` is the view, parent of the dialogs."""

    def __init__(self, context: AppContext, owner: QWidget) -> None:
        super().__init__(context, owner, TOUCHES)

    def refusal(self, roles: Sequence[str] = MAY_RECORD) -> Message | None:
        """The reason why the acting member may not record anything here; None where it may."""
        if self._context.identity.roles & set(roles):
            return None
        return Message(N_("This takes one of the roles: {roles}."), {"roles": ", ".join(_role_words(roles))})

    def done(self, obligation: Obligation) -> None:
        """Record that an obligation was met, with its evidence."""
        dialog = DoneDialog(self._context, obligation, self._owner)

        def step() -> Job:
            met = dialog.met()
            return lambda acting: commands.record_done(acting, obligation.key, met.on, _evidence(met))

        self.ask(dialog, _("Recording what was met"), step, _("Recorded as met."))

    def waive(self, obligation: Obligation) -> None:
        """Record that an obligation need not be met, with the reason."""
        dialog = ReasonDialog(
            self._context,
            "obligation-waive",
            _("Need not be met"),
            str(obligation.title),
            _("Reason"),
            _("Record"),
            "close",
            self._owner,
            help_page="calendar",
        )

        def step() -> Job:
            reason = dialog.words()
            return lambda acting: commands.waive(acting, obligation.key, reason)

        self.ask(dialog, _("Recording the reason"), step, _("Recorded that the duty need not be met."))

    def reopen(self, obligation: Obligation) -> None:
        """Reopen an obligation closed by mistake."""
        if self._context.dialogs.confirm(
            _("Open the duty again?"),
            _("What was recorded stays in the history. The duty counts as open from now on."),
            _("Open it again"),
            keep=_("Leave it closed"),
        ):
            self.write(
                _("Opening the duty again"),
                lambda acting: commands.reopen(acting, obligation.key),
                _("The duty is open again."),
            )

    def assign(self, obligation: Obligation, owner: str) -> None:
        """Record the owner of an obligation; an empty owner is nobody."""
        if owner != obligation.owner:
            self.write(
                _("Recording who looks after it"),
                lambda acting: commands.assign(acting, obligation.key, owner),
                _("Recorded who looks after it."),
            )

    def add(self, members: Sequence[MemberName], number: str = "") -> None:
        """Add an obligation of our own; ``number`` is that of the agreement it belongs to."""
        dialog = AddObligationDialog(self._context, members, number, self._owner)

        def step() -> Job:
            own = dialog.own_obligation()
            return lambda acting: _add(acting, own)

        self.ask(dialog, _("Adding the duty"), step, _("The duty was added."))

    def save_evidence(self, obligation: Obligation) -> None:
        """Write the file recorded as evidence to a chosen path."""
        digest = obligation.evidence.get("evidence", "")
        path = self._context.dialogs.ask_save_file(_("Save the evidence"), _("Evidence"), "")
        if not digest or path is None:
            return

        def write(acting: Acting, _progress: Progress) -> None:
            data = proven_evidence(acting, obligation.key, obligation.agreement)
            write_exported(acting, path, data, Message(N_("Evidence of a duty")), private=False)

        self._context.worker.change(
            self._owner,
            _("Saving {name}", name=path.name),
            write,
            lambda _none: self._context.notify(_("Saved: {name}", name=path.name)),
        )


def _evidence(met: Met) -> commands.Evidence:
    data = read_whole(met.file, limit=commands.LARGEST_EVIDENCE) if met.file is not None else None
    media = media_of(met.file) if met.file is not None else "application/octet-stream"
    return commands.Evidence(met.reference, met.scope, met.method, met.signatory, data, media)


def _add(acting: Acting, own: OwnObligation) -> Obligation:
    agreement = ""
    if own.agreement:
        with acting.vault.read() as session:
            agreement = find_agreement(session, own.agreement)
    return commands.add(
        acting,
        own.title,
        own.due,
        agreement=agreement,
        about=own.about,
        every_months=own.every_months,
        owner=own.owner,
        note=own.note,
    )


def _role_words(roles: Sequence[str]) -> list[str]:
    return [str(Message(ROLE_WORDS[role])) for role in roles]
