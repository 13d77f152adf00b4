"""Menus, also within menus, whose greyed entries say why: pointed at, reached by the arrow keys, and to screen readers.

Qt shows the tool tips of a menu only when told to, and its arrow keys pass over what is greyed. The reason is the status tip.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAction, QKeyEvent
from PySide6.QtWidgets import QMenu, QToolTip, QWidget

_CHOOSING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}


def tell_reasons(menu: QMenu) -> None:
    """Make the greyed entries of this menu say why they are."""
    menu.setToolTipsVisible(True)
    menu.installEventFilter(_Reasons(menu))


class _Reasons(QObject):
    """Shows the reason of the greyed entry that is reached; Qt itself makes no greyed entry the active one."""

    def __init__(self, menu: QMenu) -> None:
        super().__init__(menu)
        self._menu = menu
        self._at: QAction | None = None
        menu.hovered.connect(lambda _entry: self._leave())
        menu.aboutToHide.connect(self._leave)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.key() in _CHOOSING and self._at is not None:
            self._say(self._at)  # else Qt would go to the first entry
            return True
        if event.key() not in _STEPS:
            return False
        entry = self._next_entry(_STEPS[Qt.Key(event.key())])
        if entry is not None and _reason(entry):
            self._menu.setActiveAction(entry)  # none is active then: Return does nothing
            self._at = entry
            self._say(entry)
            return True
        if entry is not None and self._at is not None:
            self._leave()
            self._menu.setActiveAction(entry)
            inner = entry.menu()
            if isinstance(inner, QMenu):
                inner.close()  # it opens by the arrow to the right, as ever
            return True
        return False

    def _next_entry(self, step: int) -> QAction | None:
        """The entry that an arrow key comes to, greyed or not."""
        listed = [one for one in self._menu.actions() if one.isVisible() and not one.isSeparator()]
        if not listed:
            return None
        current = self._at or self._menu.activeAction()
        if current not in listed:
            return listed[0 if step > 0 else -1]
        return listed[(listed.index(current) + step) % len(listed)]

    def _say(self, entry: QAction) -> None:
        reason = _reason(entry)
        words = f"{entry.text().rstrip(' …')}: {reason}"
        self._menu.setAccessibleDescription(words)
        place = self._menu.actionGeometry(entry)
        QToolTip.showText(self._menu.mapToGlobal(place.bottomLeft()), reason, self._menu, place)
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._menu, words))

    def _leave(self) -> None:
        if self._at is not None:
            self._at = None
            self._menu.setAccessibleDescription("")
            QToolTip.hideText()


def _reason(entry: QAction) -> str:
    """Why an entry is greyed; empty for one that is not."""
    return "" if entry.isEnabled() else entry.statusTip()


class GroupMenu(QMenu):
    """A menu within the menu; it is out of sight while none of its actions can be seen."""

    def __init__(self, name: str, title: str, actions: Sequence[QAction], parent: QWidget) -> None:
        super().__init__(title, parent)
        self.setObjectName(f"menu-{name}")
        tell_reasons(self)
        self.addActions(actions)
        for action in actions:
            action.visibleChanged.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        self.menuAction().setVisible(any(action.isVisible() for action in self.actions()))
