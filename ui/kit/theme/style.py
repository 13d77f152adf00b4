"""Fusion, with borders that can be seen.

Fusion derives the outline of fields, boxes and buttons from the ground of the window: faint in light, invisible in
dark. WCAG requires 3:1, so those few elements are drawn with a palette whose derived outline is our ``edge`` colour.
All others are unchanged.
"""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QProxyStyle, QStyle, QStyleFactory

from datapact_ui.kit.theme.colours import colours_of
from datapact_ui.kit.theme.measures import line_height

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter
    from PySide6.QtWidgets import QStyleOption, QStyleOptionComplex, QWidget

_OUTLINE_FACTOR = 140  # Fusion's outline is Window.darker(140)
_PRIMITIVES = frozenset(
    {
        QStyle.PrimitiveElement.PE_PanelLineEdit,
        QStyle.PrimitiveElement.PE_FrameLineEdit,
        QStyle.PrimitiveElement.PE_IndicatorCheckBox,
        QStyle.PrimitiveElement.PE_IndicatorItemViewItemCheck,
        QStyle.PrimitiveElement.PE_IndicatorRadioButton,
        QStyle.PrimitiveElement.PE_PanelButtonCommand,
    }
)
_FRAMED = ("QPlainTextEdit", "QListWidget")
"""Fields of several lines; other frames stay faint. By their names: the classes bring enumerations that Python builds."""
_LINES = {
    QStyle.PixelMetric.PM_IndicatorWidth: 0.85,
    QStyle.PixelMetric.PM_IndicatorHeight: 0.85,
    QStyle.PixelMetric.PM_ExclusiveIndicatorWidth: 0.85,
    QStyle.PixelMetric.PM_ExclusiveIndicatorHeight: 0.85,
    QStyle.PixelMetric.PM_ButtonIconSize: 1.0,
    QStyle.PixelMetric.PM_SmallIconSize: 1.0,
    QStyle.PixelMetric.PM_ListViewIconSize: 1.0,
    QStyle.PixelMetric.PM_TabBarIconSize: 1.0,
    QStyle.PixelMetric.PM_ScrollBarExtent: 0.9,
    QStyle.PixelMetric.PM_ScrollBarSliderMin: 1.6,
}
"""Measures in lines of text."""
_COMPLEX = frozenset(
    {QStyle.ComplexControl.CC_ComboBox, QStyle.ComplexControl.CC_SpinBox, QStyle.ComplexControl.CC_Slider}
)


class DataPactStyle(QProxyStyle):
    """The application's style."""

    def __init__(self) -> None:
        super().__init__(QStyleFactory.create("Fusion"))

    def drawPrimitive(
        self,
        element: QStyle.PrimitiveElement,
        option: QStyleOption,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        framed = (
            element == QStyle.PrimitiveElement.PE_Frame and widget is not None and any(map(widget.inherits, _FRAMED))
        )
        if element not in _PRIMITIVES and not framed:
            super().drawPrimitive(element, option, painter, widget)
            return
        before = copy(option.palette)
        option.palette = _with_visible_outline(before)
        super().drawPrimitive(element, option, painter, widget)
        option.palette = before

    def drawComplexControl(
        self,
        control: QStyle.ComplexControl,
        option: QStyleOptionComplex,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        if control not in _COMPLEX:
            super().drawComplexControl(control, option, painter, widget)
            return
        before = copy(option.palette)
        option.palette = _with_visible_outline(before)
        super().drawComplexControl(control, option, painter, widget)
        option.palette = before


SCROLLS = "QMenu { menu-scrollable: 1; }"
"""Sheet of a menu that can be higher than the screen: it scrolls. Else it goes on in columns, beyond the edge of a small one.

A style of our own would be asked for every hint of every widget.
"""


class ScaledStyle(DataPactStyle):
    """The style for text sizes other than 100 %. Boxes, icons and scroll bars grow with the text.

    A separate style, because Qt reads these measures so often that the usual size should not pay for it.
    """

    def pixelMetric(
        self,
        metric: QStyle.PixelMetric,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
    ) -> int:
        lines = _LINES.get(metric)
        if lines is None:
            return super().pixelMetric(metric, option, widget)
        return round(line_height() * lines)


def style_for(text_size: int) -> DataPactStyle:
    """The style for a text size in percent."""
    return DataPactStyle() if text_size == 100 else ScaledStyle()


def _with_visible_outline(palette: QPalette) -> QPalette:
    edge = QColor(colours_of(palette).edge)
    changed = copy(palette)  # the constructor would ask for a colour of ``Qt`` first
    changed.setColor(QPalette.ColorRole.Window, edge.lighter(_OUTLINE_FACTOR))
    return changed
