"""What a form asks of the names of partners: which organisation is meant where several bear it, and where a new one sits."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QFormLayout, QLabel, QWidget

from datapact.agreements.projection.parties import identity_words
from datapact.base.texts import _
from datapact.consent.views.compliance_record_list import countries
from datapact.organisation.identity.confusable_names import plain_name
from datapact.organisation.partners.namesakes import Candidate, undecided
from datapact_ui.kit.text.literal import literal
from datapact_ui.kit.widgets.wheel_free import ComboBox
from datapact_ui.partners.identity import which_is_meant


class Meant(QWidget):
    """The choice of the organisation for each ambiguous name; hidden while there is none."""

    def __init__(self, candidates: tuple[Candidate, ...], said: dict[str, str], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("register_meant")
        self._candidates, self._said = candidates, said
        self._form = QFormLayout(self)
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        self._boxes: dict[str, QComboBox] = {}
        self.hide()

    def offer(self, candidates: tuple[Candidate, ...]) -> None:
        """The organisations that a name can mean, where they are known only later."""
        self._candidates = candidates

    def ask(self, names: tuple[str, ...]) -> None:
        """Ask about the ambiguous ones of the names; earlier choices stay."""
        asked = undecided(self._candidates, dict.fromkeys(names))
        if list(asked) == list(self._boxes):
            return
        self._said.update(self.chosen())
        while self._form.rowCount():
            self._form.removeRow(0)
        self._boxes = {name: self._box(name, bearing) for name, bearing in asked.items()}
        self.setVisible(bool(asked))

    def _box(self, name: str, bearing: tuple[Candidate, ...]) -> QComboBox:
        box = ComboBox(self)
        words = _("Which “{name}” is meant", name=name)
        box.setObjectName(f"register_meant_{len(self._boxes)}")
        box.setAccessibleName(words)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setPlaceholderText(which_is_meant(len(bearing)))
        for one in bearing:
            box.addItem(f"{one.name} ({identity_words(one)})", one.organisation)
        box.setCurrentIndex(box.findData(self._said.get(name, "")))
        self._form.addRow(literal(words), box)
        return box

    def chosen(self) -> dict[str, str]:
        """The chosen organisation ids by name."""
        return {name: str(box.currentData()) for name, box in self._boxes.items() if box.currentIndex() >= 0}


class Seats(QWidget):
    """The choice of a country for each partner of which nobody entered one; hidden while there is none."""

    def __init__(self, placed: frozenset[str], parent: QWidget) -> None:
        """``placed`` are names, folded by ``plain_name``, whose country is known."""
        super().__init__(parent)
        self.setObjectName("register_seats")
        self._placed = placed
        self._form = QFormLayout(self)
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        self._names: tuple[str, ...] = ()
        self._boxes: list[ComboBox] = []
        self.hide()

    def ask(self, names: tuple[str, ...]) -> None:
        """Ask about those of the names that have no country; a choice stays with its name, also while that is being typed."""
        asked = tuple(name for name in dict.fromkeys(names) if plain_name(name) not in self._placed)
        if asked == self._names:
            return
        before, kept = self._names, [str(box.currentData()) for box in self._boxes]
        codes = dict(zip(before, kept, strict=True))
        for place, name in enumerate(asked):
            if name not in codes and place < len(before) and before[place] not in asked:
                codes[name] = kept[place] if _is_typed_on(before[place], name) else ""
        while len(self._boxes) > len(asked):
            self._form.removeRow(self._boxes.pop())
        while len(self._boxes) < len(asked):
            box = ComboBox(self)
            box.setObjectName(f"register_country_{len(self._boxes)}")
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.addItem(_("not known yet"), "")
            for one in countries():
                box.addItem(str(one.name), one.value)
            self._boxes.append(box)
            self._form.addRow(" ", box)
        for name, box in zip(asked, self._boxes, strict=True):
            words = _("Country of {name}", name=name)
            box.setAccessibleName(words)
            box.setCurrentIndex(max(0, box.findData(codes.get(name, ""))))
            label = self._form.labelForField(box)
            if isinstance(label, QLabel):
                label.setText(literal(words))
        self._names = asked
        self.setVisible(bool(asked))

    def chosen(self) -> dict[str, str]:
        """ISO codes by name, of those that somebody chose."""
        found = zip(self._names, (str(box.currentData()) for box in self._boxes), strict=True)
        return {name: code for name, code in found if code}


def _is_typed_on(before: str, after: str) -> bool:
    """Whether a name is the one from before with letters more or less, and not another one in its place."""
    return after.startswith(before) or before.startswith(after)


def split(text: str) -> tuple[str, ...]:
    """Split names at semicolons."""
    return tuple(name.strip() for name in text.split(";") if name.strip())
