"""Check boxes and radio buttons whose words wrap where there is no room: German at 200 % text.

Qt's own never wrap, and so make a whole window as wide as their longest sentence. Their words are mostly names of people
and organisations, so that an ampersand in them is one, never a letter of access.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QRadioButton,
    QStyle,
    QStyleOptionButton,
    QStyleOptionFocusRect,
    QStylePainter,
    QWidget,
)

from datapact_ui.kit.theme.measures import characters, space

_USUAL = 72
"""Characters in a line where the layout leaves the choice."""
_FLAGS = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft


if TYPE_CHECKING:
    _Button = QAbstractButton
else:
    _Button = object


class _Wrapping(_Button):
    """What both have in common: a mark of the style, and words beside it that wrap."""

    _wide: ClassVar[QStyle.PixelMetric]
    _high: ClassVar[QStyle.PixelMetric]
    _narrow = 0
    """Width in pixels that the layout gave it; 0 before."""

    _said = ""

    def setText(self, text: str) -> None:
        """Show these words; ``&`` is itself."""
        self._said = text
        super().setText(text.replace("&", "&&"))

    def text(self) -> str:
        """The words as given."""
        return self._said

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return _height(self, self.mark(), width)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for the height anew: Qt holds such a button at the height of its hint, which a narrow place makes higher."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._narrow = event.size().width()
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        hint = _hint(self, self.mark())
        if 0 < self._narrow < hint.width():
            hint.setHeight(self.heightForWidth(self._narrow))
        return hint

    def minimumSizeHint(self) -> QSize:
        return _least(self, self.mark())

    def hitButton(self, place: QPoint) -> bool:
        return self.rect().contains(place)

    def mark(self) -> QSize:
        """The size of the mark."""
        style = self.style()
        return QSize(style.pixelMetric(self._wide, None, self), style.pixelMetric(self._high, None, self))


class Tick(_Wrapping, QCheckBox):
    """A check box."""

    _wide, _high = QStyle.PixelMetric.PM_IndicatorWidth, QStyle.PixelMetric.PM_IndicatorHeight

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setText(text)
        _wraps(self)

    def paintEvent(self, _event: QPaintEvent) -> None:
        option = QStyleOptionButton()
        self.initStyleOption(option)
        _paint(self, option, QStyle.PrimitiveElement.PE_IndicatorCheckBox, self.mark())


class Radio(_Wrapping, QRadioButton):
    """A radio button."""

    _wide, _high = QStyle.PixelMetric.PM_ExclusiveIndicatorWidth, QStyle.PixelMetric.PM_ExclusiveIndicatorHeight

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setText(text)
        _wraps(self)

    def paintEvent(self, _event: QPaintEvent) -> None:
        option = QStyleOptionButton()
        self.initStyleOption(option)
        _paint(self, option, QStyle.PrimitiveElement.PE_IndicatorRadioButton, self.mark())


def _wraps(button: QAbstractButton) -> None:
    policy = button.sizePolicy()
    policy.setHorizontalPolicy(policy.Policy.Preferred)
    policy.setHeightForWidth(True)
    button.setSizePolicy(policy)


def _around(indicator: QSize) -> QSize:
    """The space around the words: the indicator with its gap, a hair at the other edges."""
    return QSize(indicator.width() + space(1.5) + space(0.5), space(1))


def _words(button: QAbstractButton, width: int) -> QRect:
    return button.fontMetrics().boundingRect(QRect(0, 0, max(width, 1), 100_000), int(_FLAGS), button.text())


def _height(button: QAbstractButton, indicator: QSize, width: int) -> int:
    around = _around(indicator)
    words = _words(button, width - around.width()).height() if button.text() else 0
    return max(words, indicator.height()) + around.height()


def _hint(button: QAbstractButton, indicator: QSize) -> QSize:
    around = _around(indicator)
    line = button.fontMetrics().size(0, button.text()).width()
    width = min(line, characters(_USUAL)) + around.width()
    return QSize(width, _height(button, indicator, width))


def _least(button: QAbstractButton, indicator: QSize) -> QSize:
    """The minimum size, as narrow as the longest word: the layout then requests the height for its width."""
    metrics = button.fontMetrics()
    longest = max((metrics.horizontalAdvance(word) for word in button.text().split()), default=0)
    return QSize(longest + _around(indicator).width(), _height(button, indicator, 1_000_000))


def _paint(
    button: QAbstractButton, option: QStyleOptionButton, element: QStyle.PrimitiveElement, indicator: QSize
) -> None:
    painter = QStylePainter(button)
    whole = option.rect
    left = indicator.width() + space(1.5)
    room = QRect(left, 0, whole.width() - left, whole.height())
    words = _words(button, room.width() - space(0.5))
    top = max(0, (whole.height() - words.height()) // 2)
    line = button.fontMetrics().height()
    mark = QRect(QPoint(0, top + max(0, (line - indicator.height()) // 2)), indicator)
    if not button.text():
        mark.moveTop((whole.height() - indicator.height()) // 2)
    right_to_left = option.direction == Qt.LayoutDirection.RightToLeft
    place = QRect(room.left(), top, room.width(), words.height())
    if right_to_left:
        mark = QStyle.visualRect(option.direction, whole, mark)
        place = QStyle.visualRect(option.direction, whole, place)
    option.rect = mark
    painter.drawPrimitive(element, option)
    enabled = button.isEnabled()
    painter.drawItemText(place, int(_FLAGS), option.palette, enabled, button.text(), QPalette.ColorRole.WindowText)
    if button.hasFocus() and option.state & QStyle.StateFlag.State_KeyboardFocusChange:
        ring = QStyleOptionFocusRect()
        ring.initFrom(button)
        ring.rect = place.adjusted(-space(0.5), 0, 0, 0)
        painter.drawPrimitive(QStyle.PrimitiveElement.PE_FrameFocusRect, ring)
    painter.end()
