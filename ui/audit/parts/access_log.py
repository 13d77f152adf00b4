"""The log of an auditor's accesses, recorded every few minutes and before the vault is locked."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from datapact.audit.engagements.access_log import Viewed, What, record_viewed
from datapact.base.texts import _

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext, Place

_EVERY_MSECS = 5 * 60 * 1000
_AGAIN = timedelta(minutes=30)
"""The same thing is noted anew only after this long."""
_PAGES = frozenset({"agreement", "signing"})


class AccessLog(QObject):
    """The access log of a context whose member has the role auditor."""

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self._context = context
        self._waiting: list[Viewed] = []
        self._last: dict[tuple[str, str], Viewed] = {}
        context.went.connect(self._on_place)
        context.before_lock.connect(self.record)
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MSECS)
        self._timer.timeout.connect(self.record)
        self._timer.start()

    @staticmethod
    def of(context: AppContext) -> AccessLog:
        """The access log of this context, which outlives its windows."""
        return context.findChild(AccessLog) or AccessLog(context)

    @staticmethod
    def note(context: AppContext, what: What, about: str, history: str = "") -> None:
        """Note an access, if the member is an auditor."""
        found = context.findChild(AccessLog)
        if found is not None and about:
            found.add(Viewed(what, about, context.now(), history))

    def add(self, seen: Viewed) -> None:
        """Note an access, unless it was noted a short while ago."""
        before = self._last.get((seen.what, seen.about))
        if before is None or seen.time - before.time >= _AGAIN:
            self._last[seen.what, seen.about] = seen
            self._waiting.append(seen)

    def _on_place(self, place: Place) -> None:
        if place.view in _PAGES:
            self.add(Viewed("agreement", place.key, self._context.now(), place.key))

    def record(self) -> None:
        """Record the accesses noted so far."""
        seen, self._waiting = self._waiting, []
        if not seen:
            return

        def write(acting: Acting, _progress: Progress) -> int:
            return record_viewed(acting, seen)

        self._context.worker.change(
            self,
            _("Recording what was looked at"),
            write,
            touches=lambda number: frozenset({"audits"}) if number else frozenset(),
        )
