"""A row of buttons without the pictures that a desktop puts on "Cancel" and its like: ours say another thing."""

from __future__ import annotations

from typing import Any

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QDialogButtonBox, QPushButton, QWidget


class PlainButtons(QDialogButtonBox):
    """As Qt's, with these standard buttons to begin with."""

    def __init__(self, parent: QWidget, *standard: QDialogButtonBox.StandardButton) -> None:
        super().__init__(parent)
        for one in standard:
            self.addButton(one)

    def addButton(self, *what: Any) -> QPushButton:  # type: ignore[override]
        """As Qt does it."""
        made: QPushButton = super().addButton(*what)
        if isinstance(what[0], QDialogButtonBox.StandardButton):
            made.setIcon(QIcon())
        return made
