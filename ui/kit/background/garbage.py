"""Garbage collection in the UI thread only, for what Python and Qt destroy: Python's cycle collector, and timers.

It runs in any thread that crosses its threshold. A cycle that holds a widget could then be destroyed in a thread of the
runner, for which Qt aborts the process. So it is switched off, and a timer of the UI thread does its work.
"""

from __future__ import annotations

import gc
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

_EVERY_MSECS = 500
_holders = 0
"""Number of holders that want the collector off. One that is released late must not switch it on for the others."""


def hold_collection() -> None:
    """Switch Python's collector off until every caller has called ``release_collection``."""
    global _holders
    _holders += 1
    gc.disable()


def release_collection() -> None:
    """Switch Python's collector on again, once no caller holds it."""
    global _holders
    _holders -= 1
    if not _holders:
        gc.enable()


def later(owner: QObject, msecs: int, call: Callable[[], object]) -> QTimer:
    """A timer of ``owner`` that calls once after ``msecs`` milliseconds, and again after each further start.

    It stays as long as its owner. ``QTimer.singleShot`` with a time makes one that Python and Qt destroy together when it
    has fired; beside a thread that holds the interpreter, PySide 6.12 frees it twice.
    """
    timer = QTimer(owner)
    timer.setSingleShot(True)
    timer.setInterval(msecs)
    timer.timeout.connect(call)
    return timer


class Collector(QObject):
    """Collects cycles while it lives; after the last one Python does it again by itself."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        hold_collection()
        self.destroyed.connect(release_collection)
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MSECS)
        self._timer.timeout.connect(self.collect)
        self._timer.start()

    def collect(self) -> None:
        """Collect the oldest generation whose threshold is crossed, as Python does."""
        for generation, (count, threshold) in reversed(
            [*enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True))]
        ):
            if threshold and count > threshold:
                gc.collect(generation)
                return
