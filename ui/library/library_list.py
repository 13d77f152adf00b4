"""Base of the parts of the library: a list with facts beside it, read again whenever the library changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from datapact.base.texts import _
from datapact.library.shelf.shelf import Shelf, shelf
from datapact_ui.consent.parts.list_part import ListPart
from datapact_ui.kit.tables.section import only_legal

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from datapact_ui.kit.context.app_context import AppContext


class LibraryList[T](ListPart[T]):
    """A part of the library; ``show_shelf`` fills it."""

    help_page = "library"

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.shelf: Shelf | None = None
        self._wanted = ""

    def refresh(self, what: frozenset[str]) -> None:
        if what & {"library", "members"}:
            self.read()

    def read(self) -> None:
        self.context.worker.read(self, shelf, self._take, key=f"library-{self.name}")

    def _take(self, found: Shelf) -> None:
        self.shelf = found
        self.show_shelf(found)
        if self._wanted and self.choose(self._wanted):
            self._wanted = ""

    def narrow(self, options: Mapping[str, str]) -> None:
        self._wanted = options.get("item", "")
        if self._wanted and self.choose(self._wanted):
            self._wanted = ""

    def show_shelf(self, found: Shelf) -> None:
        """Fill the list."""
        raise NotImplementedError

    def choose(self, item: str) -> bool:
        """Choose the row of an id; False where it is not there."""
        raise NotImplementedError

    def want(self, item: str) -> None:
        """Choose an item once it is read."""
        self._wanted = item

    def only_writers(self) -> str:
        """Why this member changes nothing here; empty for one who does."""
        return "" if self.may_write else _("Only members with the role Legal or Project lead do this.")

    def only_legal(self) -> str:
        """Why the member at work decides nothing here; empty where it does."""
        return only_legal(self.context.identity.roles)
