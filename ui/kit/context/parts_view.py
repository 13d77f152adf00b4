"""A view of several parts, each a view of its own behind a tab, made when it is first shown."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QVBoxLayout, QWidget

from datapact.base.texts import Message
from datapact_ui.kit.context.view import View
from datapact_ui.kit.layout.front_page import FrontTabs
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import icon_size, margins, space

if TYPE_CHECKING:
    from datapact_ui.kit.context.app_context import AppContext

type Parts = Mapping[str, tuple[str, str, str, str]]
"""By its name: message id of the tab, icon, module and class of each part."""


class PartsView(View):
    """Tabs with the parts of a room."""

    def __init__(self, context: AppContext, parts: Parts, name: str, words: str, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._parts: dict[str, View] = {}
        self._holders: dict[str, QVBoxLayout] = {}
        self._offered, self._names = parts, list(parts)
        column = QVBoxLayout(self)
        margins(column, 4, 2)
        column.setContentsMargins(space(4), space(2), space(4), space(3))
        if (above := self.above()) is not None:
            column.addWidget(above)
        self.tabs = FrontTabs(self)
        self.tabs.setObjectName(name)
        self.tabs.setAccessibleName(words)
        self.tabs.tabBar().setAccessibleName(words)
        self.tabs.setDocumentMode(True)
        self.tabs.setIconSize(icon_size())
        for said, picture, _module, _class in parts.values():
            holder = QWidget(self.tabs)
            inside = QVBoxLayout(holder)
            inside.setContentsMargins(0, space(2), 0, 0)
            self._holders[self._names[self.tabs.count()]] = inside
            self.tabs.addTab(holder, icon(picture), str(Message(said)))
        column.addWidget(self.tabs, 1)

    def above(self) -> QWidget | None:
        """Make what stands above the tabs, and before them for who goes by Tab."""
        return None

    def actions(self) -> list[QAction]:
        return self.part().actions()

    def take_focus(self) -> None:
        self.part().take_focus()

    def name_in_front(self) -> str:
        """The name of the part in front."""
        return self._names[self.tabs.currentIndex()]

    def part(self) -> View:
        """The part in front."""
        return self.part_of(self.name_in_front())

    def show_part(self, name: str, options: Mapping[str, str] | None = None) -> View:
        """Bring a part to the front, with what ``options`` choose in it."""
        self.tabs.setCurrentIndex(self._names.index(name))
        part = self.part_of(name)
        if options:
            part.narrow(options)
        part.take_focus()
        return part

    def part_of(self, name: str) -> View:
        """The part of this name, which need not be in front."""
        known = self._parts.get(name)
        if known is not None:
            return known
        _words, _picture, module, kind = self._offered[name]
        made: View = getattr(import_module(module), kind)(self.context, self)
        self._parts[name] = made
        made.actions_changed.connect(self.actions_changed)
        self._holders[name].addWidget(made)
        return made
