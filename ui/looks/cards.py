"""Surfaces: a card with a heading, and the labels that views set their text in."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from datapact_ui.looks.colours import colours_of
from datapact_ui.looks.icons import icon
from datapact_ui.looks.measures import TypeSize, margins, space, type_font
from datapact_ui.looks.palette import coloured


class Card(QFrame):
    """A surface with a hairline around it; put widgets into ``column``."""

    def __init__(self, heading: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.column = QVBoxLayout(self)
        margins(self.column, 4, 3)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        if heading:
            self.heading = Words(heading, "heading", self)
            self.setAccessibleName(heading)
            self.column.addWidget(self.heading)

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = colours_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(colours.line))
        painter.setBrush(QColor(colours.surface))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), space(1), space(1))
        painter.end()


class Words(QLabel):
    """Plain text in a type size, wrapped, never taken for markup; ``quiet`` for what is said beside."""

    def __init__(
        self, text: str = "", size: TypeSize = "body", parent: QWidget | None = None, *, quiet: bool = False
    ) -> None:
        super().__init__(parent)
        self._quiet = quiet
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setFont(type_font(size))
        self.setText(text)
        self._tint()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.ApplicationPaletteChange:
            self._tint()
        super().changeEvent(event)

    def _tint(self) -> None:
        if self._quiet:
            palette = QApplication.palette()
            self.setPalette(coloured(palette, WindowText=colours_of(palette).quiet))


class PrimaryButton(QPushButton):
    """The one button of a view that does the next step: filled with the accent colour."""

    def __init__(self, text: str, icon_name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._icon_name = icon_name
        font = self.font()
        font.setWeight(font.Weight.DemiBold)
        self.setFont(font)
        self._tint()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.ApplicationPaletteChange, QEvent.Type.EnabledChange):
            self._tint()
        super().changeEvent(event)

    def _tint(self) -> None:
        base = QApplication.palette()
        colours = colours_of(base)
        if self.isEnabled():
            base = coloured(base, Button=colours.accent, ButtonText=colours.on_accent)
        self.setPalette(base)
        if self._icon_name:
            self.setIcon(icon(self._icon_name, colours.on_accent if self.isEnabled() else ""))


def quiet_palette() -> QPalette:
    """The application's palette with secondary text."""
    palette = QApplication.palette()
    return coloured(palette, WindowText=colours_of(palette).quiet)
