"""Saved views: filters, words and order under a name, kept in the vault."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from datapact.agreements.views.filters import Filters, read_filters, write_filters
from datapact.base.texts import _
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import icon_size

if TYPE_CHECKING:
    from datapact_ui.kit.context.app_context import AppContext

_KEY = "agreements.views"
_LONGEST_NAME = 60


class SavedViews(QToolButton):
    """A button whose menu goes to a saved view, keeps the present one, and deletes one."""

    def __init__(
        self,
        context: AppContext,
        present: Callable[[], tuple[Filters, str]],
        show: Callable[[Filters, str], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._context, self._present, self._show = context, present, show
        self.setObjectName("saved-views")
        self.setText(_("Views"))
        self.setAccessibleName(_("Saved views"))
        self.setToolTip(_("Saved views"))
        self.setIcon(icon("bookmark"))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setIconSize(icon_size())
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self)
        menu.setObjectName("saved-views-menu")
        menu.aboutToShow.connect(self._fill)
        self.setMenu(menu)

    def views(self) -> dict[str, tuple[str, str]]:
        """Filters (as JSON) and order by name."""
        kept = self._context.recall(_KEY)
        if not isinstance(kept, dict):
            return {}
        return {
            name: (value[0], value[1])
            for name, value in kept.items()
            if isinstance(value, list) and len(value) == 2 and all(isinstance(part, str) for part in value)
        }

    def keep(self, name: str) -> None:
        """Keep the present view under a name; one of that name is replaced."""
        filters, sort = self._present()
        views = {**self.views(), name.strip()[:_LONGEST_NAME]: (write_filters(filters), sort)}
        self._write(views)
        self._context.notify(_("The view “{name}” was saved.", name=name.strip()[:_LONGEST_NAME]))

    def forget(self, name: str) -> None:
        """Delete a view."""
        self._write({known: value for known, value in self.views().items() if known != name})

    def go_to(self, name: str) -> None:
        """Show a view."""
        filters, sort = self.views()[name]
        self._show(read_filters(filters), sort)

    def ask_to_keep(self) -> None:
        """Ask for a name and keep the present view under it."""
        name = self._context.dialogs.ask_text(_("Save this view"), _("Name of the view:"))
        if name is not None and name.strip():
            self.keep(name)

    def _write(self, views: dict[str, tuple[str, str]]) -> None:
        self._context.remember(_KEY, {name: list(value) for name, value in views.items()})

    def _fill(self) -> None:
        menu = self.menu()
        menu.clear()
        names = sorted(self.views(), key=str.casefold)
        for name in names:
            menu.addAction(name.replace("&", "&&")).triggered.connect(
                lambda _checked=False, name=name: self.go_to(name)
            )
        if names:
            menu.addSeparator()
        menu.addAction(icon("save"), _("Save this view …")).triggered.connect(lambda _checked=False: self.ask_to_keep())
        if names:
            forget = menu.addMenu(icon("delete"), _("Delete a view"))
            for name in names:
                forget.addAction(name.replace("&", "&&")).triggered.connect(
                    lambda _checked=False, name=name: self.forget(name)
                )
