"""A box with choices by name, one of which is chosen; other text can be typed where that is free."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QWidget

from datapact_ui.kit.fields.other_names import NamesCompleter, add_named
from datapact_ui.kit.theme.measures import characters
from datapact_ui.kit.widgets.wheel_free import ComboBox

if TYPE_CHECKING:
    from datapact.consent.matrix.question_form import Choice


class ChoiceBox(ComboBox):
    """A choice by name; ``value`` is the value chosen, or the typed text where that is free."""

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
            self.setCompleter(NamesCompleter(self))
            self.setCurrentIndex(-1 if not empty else 0)
            self.setMinimumWidth(characters(28))
        self.chosen = self.currentTextChanged
        self.activated.connect(lambda _index: self._show_beginning())

    def add_choices(self, choices: Sequence[Choice]) -> None:
        """Add choices; the chosen or typed value stays."""
        written = self.currentText()
        shown = Counter(str(one.name) for one in choices)
        for one in choices:
            name = str(one.name)
            coded = self._free and shown[name] > 1 and ":" not in one.value  # two things of one name: the key tells
            add_named(self, f"{name} ({one.value})" if coded else name, one.value, one.also)
        if self.isEditable():
            self.setEditText(written)

    def offer(self, choices: Sequence[Choice], *, empty: str = "") -> None:
        """Replace the choices; the chosen value stays if it is among them."""
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
        """The chosen or typed value; empty for none."""
        if not self.isEditable():
            return str(self.currentData() or "")
        text = self.currentText().strip()
        place = self.findText(text, Qt.MatchFlag.MatchFixedString | Qt.MatchFlag.MatchCaseSensitive)
        return str(self.itemData(place) or "") if place >= 0 else text

    def choose(self, value: str) -> None:
        """Choose a value; one that is not among the choices is typed where that is free."""
        place = self.findData(value)
        if place >= 0:
            self.setCurrentIndex(place)
        elif self.isEditable():
            self.setEditText(value)
        self._show_beginning()

    def _show_beginning(self) -> None:
        line = self.lineEdit()
        if line is not None:  # a long name is known by how it begins
            line.setCursorPosition(0)
