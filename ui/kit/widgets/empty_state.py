"""The content of an empty list: the reason, and the button that changes it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from datapact_ui.kit.theme.colours import colours_of
from datapact_ui.kit.theme.icons import paint_icon
from datapact_ui.kit.theme.measures import characters, margins, space
from datapact_ui.kit.widgets.cards import PrimaryButton, Words


class EmptyState(QWidget):
    """A picture, a heading, a sentence and at most two buttons, centred; the first is the usual way."""

    def __init__(
        self,
        icon_name: str,
        heading: str,
        sentence: str,
        action: str = "",
        do: Callable[[], object] | None = None,
        parent: QWidget | None = None,
        *,
        other: tuple[str, Callable[[], object]] | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(heading)
        column = QVBoxLayout(self)
        margins(column, 6, 3)
        column.addStretch()
        column.addWidget(_Picture(icon_name, self), 0, Qt.AlignmentFlag.AlignHCenter)
        self.sentence = Words(sentence, "body", self, quiet=True)
        for words in (Words(heading, "heading", self), self.sentence):
            words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            words.setMinimumWidth(characters(30))
            row = QHBoxLayout()  # an alignment in the layout would disable the label's height for width
            row.addStretch(1)
            row.addWidget(words, 4)
            row.addStretch(1)
            column.addLayout(row)
        self.button: QPushButton | None = None
        if action and do is not None:
            self.button = PrimaryButton(action, parent=self)
            self.button.setObjectName("empty-action")
            self.button.clicked.connect(lambda _checked=False: do())
            buttons = QHBoxLayout()
            buttons.setSpacing(space(3))
            buttons.addStretch(1)
            buttons.addWidget(self.button)
            if other is not None:
                second = QPushButton(other[0], self)
                second.setObjectName("empty-other-action")
                second.clicked.connect(lambda _checked=False, do=other[1]: do())
                buttons.addWidget(second)
            buttons.addStretch(1)
            column.addLayout(buttons)
        column.addStretch()


class _Picture(QWidget):
    def __init__(self, icon_name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._icon_name = icon_name
        self.setFixedSize(QSize(space(10), space(10)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_icon(painter, self._icon_name, QRectF(self.rect()), colours_of(QApplication.palette()).edge)
        painter.end()
