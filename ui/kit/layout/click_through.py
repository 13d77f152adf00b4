"""One click closes the open list of a field and does what is under it: Qt lets the list swallow it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

if TYPE_CHECKING:
    from PySide6.QtCore import QPointF

_WATCHED = "clicks-go-through"


class ClickThrough(QObject):
    """The watch over one list. What opened it closes it, and is not clicked again, unless text can be typed there."""

    def __init__(self, popup: QWidget, owner: QWidget, *, typed: bool) -> None:
        super().__init__(popup)
        self._owner, self._typed = owner, typed
        self._target: QWidget | None = None  # what the press under the list went to
        from PySide6.QtCore import Qt

        popup.setAttribute(Qt.WidgetAttribute.WA_NoMouseReplay)  # else some platforms would click twice
        popup.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # what is no mouse first: Python may have taken this object apart while Qt still tells of the list's end
        if not isinstance(event, QMouseEvent) or not isinstance(watched, QWidget):
            return False
        if event.type() == QEvent.Type.MouseButtonPress:
            return self._press(watched, event)
        target = self._target
        if target is not None and event.type() in (QEvent.Type.MouseMove, QEvent.Type.MouseButtonRelease):
            # some platforms send to the list, gone as it is, what follows the press
            if event.type() == QEvent.Type.MouseButtonRelease:
                self._target = None
            if isValid(target):
                QApplication.sendEvent(target, _at(event, target.mapFromGlobal(event.globalPosition())))
            return True
        return False

    def _press(self, popup: QWidget, event: QMouseEvent) -> bool:
        from PySide6.QtCore import Qt

        self._target = None
        at = event.globalPosition().toPoint()
        if not popup.isVisible() or popup.rect().contains(popup.mapFromGlobal(at)):
            return False
        if not self._typed and self._owner.rect().contains(self._owner.mapFromGlobal(at)):
            return False
        popup.hide()
        target, window = QApplication.widgetAt(at), self._owner.window()
        handle = window.windowHandle()
        if target is not None and target.window() is window and handle is not None:
            self._target = target
            if target.isEnabled() and target.focusPolicy() & Qt.FocusPolicy.ClickFocus:
                target.setFocus(Qt.FocusReason.MouseFocusReason)
            QApplication.sendEvent(handle, _at(event, handle.mapFromGlobal(event.globalPosition())))
        return True


def _at(event: QMouseEvent, place: QPointF) -> QMouseEvent:
    """The same event at a place of another widget or window."""
    return QMouseEvent(
        event.type(),
        place,
        event.globalPosition(),
        event.button(),
        event.buttons(),
        event.modifiers(),
        event.pointingDevice(),
    )


def let_clicks_through(popup: QWidget | None, owner: QWidget, *, typed: bool) -> None:
    """Watch over a list that belongs to a field, once; ``typed``: it completes what is typed there."""
    if popup is not None and not popup.property(_WATCHED):
        popup.setProperty(_WATCHED, True)
        ClickThrough(popup, owner, typed=typed)
