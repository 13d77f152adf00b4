"""The strength meter: a bar in four steps with its meaning in words."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from datapact.base.texts import _
from datapact.vault.keys.passphrase import Strength, strength
from datapact_ui.kit.theme.colours import Tone, colours_of
from datapact_ui.kit.theme.measures import space
from datapact_ui.kit.widgets.cards import Words

_STEPS: dict[str, tuple[int, Tone]] = {
    "too_short": (0, "bad"),
    "weak": (1, "bad"),
    "fair": (2, "warn"),
    "good": (3, "good"),
    "strong": (4, "good"),
}


class StrengthMeter(QWidget):
    """A bar in four steps with its meaning in words. ``judge`` a passphrase; nothing of it is kept."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Strength of the passphrase"))
        self._bar = _Bar(self)
        self._words = Words("", "small", self, quiet=True)
        self._words.setObjectName("strength-words")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(1))
        column.addWidget(self._bar)
        column.addWidget(self._words)
        self.judge("")

    def judge(self, passphrase: str) -> Strength | None:
        """Show how strong it is."""
        if not passphrase:
            self._bar.show_steps(0, "neutral")
            self._words.setText(_("Several words that do not belong together are strong and easy to type."))
            return None
        found = strength(passphrase)
        self._bar.show_steps(*_STEPS[found.grade])
        self._words.setText(str(found.words))
        self.setAccessibleDescription(str(found.words))
        return found


class _Bar(QWidget):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._filled = 0
        self._tone: Tone = "neutral"
        self.setFixedHeight(space(1.5))

    def show_steps(self, filled: int, tone: Tone) -> None:
        self._filled, self._tone = filled, tone
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = colours_of(QApplication.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        gap = space(1)
        breadth = (self.width() - 3 * gap) / 4
        for step in range(4):
            filled = step < self._filled
            painter.setBrush(QColor(colours.tone(self._tone).ink if filled else colours.line))
            box = QRectF(step * (breadth + gap), 0, breadth, self.height())
            painter.drawRoundedRect(box, self.height() / 2, self.height() / 2)
        painter.end()
