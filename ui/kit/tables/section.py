"""A section of the audit room: a page with a name, its actions, and a way to be told of changes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from datapact.base.texts import _
from datapact_ui.kit.context.names import NAMES
from datapact_ui.kit.layout.least_height import beyond_splitters
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import icon_size
from datapact_ui.kit.widgets.disabled_controls import HELD_BACK

if TYPE_CHECKING:
    from datapact_ui.kit.context.app_context import AppContext


class Section(QWidget):
    """Base of the sections. ``read`` is called when it is first shown, and again after each relevant change."""

    name = ""
    picture = "audit"

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.setObjectName(f"audit-{self.name}")
        self._stale = True

    def heightForWidth(self, width: int) -> int:
        """The minimum height at this width, so that tables shrink before the room scrolls; 0 when behind.

        Qt would use the preferred height of a page, and that of pages behind, too.
        """
        layout = self.layout()
        if self.isHidden() or layout is None or not layout.hasHeightForWidth():
            return 0
        return layout.minimumHeightForWidth(width) + beyond_splitters(self)

    def title(self) -> str:
        """The name in the list of sections."""
        return ""

    def actions_here(self) -> list[QAction]:
        """The actions of this section, for the menu and the command palette."""
        return []

    def concerns(self, what: frozenset[str]) -> bool:
        """Whether a change can show here."""
        return bool(what - {"settings", NAMES})

    def read(self) -> None:
        """Read the data of this section from the vault."""

    def narrow(self, options: Mapping[str, str]) -> None:
        """Apply options on arrival."""

    def take_focus(self) -> None:
        """Put the keyboard focus where work begins."""

    def refresh(self, what: frozenset[str]) -> None:
        """Read changed data again, now or when the section is next shown."""
        if self.concerns(what):
            self._stale = True
            if self.isVisible():
                self.come_up_to_date()

    def come_up_to_date(self) -> None:
        """Read, if anything changed since the last time."""
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
    """A button for an action, with the reason as tool tip where it is disabled; hidden as long as the action is."""
    button = QPushButton(action.icon(), action.text(), parent)
    button.setObjectName(f"{action.objectName()}-button")
    button.setIconSize(icon_size())
    button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    button.clicked.connect(lambda _checked=False: action.trigger())
    follow_action(button, action)
    return button


def follow_action(button: QPushButton, action: QAction) -> None:
    """Let a button be as its action is: its words, whether it can be done, and why not, by mouse and to screen readers."""

    def follow() -> None:
        button.setEnabled(action.isEnabled())
        button.setHidden(not action.isVisible())
        button.setText(action.text())
        button.setToolTip("" if action.toolTip() == action.text().rstrip(" …") else action.toolTip())

    action.changed.connect(follow)
    follow()
    describe_reason(button, action)


def describe_reason(control: QWidget, action: QAction) -> None:
    """Let a control that shows an action tell screen readers why that is disabled; its tip says it by mouse."""

    def follow() -> None:
        control.setAccessibleDescription("" if action.isEnabled() else action.statusTip())

    action.changed.connect(follow)
    follow()


def nothing_chosen(line: object | None) -> str:
    """Why what is done with the line of a list cannot be done where none is chosen; empty where one is."""
    return _("Nothing is chosen.") if line is None else ""


def only_legal(roles: Collection[str]) -> str:
    """Why a member with these roles cannot do what is Legal's alone; empty for one who can."""
    return "" if "legal" in roles else _("Only a member with the role Legal does this.")


def bar(action: QAction, why_not: str) -> None:
    """Disable an action with the reason, or enable it where there is none; what is held back for good stays so."""
    why_not = str(action.property(HELD_BACK) or why_not)
    action.setEnabled(not why_not)
    action.setToolTip(why_not or action.text().rstrip(" …"))
    action.setStatusTip(why_not)
