"""The head of a decision: the question, the outcome in one sentence, its grounds, and the counts of people."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QGridLayout, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from datapact.base.texts import _
from datapact.consent.decision.wording import number, verdict_word
from datapact.consent.matrix.page_words import (
    agreement_words,
    answer_words,
    breaches_in,
    count_lines,
    ground_lines,
    meaning_words,
    question_words,
)
from datapact.consent.matrix.shown_page import DecisionPage
from datapact_ui.consent.parts.cell_words import VERDICT_LOOKS
from datapact_ui.kit.theme.colours import colours_of
from datapact_ui.kit.theme.icons import icon, paint_icon
from datapact_ui.kit.theme.measures import line_height, space
from datapact_ui.kit.widgets.cards import Card, Words
from datapact_ui.kit.widgets.warning_line import WarningLine
from datapact_ui.kit.widgets.wrapping_button import WrappingButton


class DecisionCard(Card):
    """The card of one decision: its question, its outcome and the people counted.

    ``agreement_wanted`` opens the agreement, ``records_wanted`` the records of an outcome (empty: all).
    """

    agreement_wanted = Signal()
    records_wanted = Signal(str)

    def __init__(self, page: DecisionPage, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setObjectName("answer")
        decision = page.decision
        self.answer = answer_words(page)
        self.setAccessibleName(f"{question_words(page)} {self.answer}")
        question = Words(question_words(page), "body", self, quiet=True)
        question.setObjectName("question")
        self.column.addWidget(question)
        head = QHBoxLayout()
        head.setSpacing(space(3))
        head.addWidget(_Sign(page, self), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(space(0.5))
        self.title = Words(self.answer, "title", self)
        self.title.setObjectName("answer-sentence")
        words.addWidget(self.title)
        words.addWidget(Words(meaning_words(page), "body", self))
        head.addLayout(words, 1)
        self.column.addLayout(head)
        for reason in breaches_in(decision.reasons):
            self.column.addWidget(WarningLine(str(reason.message), "bad", self))
        self.column.addLayout(self._facts(page))
        if decision.m:
            self.column.addWidget(PeopleBar(page, self))
            self.column.addLayout(self._counts(page))

    def _facts(self, page: DecisionPage) -> QGridLayout:
        """The grounds of the decision, line by line; a form layout would not give wrapped words their height."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(space(4))
        grid.setVerticalSpacing(space(1))
        grid.setContentsMargins(0, space(2), 0, space(1))
        grid.setColumnStretch(1, 1)
        if page.decision.agreement:
            self._name(grid, _("Agreement"))
            button = WrappingButton(icon("agreements"), agreement_words(page), self)
            button.setObjectName("open-agreement")
            button.setFlat(True)
            button.setAccessibleName(_("Open the agreement {number}", number=page.agreement_number))
            button.clicked.connect(lambda _checked=False: self.agreement_wanted.emit())
            grid.addWidget(button, 0, 1, Qt.AlignmentFlag.AlignLeft)
        for label, value in ground_lines(page):
            row = self._name(grid, label)
            grid.addWidget(Words(value, "body", self), row, 1)
        return grid

    def _name(self, grid: QGridLayout, label: str) -> int:
        """The name of a line in the first column; returns the row."""
        row = grid.rowCount() if grid.count() else 0
        name = Words(label, "body", self, quiet=True)
        name.setWordWrap(False)
        beside = Qt.AlignmentFlag.AlignTop if row else Qt.AlignmentFlag.AlignVCenter  # the first stands beside a button
        grid.addWidget(name, row, 0, beside)
        return row

    def _counts(self, page: DecisionPage) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(0)
        for one in count_lines(page):
            line = QHBoxLayout()
            line.setSpacing(space(2))
            figure = Words(number(one.people), "strong", self)
            figure.setMinimumWidth(space(14))
            figure.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            figure.setWordWrap(False)
            line.addWidget(figure)
            line.addWidget(Words(one.words, "body", self), 1)
            button = QPushButton(icon("person"), _("Records"), self)
            button.setObjectName(f"records-{one.outcome}")
            button.setFlat(True)
            button.setAccessibleName(_("Records: {what}", what=one.words))
            button.clicked.connect(lambda _checked=False, outcome=one.outcome: self.records_wanted.emit(outcome))
            line.addWidget(button)
            column.addLayout(line)
        return column


class _Sign(QWidget):
    """The icon of the decision, large, on its soft ground, beside the word."""

    def __init__(self, page: DecisionPage, parent: QWidget) -> None:
        super().__init__(parent)
        self._icon, self._tone = VERDICT_LOOKS[page.decision.verdict]
        self.setToolTip(str(verdict_word(page.decision.verdict, page.begins)))
        side = round(line_height() * 2.4)
        self.setFixedSize(QSize(side, side))

    def paintEvent(self, _event: QPaintEvent) -> None:
        toned = colours_of(QApplication.palette()).tone(self._tone)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(toned.soft))
        box = QRectF(self.rect())
        painter.drawEllipse(box)
        inset = box.width() * 0.22
        paint_icon(painter, self._icon, box.adjusted(inset, inset, -inset, -inset), toned.ink)
        painter.end()


class PeopleBar(QWidget):
    """The share of people whose data may go out, with the numbers below."""

    def __init__(self, page: DecisionPage, parent: QWidget) -> None:
        super().__init__(parent)
        self._share = page.decision.tally.allowed / page.decision.m
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(space(2))

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = colours_of(QApplication.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        box = QRectF(self.rect()).adjusted(0, space(0.5), 0, 0)
        painter.setBrush(QColor(colours.line))
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        painter.setBrush(QColor(colours.accent))
        if self._share:
            filled = QRectF(box.left(), box.top(), max(box.height(), box.width() * self._share), box.height())
            painter.drawRoundedRect(filled, box.height() / 2, box.height() / 2)
        painter.end()
