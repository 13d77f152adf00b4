"""The sign of a step on a timeline: a picture in a circle, and the line down to the next step."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QWidget

from datapact_ui.kit.theme.colours import Tone, colours_of
from datapact_ui.kit.theme.icons import paint_icon
from datapact_ui.kit.theme.measures import characters, line_height, space


class TimelineMark(QWidget):
    """The mark of one event on a timeline.

    ``look`` names the picture and its tone; ``across`` is the width of the circle in lines of text.
    """

    def __init__(
        self, look: tuple[str, Tone], *, last: bool, across: float, least_columns: int = 0, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._picture, self._tone = look
        self._last = last
        self._across = across
        self._least_columns = least_columns

    def sizeHint(self) -> QSize:
        side = round(line_height() * (self._across + 0.2))
        return QSize(max(characters(self._least_columns), side), side)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = colours_of(QApplication.palette())
        tone = colours.tone(self._tone)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = line_height() * self._across
        middle = self.width() / 2
        if not self._last:
            painter.setPen(QPen(QColor(colours.line), max(1.0, space(0.5))))
            painter.drawLine(int(middle), int(side), int(middle), self.height())
        circle = QRectF(middle - side / 2, 0, side, side)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tone.soft))
        painter.drawEllipse(circle)
        paint_icon(painter, self._picture, circle.adjusted(side / 5, side / 5, -side / 5, -side / 5), tone.ink)
        painter.end()
