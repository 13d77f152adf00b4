"""The count of overdue obligations for the rail, renewed after every change and on every new day."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from datapact.base.texts import _
from datapact_ui.kit.context.names import NAMES

if TYPE_CHECKING:
    from datapact.obligations.agenda.dashboard import Red
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext

OBLIGATIONS = "obligations"
"""The argument of ``context.changed`` when obligations were derived anew."""
PORTION = 200
"""Number of agreements derived in one change: about a second of work."""
_LOOK_AT_THE_DAY_MSECS = 60_000
_SILENT = frozenset({"settings", NAMES})


def concerns_obligations(what: frozenset[str]) -> bool:
    """Whether a change can show in obligations: everything but the look of the window. Number and lists agree on it."""
    return bool(what - _SILENT)


class OverdueWatch(QObject):
    """Calls ``show`` with the number and its words; updates the table of obligations where agreements changed.

    It ends with its parent, a window, and looks at no day once the context is gone.
    """

    def __init__(self, context: AppContext, show: Callable[[int, str], object], parent: QObject | None = None) -> None:
        super().__init__(parent if parent is not None else context)
        self._context, self._show = context, show
        self._day = context.today()
        self._refreshed = False
        context.changed.connect(self._on_change)
        timer = QTimer(self)
        timer.setInterval(_LOOK_AT_THE_DAY_MSECS)
        timer.timeout.connect(self._look_at_the_day)
        context.destroyed.connect(timer.stop)
        timer.start()
        self.ask()

    def ask(self) -> None:
        """Count again, off the UI thread."""
        if self._context.identity.narrowed:
            return
        self._context.worker.read(self, _count, self._show_red, key="overdue", unhurried=True)

    def _on_change(self, what: frozenset[str]) -> None:
        if concerns_obligations(what):
            self._refreshed = self._refreshed and what == {OBLIGATIONS}
            self.ask()

    def _look_at_the_day(self) -> None:
        if self._context.today() != self._day:
            self._day = self._context.today()
            self.ask()

    def _show_red(self, red: Red) -> None:
        number = red.late or red.breaches  # a clock that runs is seen from every room before it has run out
        self._show(number, "; ".join(str(words) for words in red.words))
        if red.waiting and not self._refreshed:
            self._refreshed = True  # once for each change: failing ones are not tried for ever
            self._refresh()

    def _refresh(self, *, many: bool = False) -> None:
        """Derive some agreements at a time, so that a change in between does not wait for all of them."""
        self._context.worker.change(
            self,
            _("Working out duties"),
            partial(_refresh_some, many=many),
            self._go_on,
            touches=_when_all_are_done,
        )

    def _go_on(self, derived: int) -> None:
        if derived >= PORTION:
            self._refresh(many=True)


def _count(acting: Acting) -> Red:
    from datapact.obligations.agenda.dashboard import needs_me  # much code: not before the window is shown

    return needs_me(acting)


def _refresh_some(acting: Acting, _progress: Progress, *, many: bool) -> int:
    """One portion; after the last of ``many`` the pages that they all read leave the memory."""
    from datapact.obligations.due.projection import refresh_stale

    derived = refresh_stale(acting, most=PORTION)
    if many and derived < PORTION:
        acting.vault.give_back_memory()
    return derived


def _when_all_are_done(derived: int) -> frozenset[str]:
    return frozenset({OBLIGATIONS}) if derived < PORTION else frozenset()
