"""Say which member of the house looks after an agreement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.base.texts import _
from datapact_ui.kit.dialogs.form_dialog import FormDialog

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext


class AssignDialog(FormDialog):
    """A list of the members, and nobody."""

    help_page = "team"
    touches = frozenset({"list"})

    def __init__(
        self,
        context: AppContext,
        history: str,
        people: Sequence[tuple[str, str]],
        now: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            context,
            "agreement-assign",
            _("Who looks after this agreement?"),
            _("The member finds it on the overview. It is a mark of the house: no partner hears of it."),
            _("Save"),
            "check",
            parent,
            above=True,
        )
        self._history = history
        choices = [("", _("Nobody")), *people]
        self.member = self.choice("agreement-assignee", _("Looked after by"), choices, now)
        self.fit_fields(84)

    def why_not(self) -> str:
        return ""

    def do(self) -> None:
        history, member = self._history, str(self.member.currentData())

        def job(acting: Acting, _progress: Progress) -> None:
            from datapact.agreements.steps.assigning import assign_agreement

            assign_agreement(acting, history, member)

        def done(_none: None) -> None:
            self.context.notify(_("Recorded who looks after it."))
            self.accept()

        self.run(_("Recording who looks after it"), job, done)


def ask_assignee(context: AppContext, history: str, owner: QWidget) -> None:
    """Read the members and who looks after the agreement now, then ask."""

    def read(acting: Acting) -> tuple[list[tuple[str, str]], str]:
        from datapact.agreements.steps.assigning import assignee
        from datapact.organisation.identity.own_history import own_line

        with acting.vault.read() as session:
            members = own_line(session).state.members.values()
            people = sorted(((one.id, one.name or one.id) for one in members), key=lambda one: one[1].casefold())
            return people, assignee(session, history)

    def ask(found: tuple[list[tuple[str, str]], str]) -> None:
        AssignDialog(context, history, found[0], found[1], owner).open()

    context.worker.read(owner, read, ask, key="assignee")
