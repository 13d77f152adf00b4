"""The one place that shows errors: a bar above the view, in words, until the user closes it.

While a dialog is open the words appear above that dialog, because the bar behind it would not be seen.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from datapact.base.errors import DataPactError
from datapact.base.texts import _
from datapact_ui.kit.background.dialogs import Dialogs
from datapact_ui.kit.theme.colours import colours_of
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import icon_size, space
from datapact_ui.kit.theme.tint import tint, tone_roles
from datapact_ui.kit.widgets.flat_button import flat_button


class ErrorBar(QFrame):
    """The bar with an error and its remedy, and a button to copy the sentence for somebody who can help."""

    def __init__(self, dialogs: Dialogs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._dialogs = dialogs
        self.setObjectName("error-bar")
        self.setAutoFillBackground(True)
        self._picture = QLabel(self)
        self._words = QLabel(self)
        self._words.setObjectName("error-words")
        self._words.setWordWrap(True)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._copy = QPushButton(icon("copy"), _("Copy"), self)
        self._copy.setObjectName("error-copy")
        self._copy.clicked.connect(lambda: self._dialogs.copy(self._words.text()))
        self._close = flat_button(self, "error-close", "close", _("Close this message"), self.hide)
        line = QHBoxLayout(self)
        line.setContentsMargins(space(4), space(2), space(2), space(2))
        line.setSpacing(space(3))
        line.addWidget(self._picture)
        line.addWidget(self._words, 1)
        line.addWidget(self._copy)
        line.addWidget(self._close)
        self.hide()

    def show_error(self, error: DataPactError) -> None:
        """Show an error, and announce it to screen readers."""
        text = str(error)
        if QApplication.activeModalWidget() is not None:
            self._dialogs.show_error(text)
            return
        self._paint_in_theme()
        self._words.setText(text)
        self.setAccessibleName(text)
        self.show()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def text(self) -> str:
        """The error shown; empty for none."""
        return "" if self.isHidden() else self._words.text()

    def _paint_in_theme(self) -> None:
        tone = colours_of(QApplication.palette()).bad
        tint(self, tone_roles("bad"))
        self._picture.setPixmap(icon("error", tone.ink).pixmap(icon_size(1.2)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)
