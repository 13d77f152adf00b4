"""Our icons: SVG drawings in one colour, taken from the palette at the moment of painting, so themes just work."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QPoint, QRectF, QSize
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QIconEngine, QPainter, QPalette, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer

from datapact.base.resources import data_folder

if TYPE_CHECKING:
    from PySide6.QtCore import QRect

_ROLES = {
    QIcon.Mode.Normal: (QPalette.ColorGroup.Active, QPalette.ColorRole.ButtonText),
    QIcon.Mode.Active: (QPalette.ColorGroup.Active, QPalette.ColorRole.ButtonText),
    QIcon.Mode.Disabled: (QPalette.ColorGroup.Disabled, QPalette.ColorRole.ButtonText),
    QIcon.Mode.Selected: (QPalette.ColorGroup.Active, QPalette.ColorRole.HighlightedText),
}


@cache
def icon(name: str, colour: str = "") -> QIcon:
    """An icon by the name of its file; it follows the palette unless a ``colour`` of the table is given.

    Each is made once and stays: Qt would delete a drawing of ours with the last button that shows it, and PySide 6.12 then
    writes into freed memory where an object of Python still points to the place at which the drawing was made.
    """
    _source(name)
    return QIcon(_Drawing(name, colour))


def icon_names() -> tuple[str, ...]:
    """Every icon of the family."""
    folder = data_folder() / "icons"
    return tuple(sorted(file.name.removesuffix(".svg") for file in folder.iterdir() if file.name.endswith(".svg")))


def paint_icon(painter: QPainter, name: str, box: QRectF, colour: str) -> None:
    """Draw an icon into a box, in a colour of the table."""
    _drawing(name, colour).render(painter, box)


@lru_cache(maxsize=256)
def _drawing(name: str, colour: str) -> QSvgRenderer:
    """Read once: reading takes longer than painting, and a badge or a button is painted often."""
    return QSvgRenderer(QByteArray(_source(name).replace("currentColor", colour).encode()))


@cache
def _source(name: str) -> str:
    return (data_folder() / "icons" / f"{name}.svg").read_text("utf-8")


class _Drawing(QIconEngine):
    """Renders a drawing in the size and colour that are asked for, and keeps the pixels."""

    def __init__(self, name: str, colour: str) -> None:
        super().__init__()
        self._name, self._colour = name, colour

    def clone(self) -> QIconEngine:
        return _Drawing(self._name, self._colour)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        device = painter.device()
        scale = device.devicePixelRatioF() if device is not None else 1.0
        side = min(rect.width(), rect.height())
        corner = rect.topLeft() + QPoint((rect.width() - side) // 2, (rect.height() - side) // 2)
        painter.drawPixmap(corner, self.scaledPixmap(QSize(side, side), mode, state, scale))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        """``size`` is in device-independent pixels, the result has ``size * scale`` of them."""
        if size.isEmpty():
            return QPixmap()
        colour = self._colour
        if not colour or mode in (QIcon.Mode.Disabled, QIcon.Mode.Selected):
            colour = QGuiApplication.palette().color(*_ROLES[mode]).name()
        key = f"datapact/{self._name}/{colour}/{size.width()}x{size.height()}@{scale}"
        found = QPixmap()
        if QPixmapCache.find(key, found):
            return found
        made = QPixmap(size * scale)
        made.fill(QColor("transparent"))
        painter = QPainter(made)
        paint_icon(painter, self._name, QRectF(0, 0, made.width(), made.height()), colour)
        painter.end()
        made.setDevicePixelRatio(scale)
        QPixmapCache.insert(key, made)
        return made
