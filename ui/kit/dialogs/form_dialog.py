"""Base of the forms of this room: a heading, a sentence, fields that scroll, and one button that does it.

What the core refuses is said in the form, above the buttons, and everything that was entered stays.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QCompleter,
    QDialog,
    QDialogButtonBox,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from datapact.base.errors import DataPactError
from datapact.base.texts import Message, _
from datapact.consent.matrix.question_form import Choice
from datapact_ui.kit.dialogs.help_key import help_key
from datapact_ui.kit.fields.day_field import DayField
from datapact_ui.kit.fields.form_fields import Form
from datapact_ui.kit.layout.fitting import fit
from datapact_ui.kit.layout.scroll_page import ScrollPage
from datapact_ui.kit.layout.tab_order import go_on
from datapact_ui.kit.theme.measures import characters, line_height, margins, space
from datapact_ui.kit.widgets.cards import PrimaryButton, Words
from datapact_ui.kit.widgets.ticks import Tick
from datapact_ui.kit.widgets.warning_line import WarningLine

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.desk import Desk

TOUCHED = frozenset({"consent"})
"""What ``desk.changed`` says when records, notices, deliveries or recalls changed."""
CONCERNS = frozenset({"consent", "deliveries", "decisions", "recalls", "partners", "list"})
"""Changes that can show in this room."""


class FormDialog(QDialog):
    """``form`` holds the fields; ``carry_out`` does it in the lane of the changes."""

    def __init__(
        self,
        desk: Desk,
        name: str,
        title: str,
        sentence: str,
        button: str,
        picture: str,
        parent: QWidget | None = None,
        *,
        help_page: str = "records",
    ) -> None:
        super().__init__(parent)
        self.desk = desk
        self._complete = False
        self.setObjectName(name)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        help_key(self, help_page)
        outer = QVBoxLayout(self)
        margins(outer, 5, 3)
        outer.addWidget(Words(title, "title", self))
        self._scroll = ScrollPage(self)
        page = QWidget(self)
        self.column = QVBoxLayout(page)
        self.column.setContentsMargins(0, 0, space(2), 0)
        self.column.setSpacing(space(3))
        if sentence:
            self.column.addWidget(Words(sentence, parent=page))
        self.form = Form(page)
        self.column.addWidget(self.form)
        outer.addWidget(self._scroll, 1)
        self._page = page
        self.problem = WarningLine("", "bad", self)
        self.problem.words.setObjectName(f"{name}-problem")
        self.problem.hide()
        outer.addWidget(self.problem)
        self.buttons = QDialogButtonBox(self)
        self.doing = PrimaryButton(button, picture, self)
        self.doing.setObjectName(f"{name}-do")
        self.doing.setDefault(True)
        self.doing.clicked.connect(lambda _checked=False: self.do())
        self.buttons.addButton(self.doing, QDialogButtonBox.ButtonRole.ActionRole)
        self.cancel = self.buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        self.cancel.setObjectName(f"{name}-cancel")
        self.buttons.rejected.connect(self.reject)
        outer.addWidget(self.buttons)

    def finish(self, wide: float = 92, lines: float = 20) -> None:
        """Call when all fields are there."""
        self.column.addStretch(1)
        self._scroll.set_page(self._page)
        fit(self, wide, lines)
        self.form.first().setFocus()
        self._complete = True
        self.look()

    def focusNextPrevChild(self, forward: bool) -> bool:
        return go_on([self], forward)

    # ---- fields ----

    def box(
        self, name: str, words: str, choices: Sequence[Choice], *, free: bool = False, empty: str = "", chosen: str = ""
    ) -> ChoiceBox:
        """One of several; ``free``: something else can be written, too. ``empty`` is what stands there for nothing."""
        made = ChoiceBox(choices, free=free, empty=empty, parent=self.form)
        self.form.add(name, words, made)
        if chosen:
            made.choose(chosen)
        made.chosen.connect(self.look)
        return made

    def day(self, name: str, words: str, day: date | None, placeholder: str = "") -> DayField:
        """A day."""
        made = DayField(name, words, self.form)
        made.set_value("" if day is None else day.isoformat())
        if placeholder:
            made.line.setPlaceholderText(placeholder)
        self.form.add(f"day-{name}", words, made)
        made.line.textChanged.connect(lambda _text: self.look())
        return made

    def paragraph(self, name: str, words: str, lines: float = 3, placeholder: str = "") -> QPlainTextEdit:
        """A longer text."""
        made = QPlainTextEdit(self.form)
        made.setTabChangesFocus(True)
        made.setPlaceholderText(placeholder)
        made.setFixedHeight(round(line_height() * (lines + 0.8)))
        made.textChanged.connect(self.look)
        self.form.add(name, words, made)
        return made

    def tick(self, name: str, words: str, *, on: bool = False) -> QCheckBox:
        """Something that is so or not."""
        made = Tick(words, self.form)
        made.setChecked(on)
        made.toggled.connect(lambda _on: self.look())
        self.form.add(name, "", made)
        return made

    # ---- doing ----

    def hindrance(self) -> str:
        """Why it cannot be done yet, in a sentence; empty when it can."""
        return ""

    def look(self) -> None:
        """Something was entered."""
        if not self._complete:
            return
        reason = self.hindrance()
        self.doing.setEnabled(not reason)
        self.doing.setToolTip(reason)

    def do(self) -> None:
        """The button was pressed."""
        raise NotImplementedError

    def carry_out[T](
        self,
        words: str,
        job: Callable[[Acting, Progress], T],
        done: Callable[[T], object],
        *,
        touches: frozenset[str] = TOUCHED,
    ) -> None:
        """Do it; what is refused is said here."""
        self.problem.hide()
        self.buttons.setEnabled(False)

        def succeeded(value: T) -> None:
            self.buttons.setEnabled(True)
            done(value)

        self.desk.worker.change(self, words, job, succeeded, touches=touches, failed=self._failed)

    def _failed(self, error: DataPactError) -> bool:
        self.buttons.setEnabled(True)
        self.say_problem(str(error))
        return True

    def say_problem(self, words: str) -> None:
        """Say what is wrong, above the buttons."""
        self.problem.words.setText(words)
        self.problem.setAccessibleName(words)
        self.problem.show()


class ChoiceBox(QComboBox):
    """A choice by what people call it; ``value`` is what it stands for, or what was written where that is free."""

    def __init__(
        self, choices: Sequence[Choice], *, free: bool = False, empty: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(20)
        self.setMaxVisibleItems(18)
        self._free = free
        if empty:
            self.addItem(empty, "")
        self.add_choices(choices)
        if free:
            self.setEditable(True)
            self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
            completer = self.completer()
            if completer is not None:
                completer.setFilterMode(Qt.MatchFlag.MatchContains)
                completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
            self.setCurrentIndex(-1 if not empty else 0)
            self.setMinimumWidth(characters(28))
        self.chosen = self.currentTextChanged

    def add_choices(self, choices: Sequence[Choice]) -> None:
        """More to choose from; what is chosen or written stays."""
        written = self.currentText()
        for one in choices:
            name = str(one.name)
            coded = self._free and name != one.value and ":" not in one.value
            self.addItem(f"{name} ({one.value})" if coded else name, one.value)
        if self.isEditable():
            self.setEditText(written)

    def offer(self, choices: Sequence[Choice], *, empty: str = "") -> None:
        """Other things to choose from; what is chosen stays where it is among them."""
        value = self.value()
        self.blockSignals(True)
        self.clear()
        if empty:
            self.addItem(empty, "")
        self.add_choices(choices)
        self.choose(value)
        self.blockSignals(False)
        self.chosen.emit(self.currentText())

    def value(self) -> str:
        """What is chosen or written; empty for nothing."""
        if not self.isEditable():
            return str(self.currentData() or "")
        text = self.currentText().strip()
        place = self.findText(text, Qt.MatchFlag.MatchFixedString | Qt.MatchFlag.MatchCaseSensitive)
        return str(self.itemData(place) or "") if place >= 0 else text

    def choose(self, value: str) -> None:
        """Choose what stands for a value; one that is not there is written where that is free."""
        place = self.findData(value)
        if place >= 0:
            self.setCurrentIndex(place)
        elif self.isEditable():
            self.setEditText(value)


def day_in(field: DayField) -> date | None:
    """The day that was entered; None for none, or for what is no day."""
    value = field.value()
    return date.fromisoformat(value) if isinstance(value, str) else None


def wrong_day(field: DayField) -> str:
    """What is wrong with what was entered as a day; empty where nothing is."""
    if field.line.text().strip() and field.value() is None:
        return _("This is not a day. Write it like 31/12/2027.")
    return ""


def state_choices(states: Sequence[tuple[str, str]]) -> tuple[Choice, ...]:
    """Choices of codes with their message ids."""
    return tuple(Choice(code, str(Message(words))) for code, words in states)
