"""Surfaces: a card with a heading, and the labels that views set their text in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPalette, QPen
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QPushButton, QSizePolicy, QVBoxLayout

from datapact_ui.kit.theme.by_name import VERTICAL_MIDDLE, WITH_MNEMONIC, brush_of, set_by_name
from datapact_ui.kit.theme.colours import colours_of
from datapact_ui.kit.theme.icons import icon, paint_icon
from datapact_ui.kit.theme.measures import TypeSize, line_height, margins, space, type_font
from datapact_ui.kit.theme.palette import coloured
from datapact_ui.kit.widgets.no_break_spaces import held

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QPaintEvent
    from PySide6.QtWidgets import QWidget

_WORDS = QPalette.ColorRole.WindowText


class Card(QFrame):
    """A surface with a hairline around it; put widgets into ``column``."""

    def __init__(self, heading: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.is_marked = False
        """A strong line is around it."""
        self.column = QVBoxLayout(self)
        margins(self.column, 4, 3)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        if heading:
            self.heading = Words(heading, "heading", self)
            self.setAccessibleName(heading)
            self.column.addWidget(self.heading)

    def mark(self) -> None:
        """Set a strong line around it: what somebody was led to."""
        self.is_marked = True
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = colours_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colours.accent), 2) if self.is_marked else QColor(colours.line))
        painter.setBrush(QColor(colours.surface))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), space(1), space(1))
        painter.end()


class Words(QLabel):
    """Plain text in a type size, wrapped, never taken for markup; ``quiet`` for secondary text."""

    def __init__(
        self, text: str = "", size: TypeSize = "body", parent: QWidget | None = None, *, quiet: bool = False
    ) -> None:
        super().__init__(parent)
        self._quiet = quiet
        self._said = ""
        set_by_name(self, textFormat="PlainText")
        self.setWordWrap(True)
        self.setFont(type_font(size))
        self.setText(text)
        self._tint()

    def setText(self, text: str) -> None:
        """Show these words; a sign stays with its number."""
        self._said = text
        super().setText(held(text))

    def text(self) -> str:
        """The words as given."""
        return self._said

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._tint()
        super().changeEvent(event)

    def _tint(self) -> None:
        if self._quiet:
            palette = QApplication.palette()
            self.setPalette(coloured(palette, WindowText=colours_of(palette).quiet))


class PrimaryButton(QPushButton):
    """The one button of a view that does the next step: filled with the accent colour, flat, with a ring of focus."""

    def __init__(self, text: str, icon_name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._icon_name = icon_name
        self.setFont(type_font("strong"))
        if icon_name:
            self.setIcon(icon(icon_name))  # for the size; it is painted below

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return presses it as well, which Qt does in dialogs alone."""
        from PySide6.QtCore import Qt

        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.click()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(hint.width() + space(6), max(hint.height(), round(line_height() * 1.7)))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = colours_of(QApplication.palette())
        strong = self.isDown() or self.underMouse()
        ground = colours.line if not self.isEnabled() else colours.accent_hover if strong else colours.accent
        ink = colours.on_accent if self.isEnabled() else colours.disabled
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect())
        filled = QPainterPath()
        filled.addRoundedRect(box, space(1), space(1))
        painter.fillPath(filled, brush_of(ground))
        if self.hasFocus():
            ring = QPainterPath()  # what lies between two outlines
            ring.addRoundedRect(box.adjusted(1.75, 1.75, -1.75, -1.75), space(0.7) + 0.75, space(0.7) + 0.75)
            ring.addRoundedRect(box.adjusted(3.25, 3.25, -3.25, -3.25), space(0.7) - 0.75, space(0.7) - 0.75)
            painter.fillPath(ring, brush_of(ink))
        painter.setFont(self.font())
        words = self.text()
        side = line_height() * 1.05 if self._icon_name else 0.0
        gap = space(1.5) if self._icon_name else 0
        wide = painter.fontMetrics().size(WITH_MNEMONIC, words).width()
        left = box.center().x() - (wide + side + gap) / 2
        if self._icon_name:
            paint_icon(painter, self._icon_name, QRectF(left, box.center().y() - side / 2, side, side), ink)
        place = QRectF(left + side + gap, box.top(), wide + 2, box.height())
        palette = coloured(QApplication.palette(), WindowText=ink)
        self.style().drawItemText(
            painter, place.toAlignedRect(), VERTICAL_MIDDLE | WITH_MNEMONIC, palette, True, words, _WORDS
        )
        painter.end()
