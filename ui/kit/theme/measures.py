"""Spacings and type sizes, all taken from the metrics of the application's font: 200 % text scales everything.

One step is a quarter of a line. Views use ``space(n)`` for every margin and gap and ``type_font`` for every size, never
pixels.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QByteArray, QSize
from PySide6.QtGui import QFont, QFontMetricsF
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLayout

type TypeSize = Literal["title", "heading", "strong", "body", "small", "document", "document_heading"]

_SCALE: dict[TypeSize, float] = {
    "title": 1.55,
    "heading": 1.2,
    "strong": 1.0,
    "body": 1.0,
    "small": 0.9,
    "document": 1.15,
    "document_heading": 1.3,
}
_BOLD: frozenset[TypeSize] = frozenset({"title", "heading", "strong", "document_heading"})
DOCUMENT_FAMILY = "Noto Serif"


def line_height() -> float:
    """Height of a line of ordinary text."""
    return QFontMetricsF(QApplication.font()).height()


def space(steps: float) -> int:
    """A distance of that many quarter lines: 1 hair, 2 small, 3 usual, 4 a line, 6 between groups, 8 between parts."""
    return max(1, round(line_height() * steps / 4))


def characters(count: float) -> int:
    """The width of that many average characters."""
    return round(QFontMetricsF(QApplication.font()).averageCharWidth() * count)


def icon_size(scale: float = 1.0) -> QSize:
    """The size of an icon beside text."""
    side = round(line_height() * 1.1 * scale)
    return QSize(side, side)


def type_font(size: TypeSize) -> QFont:
    """The font of a type size; ``document`` sizes are the serif of our PDFs."""
    font = QFont(QApplication.font())
    if size.startswith("document"):
        font.setFamilies([DOCUMENT_FAMILY, *font.families()])
    font.setPointSizeF(font.pointSizeF() * _SCALE[size])
    font.setWeight(QFont.Weight.DemiBold if size in _BOLD else QFont.Weight.Normal)
    return font


def figures(font: QFont | None = None) -> QFont:
    """The same font with figures of one width, for columns of numbers, dates and fingerprints."""
    tabular = QFont(font if font is not None else QApplication.font())
    tabular.setFeature(QFont.Tag(QByteArray(b"tnum").toStdString()), 1)
    return tabular


def margins(layout: QLayout, steps: float, gap: float | None = None) -> None:
    """Set the same margin around a layout, and the gap between its parts (by default the same)."""
    layout.setContentsMargins(space(steps), space(steps), space(steps), space(steps))
    layout.setSpacing(space(steps if gap is None else gap))
