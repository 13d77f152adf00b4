"""The count of texts that colleagues asked this member to approve, and of comments that name the member, for the rail: what needs me."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from datapact.base.texts import counted
from datapact_ui.agreements.all_agreements import concerns_list

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.context.app_context import AppContext


class ApprovalWatch(QObject):
    """Calls ``show`` with the number and its words, after every change of an agreement."""

    def __init__(self, context: AppContext, show: Callable[[int, str], object], parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._show = context, show
        context.changed.connect(self._on_change)
        self.ask()

    def ask(self) -> None:
        """Count again, off the UI thread."""
        if not self._context.identity.narrowed and not self._context.identity.reads_only:
            self._context.worker.read(self, _waiting, self._tell, key="asked", unhurried=True)

    def _on_change(self, what: frozenset[str]) -> None:
        if concerns_list(what):
            self.ask()

    def _tell(self, waiting: tuple[int, int]) -> None:
        texts, mentions = waiting
        words = [
            str(counted("{n} text waits for your approval", "{n} texts wait for your approval", texts))
            if texts
            else "",
            str(counted("{n} comment names you", "{n} comments name you", mentions)) if mentions else "",
        ]
        self._show(texts + mentions, ", ".join(filter(None, words)))


def _waiting(acting: Acting) -> tuple[int, int]:
    from datapact.agreements.views.approvals import waiting_for_me  # much code: not before the window is shown
    from datapact.team.steps.mentions import mentions_of_me

    return len(waiting_for_me(acting)), len(mentions_of_me(acting))
