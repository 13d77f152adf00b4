"""Rows for the house's balancing tests: reference and day for each basis of its own on legitimate interests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from datapact.agreements.steps.own_facts import BalancingTest
from datapact.base.texts import _
from datapact_ui.kit.fields.day_field import DayField
from datapact_ui.kit.theme.measures import space
from datapact_ui.kit.widgets.cards import Words


class BalancingRows(QWidget):
    """A row for each test; one counts once it has both reference and day."""

    answered = Signal(dict)
    """Facts by place."""

    def __init__(self, tests: Sequence[BalancingTest], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.references: dict[str, QLineEdit] = {}
        self.days: dict[str, DayField] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(2))
        column.addWidget(Words(_("Balancing tests of our own (Art. 6(1)(f) GDPR)"), "strong", self))
        for test in tests:
            self._add(test, column)

    def _add(self, test: BalancingTest, column: QVBoxLayout) -> None:
        about = f"{test.dataset} – {test.purpose}"
        column.addWidget(Words(about, parent=self))
        reference = QLineEdit(test.reference, self)
        reference.setObjectName(f"reference-{test.place}")
        reference.setPlaceholderText(_("Where the test is kept"))
        reference.setAccessibleName(_("Where the test is kept: {about}", about=about))
        day = DayField(f"{test.place}.balancing_test_date", _("Day of the test: {about}", about=about), self, test.day)
        line = QHBoxLayout()
        line.setSpacing(space(2))
        line.addWidget(reference, 1)
        line.addWidget(day)
        column.addLayout(line)
        self.references[test.place], self.days[test.place] = reference, day
        reference.editingFinished.connect(lambda place=test.place: self._take(place))
        day.edited.connect(lambda _value, place=test.place: self._take(place))

    def _take(self, place: str) -> None:
        reference, day = self.references[place].text().strip(), self.days[place].value()
        if reference and day:
            facts: dict[str, Any] = {f"{place}.balancing_test": reference, f"{place}.balancing_test_date": day}
            self.answered.emit(facts)
