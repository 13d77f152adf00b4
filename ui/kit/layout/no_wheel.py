"""Fields that ignore the wheel while the page scrolls.

Scrolling down a form moves boxes and numbers under the pointer, and Qt changes each of them. In an important form an
answer changed unseen is worse than a lost turn of the wheel: such fields pass the wheel on to the page.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QWidget


class NoWheel(QObject):
    """Watches the fields of a page."""

    def watch(self, page: QWidget) -> None:
        """Keep the wheel from all present fields of this page."""
        for kind in (QComboBox, QAbstractSpinBox):
            for field in page.findChildren(kind):
                field.installEventFilter(self)
                if field.focusPolicy() == Qt.FocusPolicy.WheelFocus:
                    field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Wheel:
            event.ignore()  # so that the page around it takes it
            return True
        return False
