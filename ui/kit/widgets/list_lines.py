"""Lines of a QListWidget, made by Qt itself.

``QListWidget.clear`` of PySide hands items that Python has made back to Python while it counts over them: every other one
is freed in the middle of the loop, and the process dies of it now and then. Items that Qt has made it only forgets.
"""

from __future__ import annotations

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QListWidget, QListWidgetItem


def add_line(view: QListWidget, words: str = "", picture: QIcon | None = None) -> QListWidgetItem:
    """Add a line at the end of a list; the item is the list's, and gone once the list is cleared."""
    view.addItem(words)
    item = view.item(view.count() - 1)
    if picture is not None:
        item.setIcon(picture)
    return item
