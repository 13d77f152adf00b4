"""Actions and controls that this member may not use: disabled for good, with the reason as tool tip."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

HELD_BACK = "held-back"
"""Property of what is held back: the reason."""


def hold_back(reason: str, *things: QAction | QWidget) -> None:
    """Disable these and keep them disabled, whatever code enables them again; the reason is their tool tip."""
    for thing in things:
        thing.setEnabled(False)
        thing.setToolTip(reason)
        thing.setStatusTip(reason)
        thing.setProperty(HELD_BACK, reason)
        if isinstance(thing, QAction):
            thing.enabledChanged.connect(lambda on, action=thing: action.setEnabled(False) if on else None)
        else:
            thing.setAccessibleDescription(reason)
            thing.installEventFilter(_Keeper(thing))


def bar_control(control: QWidget, why_not: str, tip: str = "") -> None:
    """Disable a control with the reason, by mouse and to screen readers, or enable it where there is none, with its usual ``tip``.

    What is held back for good stays so, with its own reason.
    """
    why_not = str(control.property(HELD_BACK) or why_not)
    control.setEnabled(not why_not)
    control.setToolTip(why_not or tip)
    control.setAccessibleDescription(why_not)


class _Keeper(QObject):
    """Disables its widget again."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.EnabledChange and isinstance(watched, QWidget) and watched.isEnabled():
            watched.setEnabled(False)
        return False
