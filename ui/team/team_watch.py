"""The watch over the team: synchronises while the vault is open, and says how it stands; never with a dialog.

It is a child of the vault's context, so that it ends with it. A thread of its own waits for the database, which may be away for
days; the synchronisation itself runs in the lane of changes once the database answers.
"""

from __future__ import annotations

import math
import threading
import time
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Literal, cast

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication

from datapact.base.errors import Surroundings
from datapact.base.texts import _
from datapact_ui.kit.background.garbage import later
from datapact_ui.kit.context.names import NAMES
from datapact_ui.kit.context.overdue import OBLIGATIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from datapact.base.errors import DataPactError
    from datapact.base.strictjson import JsonValue
    from datapact.organisation.acting.acting_member import Acting
    from datapact.team.database.rows import StayingConnection
    from datapact.team.kept.facts import TeamFacts
    from datapact.team.log.hint import Speaker
    from datapact.team.steps.presence import Colleague, Company
    from datapact.team.steps.synchronise import Synced
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext

TEAM = "team"
"""The argument of ``context.changed`` when what is known of the team changed."""
EVERYTHING = frozenset(
    {
        "list",
        "partners",
        "members",
        "settings",
        "consent",
        "deliveries",
        "recalls",
        "decisions",
        "audits",
        "library",
        TEAM,
    }
)
PRESENCE = "team.presence"
"""Setting of a member: whether colleagues see that the window is open, and which agreement is edited."""
_COMPANY_MSECS = 10_000
_FIRST_MSECS = 2_500
_NEWS_MSECS = 5
_OWN_MSECS = 60
_OWN_AGAIN = 2.0  # seconds between two synchronisations for own changes, as while somebody types
_QUICK = 0.4  # seconds up to which a synchronisation holds nobody up who goes on working
_REST = 60.0  # seconds after which an unused connection is closed
_ROUND_MSECS = 5 * 60_000
_SILENT = frozenset({NAMES, OBLIGATIONS, TEAM})

type Standing = Literal["none", "waiting", "fine", "away", "stopped"]


@dataclass(frozen=True, slots=True)
class TeamNow:
    """The state of this copy with its team at the moment."""

    standing: Standing
    """``none``: no team; ``waiting``: not synchronised since the vault was opened; ``fine``; ``away``: works without a
    connection; ``stopped``: something else than the connection is in the way."""
    at: datetime | None = None
    """When it was synchronised last, as far as known."""
    why: str = ""
    """The sentence of what is in the way."""


@dataclass(frozen=True, slots=True)
class Brought:
    """The entries that a synchronisation brought into this copy."""

    synced: Synced
    """Its outcome."""
    histories: frozenset[str]
    """Histories with new entries."""
    settings: Mapping[str, JsonValue]
    """Of the whole vault and of this member, as they are now."""
    has_news: bool
    """Whether colleagues' items came in."""


class TeamWatch(QObject):
    """Synchronises on news, after own changes and now and then; tells by ``stands``."""

    stands = Signal(object)
    """The TeamNow whenever it is another one."""
    synced = Signal(object)
    """The Brought of each synchronisation that ended well."""
    company_changed = Signal()
    """Other colleagues are here than before, or edit something else."""
    _told = Signal(str, object)

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self._context = context
        self.now = TeamNow("none")
        self._database = ""
        self._stop = threading.Event()
        self._underway = self._again = self._looks_after = False
        self.colleagues: tuple[Colleague, ...] = ()
        """Whose windows are open now, as far as they say so."""
        self._speaker: Speaker | None = None
        self._names: dict[str, str] = {}
        self._company: Company | None = None
        self._editing = ""
        self._titles: dict[str, str] = {}
        self._say_at = 0.0
        self._worked_at = self._began_at = -math.inf
        self._took = 0.0
        self.connection: StayingConnection | None = None
        """For whoever synchronises in this window; None without a team."""
        self._has_focus = QGuiApplication.applicationState() == Qt.ApplicationState.ApplicationActive
        if (app := QGuiApplication.instance()) is not None:
            cast("QGuiApplication", app).applicationStateChanged.connect(self._note_focus)
        self._look_round = QTimer(self)
        self._look_round.setInterval(_COMPANY_MSECS)
        self._look_round.timeout.connect(self._show_company)
        self._look_round.timeout.connect(self._rest)
        self._told.connect(self._hear)
        self._soon = later(self, _NEWS_MSECS, self.synchronise)
        self._own = later(self, _OWN_MSECS, self.synchronise)
        self._round = QTimer(self)
        self._round.setInterval(_ROUND_MSECS)
        self._round.timeout.connect(self._go_round)
        context.changed.connect(self._on_change)
        context.before_lock.connect(self.stop)
        context.destroyed.connect(self._stop.set)
        later(self, _FIRST_MSECS, self.look).start()

    @staticmethod
    def of(context: AppContext) -> TeamWatch:
        """The watch of a context; a window that is built anew finds the one of before."""
        return context.findChild(TeamWatch) or TeamWatch(context)

    # ---- beginning and ending ----

    def look(self) -> None:
        """Look whether this copy takes part in a team, and begin or end accordingly."""
        if not self._context.identity.reads_only:
            self._context.worker.read(self, _facts, self._begin, key="team", unhurried=True)

    def _begin(self, facts: TeamFacts | None) -> None:
        from datapact.base.clock import read_time
        from datapact.team.database.rows import StayingConnection

        database = facts.database if facts is not None and facts.device else ""
        if database == self._database and database:
            return
        self._stop.set()
        self._database = database
        if facts is None or not database:
            self._round.stop()
            self._look_round.stop()
            self._let_go()  # its rest was looked after by that timer
            self._speaker = None
            self._show_company()
            self._announce(TeamNow("none"))
            return
        self._announce(TeamNow("waiting", read_time(facts.last.at) if facts.last.at else None))
        self._stop = threading.Event()
        if self.connection is None:
            self.connection = StayingConnection()
        self._round.start()
        self._look_round.start()
        self._learn()
        arguments = (database, facts.team, self._stop)
        threading.Thread(target=self._listen, args=arguments, daemon=True, name="team").start()

    def stop(self) -> None:
        """Listen no more: the vault is about to be closed."""
        self._stop.set()
        for timer in (self._soon, self._own, self._round, self._look_round):
            timer.stop()
        self._let_go()

    def _let_go(self) -> None:
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def _rest(self) -> None:
        if self.connection is not None:
            self.connection.rest(_REST)

    def _note_focus(self, now: Qt.ApplicationState) -> None:
        self._has_focus = now == Qt.ApplicationState.ApplicationActive

    def _at_work(self) -> float:
        """In the listening thread: how many seconds ago this member did something."""
        return 0.0 if self._has_focus else time.monotonic() - self._worked_at

    def _listen(self, database: str, team: str, stop: threading.Event) -> None:
        """In a thread of its own, without the vault."""
        from datapact.team.steps.news import hear_news

        def tell(heard: str, what: DataPactError | str | None) -> None:
            if not stop.is_set() and shiboken6.isValid(self):
                self._told.emit(heard, what)

        hear_news(database, team, stop, tell, self._hint, self._at_work)

    # ---- when ----

    def _hear(self, heard: str, what: DataPactError | str | None) -> None:
        if heard == "news":
            if not self._soon.isActive():
                self._soon.start()
        elif isinstance(what, str):
            self._take_hint(what)
        elif what is not None and not self._stop.is_set():
            self._show_error(what)

    # ---- who is here ----

    def edit(self, history: str) -> None:
        """Say that this member edits an agreement now, or none any more (empty)."""
        if history != self._editing:
            self._editing, self._say_at = history, 0.0

    def _take_hint(self, text: str) -> None:
        if self._speaker is None or self._company is None:
            return
        if self._company.hear(self._speaker, text, time.monotonic()):
            before = {one.device for one in self.colleagues}
            self._show_company()
            if {one.device for one in self.colleagues} - before:
                self._say_at = 0.0  # whoever comes sees at once who is here

    def _hint(self) -> str:
        """In the listening thread: the hint that is due, if any and if the member lets colleagues see it."""
        from datapact.team.log.hint import write_hint
        from datapact.team.steps.presence import AGAIN

        speaker, now = self._speaker, time.monotonic()
        if speaker is None or now < self._say_at or not self._context.recall(PRESENCE, True):
            return ""
        self._say_at = now + AGAIN
        return write_hint(speaker, self._context.now(), self._editing)

    def _learn(self) -> None:
        from datapact.team.steps.presence import Company, speaker_of

        self._company = self._company or Company()
        self._context.worker.read(self, speaker_of, self._know, key="speaker", unhurried=True)

    def _know(self, found: tuple[Speaker, dict[str, str]] | None) -> None:
        self._speaker, self._names = (None, {}) if found is None else found
        self._show_company()

    def _show_company(self) -> None:
        speaker = self._speaker
        company = self._company
        if speaker is None or company is None:
            here: tuple[Colleague, ...] = ()
        else:
            here = company.here(speaker, self._names, time.monotonic())
        if here != self.colleagues:
            self.colleagues = here
            self.company_changed.emit()
        wanted = {one.editing for one in here if one.editing} - self._titles.keys()
        if wanted:
            self._context.worker.read(self, lambda acting: _titles(acting, wanted), self._title, key="titles")

    def _title(self, found: dict[str, str]) -> None:
        self._titles |= found
        self.company_changed.emit()

    def title_of(self, history: str) -> str:
        """Number and title of an agreement that a colleague edits; empty where it is not known here."""
        return self._titles.get(history, "")

    def _on_change(self, what: frozenset[str]) -> None:
        if TEAM in what:
            self._looks_after = self._underway  # as where this copy left while a synchronisation waited
            if not self._underway:
                self.look()
        if what - _SILENT and self.now.standing not in ("none", "away"):
            self._worked_at = time.monotonic()
            due = self._began_at + _OWN_AGAIN - time.monotonic()
            if self._took > _QUICK:  # a next step would wait for the network: only once somebody pauses
                self._own.start(int(1000 * _OWN_AGAIN))
            elif not self._own.isActive():
                self._own.start(_OWN_MSECS if due <= 0 else int(1000 * due) + _OWN_MSECS)

    def _go_round(self) -> None:
        if self.now.standing != "away":  # the thread tells when the database is back
            self.synchronise()

    # ---- synchronising ----

    def synchronise(self) -> None:
        """Synchronise; what is in the way is said by ``stands`` and nowhere else."""
        if self.now.standing == "none" or self._stop.is_set():
            return
        if self._underway:
            self._again = True
            return
        self._underway = True
        self._began_at = time.monotonic()
        job = partial(bring_together, through=self.connection)
        self._context.worker.change(
            self, _("Synchronising with the team"), job, self._done, touches=touched, failed=self._failed
        )

    def _done(self, brought: Brought) -> None:
        self._took = time.monotonic() - self._began_at
        self._end()
        self.take(brought)
        if self._again:
            self._again = False
            self._soon.start()

    def _end(self) -> None:
        self._underway = False
        if self._looks_after:
            self._looks_after = False
            self.look()

    def take(self, brought: Brought) -> None:
        """Take note of a synchronisation, also of one that somebody asked for."""
        if brought.has_news:
            self._context.learn_settings(brought.settings)
        if brought.synced.renumbered:
            self._context.notify(" ".join(map(str, brought.synced.renumbered)))
        self._announce(TeamNow("fine", self._context.now()))
        self._learn()
        self.synced.emit(brought)

    def _failed(self, error: DataPactError) -> bool:
        self._again = False
        self._end()
        self._show_error(error)
        return True

    def _show_error(self, error: DataPactError) -> None:
        self._announce(
            replace(self.now, standing="away" if isinstance(error, Surroundings) else "stopped", why=str(error))
        )

    def _announce(self, now: TeamNow) -> None:
        if now != self.now:
            self.now = now
            self.stands.emit(now)


def _facts(acting: Acting) -> TeamFacts | None:
    from datapact.team.kept.facts import team_facts

    with acting.vault.read() as session:
        return team_facts(session)


def _titles(acting: Acting, histories: set[str]) -> dict[str, str]:
    from datapact.agreements.projection.tables import AgreementRow

    with acting.vault.read() as session:
        rows = {one: session.get(AgreementRow, one) for one in histories}
        return {one: "" if row is None else f"{row.number} {row.shown_title}" for one, row in rows.items()}


def bring_together(acting: Acting, _progress: Progress, *, through: StayingConnection | None = None) -> Brought:
    """Synchronise, and note what came; a job for the lane of changes."""
    from datapact.team.steps.colleagues import begin_seeing
    from datapact.team.steps.entries_since import histories_since, newest_entry
    from datapact.team.steps.synchronise import synchronise
    from datapact.vault.database.settings import WHOLE_VAULT, read_settings

    with acting.vault.read() as session:
        before, item = newest_entry(session)
    begin_seeing(acting)
    synced = synchronise(acting, through=through)
    with acting.vault.read() as session:
        histories = histories_since(session, before)
        settings = {**read_settings(session, WHOLE_VAULT), **read_settings(session, acting.member.id)}
    return Brought(
        synced, histories, settings, synced.sequence - item > synced.sent_items or bool(histories or synced.renumbered)
    )


def touched(brought: Brought) -> frozenset[str]:
    """The subjects of which views read again after a synchronisation."""
    return brought.histories | EVERYTHING if brought.has_news else frozenset({TEAM})
