"""The library: own clauses, own templates and the playbook. Nothing of it leaves the vault but by its own export."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QVBoxLayout, QWidget

from datapact.base.texts import N_, Message, _
from datapact_ui.kit.context.view import View
from datapact_ui.kit.layout.front_page import FrontTabs
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import icon_size, margins, space

if TYPE_CHECKING:
    from datapact_ui.kit.context.app_context import AppContext

PARTS: Mapping[str, tuple[str, str, str, str]] = {
    # name: words, icon, module, class
    "clauses": (N_("Own clauses"), "clause", "datapact_ui.library.clauses_part", "ClausesPart"),
    "templates": (N_("Own templates"), "template", "datapact_ui.library.templates_part", "TemplatesPart"),
    "playbook": (N_("Playbook"), "library", "datapact_ui.library.playbook_part", "PlaybookPart"),
}


class LibraryView(View):
    """The room of the library: its parts in tabs."""

    name = "library"
    help_page = "library"

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._parts: dict[str, View] = {}
        self._holders: dict[str, QVBoxLayout] = {}
        self._names = list(PARTS)
        column = QVBoxLayout(self)
        margins(column, 4, 2)
        column.setContentsMargins(space(4), space(2), space(4), space(3))
        self.tabs = FrontTabs(self)
        self.tabs.setObjectName("library-parts")
        self.tabs.setAccessibleName(_("Parts of the library"))
        self.tabs.tabBar().setAccessibleName(_("Parts of the library"))
        self.tabs.setDocumentMode(True)
        self.tabs.setIconSize(icon_size())
        for name in self._names:
            words, picture, _module, _class = PARTS[name]
            holder = QWidget(self.tabs)
            inside = QVBoxLayout(holder)
            inside.setContentsMargins(0, space(2), 0, 0)
            self._holders[name] = inside
            self.tabs.addTab(holder, icon(picture), str(Message(words)))
        column.addWidget(self.tabs, 1)
        self._part("clauses")
        self.tabs.currentChanged.connect(lambda _index: self._turned())

    def title(self) -> str:
        return _("Library")

    def actions(self) -> list[QAction]:
        return self.part().actions()

    def take_focus(self) -> None:
        self.part().take_focus()

    def narrow(self, options: Mapping[str, str]) -> None:
        """Options: ``tab``, and ``item`` to choose in it."""
        name = options.get("tab", "")
        if name in self._names:
            self.show_part(name, options)

    def part(self) -> View:
        """The part in front."""
        return self._part(self._names[self.tabs.currentIndex()])

    def show_part(self, name: str, options: Mapping[str, str] | None = None) -> View:
        """Bring a part to the front."""
        self.tabs.setCurrentIndex(self._names.index(name))
        part = self._part(name)
        if options:
            part.narrow(options)
        part.take_focus()
        return part

    def _turned(self) -> None:
        if not self.isVisible():  # its tabs turn while they are taken down, too
            return
        self.part()
        self.actions_changed.emit()

    def _part(self, name: str) -> View:
        known = self._parts.get(name)
        if known is not None:
            return known
        _words, _picture, module, kind = PARTS[name]
        made: View = getattr(import_module(module), kind)(self.context, self)
        self._parts[name] = made
        made.actions_changed.connect(self.actions_changed)
        self._holders[name].addWidget(made)
        return made
