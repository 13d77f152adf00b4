"""Actions and controls that this member may not use: disabled for good, with the reason as tool tip."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from datapact.base.texts import _

HELD_BACK = "held-back"
"""Property of what is held back: the reason."""
_REASON, _TIP, _DESCRIPTION = "why-not", "usual-tip", "usual-description"
"""Properties of what is barred: the reason; and what it says of itself when it is not."""


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


def bar_control(control: QWidget, why_not: str, tip: str | None = None) -> None:
    """Disable a control with the reason, by mouse and to screen readers, or enable it where there is none.

    Enabled, it has its usual tip and description again, or this ``tip``. What is held back for good stays so, with its own reason.
    """
    if control.property(_REASON) != control.toolTip():
        control.setProperty(_TIP, control.toolTip())
    if control.property(_REASON) != control.accessibleDescription():
        control.setProperty(_DESCRIPTION, control.accessibleDescription())
    why_not = str(control.property(HELD_BACK) or why_not)
    usual = str(control.property(_TIP) or "") if tip is None else tip
    control.setEnabled(not why_not)
    control.setToolTip(why_not or usual)
    control.setAccessibleDescription(why_not or str(control.property(_DESCRIPTION) or ""))
    control.setProperty(_REASON, why_not or None)


def why_barred(control: QWidget) -> str:
    """The reason why a control is disabled; empty where it is not, or where nobody gave one."""
    return "" if control.isEnabled() else str(control.property(_REASON) or "")


def being_read() -> str:
    """Why what needs the vault's answer is disabled until that is there."""
    return _("This is being read.")


def bar_unread(window: QWidget, why_not: str) -> None:
    """Give the error of a read as the reason to all in a window that waited for what was to be read: nothing is being read any more."""
    for control in window.findChildren(QWidget):
        if why_barred(control) == being_read():
            bar_control(control, why_not)


def underway() -> str:
    """Why what has begun cannot be begun once more."""
    return _("This is underway.")


class _Keeper(QObject):
    """Disables its widget again."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.EnabledChange and isinstance(watched, QWidget) and watched.isEnabled():
            watched.setEnabled(False)
        return False
