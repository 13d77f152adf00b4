"""Combo boxes and spin boxes that ignore the wheel, so that it scrolls the page around them, and swallow no click.

Scrolling down a form moves boxes and numbers under the pointer, and Qt changes each of them. In an important form an
answer changed unseen is worse than a lost turn of the wheel.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QSpinBox

from datapact_ui.kit.layout.click_through import let_clicks_through
from datapact_ui.kit.theme.by_name import set_by_name

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QWheelEvent
    from PySide6.QtWidgets import QWidget


class ComboBox(QComboBox):
    """A combo box that only clicks and keys change."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_by_name(self, focusPolicy="StrongFocus")

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        completer = self.completer()
        if completer is not None:  # its list is made when it is first asked for
            let_clicks_through(completer.popup(), self, typed=True)
        super().focusInEvent(event)

    def showPopup(self) -> None:
        super().showPopup()
        let_clicks_through(self.view().window(), self, typed=False)


class SpinBox(QSpinBox):
    """A spin box that only clicks and keys change."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_by_name(self, focusPolicy="StrongFocus")

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()
