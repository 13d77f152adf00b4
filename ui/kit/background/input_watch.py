"""Hears of every key and every move of the mouse, for those who wait for a user to come or go.

Qt asks a filter of the application of every event there is, hundreds a second; so there is one for all listeners, and none
as long as nobody listens.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Signal

_INPUT = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
        QEvent.Type.InputMethod,
    }
)


class InputWatch(QObject):
    """The filter of the application; a child of it."""

    heard = Signal()
    """Somebody has typed, pressed, turned the wheel or moved the mouse."""

    def __init__(self, application: QCoreApplication) -> None:
        super().__init__(application)
        self._application = application
        self._listeners: set[int] = set()

    def add(self, listener: QObject, hear: Callable[[], object]) -> None:
        """Call ``hear``, a method of ``listener``, with each input, until it is removed or destroyed."""
        if id(listener) in self._listeners:
            return
        if not self._listeners:
            self._application.installEventFilter(self)
        self._listeners.add(id(listener))
        self.heard.connect(hear)
        listener.destroyed.connect(partial(self._forget, id(listener)))

    def remove(self, listener: QObject, hear: Callable[[], object]) -> None:
        """Call it no more."""
        if id(listener) in self._listeners:
            self.heard.disconnect(hear)
            self._forget(id(listener))

    def _forget(self, listener: int, _gone: QObject | None = None) -> None:
        self._listeners.discard(listener)
        if not self._listeners:
            self._application.removeEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in _INPUT:
            self.heard.emit()
        return False


def hear_input(listener: QObject, hear: Callable[[], object]) -> None:
    """Call ``hear``, a method of ``listener``, with each input in any window, until ``hear_no_more`` or its end."""
    application = QCoreApplication.instance()
    if application is not None:
        (application.findChild(InputWatch) or InputWatch(application)).add(listener, hear)


def hear_no_more(listener: QObject, hear: Callable[[], object]) -> None:
    """Stop what ``hear_input`` began."""
    application = QCoreApplication.instance()
    watch = application.findChild(InputWatch) if application is not None else None
    if watch is not None:
        watch.remove(listener, hear)
