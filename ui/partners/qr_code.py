"""A QR code, painted black on white in every theme, which scanners need."""

from __future__ import annotations

import segno
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from datapact_ui.kit.theme.measures import space

_QUIET_MODULES = 4  # the quiet zone that ISO/IEC 18004 asks for


class QrCode(QWidget):
    """Shows one text as a QR code with error correction M."""

    def __init__(self, text: str, accessible: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._modules = [bytes(row) for row in segno.make(text, error="m", micro=False).matrix]
        self.setAccessibleName(accessible)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        count = len(self._modules) + 2 * _QUIET_MODULES
        side = max(space(36) // count, 2) * count  # whole pixels a module keep the edges sharp
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        side = min(self.width(), self.height()) / (len(self._modules) + 2 * _QUIET_MODULES)
        for row, modules in enumerate(self._modules):
            for column, dark in enumerate(modules):
                if dark:
                    corner = ((column + _QUIET_MODULES) * side, (row + _QUIET_MODULES) * side)
                    painter.fillRect(QRectF(*corner, side, side), Qt.GlobalColor.black)
        painter.end()
