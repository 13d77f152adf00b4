"""A section of the audit room: a page with a name, its actions, and a way to be told of changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from datapact_ui.kit.layout.least_height import beyond_splitters
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import icon_size

if TYPE_CHECKING:
    from datapact_ui.kit.context.desk import Desk


class Section(QWidget):
    """Base of the sections. ``read`` is called when it is first shown, and again after each change that matters."""

    name = ""
    picture = "audit"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.setObjectName(f"audit-{self.name}")
        self._stale = True

    def heightForWidth(self, width: int) -> int:
        """What it cannot do without at this width, so that tables give way before the room scrolls; nothing when behind.

        Qt asks for what a page would like, and for the pages behind, too.
        """
        layout = self.layout()
        if self.isHidden() or layout is None or not layout.hasHeightForWidth():
            return 0
        return layout.minimumHeightForWidth(width) + beyond_splitters(self)

    def title(self) -> str:
        """What the list of sections says."""
        return ""

    def actions_here(self) -> list[QAction]:
        """What can be done in this section, for the menu and the command palette."""
        return []

    def concerns(self, what: frozenset[str]) -> bool:
        """Whether a change can show here."""
        return bool(what - {"settings"})

    def read(self) -> None:
        """Read from the vault what this section shows."""

    def narrow(self, options: Mapping[str, str]) -> None:
        """Arrive with options."""

    def take_focus(self) -> None:
        """Put the keyboard focus where work begins."""

    def refresh(self, what: frozenset[str]) -> None:
        """Something changed: read again now, or when the section is looked at."""
        if self.concerns(what):
            self._stale = True
            if self.isVisible():
                self.come_up_to_date()

    def come_up_to_date(self) -> None:
        """Read, unless nothing changed since the last time."""
        if self._stale:
            self._stale = False
            self.read()

    def action(self, name: str, text: str, do: Callable[[], object], icon_name: str, shortcut: str = "") -> QAction:
        """An action of this section, as all views make them."""
        made = QAction(icon(icon_name), text, self)
        made.setObjectName(name)
        if shortcut:
            made.setShortcut(shortcut)
        made.triggered.connect(lambda _checked=False: do())
        return made


def button_of(action: QAction, parent: QWidget) -> QPushButton:
    """A button that does what an action does, and says why it cannot where it cannot."""
    button = QPushButton(action.icon(), action.text(), parent)
    button.setObjectName(f"{action.objectName()}-button")
    button.setIconSize(icon_size())
    button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    button.clicked.connect(lambda _checked=False: action.trigger())

    def follow() -> None:
        button.setEnabled(action.isEnabled())
        button.setText(action.text())
        button.setToolTip("" if action.toolTip() == action.text().rstrip(" …") else action.toolTip())

    action.changed.connect(follow)
    follow()
    return button


def bar(action: QAction, why_not: str) -> None:
    """Switch an action off with the reason why, or on where there is none."""
    action.setEnabled(not why_not)
    action.setToolTip(why_not or action.text().rstrip(" …"))
    action.setStatusTip(why_not)
