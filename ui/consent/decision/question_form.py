"""The form to ask about any dataset, partner and purpose, even without an agreement or a record."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QLineEdit,
    QWidget,
)

from datapact.base.texts import Message, _
from datapact.consent.facts.question import ACTIONS
from datapact.consent.matrix.page_words import ACTION_WORDS
from datapact.consent.matrix.question_form import Choice, Choices, QuestionForm, check_question, choices
from datapact_ui.kit.dialogs.dialog import Dialog
from datapact_ui.kit.fields.day_field import DayField
from datapact_ui.kit.fields.other_names import NamesCompleter, add_named
from datapact_ui.kit.theme.measures import characters, space
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.disabled_controls import bar_control
from datapact_ui.kit.widgets.wheel_free import ComboBox

if TYPE_CHECKING:
    from datapact.base.errors import DataPactError
    from datapact_ui.kit.context.app_context import AppContext


class QuestionFields(Dialog):
    """The form of the question whether data may be shared; it begins with ``asked`` and leads to the decision."""

    help_page = "consent"

    def __init__(self, context: AppContext, asked: QuestionForm | None, parent: QWidget | None = None) -> None:
        super().__init__("ask-form", _("May we share …?"), parent)
        self._context, self._before = context, asked
        self._choices: Choices | None = None
        self._narrowed = ("?", "?")
        """Dataset and partner for which the purposes are offered."""
        column = self.column
        column.addWidget(Words(_("May we share …?"), "heading", self))
        column.addWidget(
            Words(_("Choose from what is known, or write any other dataset or purpose."), "body", self, quiet=True)
        )
        self.dataset = self._box("ask-dataset", _("Dataset"))
        self.partner = self._box("ask-partner", _("Partner"))
        self.purpose = self._box("ask-purpose", _("Purpose"))
        self.act = ComboBox(self)
        self.act.setObjectName("ask-action")
        self.act.setAccessibleName(_("What the partner does with it"))
        for action in ACTIONS:
            self.act.addItem(str(Message(ACTION_WORDS[action])), action)
        self.place = QLineEdit(self)
        self.place.setObjectName("ask-place")
        self.place.setAccessibleName(_("Country of the data, in two letters"))
        self.place.setPlaceholderText(_("where the partner is seated"))
        self.place.setMaxLength(2)
        self.day = DayField("ask-day", _("As at"), self, asked.day if asked is not None else None)
        self.day.line.setPlaceholderText(_("today"))
        form = QFormLayout()
        form.setHorizontalSpacing(space(4))
        form.setVerticalSpacing(space(2))
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        for words, field in (
            (_("Dataset"), self.dataset),
            (_("With whom"), self.partner),
            (_("For what"), self.purpose),
            (_("What is done with it"), self.act),
            (_("Country of the data"), self.place),
            (_("As at"), self.day),
        ):
            form.addRow(words, field)
        column.addLayout(form)
        column.addStretch(1)
        self.show_button = self.add_button("ask-show", _("Show the answer"), "ask", self._answer, primary=True)
        self._update_state()
        self.finish(84, 20)
        self.dataset.setFocus()
        context.worker.read(self, choices, self._fill, key="choices")

    def _box(self, name: str, words: str) -> QComboBox:
        box = ComboBox(self)
        box.setObjectName(name)
        box.setAccessibleName(words)
        box.setEditable(True)
        box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        box.setMinimumContentsLength(30)
        box.setMinimumWidth(characters(40))
        box.setMaxVisibleItems(18)
        line = QLineEdit(box)
        line.setAccessibleName(words)
        line.setObjectName(f"{name}-line")
        box.setLineEdit(line)
        box.editTextChanged.connect(lambda _text: self._update_state())
        return box

    def _fill(self, found: Choices) -> None:
        before = self._before
        self._choices = found
        _offer(self.dataset, found.datasets, before.dataset if before else "")
        _offer(self.partner, found.partners, before.partner if before else "")
        self._narrow((before.agreed or before.purpose) if before else "")
        for box in (self.dataset, self.partner):
            box.editTextChanged.connect(lambda _text: self._narrow(_value(self.purpose)))
        self._update_state()

    def _narrow(self, value: str) -> None:
        """Offer the purposes that fit dataset and partner; what stands in the field stays."""
        found = self._choices
        if found is None:
            return
        where = _value(self.dataset), _value(self.partner)
        if where != self._narrowed:
            self._narrowed = where
            _offer(self.purpose, found.purposes_for(*where), value)

    def asked(self) -> QuestionForm:
        """The question as entered."""
        return QuestionForm(
            dataset=_value(self.dataset),
            partner=_value(self.partner),
            purpose=_value(self.purpose),
            action=str(self.act.currentData()),
            place=self.place.text().strip().upper(),
            day=self.day.day(),
        )

    def _update_state(self) -> None:
        if not hasattr(self, "show_button"):
            return
        boxes = (self.dataset, self.partner, self.purpose)
        told = all(box.currentText().strip() for box in boxes)
        bar_control(self.show_button, "" if told else _("Choose dataset, partner and purpose."))

    def _answer(self) -> None:
        asked = self.asked()
        self._context.worker.read(
            self, partial(check_question, asked=asked), lambda _none: self._go(asked), key="ask", failed=self._refuse
        )

    def _go(self, asked: QuestionForm) -> None:
        self.accept()
        self._context.open_decision(asked)

    def _refuse(self, error: DataPactError) -> bool:
        self.show_problem(str(error))
        return True


def _offer(box: QComboBox, options: Sequence[Choice], value: str) -> None:
    """Fill a box; text typed meanwhile stays."""
    typed = box.currentText()
    box.clear()
    for option in options:
        name = str(option.name)
        add_named(box, name, option.value, option.also)
        if option.value != name:
            box.setItemData(box.count() - 1, option.value, Qt.ItemDataRole.ToolTipRole)
    box.setCompleter(NamesCompleter(box))
    box.setCurrentIndex(box.findData(value) if value else -1)
    if typed or box.currentIndex() < 0:
        box.setEditText(typed or value)


def _value(box: QComboBox) -> str:
    """The chosen value, or the typed text where it is none of the choices."""
    text = box.currentText().strip()
    index = box.currentIndex()
    if index >= 0 and box.itemText(index) == text:
        return str(box.itemData(index))
    exact = box.findText(text, Qt.MatchFlag.MatchFixedString)
    return str(box.itemData(exact)) if exact >= 0 else text
