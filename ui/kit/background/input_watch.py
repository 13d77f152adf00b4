"""Hears of every key and every move of the mouse, for those who wait for a user to come or go.

Qt asks a filter of the application of every event there is, thousands where a window is laid out and painted. Input comes
in at a window, and what an input method composes at the object with the focus; so only these are watched, and none as long
as nobody listens.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QGuiApplication

if TYPE_CHECKING:
    from PySide6.QtGui import QWindow

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
    """The filter of the windows and of what has the focus; a child of the application."""

    heard = Signal()
    """Somebody has typed, pressed, turned the wheel or moved the mouse."""

    def __init__(self, application: QGuiApplication) -> None:
        super().__init__(application)
        self._application = application
        self._listeners: set[int] = set()
        application.focusWindowChanged.connect(self._watch_windows)
        application.focusObjectChanged.connect(self._watch_focus)
        self._focus: QObject | None = None

    def add(self, listener: QObject, hear: Callable[[], object]) -> None:
        """Call ``hear``, a method of ``listener``, with each input, until it is removed or destroyed."""
        if id(listener) in self._listeners:
            return
        self._listeners.add(id(listener))
        self._watch_windows()
        self._watch_focus(self._application.focusObject())
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
            for window in self._application.topLevelWindows():
                window.removeEventFilter(self)
            self._watch_focus(None)

    def _watch_windows(self, _focus: QWindow | None = None) -> None:
        """Watch every window there is now: one that opens takes the focus, or was opened by input in another."""
        if self._listeners:
            for window in self._application.topLevelWindows():
                window.installEventFilter(self)  # a second time does nothing

    def _watch_focus(self, focus: QObject | None) -> None:
        """Watch what has the focus instead of what had it; a window without one is watched anyway."""
        if self._focus is not None and shiboken6.isValid(self._focus):
            self._focus.removeEventFilter(self)
        self._focus = focus if self._listeners and not (focus is not None and focus.isWindowType()) else None
        if self._focus is not None:
            self._focus.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in _INPUT:
            self.heard.emit()
        return False


def watch_input(listener: QObject, hear: Callable[[], object]) -> None:
    """Call ``hear``, a method of ``listener``, with each input in any window, until ``unwatch_input`` or its end."""
    application = QGuiApplication.instance()
    if isinstance(application, QGuiApplication):
        (application.findChild(InputWatch) or InputWatch(application)).add(listener, hear)


def unwatch_input(listener: QObject, hear: Callable[[], object]) -> None:
    """Stop what ``watch_input`` began."""
    application = QGuiApplication.instance()
    watch = application.findChild(InputWatch) if application is not None else None
    if watch is not None:
        watch.remove(listener, hear)
