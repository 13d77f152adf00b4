"""A menu within a menu."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget


class GroupMenu(QMenu):
    """A menu within the menu; it is out of sight while none of its actions can be seen."""

    def __init__(self, name: str, title: str, actions: Sequence[QAction], parent: QWidget) -> None:
        super().__init__(title, parent)
        self.setObjectName(f"menu-{name}")
        self.setToolTipsVisible(True)
        self.addActions(actions)
        for action in actions:
            action.visibleChanged.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        self.menuAction().setVisible(any(action.isVisible() for action in self.actions()))
