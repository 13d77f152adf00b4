"""The base of views for the main window: a name, a title, actions, and a refresh on changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QWidget

from datapact.organisation.acting.acting_member import READS_ONLY
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.widgets.disabled_controls import hold_back

if TYPE_CHECKING:
    from collections.abc import Callable

    from datapact_ui.kit.context.app_context import AppContext


class View(QWidget):
    """Base of all views. The main window shows ``title`` above the view, so the view itself does not.

    ``refresh`` is connected to ``context.changed`` here. A view out of sight waits with it until it is shown again, and is not
    painted until it has read. Widgets have an accessible name and an objectName.
    """

    name = ""
    """Name of the place (see AppContext)."""
    help_page = "index"
    """Page of the user guide that F1 opens."""

    waits_out_of_sight = True
    """False for a view that must hear of every change at once, because it holds unsaved text."""

    title_changed = Signal()
    actions_changed = Signal()
    """Other actions than before: the menu and the command palette are built again."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.setObjectName(self.name or type(self).__name__)
        self._was_shown = False
        self._missed: frozenset[str] = frozenset()
        """Changes since it went out of sight."""
        context.changed.connect(self._on_change)

    def _on_change(self, what: frozenset[str]) -> None:
        if self.waits_out_of_sight and self._was_shown and not self.isVisible():
            self._missed |= what
        else:
            self.refresh(what)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        missed, self._missed = self._missed, frozenset()
        if missed:
            self.refresh(missed)
        if self._was_shown:
            self.setUpdatesEnabled(False)  # nothing stale is painted: blank as long as reads take
            self.context.worker.after_reads(self, lambda: self.setUpdatesEnabled(True))
        self._was_shown = True

    def heightForWidth(self, width: int) -> int:
        """The least height at this width, so that lists in a view shrink before the window scrolls it as well; 0 for a
        room not in front, because Qt takes the highest of all opened rooms."""
        if self.isHidden():
            return 0
        layout = self.layout()
        if layout is None or not layout.hasHeightForWidth():
            return super().heightForWidth(width)
        return layout.totalMinimumHeightForWidth(width)

    def title(self) -> str:
        """The title in the header and of the window."""
        return ""

    def edits(self) -> str:
        """The history id of the agreement whose draft is edited here, for colleagues to see; empty for none."""
        return ""

    def actions(self) -> list[QAction]:
        """All actions of this view, for the menu and the command palette."""
        return []

    def menu_entries(self) -> list[QAction]:
        """The same actions as the menu shows them: with lines between, and some in menus of their own."""
        return self.actions()

    def refresh(self, what: frozenset[str]) -> None:
        """Read changed data of this view again. Selection and scroll position survive."""

    def narrow(self, options: Mapping[str, str]) -> None:
        """Apply options on arrival: filters, the tab to show, the partner to select."""

    def take_focus(self) -> None:
        """Put the keyboard focus where work begins."""
        self.setFocus()

    def leave(self) -> None:
        """Save unsaved data through the worker; the view is about to be removed for good."""

    def hold_back(self, *things: QAction | QWidget) -> None:
        """Switch off all changing controls for a mere auditor; call it when everything is built."""
        if self.context.identity.reads_only:
            hold_back(str(READS_ONLY), *things)

    def action(
        self, name: str, text: str, do: Callable[[], object], *, shortcut: str = "", icon_name: str = ""
    ) -> QAction:
        """A QAction in the common form: objectName ``name``, translated text, icon, keys (several with a bar between)."""
        made = QAction(text, self)
        made.setObjectName(name)
        if shortcut:
            made.setShortcuts([QKeySequence(keys) for keys in shortcut.split("|")])
            _BarredKeys(made, self)
        if icon_name:
            made.setIcon(icon(icon_name))
        made.triggered.connect(lambda _checked=False: do())
        return made


class _BarredKeys(QObject):
    """The keys of an action that is shown but disabled say why: its status tip. Qt would let them do nothing in silence."""

    def __init__(self, action: QAction, view: View) -> None:
        super().__init__(action)
        self._action, self._view = action, view
        self._keys: list[QShortcut] = []
        action.changed.connect(self._on_change)

    def _on_change(self) -> None:
        barred = self._action.isVisible() and not self._action.isEnabled() and bool(self._action.statusTip())
        if barred and not self._keys:
            self._keys = [QShortcut(keys, self._view) for keys in self._action.shortcuts()]
            for one in self._keys:
                one.setAutoRepeat(False)  # keys held down say it once
                one.activated.connect(self._announce)
                one.activatedAmbiguously.connect(self._announce)  # two barred actions of one key: not silent either
        for one in self._keys:
            one.setEnabled(barred)

    def _announce(self) -> None:
        self._view.context.notify(self._action.statusTip())
