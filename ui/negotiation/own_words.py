"""One's own words, or one's own value, in place of what the other side changed: fields below the change."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from datapact.agreements.steps.reply import Verdicts
from datapact.base.date_formats import day_in_prose
from datapact.base.day_words import long_date
from datapact.base.texts import Language, _, current_language
from datapact.contract.changes.proposed import ProposedChange
from datapact.contract.terms import Localised
from datapact.contract.terms.paths import shape_at, value_at
from datapact.contract.text.clauses import places, plain_text
from datapact.contract.text.document import AgreementDocument
from datapact.word.read.values import read_number
from datapact_ui.kit.background.question import LinesWithEnter
from datapact_ui.kit.theme.measures import line_height, space
from datapact_ui.negotiation.change_rows import ChangeRow


class LineWithEnter(QLineEdit):
    """A line in which Enter does not press the button of its window."""

    entered = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
            event.accept()
            return
        super().keyPressEvent(event)


class OwnWords(QWidget):
    """Shows the fields that fit a change."""

    entered = Signal()
    """Enter was pressed in the field for a value, or Ctrl+Enter in one for words."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(2))
        self.words: dict[Language, LinesWithEnter] = {}
        self._labels: dict[Language, QLabel] = {}
        asked: Mapping[Language, str] = {"de": _("Own words, German"), "en": _("Own words, English")}
        for language, words in asked.items():
            field = LinesWithEnter(self)
            field.entered.connect(self.entered)
            field.setToolTip(_("Ctrl+Enter takes these words and goes to the next change."))
            field.setObjectName(f"{name}_words_{language}")
            field.setAccessibleName(words)
            field.setTabChangesFocus(True)
            field.setMinimumHeight(round(line_height() * 4))
            label = QLabel(words, self)
            label.setBuddy(field)
            column.addWidget(label)
            column.addWidget(field)
            self.words[language], self._labels[language] = field, label
        self.value = LineWithEnter(self)
        self.value.setObjectName(f"{name}_value")
        self.value.setAccessibleName(_("Own value"))
        self.value.entered.connect(self.entered)
        self._value_label = QLabel(_("Own &value"), self)
        self._value_label.setBuddy(self.value)
        column.addWidget(self._value_label)
        column.addWidget(self.value)
        self._theirs: Mapping[Language, str] = {}
        self._shown: tuple[object, ...] = ()

    def show_change(self, row: ChangeRow, proposal: AgreementDocument | None, decided: Verdicts | None) -> bool:
        """Show the fields for a change of ``proposal``; False where it cannot be put in other words."""
        self._theirs = _theirs(row, proposal)
        wording = bool(self._theirs)
        for language, field in self.words.items():
            shown = language in self._theirs
            field.setVisible(shown)
            self._labels[language].setVisible(shown)
            if shown:
                own = "" if decided is None else decided.words.get(language, "")
                field.setPlainText(own or row.drafted.get(language, "") or self._theirs[language])
        valued = takes_value(row.change)
        self.value.setVisible(valued)
        self._value_label.setVisible(valued)
        self.value.setText(
            row.drafted_value if decided is None or decided.value is None else value_text(row.change, decided.value)
        )
        self._shown = self._typed()
        return wording or valued

    def first(self) -> QWidget:
        """The field in which one begins to type."""
        fields: list[QWidget] = [*self.words.values(), self.value]
        return next((one for one in fields if one.isVisibleTo(self)), self.value)

    def is_new(self) -> bool:
        """Whether somebody typed something since the change was shown."""
        return self._typed() != self._shown

    def _typed(self) -> tuple[object, ...]:
        return (*(field.toPlainText() for field in self.words.values()), self.value.text())

    def lacks_value(self, row: ChangeRow) -> bool:
        """Whether what stands in the field is no value for the changed term."""
        return takes_value(row.change) and own_value(row.change, self.value.text()) is None

    def says_the_same(self, row: ChangeRow) -> bool:
        """Whether the fields for words say just what the other side proposes."""
        return not takes_value(row.change) and all(
            self.words[language].toPlainText().strip() == theirs.strip() for language, theirs in self._theirs.items()
        )

    def verdicts(self, row: ChangeRow, reason: str) -> Verdicts:
        """The decision to take the change in one's own words, or with one's own value."""
        if takes_value(row.change):
            return Verdicts("reworded", reason, value=own_value(row.change, self.value.text()))
        words: Mapping[Language, str] = {
            language: self.words[language].toPlainText().strip() for language in self._theirs
        }
        return Verdicts("reworded", reason, words)


def _proposed(row: ChangeRow, language: Language) -> str:
    """The words that the other side proposes there."""
    return "".join(piece.text for piece in row.marked[language] if piece.mark != "deleted")


def _theirs(row: ChangeRow, proposal: AgreementDocument | None) -> dict[Language, str]:
    """What the other side proposes, by language, where it can be put in other words: wording, or a term that is free text."""
    if proposal is None:
        return {}
    if row.change.kind == "text":
        return (
            {language: _proposed(row, language) for language in row.marked} if _is_there(proposal, row.change) else {}
        )
    if row.change.kind != "term" or row.change.new is None:
        return {}
    try:
        said = value_at(proposal.terms, row.change.place)
    except KeyError:
        return {}
    if not isinstance(said, Localised):
        return {}
    return {language: said.de if language == "de" else said.en for language in proposal.languages}


def _is_there(proposal: AgreementDocument, change: ProposedChange) -> bool:
    """Whether the proposal has a text at this place, so that it can be put in other words."""
    return any(
        place == change.place and any(map(plain_text, texts.values())) for place, texts in places(proposal.clauses)
    )


def takes_value(change: ProposedChange) -> bool:
    """Whether a change is of a term for which a value can be typed."""
    if change.kind != "term":
        return False
    try:
        return shape_at(change.place).kind in ("number", "day", "text") and change.new is not None
    except KeyError:
        return False


def value_text(change: ProposedChange, value: object) -> str:
    """A value as a person would type it: a day as it is written here, not as it is stored."""
    if value is None:
        return ""
    is_day = takes_value(change) and shape_at(change.place).kind == "day"
    return long_date(date.fromisoformat(str(value)), current_language()) if is_day else str(value)


def own_value(change: ProposedChange, written: str) -> int | str | None:
    """The value in a person's words; None where they are none for this term."""
    kind = shape_at(change.place).kind
    if kind == "number":
        return read_number(written, current_language())
    if kind == "day":
        day = day_in_prose(written)
        return None if day is None else day.isoformat()
    return written.strip() or None
