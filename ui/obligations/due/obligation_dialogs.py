"""Dialogs before a record about an obligation: how it was met, and an obligation of our own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit, QWidget

from datapact.base.texts import Message, _
from datapact.obligations.agenda.page import MemberName
from datapact.obligations.due.obligation import KINDS, Obligation
from datapact_ui.kit.dialogs.form_dialog import FormDialog

if TYPE_CHECKING:
    from datapact_ui.kit.context.app_context import AppContext

OWN_KINDS = ("own", "certificate", "guarantee", "training", "review", "sub_processor", "transfer_assessment")
NEEDS_CERTIFICATE = ("deletion", "certificate_due")


@dataclass(frozen=True, slots=True)
class Met:
    """The values entered: how an obligation was met."""

    on: date
    """Local day, not later than today."""
    reference: str
    """Evidence in words, or where it is kept; may be empty."""
    scope: str
    """What was deleted or returned; empty unless it is a deletion."""
    method: str
    """How it was deleted; empty unless it is a deletion."""
    signatory: str
    """Who signed the certificate; empty unless it is a deletion."""
    file: Path | None
    """Evidence as a file; None for none."""


class DoneDialog(FormDialog):
    """The form for how an obligation was met; for a deletion the certificate's scope, method and signatory."""

    help_page = "calendar"

    def __init__(self, context: AppContext, obligation: Obligation, parent: QWidget | None = None) -> None:
        super().__init__(
            context,
            "obligation-done",
            _("Record as met"),
            str(obligation.title),
            _("Record as met"),
            "check",
            parent,
        )
        self._certified = obligation.kind in NEEDS_CERTIFICATE
        self.on = self.set_day("obligation-done", _("Met on"), context.today())
        self.on.set_latest(context.today())
        self.scope = self.method = self.signatory = None
        if self._certified:
            self.scope = self.line("obligation-done-scope", _("Scope: what was deleted or returned"))
            self.method = self.line("obligation-done-method", _("Method"))
            self.signatory = self.line("obligation-done-signatory", _("Who signed the certificate"))
        self.reference = self.line("obligation-done-reference", _("Evidence in words, or where it is kept"))
        self.file = self.evidence("obligation-done-file", _("Evidence as a file"))
        self.fit_fields(88)
        (self.scope or self.reference).setFocus()

    def why_not(self) -> str:
        fields = (self.scope, self.method, self.signatory)
        return self.needs("", *(field for field in fields if field is not None))

    def met(self) -> Met:
        """The record as entered."""

        def text(field: QLineEdit | None) -> str:
            return field.text().strip() if field is not None else ""

        return Met(
            self.on.day(),
            text(self.reference),
            text(self.scope),
            text(self.method),
            text(self.signatory),
            self.file.path,
        )


@dataclass(frozen=True, slots=True)
class OwnObligation:
    """The values entered: an obligation of our own; ``agreement`` is a number, or empty."""

    title: str
    """Not blank."""
    due: date
    """Local day; of a recurring duty the first one."""
    about: str
    """One of ``OWN_KINDS``."""
    every_months: int
    """0: once."""
    owner: str
    """Id of a member; empty for nobody."""
    note: str
    """Free text, may be empty."""
    agreement: str


class AddObligationDialog(FormDialog):
    """The form for an obligation from no agreement: a certificate that expires, a training, a promise."""

    help_page = "calendar"

    def __init__(
        self, context: AppContext, members: Sequence[MemberName], number: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(
            context,
            "obligation-add",
            _("Add a duty of our own"),
            _("For what no agreement says by itself: a certificate that expires, a training, a promise made."),
            _("Add the duty"),
            "add",
            parent,
        )
        self.title_line = self.line("obligation-add-title", _("What is to be done"))
        self.due = self.set_day("obligation-due", _("Due on"), context.today())
        self.about = self.choice(
            "obligation-add-about", _("Kind"), [(kind, str(Message(KINDS[kind]))) for kind in OWN_KINDS]
        )
        self.every = self.number("obligation-add-every", _("Comes again"), 0, 120, 0)
        self.every.setPrefix(_("every") + " ")
        self.every.setSuffix(" " + _("months"))
        self.every.setSpecialValueText(_("once"))
        people = [("", _("Nobody")), *((member.id, member.name) for member in members)]
        self.owner = self.choice("obligation-add-owner", _("Looked after by"), people, context.identity.member)
        self.agreement = self.line(
            "obligation-add-agreement", _("Number of the agreement, if it belongs to one"), number
        )
        self.note = self.paragraph("obligation-add-note", _("Remark"), 2)
        self.fit_fields(88)

    def why_not(self) -> str:
        return self.needs("", self.title_line)

    def own_obligation(self) -> OwnObligation:
        """The record as entered."""
        return OwnObligation(
            self.title_line.text().strip(),
            self.due.day(),
            str(self.about.currentData()),
            self.every.value(),
            str(self.owner.currentData() or ""),
            self.note.toPlainText().strip(),
            self.agreement.text().strip(),
        )
