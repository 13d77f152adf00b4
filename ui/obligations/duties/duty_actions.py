"""What members do with a duty, as they take it: ask what is needed, record it through the worker, say so."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QWidget

from datapact.agreements.views.list import find_agreement
from datapact.base.files import read_whole, write_whole
from datapact.base.texts import N_, Message, _
from datapact.obligations.agenda.page import MemberName
from datapact.obligations.due import commands
from datapact.obligations.due.obligation import Duty
from datapact.organisation.identity.roles import ROLE_WORDS
from datapact_ui.kit.context.overdue import DUTIES
from datapact_ui.kit.dialogs.reason_dialog import ReasonDialog
from datapact_ui.kit.fields.evidence_field import media_of
from datapact_ui.obligations.duties.duty_dialogs import AddDutyDialog, DoneDialog, Met, OwnDuty

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.desk import Desk

TOUCHES = frozenset({DUTIES})
MAY_RECORD = ("legal", "lead")
MAY_WAIVE = ("legal",)


class DutyActions(QObject):
    """Everything that can be done with duties; ``owner`` is the view, parent of the dialogs."""

    def __init__(self, desk: Desk, owner: QWidget) -> None:
        super().__init__(owner)
        self._desk, self._owner = desk, owner

    def refusal(self, roles: Sequence[str] = MAY_RECORD) -> Message | None:
        """Why the member at work may not record anything here; None where it may."""
        if self._desk.identity.roles & set(roles):
            return None
        return Message(N_("This takes one of the roles: {roles}."), {"roles": ", ".join(_role_words(roles))})

    def done(self, duty: Duty) -> None:
        """Record that a duty was met, with its evidence."""
        dialog = DoneDialog(duty, self._desk.today(), self._desk.dialogs, self._owner)

        def write() -> None:
            met = dialog.met()
            self._write(
                _("Recording what was met"),
                lambda acting: commands.record_done(acting, duty.key, met.on, _evidence(met)),
                _("Recorded as met."),
            )

        self._open(dialog, write)

    def waive(self, duty: Duty) -> None:
        """Record that a duty need not be met, with the reason."""
        dialog = ReasonDialog(
            "duty-waive",
            _("Need not be met"),
            str(duty.title),
            _("Reason"),
            _("Record"),
            "close",
            help_page="calendar",
            parent=self._owner,
        )

        def write() -> None:
            reason = dialog.words()
            self._write(
                _("Recording the reason"),
                lambda acting: commands.waive(acting, duty.key, reason),
                _("Recorded that the duty need not be met."),
            )

        self._open(dialog, write)

    def reopen(self, duty: Duty) -> None:
        """Open a duty again that was closed by mistake."""
        if self._desk.dialogs.confirm(
            _("Open the duty again?"),
            _("What was recorded stays in the history. The duty counts as open from now on."),
            _("Open it again"),
            keep=_("Leave it closed"),
        ):
            self._write(
                _("Opening the duty again"),
                lambda acting: commands.reopen(acting, duty.key),
                _("The duty is open again."),
            )

    def assign(self, duty: Duty, owner: str) -> None:
        """Record who looks after a duty; an empty owner is nobody."""
        if owner != duty.owner:
            self._write(
                _("Recording who looks after it"),
                lambda acting: commands.assign(acting, duty.key, owner),
                _("Recorded who looks after it."),
            )

    def add(self, members: Sequence[MemberName], number: str = "") -> None:
        """Add a duty of our own; ``number`` is that of the agreement it belongs to."""
        dialog = AddDutyDialog(self._desk.today(), members, self._desk.identity.member, number, self._owner)

        def write() -> None:
            own = dialog.own_duty()
            self._write(_("Adding the duty"), lambda acting: _add(acting, own), _("The duty was added."))

        self._open(dialog, write)

    def save_evidence(self, duty: Duty) -> None:
        """Write the file that was recorded as evidence to where the user wants it."""
        digest = duty.evidence.get("evidence", "")
        path = self._desk.dialogs.ask_save_file(_("Save the evidence"), _("Evidence"), "")
        if not digest or path is None:
            return

        def write(acting: Acting, _progress: Progress) -> None:
            write_whole(path, commands.evidence_file(acting, digest), private=False)

        self._desk.worker.change(
            self._owner,
            _("Saving {name}", name=path.name),
            write,
            lambda _none: self._desk.notify(_("Saved: {name}", name=path.name)),
        )

    def _open(self, dialog: QDialog, then: Callable[[], None]) -> None:
        dialog.accepted.connect(then)
        dialog.finished.connect(dialog.deleteLater)
        dialog.setModal(True)
        dialog.open()

    def _write(self, words: str, job: Callable[[Acting], object], said: str) -> None:
        def write(acting: Acting, _progress: Progress) -> None:
            job(acting)

        self._desk.worker.change(self._owner, words, write, lambda _none: self._desk.notify(said), touches=TOUCHES)


def _evidence(met: Met) -> commands.Evidence:
    data = read_whole(met.file, limit=commands.LARGEST_EVIDENCE) if met.file is not None else None
    media = media_of(met.file) if met.file is not None else "application/octet-stream"
    return commands.Evidence(met.reference, met.scope, met.method, met.signatory, data, media)


def _add(acting: Acting, own: OwnDuty) -> Duty:
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
