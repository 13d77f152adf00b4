"""Facts that the house answers beside a text, other than screening questions: what documents came to, tests, notices, Art. 22 and 26."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from datapact.agreements.steps.own_facts import FurtherFact
from datapact.base.strictjson import JsonValue
from datapact.base.texts import _, current_language
from datapact.contract.vocabulary.labels import label_of_path, word
from datapact_ui.kit.theme.measures import space
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.wheel_free import ComboBox

_CHOICES = {
    "outcome": ("outcome", ("carries", "conditions", "against")),
    "screened": ("screened", ("separate", "joint")),
    "equipment": ("equipment", ("consent", "service", "transmission")),
    "ground": ("automated", ("22(2)(a)", "22(2)(b)", "22(2)(c)")),
}
"""Group of words and codes of each kind that is a choice."""


class FurtherFacts(QWidget):
    """A field for each fact; nothing is preset."""

    answered = Signal(dict)
    """Facts by place."""

    def __init__(self, facts: Sequence[FurtherFact], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fields: dict[str, QComboBox | QLineEdit] = {}
        self._labels: dict[str, Words] = {}
        self._kinds = {one.place: one.kind for one in facts}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(2))
        column.addWidget(Words(_("Further facts of our own"), "strong", self))
        about = None
        for one in facts:
            if one.about != about and one.about:
                column.addWidget(Words(one.about, parent=self))
            about = one.about
            self._add(one, column)
        self._show_conditions()

    def _add(self, one: FurtherFact, column: QVBoxLayout) -> None:
        name = label_of_path(one.place).text(current_language())
        label = Words(name[:1].upper() + name[1:], "small", self, quiet=True)
        column.addWidget(label)
        field: QComboBox | QLineEdit
        if one.kind in _CHOICES:
            field = self._choice(one)
        else:
            field = QLineEdit(one.value, self)
            field.editingFinished.connect(lambda place=one.place: self._take(place))
        field.setObjectName(f"further-{one.place}")
        field.setAccessibleName(f"{one.about}: {name}" if one.about else name)
        label.setBuddy(field)
        self._labels[one.place] = label
        column.addWidget(field)
        self.fields[one.place] = field

    def _choice(self, one: FurtherFact) -> QComboBox:
        group, codes = _CHOICES[one.kind]
        box = ComboBox(self)
        box.addItem(_("not answered"), "")
        for code in codes:
            words = word(group, code).text(current_language())
            box.addItem(words[:1].upper() + words[1:], code)
        box.setCurrentIndex(max(0, box.findData(one.value)))
        box.activated.connect(lambda _index, place=one.place: self._take(place))
        return box

    def _take(self, place: str) -> None:
        field = self.fields[place]
        value: JsonValue
        if isinstance(field, QComboBox):
            value = str(field.currentData() or "")
        else:
            text = field.text().strip()
            value = {current_language(): text} if self._kinds[place] == "words" and text else text or None
        self._show_conditions()
        self.answered.emit({place: value or None})

    def _show_conditions(self) -> None:
        """Conditions are asked for where a document carries the use on some."""
        for place, box in self.fields.items():
            at = f"{place.removesuffix('outcome')}conditions"
            if self._kinds[place] == "outcome" and isinstance(box, QComboBox) and at in self.fields:
                for widget in (self._labels[at], self.fields[at]):
                    widget.setVisible(box.currentData() == "conditions")
