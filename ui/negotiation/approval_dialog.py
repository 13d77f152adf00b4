"""Ask colleagues for their approval: whom, and what they are to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from datapact.agreements.steps.approvals import request_approval
from datapact.agreements.views.approvals import Colleagues, colleagues
from datapact.base.texts import _
from datapact_ui.kit.dialogs.form_dialog import FormDialog
from datapact_ui.kit.fields.ticked_list import TickedList

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext


class ApprovalRequestDialog(FormDialog):
    """Colleagues who may approve are ticked where a rule wants them."""

    help_page = "agreement"

    def __init__(self, context: AppContext, history: str, found: Colleagues, parent: QWidget | None = None) -> None:
        super().__init__(
            context,
            "ask_approval_dialog",
            _("Ask for approval"),
            _("The colleagues find this text on their overview. They approve exactly it; each later change asks anew."),
            _("Ask"),
            "ask",
            parent,
            above=True,
        )
        self.touches = frozenset({history, "list"})
        self._history = history
        words = _("Who is to approve")
        ticked = {one.id for one in found.wanted}
        self.who = TickedList(
            "approval-members", words, [(one.id, one.name) for one in found.people], ticked, self.form
        )
        self.who.ticked_changed.connect(self.update_state)
        self.form.add("approval-members", words, self.who)
        self.note = self.paragraph("approval-note", _("What to look at (optional)"), 3)
        self.fit_fields(80)

    def why_not(self) -> str:
        if not self.who.count():
            return _("Nobody else in your house has the role Legal or Project lead.")
        return "" if self.who.ticked() else _("Tick at least one colleague.")

    def do(self) -> None:
        history, note = self._history, self.note.toPlainText().strip()
        members = self.who.ticked()

        def write(acting: Acting, _progress: Progress) -> None:
            request_approval(acting, history, note, members)

        def done(_none: None) -> None:
            self.context.notify(_("Your colleagues find the text on their overview."))
            self.accept()

        self.run(_("Asking for approval"), write, done)


def ask_colleagues(context: AppContext, history: str, owner: QWidget) -> None:
    """Read whom to ask, and open the dialog over ``owner``."""
    context.worker.read(
        owner,
        lambda acting: colleagues(acting, history),
        lambda found: ApprovalRequestDialog(context, history, found, owner).open(),
        key="colleagues",
    )
