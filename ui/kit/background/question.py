"""A question with many words: they scroll, and its buttons are always on the screen, which a QMessageBox cannot do."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPixmap
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from datapact_ui.kit.layout.fitting import WholePage, fit
from datapact_ui.kit.theme.measures import characters, line_height, margins, space
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.plain_buttons import PlainButtons

WIDE = 64
"""Characters of a line."""
_ANSWER_LINES = 4


class LinesWithEnter(QPlainTextEdit):
    """Several lines in which Ctrl+Enter takes what was written; Enter alone begins a line."""

    entered = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.entered.emit()
            event.accept()
            return
        super().keyPressEvent(event)


class Question(QDialog):
    """Accepted where the step is to be taken; ``keep`` names the button that changes nothing, empty: there is nothing to ask."""

    def __init__(
        self,
        title: str,
        text: str,
        action: str,
        keep: str,
        picture: QPixmap,
        parent: QWidget | None,
        *,
        danger: bool,
        answer: str = "",
    ) -> None:
        """``answer`` names a field below the words; empty: there is none."""
        super().__init__(parent)
        self.setObjectName("confirm")
        self.setWindowTitle(title)
        column = QVBoxLayout(self)
        margins(column, 5, 3)
        page = QWidget(self)
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 0, space(2), 0)  # its words do not touch the scroll bar
        row.setSpacing(space(3))
        sign = QLabel(page)
        sign.setPixmap(picture)
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.addWidget(Words(title, "strong", page))
        words.addWidget(Words(text, "body", page))
        words.addStretch(1)
        row.addLayout(words, 1)
        scroll = WholePage(self)
        scroll.setObjectName("confirm-words")
        scroll.setAccessibleName(title)
        scroll.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # arrow keys scroll it
        scroll.setMinimumWidth(characters(20))
        scroll.set_page(page)
        column.addWidget(scroll, 1)
        self.answer = LinesWithEnter(self)
        self.answer.setObjectName("confirm-answer")
        self.answer.setAccessibleName(answer)
        self.answer.entered.connect(self.accept)
        self.answer.setTabChangesFocus(True)  # Tab leads on to the buttons, as everywhere
        self.answer.setFixedHeight(round(line_height() * _ANSWER_LINES))
        self.answer.setVisible(bool(answer))
        if answer:
            column.addWidget(Words(answer, "body", self))
            column.addWidget(self.answer)
        self.buttons = PlainButtons(self)
        self.doing: QPushButton = self.buttons.addButton(action, QDialogButtonBox.ButtonRole.AcceptRole)
        self.keeping = self.buttons.addButton(keep, QDialogButtonBox.ButtonRole.RejectRole) if keep else self.doing
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        column.addWidget(self.buttons)
        self.setAccessibleDescription(text)
        first = self.keeping if danger else self.doing
        first.setDefault(True)
        (self.answer if answer else first).setFocus()
        fit(self, WIDE, 8)
