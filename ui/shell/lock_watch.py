"""The watch that locks the vault: no input for a while, or the computer sleeps.

systemd's logind, where it runs, signals before the computer sleeps; elsewhere it is noticed afterwards.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import SLOT, QObject, QTimer, Signal, Slot

from datapact_ui.kit.background.input_watch import unwatch_input, watch_input
from datapact_ui.shell.sleep_clock import slept_seconds

_BEAT_MSECS = 5_000
_SLEPT_SECONDS = 2.0


class LockWatch(QObject):
    """Emits ``due`` when the vault should be locked.

    ``clock`` gives seconds of wall time; ``slept`` the seconds that the computer has slept, of which only differences mean
    something.
    """

    due = Signal()

    def __init__(
        self,
        parent: QObject | None = None,
        clock: Callable[[], float] = time.time,
        slept: Callable[[], float] = slept_seconds,
    ) -> None:
        super().__init__(parent)
        self._clock = clock
        self._slept = slept
        self._minutes = 0
        self._hears_of_sleep = False
        self._last_input = clock()
        self._last_slept = slept()
        self._beat = QTimer(self)
        self._beat.setInterval(_BEAT_MSECS)
        self._beat.timeout.connect(self.look)

    def start(self, minutes: int) -> None:
        """Start watching; 0 minutes: only for sleep."""
        self._minutes = minutes
        self._last_input = self._clock()
        self._last_slept = self._slept()
        watch_input(self, self._note_input)
        self._beat.start()
        if not self._hears_of_sleep:
            self._hears_of_sleep = hear_of_sleep(self, "prepare_for_sleep(bool)")

    def stop(self) -> None:
        """Stop watching."""
        self._beat.stop()
        unwatch_input(self, self._note_input)

    def set_minutes(self, minutes: int) -> None:
        """Set another time without input."""
        self._minutes = minutes

    def look(self) -> None:
        """Compare the clock with the last input, and the time slept with what it was at the last look."""
        slept, before = self._slept(), self._last_slept
        self._last_slept = slept
        idle = self._clock() - self._last_input
        if slept - before > _SLEPT_SECONDS or (self._minutes and idle >= self._minutes * 60):
            self.due.emit()

    @Slot(bool)
    def prepare_for_sleep(self, begins: bool) -> None:
        """React to the computer going to sleep (``begins``), or waking up."""
        if begins and self._beat.isActive():
            self.due.emit()

    def _note_input(self) -> None:
        self._last_input = self._clock()


def hear_of_sleep(receiver: QObject, slot: str) -> bool:
    """Make logind call ``slot`` (a signature, taking a bool) before and after sleep; False where there is none.

    https://www.freedesktop.org/software/systemd/man/latest/org.freedesktop.login1.html
    """
    if sys.platform != "linux":
        return False
    from PySide6.QtDBus import QDBusConnection

    bus = QDBusConnection.systemBus()
    logind, path = "org.freedesktop.login1", "/org/freedesktop/login1"
    said: Any = SLOT(slot)  # the stubs say bytes, which ``connect`` refuses
    return bus.isConnected() and bus.connect(logind, path, f"{logind}.Manager", "PrepareForSleep", receiver, said)
