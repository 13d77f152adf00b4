"""The window before a vault is open; it shows one screen at a time and never the content of a vault."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from datapact_ui.kit.fields.dropped_files import dropped_files
from datapact_ui.kit.theme.measures import characters, space
from datapact_ui.unlock.gate import Gate, Screen

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent

TAKEN = (".dpact", ".dpcard", ".dpdir")


class UnlockWindow(QWidget):
    """Shows the screens that the gate asks for."""

    quit_wanted = Signal()
    file_taken = Signal(object)
    """A file was dropped before the vault is open: it is looked at afterwards."""

    def __init__(self, gate: Gate) -> None:
        super().__init__()
        self.setObjectName("unlock-window")
        self.setWindowTitle("DataPact")
        self.setAcceptDrops(True)
        self._stack = QStackedWidget(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        self.resize(characters(110), space(150))
        gate.wanted.connect(self.show_screen)
        for keys, do in (("Ctrl+Q", self.quit_wanted.emit), ("F1", self.open_guide)):
            QShortcut(QKeySequence(keys), self).activated.connect(do)

    def show_screen(self, make: Callable[[], Screen]) -> None:
        """Show a new screen; the former one is deleted with all typed text."""
        screen = make()
        while (old := self._stack.currentWidget()) is not None:
            self._stack.removeWidget(old)
            old.setParent(None)
            old.deleteLater()
        self._stack.addWidget(screen)
        screen.take_focus()

    def screen_shown(self) -> Screen | None:
        """The screen in front."""
        shown = self._stack.currentWidget()
        return shown if isinstance(shown, Screen) else None

    def open_guide(self) -> None:
        """Open the guide's page about the screen."""
        from datapact_ui.kit.dialogs.guide_window import show_guide

        show_guide(self, "start")

    def closeEvent(self, event: QCloseEvent) -> None:
        event.accept()
        self.quit_wanted.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _taken(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        for path in _taken(event):
            self.file_taken.emit(path)


def _taken(event: QDropEvent) -> list[Path]:
    return [path for path in dropped_files(event) if path.suffix.lower() in TAKEN]
