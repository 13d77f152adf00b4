"""The menu of the main window: every action with its shortcut, those of the front view in their own menu."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from datapact.base.texts import _
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.style import SCROLLS
from datapact_ui.kit.widgets.greyed_entries import tell_reasons

if TYPE_CHECKING:
    from datapact_ui.kit.context.view import View


@dataclass(frozen=True, slots=True)
class Command:
    """An action of the window itself."""

    name: str
    """Name of the Qt object, for tests."""
    text: str
    """With an ampersand before the letter that chooses it."""
    do: Callable[[], object]
    """Called without arguments."""
    shortcut: str = ""
    """Keys such as ``Ctrl+K``, several with a bar between them; empty for none."""
    icon_name: str = ""
    """Name of an icon of the kit; empty for none."""


class Menus:
    """Builds the menu bar once, and the menu of the view whenever another one is in front."""

    def __init__(self, bar: QMenuBar, owner: QObject) -> None:
        self._bar, self._owner = bar, owner
        self._view_menu: QMenu | None = None
        self._before: QAction | None = None

    def add(self, title: str, commands: list[Command | None]) -> QMenu:
        """Add a menu of commands; None is a line between groups."""
        menu = self._bar.addMenu(title)
        menu.setStyleSheet(SCROLLS)
        for command in commands:
            if command is None:
                menu.addSeparator()
                continue
            action = QAction(command.text, self._owner)
            action.setObjectName(command.name)
            if command.shortcut:
                action.setShortcuts([QKeySequence(keys) for keys in command.shortcut.split("|")])
            if command.icon_name:
                action.setIcon(icon(command.icon_name))
            do = command.do
            action.triggered.connect(lambda _checked=False, do=do: do())
            menu.addAction(action)
        return menu

    def add_view_menu(self) -> None:
        """Add the menu for the actions of the view in front, at this place."""
        self._view_menu = self._bar.addMenu(_("&Actions"))
        self._view_menu.setObjectName("view-menu")
        self._view_menu.setStyleSheet(SCROLLS)
        tell_reasons(self._view_menu)

    def show_view(self, view: View | None) -> None:
        """Put the actions of this view into their menu."""
        assert self._view_menu is not None
        for action in self._view_menu.actions():  # ``clear`` would take them away from the view, too
            self._view_menu.removeAction(action)
        entries = view.menu_entries() if view is not None else []
        self._view_menu.addActions(entries)
        self._view_menu.menuAction().setVisible(bool(entries))

    def every_action(self) -> Iterator[QAction]:
        """All actions enabled now, for the command palette."""
        for top in self._bar.actions():
            yield from _leaves(top.menu())


def _leaves(menu: QObject | None) -> Iterator[QAction]:
    if not isinstance(menu, QMenu):
        return
    for action in menu.actions():
        if action.menu() is not None:
            yield from _leaves(action.menu())
        elif not action.isSeparator() and action.text():
            yield action
