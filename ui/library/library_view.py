"""The library: own clauses, own templates and the playbook. Nothing of it leaves the vault but by its own export."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from datapact.base.texts import N_, _
from datapact_ui.kit.context.parts_view import Parts, PartsView

if TYPE_CHECKING:
    from datapact_ui.kit.context.app_context import AppContext

PARTS: Parts = {
    "clauses": (N_("Own clauses"), "clause", "datapact_ui.library.clauses_part", "ClausesPart"),
    "templates": (N_("Own templates"), "template", "datapact_ui.library.templates_part", "TemplatesPart"),
    "playbook": (N_("Playbook"), "library", "datapact_ui.library.playbook_part", "PlaybookPart"),
}


class LibraryView(PartsView):
    """The room of the library: its parts in tabs."""

    name = "library"
    help_page = "library"

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, PARTS, "library-parts", _("Parts of the library"), parent)
        self.part_of("clauses")
        self.tabs.currentChanged.connect(lambda _index: self._turned())

    def title(self) -> str:
        return _("Library")

    def narrow(self, options: Mapping[str, str]) -> None:
        """Options: ``tab``, and ``item`` to choose in it."""
        name = options.get("tab", "")
        if name in PARTS:
            self.show_part(name, options)

    def _turned(self) -> None:
        if not self.isVisible():  # its tabs turn while they are taken down, too
            return
        self.part()
        self.actions_changed.emit()
