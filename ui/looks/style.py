"""Fusion, with borders that can be seen.

Fusion derives the outline of fields, boxes and buttons from the ground of the window: faint in light, invisible in
dark. WCAG asks for 3:1, so those few elements are drawn with a palette whose derived outline is our ``edge`` colour.
All else goes through untouched.
"""

from __future__ import annotations

from PySide6.QtGui import QColor, QPainter, QPalette
from PySide6.QtWidgets import QProxyStyle, QStyle, QStyleFactory, QStyleOption, QStyleOptionComplex, QWidget

from datapact_ui.looks.colours import colours_of

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
        if element not in _PRIMITIVES:
            super().drawPrimitive(element, option, painter, widget)
            return
        before = QPalette(option.palette)
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
        before = QPalette(option.palette)
        option.palette = _with_visible_outline(before)
        super().drawComplexControl(control, option, painter, widget)
        option.palette = before


def _with_visible_outline(palette: QPalette) -> QPalette:
    edge = QColor(colours_of(palette).edge)
    changed = QPalette(palette)
    changed.setColor(QPalette.ColorRole.Window, edge.lighter(_OUTLINE_FACTOR))
    return changed
