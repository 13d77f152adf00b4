"""Fields that the wheel does not change in passing.

Whoever scrolls down a form passes boxes and numbers under the pointer; Qt turns each of them on. In a form of consequence
an answer changed unseen is worse than one turn of the wheel less: such fields pass the wheel on to the page.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QWidget


class QuietWheel(QObject):
    """Watches the fields of a page."""

    def watch(self, page: QWidget) -> None:
        """Keep the wheel from all fields of this page that are there now."""
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
