"""A button with words from a contract, a partner or a file, cut at the end where they are too long."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QStyle, QStyleOptionButton, QStylePainter, QWidget

from datapact_ui.kit.theme.measures import characters, icon_size, space

_LEAST = 16
"""Characters that can be read at least."""


class WrappingButton(QPushButton):
    """A button whose words are cut at the end where they are too long.

    ``text`` stays the whole; it is also the tool tip.
    """

    def __init__(self, picture: QIcon, words: str, parent: QWidget | None = None) -> None:
        super().__init__(picture, words.replace("&", "&&"), parent)
        self.setToolTip(words)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        whole = self.sizeHint()
        return QSize(min(whole.width(), characters(_LEAST)), whole.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        option = QStyleOptionButton()
        self.initStyleOption(option)
        beside = 0 if self.icon().isNull() else icon_size().width() + space(1)
        room = self.width() - beside - 2 * space(1)
        option.text = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, room, int(Qt.TextFlag.TextShowMnemonic)
        )
        painter = QStylePainter(self)
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
        painter.end()
