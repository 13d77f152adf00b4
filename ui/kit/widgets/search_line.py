"""A line to search a table with."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import characters


class SearchLine(QLineEdit):
    """Down or Enter goes into the table, Escape empties the line and does nothing else while there are words in it."""

    left = Signal()

    def __init__(self, name: str, words: str, hint: str, longest: int, parent: QWidget, room: int = 24) -> None:
        """``words`` are for screen readers, the empty line shows ``hint``; ``longest`` and ``room`` in characters."""
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(words)
        self.setPlaceholderText(hint)
        self.setClearButtonEnabled(True)
        self.setMaxLength(longest)
        self.setMinimumWidth(characters(room))
        self.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.left.emit()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)
