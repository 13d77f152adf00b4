"""One screening question: what holds, nothing of it, or still open; with the reason of what follows from other answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from datapact.base.strictjson import JsonValue
from datapact.base.texts import Message, _, current_language
from datapact.contract.screening.questions import PlacedQuestion
from datapact.contract.terms.known_facts import Known
from datapact.contract.vocabulary.labels import word
from datapact_ui.kit.theme.measures import space
from datapact_ui.kit.widgets.cards import Card, Words
from datapact_ui.kit.widgets.check_boxes import Radio, Tick
from datapact_ui.kit.widgets.disabled_controls import bar_control
from datapact_ui.kit.widgets.state_badge import StateBadge
from datapact_ui.kit.widgets.wheel_free import ComboBox

_LANDS = (
    "BW", "BY", "BE", "BB", "HB", "HH", "HE", "MV", "NI", "NW", "RP", "SL", "SN", "ST", "SH", "TH", "federal",
)  # fmt: skip
_LEAST_JUDGEMENT = 14
"""Characters; the list that opens shows every answer whole."""


class ScreeningCard(Card):
    """A question at one place. ``answered`` brings what stands at each path now; None is not answered."""

    answered = Signal(object)

    def __init__(
        self,
        asked: PlacedQuestion,
        judged: Mapping[str, str],
        parties: Sequence[tuple[str, str]],
        land: str,
        parent: QWidget | None = None,
    ) -> None:
        """``parties`` are key and name of those that provide or receive the dataset, ``judged`` what each can see."""
        super().__init__(parent=parent)
        self.place, self.id = asked.place, asked.question.id
        self._facts = tuple(asked.known)
        self._parties = parties
        name = f"{asked.question.id}-{asked.place}"
        self.setObjectName(f"screening-{name}")
        self.setAccessibleName(str(asked.text()))
        head = QHBoxLayout()
        head.setSpacing(space(2))
        head.addWidget(Words(str(asked.text()), "strong", self), 1)
        self._badge = StateBadge(self)
        self._badge.set_badge("waiting", _("open"), "neutral")
        self._badge.keep_place()
        head.addWidget(self._badge, 0, Qt.AlignmentFlag.AlignTop)
        self.column.addLayout(head)
        self.column.addWidget(Words(str(Message(asked.question.help)), "small", self, quiet=True))
        self.ticks: dict[str, Tick] = {}
        self._reasons: dict[str, Words] = {}
        for fact in asked.question.facts:
            if fact.name in asked.known:
                self._add_fact(name, fact.name, str(Message(fact.words)))
        self.boxes: dict[str, QComboBox] = {}
        if asked.question.id == "recognise":
            self._add_judgements(name)
        self.land: QComboBox | None = None
        if asked.question.id == "party":
            self._add_land(name)
        self.none = Radio(str(Message(asked.question.none)), self)
        self.none.setObjectName(f"none-{name}")
        self.open = Radio(_("Still open"), self)
        self.open.setObjectName(f"open-{name}")
        room = self.none.sizePolicy()
        room.setRetainSizeWhenHidden(True)
        self.none.setSizePolicy(room)
        foot = QVBoxLayout()
        foot.setSpacing(space(1))
        for radio in (self.open, self.none):  # the last one goes at times, and leaves no hole
            radio.setAutoExclusive(False)  # neither holds where a fact does; and Tab reaches both
            foot.addWidget(radio)
        self.column.addLayout(foot)
        self.none.clicked.connect(self._nothing)
        self.open.clicked.connect(self._undo)
        first: QWidget = next(iter((*self.ticks.values(), *self.boxes.values())), self.none)
        self.setFocusProxy(first)
        self.show_asked(asked, judged, land)

    def _add_fact(self, name: str, fact: str, words: str) -> None:
        tick = Tick(words, self)
        tick.setObjectName(f"fact-{name}-{fact}")
        tick.clicked.connect(lambda _checked=False: self._tick())
        self.ticks[fact] = tick
        self.column.addWidget(tick)
        reason = Words("", "small", self, quiet=True)
        reason.setContentsMargins(space(6), 0, 0, 0)
        self._reasons[fact] = reason
        self.column.addWidget(reason)

    def _add_judgements(self, name: str) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(space(3))
        grid.setColumnStretch(1, 1)
        words = {
            "": _("– not answered –"),
            "personal": _("can recognise people"),
            "pseudonymous": _("only by a number whose key others hold"),
            "anonymous": _("nobody, not even with effort"),
            "not_personal": _("there are no people in it"),
        }
        for row, (key, party) in enumerate(self._parties):
            box = _Judgement(self)
            box.setObjectName(f"judgement-{name}-{key}")
            box.setAccessibleName(party)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(_LEAST_JUDGEMENT)
            for code, said in words.items():
                box.addItem(said, code)
            box.activated.connect(lambda _index: self._judge())
            label = Words(party, "body", self)
            label.setBuddy(box)
            grid.addWidget(label, row, 0)
            grid.addWidget(box, row, 1)
            self.boxes[key] = box
        self.column.addLayout(grid)

    def _add_land(self, name: str) -> None:
        line = QHBoxLayout()
        line.setContentsMargins(space(6), 0, 0, 0)
        line.setSpacing(space(3))
        self._land_words = Words(_("Whose law is it under?"), "body", self)
        self.land = _Judgement(self)
        self.land.setObjectName(f"land-{name}")
        self.land.setAccessibleName(_("Whose law is it under?"))
        self.land.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.land.setMinimumContentsLength(_LEAST_JUDGEMENT)
        self.land.addItem(_("– not answered –"), "")
        for code in _LANDS:
            self.land.addItem(word("land", code).text(current_language()), code)
        self.land.activated.connect(
            lambda _index: self.answered.emit({f"{self.place}.land": self._chosen_land() or ""})
        )
        line.addWidget(self._land_words)
        line.addWidget(self.land, 1)
        self.column.insertLayout(self.column.indexOf(self._reasons["public_body"]) + 1, line)

    def show_asked(self, asked: PlacedQuestion, judged: Mapping[str, str], land: str) -> None:
        """Show the present answers."""
        self._badge.setVisible(asked.is_open)
        holds = [name for name, known in asked.known.items() if known.value]
        for name, tick in self.ticks.items():
            known = asked.known[name]
            tick.setChecked(known.value is True)
            self._reasons[name].setText(_reason(known))
            self._reasons[name].setVisible(known.reason is not None)
        for key, box in self.boxes.items():
            box.setCurrentIndex(max(0, box.findData(judged.get(key, ""))))
        if self.land is not None:
            self.land.setCurrentIndex(max(0, self.land.findData(land)))
            public = asked.known["public_body"].value is True
            # in its place all the time, so that nothing below moves under the mouse
            bar_control(self.land, "" if public else _("This counts for public bodies only: tick that first."))
            self._land_words.setEnabled(public)
        none = str(Message(asked.question.none))
        self.none.setText(_("Nothing else") if holds and asked.open else none)
        self.none.setVisible(bool(asked.open) or not holds)
        nothing = not holds and not asked.open
        self.none.setChecked(nothing)
        self.open.setChecked(bool(asked.open))
        self.open.setVisible(self.id != "recognise" or bool(self._parties))

    @property
    def waits(self) -> bool:
        """Whether something of it is not answered yet."""
        return not self._badge.isHidden()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """N answers no; kept down it answers one question, not those after it, which nobody has read."""
        if event.isAutoRepeat() and event.key() == Qt.Key.Key_N:
            event.accept()
            return
        if event.key() == Qt.Key.Key_N and not event.modifiers() and not self.none.isHidden():
            self.none.click()  # in both languages the word for it begins so
            event.ignore()  # what lies around may go on
            return
        super().keyPressEvent(event)

    def _emit(self, facts: Mapping[str, JsonValue]) -> None:
        self.answered.emit({f"{self.place}.{name}": value for name, value in facts.items()})

    def _tick(self) -> None:
        self._emit({name: tick.isChecked() for name, tick in self.ticks.items()})

    def _nothing(self, checked: bool = False) -> None:
        if not checked:
            self.none.setChecked(True)  # pressed again it still holds
        if self.id == "recognise":
            self._emit({"personal": [{"party": key, "judgement": "not_personal"} for key, _name in self._parties]})
        else:
            self._emit({name: tick.isChecked() for name, tick in self.ticks.items()})

    def _undo(self, checked: bool = False) -> None:
        if not checked:
            self.open.setChecked(True)
        self._emit({"personal": []} if self.id == "recognise" else dict.fromkeys(self.ticks))

    def _judge(self) -> None:
        chosen: list[JsonValue] = [
            {"party": key, "judgement": str(box.currentData())} for key, box in self.boxes.items() if box.currentData()
        ]
        self._emit({"personal": chosen})

    def _chosen_land(self) -> str:
        return "" if self.land is None else str(self.land.currentData() or "")


class _Judgement(ComboBox):
    """A closed box leaves N to its card, which says that N means "none": else it would choose an answer that begins so."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_N and not event.modifiers():
            event.ignore()
            return
        super().keyPressEvent(event)


def _reason(known: Known) -> str:
    return "" if known.reason is None else _("Because {reason}.", reason=str(known.reason))
