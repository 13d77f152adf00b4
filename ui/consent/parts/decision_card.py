"""The head of a decision: the question, the outcome in one sentence, its grounds, and the counts of people."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QGridLayout, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from datapact.agreements.projection.status import evidence_words
from datapact.base.day_words import long_date
from datapact.base.local_time import day_of
from datapact.base.texts import N_, Message, _, current_language
from datapact.consent.decision.wording import meaning, number, sentence, to_tell_words, verdict_word, why_not
from datapact.consent.facts.breaches import BREACH
from datapact.consent.facts.question import Reason
from datapact.consent.matrix.decision_page import ALLOWED, DecisionPage
from datapact.consent.steps.contract import AGREEMENT_STATUS_WORDS
from datapact.contract.text.formatters import article
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
        self.answer = sentence_of(page)
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
        words.addWidget(Words(_meaning(page), "body", self))
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
            status = str(Message(AGREEMENT_STATUS_WORDS.get(page.agreement_status, page.agreement_status)))
            words = f"{page.agreement_number} · {page.agreement_title} · {status}"
            button = WrappingButton(icon("agreements"), words, self)
            button.setObjectName("open-agreement")
            button.setFlat(True)
            button.setAccessibleName(_("Open the agreement {number}", number=page.agreement_number))
            button.clicked.connect(lambda _checked=False: self.agreement_wanted.emit())
            grid.addWidget(button, 0, 1, Qt.AlignmentFlag.AlignLeft)
        for label, value in _facts_of(page):
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
        tally = page.decision.tally
        rows = [(ALLOWED, tally.allowed, _("nothing on file against it"))]
        rows += [(one, count, str(why_not(one))) for one, count in sorted(tally.counts.items()) if count]
        for outcome, count, words in rows:
            line = QHBoxLayout()
            line.setSpacing(space(2))
            figure = Words(number(count), "strong", self)
            figure.setMinimumWidth(space(14))
            figure.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            figure.setWordWrap(False)
            line.addWidget(figure)
            line.addWidget(Words(words, "body", self), 1)
            button = QPushButton(icon("person"), _("Records"), self)
            button.setObjectName(f"records-{outcome}")
            button.setFlat(True)
            button.setAccessibleName(_("Records: {what}", what=words))
            button.clicked.connect(lambda _checked=False, one=outcome: self.records_wanted.emit(one))
            line.addWidget(button)
            column.addLayout(line)
        return column


def breaches_in(reasons: Sequence[Reason]) -> list[Reason]:
    """The reasons that name an open breach at the recipient: they change no verdict, and nobody may miss them."""
    return [one for one in reasons if one.link[0] == BREACH]


def sentence_of(page: DecisionPage) -> str:
    """The decision in a sentence: how many people, until when."""
    one = page.decision
    return sentence(one.verdict, one.n, one.m, one.valid_until, page.zone, one.until_why, page.begins)


def _meaning(page: DecisionPage) -> str:
    """What the decision means; of an agreement that applies later, whether anything else is missing until then."""
    if page.begins is None:
        return str(meaning(page.decision.verdict))
    if any(one.verdict == "incomplete" for one in page.decision.reasons):
        return _("Before that day nothing may go out. From then on, too, only once what is missing below is there.")
    return _("Before that day nothing may go out.")


def question_words(page: DecisionPage) -> str:
    """The question in words."""
    question = page.decision.question
    words = _(
        "May we share “{dataset}” with {partner} for “{purpose}”?",
        dataset=str(page.dataset_name),
        partner=page.partner_name,
        purpose=str(page.purpose_name),
    )
    if page.asked.day is None:
        words += " " + _("As at today.")
    else:
        words += " " + _("As at the end of {day}.", day=long_date(page.asked.day, current_language()))
    if question.place:
        words += " " + _("Place: {country}.", country=question.place)
    if question.action != "share":
        words += " " + _("Action: {action}.", action=str(Message(ACTION_WORDS[question.action])))
    return words


ACTION_WORDS = {
    "share": N_("share"),
    "train": N_("train a model"),
    "fine_tune": N_("fine-tune a model"),
    "test": N_("test a model"),
    "remote_access": N_("access from afar"),
    "derive": N_("derive further data"),
    "link": N_("combine with other data"),
    "publish": N_("publish"),
    "license_model": N_("license models made with it"),
}
"""The action on the data in the question, in words."""


def _facts_of(page: DecisionPage) -> Sequence[tuple[str, str]]:
    decision, language = page.decision, current_language()
    found = []
    if decision.basis:
        bases = ", ".join(article(one, language) for one in decision.basis.split(", "))
        shared = decision.verdict in ("permit", "partial")  # else one may be missing, as the reasons say
        found.append((_("Rests on") if shared else _("Legal basis, as far as recorded"), bases))
    if decision.evidence:
        found.append((_("Evidence of the agreement"), str(evidence_words(decision.evidence))))
    if page.notice_versions:
        found.append((_("Notice"), "\n".join(map(str, page.notice_versions))))
    if page.oldest is not None:
        found.append((_("Oldest consent"), long_date(day_of(page.oldest, page.zone), language)))
    if page.pending is not None:
        words = to_tell_words(page.pending.people, page.pending.untold, page.partner_name)
        late = f" ({_('overdue')})" if page.pending.overdue else ""
        found.append((_("To report"), f"{words}{late}"))
    return found


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
