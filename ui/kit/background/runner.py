"""Background work: every read and every change of a vault runs off the UI thread, and its result returns to it.

Jobs get the acting member and return plain values; they never touch a widget. Reads have one thread, changes have
another and run in order. The thread of a job never holds the last reference to a view: job, owner and outcome are kept in
tables of the UI thread, and between the threads only the number of a task travels. So no widget is ever destroyed in
another thread, nor is what the frames of an error hold.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, QThreadPool, QTimer, Signal, Slot

from datapact.base.errors import DataPactError
from datapact.base.local_log import level_of
from datapact.base.texts import current_language, use_language
from datapact_ui.kit.background.garbage import later

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting

log = logging.getLogger(__name__)

STANDSTILL_SECONDS = 1.0
"""Seconds from which the log records that a result blocked the window."""

_CLOSED_SECONDS = 60
_LOOKED_MSECS = 1_000
_PAINTED_MSECS = 50
"""After which what a read has shown is painted, so that less urgent reads begin."""

type Touched = frozenset[str]
type Failed = Callable[[DataPactError], bool]
"""Told of an error first; True when it has shown it itself."""


class Cancelled(Exception):
    """The exception for cancelling by the user; raised inside a job by its progress, and never shown."""


class Progress(Protocol):
    """The callback of a long job: its step, the amount done, the total (0: not known). Raises Cancelled."""

    def __call__(self, what: str, done: int, total: int) -> None: ...


@dataclass(slots=True)
class Task:
    """One job underway, in the UI thread's table until its result was delivered."""

    number: int
    """From 1, in the order of starting."""
    words: str
    """The work in words, shown when it takes over a second; empty for a read."""
    owner: QObject | None
    """The result is dropped when it is gone; None: delivered in any case."""
    job: Callable[[Progress], Any]
    """Runs in the thread of its lane."""
    done: Callable[[Any], None] | None
    """Gets the value, in the UI thread; None for nothing to do."""
    failed: Failed | None
    """Hears of an error first; None: the one place for errors shows it."""
    after: Callable[[Any], object] | None = None
    """Called with the value after ``done``, also where the owner is gone."""
    generation: tuple[int, str, int] | None = None
    """Id of the owner, key and number of a read; None for a change."""
    cancelled: threading.Event = field(default_factory=threading.Event)
    """Set when the user cancels; the next report of progress raises then."""
    can_stop: bool = True
    """False for a change that is finished once it has begun, such as encrypting the vault anew."""
    unhurried: bool = False
    """True for a read that begins after all others."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of a job: a value, or the exception it raised."""

    value: Any = None
    """The value returned by the job; None where it raised."""
    error: BaseException | None = None
    """The exception raised by the job; None where it returned."""


class Runner(QObject):
    """Runs jobs in lanes of one thread each, and delivers their results in the UI thread."""

    started = Signal(int, str, bool)
    """A change has begun: its number, its words, and whether it can be stopped."""
    progressed = Signal(int, str, int, int)
    """Number of the change, what it does, done, total."""
    ended = Signal(int)
    failed = Signal(object)
    """A DataPactError that nobody has shown: for the one place that shows errors."""
    broke = Signal(object)
    """Anything else that was raised: a bug, for the fault dialog."""
    went_idle = Signal()
    _came_back = Signal(int)
    """The number of a task whose outcome is in the table."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks: dict[int, Task] = {}
        self._outcomes: dict[int, Outcome] = {}
        """Written by the threads of the lanes, emptied by the UI thread."""
        self._newest: dict[tuple[int, str], int] = {}
        self._unhurried: list[Task] = []
        """Reads that wait until those that were asked for at the same time are shown."""
        self._after_reads: list[tuple[QObject, Callable[[], object]]] = []
        self._numbers = 0
        self._closed = False
        """Once the vault is closed nothing begins: Qt waits for a thread of a lane that it destroys, and that one for Python."""
        self._soon = later(self, _PAINTED_MSECS, self._go_on)
        self._reads, self._changes, self._aside = QThreadPool(self), QThreadPool(self), QThreadPool(self)
        self._beside: set[int] = set()
        for pool in (self._reads, self._changes, self._aside):
            pool.setMaxThreadCount(1)
        self._came_back.connect(self._deliver)

    # ---- starting ----

    def run(
        self,
        owner: QObject | None,
        words: str,
        job: Callable[[Progress], Any],
        done: Callable[[Any], None] | None = None,
        *,
        failed: Failed | None = None,
    ) -> None:
        """Run a long job that needs no open vault: derive keys, make a vault, restore a backup."""
        self._start(self._changes, Task(self._number(), words, owner, job, done, failed))

    def run_apart(
        self,
        owner: QObject | None,
        words: str,
        job: Callable[[Progress], Any],
        done: Callable[[Any], None] | None = None,
        *,
        failed: Failed | None = None,
    ) -> None:
        """Run a long job that needs no vault in a lane of its own, so that reads and changes go on: print pages."""
        number = self._number()
        self._beside.add(number)
        self._start(self._aside, Task(number, words, owner, job, done, failed))

    def _number(self) -> int:
        self._numbers += 1
        return self._numbers

    def _start(self, pool: QThreadPool, task: Task) -> None:
        if self._closed:
            return
        number, language = task.number, current_language()
        self._tasks[number] = task
        pool.start(lambda: self._run_job(number, language))

    def _start_unhurried(self, task: Task) -> None:
        if self._closed:
            return
        self._tasks[task.number] = task
        self._unhurried.append(task)
        self._soon.start()

    def _go_on(self) -> None:
        """Start unhurried reads once no other read is underway and the last result is painted."""
        waiting = {task.number for task in self._unhurried}
        if any(task.generation is not None for task in self._tasks.values() if task.number not in waiting):
            return
        tasks, self._unhurried = self._unhurried, []
        for task in tasks:
            self._start(self._reads, task)

    def _run_job(self, number: int, language: Any) -> None:
        """Run a job in the thread of the lane; drops local references before announcing the result."""
        use_language(language)
        task = self._tasks[number]
        try:
            if self._is_stale(task):
                self._outcomes[number] = Outcome(error=Cancelled())
            else:
                if task.generation is None:
                    self.started.emit(number, task.words, task.can_stop)
                self._outcomes[number] = Outcome(task.job(self._progress_of(task)))
        except BaseException as error:  # noqa: BLE001 - told apart in the UI thread
            self._outcomes[number] = Outcome(error=error)
        del task
        if shiboken6.isValid(self):
            self._came_back.emit(number)

    def _progress_of(self, task: Task) -> Progress:
        number, cancelled = task.number, task.cancelled

        def progress(what: str, done: int, total: int) -> None:
            if cancelled.is_set():
                raise Cancelled
            self.progressed.emit(number, what, done, total)

        return progress

    # ---- coming back ----

    @Slot(int)
    def _deliver(self, number: int) -> None:
        task, outcome = self._tasks.pop(number), self._take_outcome(number)
        self._beside.discard(number)
        self.ended.emit(number)
        began = time.monotonic()
        try:
            if outcome.error is not None:
                self._show_error(task, outcome.error)
                return
            wanted = not self._is_stale(task)
            if wanted and task.done is not None and (task.owner is None or shiboken6.isValid(task.owner)):
                task.done(outcome.value)
            if task.after is not None:
                task.after(outcome.value)
        finally:
            took = time.monotonic() - began
            if took > STANDSTILL_SECONDS:
                log.warning("showing a result kept the window from answering for %.1f s", took)
            if self._after_reads:
                self._call_waiting()
            if not self._tasks:
                self.went_idle.emit()
            elif self._unhurried:
                self._soon.start()

    def _take_outcome(self, number: int) -> Outcome:
        return self._outcomes.pop(number)

    def after_reads(self, owner: QObject, call: Callable[[], object]) -> None:
        """Call ``call`` once no read is underway but unhurried ones; at once if none is, never if ``owner`` is gone."""
        self._after_reads.append((owner, call))
        self._call_waiting()

    def _call_waiting(self) -> None:
        if any(task.generation is not None and not task.unhurried for task in self._tasks.values()):
            return
        waiting, self._after_reads = self._after_reads, []
        for owner, call in waiting:
            if shiboken6.isValid(owner):
                call()

    def _show_error(self, task: Task, error: BaseException) -> None:
        if isinstance(error, Cancelled) or self._is_stale(task):
            return
        if isinstance(error, DataPactError):
            log.log(level_of(error), "a step in a window ended with an error", exc_info=error)
            alive = task.owner is None or shiboken6.isValid(task.owner)
            if not (task.failed is not None and alive and task.failed(error)):
                self.failed.emit(error)
        else:
            self.broke.emit(error)

    def _is_stale(self, task: Task) -> bool:
        if task.generation is None:
            return False
        owner, key, generation = task.generation
        return self._newest.get((owner, key)) != generation

    # ---- steering ----

    def cancel(self, number: int) -> None:
        """Ask a change to stop at its next report of progress."""
        task = self._tasks.get(number)
        if task is not None and task.can_stop:
            task.cancelled.set()

    def forget_reads(self) -> None:
        """Drop the results of all reads underway, and the reads that have not begun."""
        self._newest.clear()
        self._soon.stop()
        for task in self._unhurried:
            del self._tasks[task.number]
        self._unhurried.clear()

    def idle(self) -> bool:
        """Whether nothing is underway or waiting."""
        return not self._tasks

    def wait_until_idle(self, msecs: int = 60_000) -> bool:
        """Process events until nothing is underway; False when that took longer than ``msecs``."""
        if self.idle():
            return True
        loop = QEventLoop()
        self.went_idle.connect(loop.quit)
        timer = QTimer()
        timer.setSingleShot(True)
        timer.timeout.connect(loop.quit)
        timer.start(msecs)
        while not self.idle() and timer.isActive():
            loop.exec()
        self.went_idle.disconnect(loop.quit)
        return self.idle()


class Worker(Runner):
    """The runner of an open vault: every view reads and changes only through it."""

    changed = Signal(object)
    """frozenset of what a change touched."""

    def __init__(self, acting: Acting, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._acting = acting
        self._reading = threading.Lock()
        """Held by every read, and by a change that must be alone."""

    @property
    def acting(self) -> Acting:
        """The acting member; for jobs, not for views."""
        return self._acting

    def work_as(self, acting: Acting) -> None:
        """Continue with the member's new keys, or with a vault opened anew after this one was closed."""
        self._acting, self._closed = acting, False

    def read[T](
        self,
        owner: QObject,
        job: Callable[[Acting], T],
        done: Callable[[T], None],
        *,
        key: str = "",
        failed: Failed | None = None,
        unhurried: bool = False,
    ) -> None:
        """Run ``job`` off the UI thread, then ``done`` in it; ``unhurried``: after all other reads.

        ``done`` is not called when ``owner`` is gone or, with a ``key``, when a newer read of the same owner and key
        was started meanwhile. Without a key every read is delivered.
        """
        number = self._number()
        name = (id(owner), key or f"#{number}")
        self._newest[name] = number

        def run(_progress: Progress) -> T:
            with self._reading:
                return job(self._acting)

        task = Task(number, "", owner, run, done, failed, generation=(*name, number), unhurried=unhurried)
        if not key:
            task.after = lambda _value: self._newest.pop(name, None)
        if unhurried:
            self._start_unhurried(task)
        else:
            self._start(self._reads, task)

    def change[T](
        self,
        owner: QObject,
        words: str,
        job: Callable[[Acting, Progress], T],
        done: Callable[[T], None] | None = None,
        *,
        touches: Touched | Callable[[T], Touched] = frozenset(),
        failed: Failed | None = None,
        alone: bool = False,
    ) -> None:
        """Run ``job`` after all changes before it; ``words`` describe the work if it takes over a second.

        On success ``done`` is called and then ``changed`` is emitted with its ``touches`` (which may depend on the
        result). A DataPactError goes to the one place for errors unless ``failed`` returns True; any other exception
        goes to the fault dialog. ``alone``: the vault gets a new key, so no read runs beside it and it cannot be
        cancelled.
        """

        def after(value: T) -> None:
            what = touches(value) if callable(touches) else touches
            if what:
                self.changed.emit(what)

        def run(progress: Progress) -> T:
            if not alone:
                return job(self._acting, progress)
            with self._reading:
                return job(self._acting, progress)

        task = Task(self._number(), words, owner, run, done, failed, after, can_stop=not alone)
        self._start(self._changes, task)

    def close(self) -> None:
        """Wait for the change underway, drop every read, and close the vault.

        Its window is hidden by then, and only results are delivered meanwhile: in an event loop Qt would destroy dialogs
        and fire timers beside a thread that still runs, which kills the process now and then.
        """
        for number in self._beside:
            self.cancel(number)
        end = time.monotonic() + _CLOSED_SECONDS
        self.forget_reads()
        while not self.idle() and time.monotonic() < end:
            for pool in (self._reads, self._changes, self._aside):
                pool.waitForDone(_LOOKED_MSECS)
            QCoreApplication.sendPostedEvents(self, QEvent.Type.MetaCall)
            self.forget_reads()  # what a result asked for
        self._closed = True
        self._reads.waitForDone()
        self._aside.waitForDone()
        self._changes.waitForDone()
        self._acting.close()
