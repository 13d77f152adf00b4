"""The shared data of list and overview at one context: index of all agreements, small reads of rows, daily statuses."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from datapact.agreements.projection.calendar_statuses import bring_up_to_date, stale_statuses
from datapact.agreements.views import list as browse
from datapact.agreements.views.list_index import ListIndex
from datapact.base.errors import DataPactError
from datapact.base.texts import _

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext

_NEW_DAY_MSECS = 5 * 60 * 1000
_AGREEMENT = "urn:uuid:"
_MANY = 20_000
"""Agreements from which loading the index leaves so much memory free that it is handed back at once."""


class AllAgreements(QObject):
    """The index of a context's agreements. Jobs of ``worker.read`` use it: they all have one thread."""

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self._context = context
        self._index = ListIndex()
        self._stale = True
        self._day: date | None = None
        context.changed.connect(self._on_change)
        self._clock = QTimer(self)
        self._clock.setInterval(_NEW_DAY_MSECS)
        self._clock.timeout.connect(self.follow_calendar)
        self._clock.start()
        self.follow_calendar()

    @staticmethod
    def of(context: AppContext) -> AllAgreements:
        """The ``AllAgreements`` of this context."""
        found = context.findChild(AllAgreements)
        return found if found is not None else AllAgreements(context)

    def index(self, session: Session) -> ListIndex:
        """The present index, loaded when agreements have changed; only for jobs."""
        if self._stale:
            self._stale = False  # first, because a change meanwhile makes it stale again
            try:
                self._index.load(session)
            except BaseException:
                self._stale = True
                raise
            if len(self._index) >= _MANY:  # what was read for it, over several connections
                self._context.worker.acting.vault.give_back_memory()
        return self._index

    def rows(self, keys: Sequence[int]) -> dict[int, browse.ListedAgreement]:
        """The few rows that are shown, read at once: a page takes about a millisecond. None while the vault is busy."""
        try:
            with self._context.worker.acting.vault.read() as session:
                return browse.rows_of(session, keys)
        except DataPactError:
            return {}

    def follow_calendar(self) -> None:
        """Update statuses that depend on the day (in force, expired, terminated) in the background, on a new day."""
        today = self._context.today()
        if today == self._day:
            return
        self._day = today

        def is_stale(acting: Acting) -> bool:
            with acting.vault.read() as session:
                return bool(stale_statuses(session, today))

        self._context.worker.read(  # it looks at every agreement, so not before the first rows are painted
            self, is_stale, lambda stale: self._renew(today) if stale else None, key="calendar", unhurried=True
        )

    def _renew(self, today: date) -> None:
        def write(acting: Acting, _progress: Progress) -> None:
            bring_up_to_date(acting, today)

        self._context.worker.change(self, _("Bringing statuses up to date"), write, touches=frozenset({"list"}))

    def _on_change(self, what: frozenset[str]) -> None:
        if concerns_list(what):
            self._stale = True


def concerns_list(what: frozenset[str]) -> bool:
    """Whether a change can show in the list or the overview."""
    return "list" in what or "partners" in what or any(name.startswith(_AGREEMENT) for name in what)
