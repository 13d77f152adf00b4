"""One question of the interview: its words, whether it is open, its help, and its source."""

from __future__ import annotations

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from datapact.base.texts import _, current_language
from datapact.contract.templates.questions import Question
from datapact.contract.vocabulary.citations import source_words
from datapact_ui.editor.fields.forms import form_at
from datapact_ui.editor.fields.proposed import ProposedAnswer
from datapact_ui.editor.fields.term_form import TermForm
from datapact_ui.editor.text.draft_session import DraftSession
from datapact_ui.kit.fields.choice_fields import ChoiceField
from datapact_ui.kit.fields.day_field import read_day, show_day
from datapact_ui.kit.theme.measures import space
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.state_badge import StateBadge


class QuestionBlock(QWidget):
    """One question at one place: its words, help, source, and field."""

    taken = Signal(str)
    """The place for which the proposal is to be taken over."""

    def __init__(
        self, session: DraftSession, question: Question, path: str, parent: QWidget | None = None, of: str = ""
    ) -> None:
        """``of`` names the member of a list that is asked about, where its tab may be out of sight."""
        super().__init__(parent)
        self.question, self.path = question, path
        self.setObjectName(f"question-{path}")
        language = current_language()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)  # "Maximum" cuts words that wrap
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(1))
        text = question.text.text(language)
        self._asked, self._text = Words("", "strong", self), text
        self.show_of(of)
        self._open = StateBadge(self)
        self._open.setObjectName(f"lacks-{path}")
        self._open.set_badge("waiting", _("open"), "neutral")
        self._open.keep_place()
        self._open.hide()
        line = QHBoxLayout()
        line.setSpacing(space(2))
        line.addWidget(self._asked, 1)
        line.addWidget(self._open, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(line)
        example = _example(question)
        hint = _("e.g. {example}", example=example) if example and _shows_example(question) else ""
        self.form: TermForm = form_at(session, path, self, example=hint)
        terms = session.document.terms
        personal = terms.is_personal() or terms.facts.personal_data is None
        said = question.hints(personal=personal).text(language)
        if example and not hint:
            said = f"{said} {_('For example: {example}', example=example)}".strip()
        if said:
            column.addWidget(Words(said, "body", self, quiet=True))
        column.addWidget(self.form)
        without, field = question.without.text(language), getattr(self.form, "field", None)
        if without and isinstance(field, ChoiceField):
            field.say_without(without)
        self._column = column
        self._offer: ProposedAnswer | None = None
        if behind := question.source(personal=personal):
            article = source_words(behind, language)
            column.addWidget(Words(_("Comes from {article}", article=article), "small", self, quiet=True))
        self._asked.setBuddy(self.form)

    def show_of(self, of: str) -> None:
        """Name the member that is asked about before the words; empty for none."""
        self._asked.setText(f"{of} · {self._text}" if of else self._text)

    def show_open(self, paths: AbstractSet[str]) -> None:
        """Mark the question if its place is among the open ones."""
        self._open.setVisible(self.path in paths)

    @property
    def proposes(self) -> bool:
        """Whether a proposal stands below the field."""
        return self._offer is not None and not self._offer.isHidden()

    def show_proposals(self, words: Mapping[str, str]) -> None:
        """Show the proposal for this place, if there is one, by the words on its button."""
        said = words.get(self.path, "")
        if said and self._offer is None:
            self._offer = ProposedAnswer(self.path, said, self)
            self._offer.clicked.connect(lambda _on=False: self.taken.emit(self.path))
            policy = self._offer.sizePolicy()
            policy.setRetainSizeWhenHidden(True)  # an answer that is taken over moves no field below under the pointer
            self._offer.setSizePolicy(policy)
            self._column.insertWidget(self._column.indexOf(self.form) + 1, self._offer, 0, Qt.AlignmentFlag.AlignLeft)
        if self._offer is not None:
            if said:
                self._offer.say(said)
            self._offer.setVisible(bool(said))


def _example(question: Question) -> str:
    """The example as one would type it, with days in local form; none for answers chosen from a list."""
    if question.shape.kind in ("choice", "yes_no", "fact") or question.path.endswith(".iri"):
        return ""
    example = question.example.text(current_language())
    day = read_day(example) if question.shape.kind == "day" else None
    return _CODE.sub("", example) if day is None else show_day(day)


_CODE = re.compile(r" \((?:dpv|pd):\w+\)")
"""The term behind a word of the vocabulary: for answers files, not for people."""


def _shows_example(question: Question) -> bool:
    return question.shape.kind in ("text", "localised", "number")
