"""The way by Word files on the page that sends: for a partner who works on the text in Word."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from datapact.agreements.views.rounds import WordStep
from datapact.base.texts import _
from datapact_ui.kit.layout.flow_layout import FlowLayout
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.picture_button import picture_button


class WordWay(QWidget):
    """A question and the button to the Word files; what came back in Word is answered in that file."""

    wanted = Signal()

    def __init__(self, step: WordStep, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(Words(_("Does the partner work on the text in Word?"), parent=self))
        words = _("Answer in their Word file …") if step == "word_answer" else _("Write Word files …")
        self.button = picture_button(self, "send-word", "export", words, self.wanted.emit)
        row = FlowLayout()
        row.addWidget(self.button)
        column.addLayout(row)
