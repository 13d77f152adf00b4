"""Chips: small toggles for filters, with a count; keyboard and screen readers see an ordinary toggle button."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from datapact_ui.kit.theme.colours import colours_of
from datapact_ui.kit.theme.icons import paint_icon
from datapact_ui.kit.theme.measures import line_height, space, type_font


class Chip(QAbstractButton):
    """A filter that is on or off; a tick shows that it is on."""

    def __init__(self, words: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFont(type_font("small"))
        self._words, self._count = words, -1
        self._retranslate()

    def set_words(self, words: str) -> None:
        """Change the words of the chip."""
        self._words = words
        self._retranslate()

    def _retranslate(self) -> None:
        text = self._words if self._count < 0 else f"{self._words} {self._count}"
        self.setText(text)
        self.setAccessibleName(text)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        height = round(line_height() * 1.5)
        return QSize(QFontMetrics(self.font()).horizontalAdvance(self.text()) + height + space(3), height)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = colours_of(QApplication.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        focus = self.hasFocus()
        ground = colours.accent_soft if self.isChecked() else colours.raised if self.underMouse() else colours.surface
        painter.setPen(QPen(QColor(colours.accent if focus else colours.edge), 2 if focus else 1))
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        ink = colours.info.ink if self.isChecked() else colours.ink if self.isEnabled() else colours.disabled
        text = box.adjusted(space(2), 0, -space(2), 0)
        align = Qt.AlignmentFlag.AlignCenter
        if self.isChecked():
            side = box.height() * 0.6
            paint_icon(painter, "check", QRectF(text.left(), box.center().y() - side / 2, side, side), ink)
            text.setLeft(text.left() + side)
        painter.setPen(QColor(ink))
        painter.drawText(text, align, self.text())
        painter.end()
