"""Choice fields: one of several answers, any of several, yes or no, DPV terms by their label."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QElapsedTimer, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QFrame, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from datapact.base.strictjson import JsonValue
from datapact.base.texts import _
from datapact_ui.kit.fields.other_names import NamesCompleter, add_named, called, names_at
from datapact_ui.kit.fields.text_fields import Field
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import space
from datapact_ui.kit.theme.switches import on_switch, set_quietly
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.check_boxes import Tick
from datapact_ui.kit.widgets.wheel_free import ComboBox


@dataclass(frozen=True, slots=True)
class Option:
    """One of several answers: its code and its name."""

    code: str
    """Of the terms, a key or an IRI; empty for no answer."""
    words: str
    """In the current language."""
    others: tuple[str, ...] = ()
    """Other names by which it is found: they offer it and are not shown."""


type Options = Callable[[], Sequence[Option]]


class _Combo(ComboBox):
    """A box as wide as its column; Return is for what lies around it, save on typed text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self._typed, self._since = "", QElapsedTimer()
        self._is_ours = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.isEditable() and self._is_other_name(event.text()):
            return
        if self.isEditable() and event.key() in (
            Qt.Key.Key_Up,
            Qt.Key.Key_Down,
            Qt.Key.Key_PageUp,
            Qt.Key.Key_PageDown,
        ):
            if not self.currentText():
                self.showPopup()
            return  # what was typed chooses, never the neighbour of a former choice
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.setAccepted(self.isEditable() and bool(self.currentText()))

    def _is_other_name(self, text: str) -> bool:
        """Choose the entry that what was typed so far names otherwise; False where Qt looks among the names that are shown.

        Qt has not seen the letters that another name took, so a letter after them would begin a new search there: until the
        pause, it stays here, and where it fits nothing any more, the choice stays as it is.
        """
        if not text.isprintable() or not text:
            return False
        late = not self._since.isValid() or self._since.hasExpired(QApplication.keyboardInputInterval())
        self._typed = text if late else self._typed + text
        self._since.start()
        place = called(self, self._typed)
        self._is_ours = place >= 0 or (self._is_ours and not late)
        if place >= 0:
            self.setCurrentIndex(place)
            self.activated.emit(place)
        return self._is_ours


class ChoiceField(Field):
    """One of several answers."""

    def __init__(
        self, name: str, words: str, options: Options, parent: QWidget | None = None, *, required: bool = False
    ) -> None:
        super().__init__(name, words, parent)
        self._options, self._required = options, required
        self._nothing = _("– not answered –")
        self._value: JsonValue = None
        self.box = _Combo(self)
        self.box.setObjectName(f"edit-{name}")
        self.box.setAccessibleName(words)
        self.box.activated.connect(self._on_activated)
        self.setFocusProxy(self.box)
        column = self._column()
        column.addWidget(self.box)
        column.addWidget(self._problem)
        self.refresh_options()

    def say_without(self, words: str) -> None:
        """Call the first choice what holds where none is made, instead of an answer that is missing."""
        self._nothing = words
        self.refresh_options()

    def refresh_options(self) -> None:
        wanted = [*([] if self._required else [Option("", self._nothing)]), *self._options()]
        shown = [(self.box.itemData(n), self.box.itemText(n)) for n in range(self.box.count())]
        if shown != [(option.code, option.words) for option in wanted]:
            self.box.clear()
            for option in wanted:
                add_named(self.box, option.words, option.code, option.others)
        self.set_value(self._value)

    def set_value(self, value: JsonValue) -> None:
        self._value = value
        code = "" if value is None else str(value)
        index = self.box.findData(code)
        if index < 0 and code:
            self.box.addItem(code, code)
            index = self.box.count() - 1
        self.box.setCurrentIndex(max(index, 0) if not self._required or code else index)

    def _on_activated(self, index: int) -> None:
        self._value = self.box.itemData(index) or None
        self.edited.emit(self._value)


class YesNoField(Field):
    """Yes or no: a tick with its statement."""

    def __init__(self, name: str, words: str, what: str, parent: QWidget | None = None) -> None:
        super().__init__(name, words, parent)
        self.tick = Tick(_("Yes: {what}", what=what), self)
        self.tick.setObjectName(f"edit-{name}")
        self.tick.setAccessibleName(words)
        on_switch(self.tick, self.edited.emit)
        self.setFocusProxy(self.tick)
        column = self._column()
        column.addWidget(self.tick)
        column.addWidget(self._problem)

    def stand_alone(self) -> None:
        """Give the tick its own words, because no question is above it."""
        self.tick.setText(self._words)

    def set_value(self, value: JsonValue) -> None:
        set_quietly(self.tick, value is True)


class FactField(ChoiceField):
    """Yes, no, or not answered: never a tick, because an empty tick would say no."""

    def __init__(self, name: str, words: str, parent: QWidget | None = None) -> None:
        super().__init__(name, words, lambda: [Option("yes", _("Yes")), Option("no", _("No"))], parent)

    def set_value(self, value: JsonValue) -> None:
        super().set_value({True: "yes", False: "no"}.get(value) if isinstance(value, bool) else value)

    def _on_activated(self, index: int) -> None:
        self._value = self.box.itemData(index) or None
        self.edited.emit(None if self._value is None else self._value == "yes")


class TicksField(Field):
    """Any of several: parties, datasets. Where none chosen means all of them, that is a tick of its own."""

    def __init__(
        self, name: str, words: str, options: Options, parent: QWidget | None = None, *, everything: str = ""
    ) -> None:
        """``everything`` are the words for all of them, which an empty value means; empty where it means none."""
        super().__init__(name, words, parent)
        self._options = options
        self.all: QCheckBox | None = None
        if everything:
            self.all = Tick(everything, self)
            self.all.setObjectName(f"edit-{name}-all")
            self.all.setAccessibleName(f"{words}: {everything}")
            on_switch(self.all, self._on_all)
        self._name = name
        self._value: list[str] = []
        self.ticks: dict[str, QCheckBox] = {}
        self._box = QVBoxLayout()
        self._box.setSpacing(space(1))
        column = self._column()
        if self.all is not None:
            column.addWidget(self.all)
        column.addLayout(self._box)
        column.addWidget(self._problem)
        self.refresh_options()

    def refresh_options(self) -> None:
        wanted = list(self._options())
        if [(option.code, option.words) for option in wanted] != [
            (code, tick.text()) for code, tick in self.ticks.items()
        ]:
            for tick in self.ticks.values():
                self._box.removeWidget(tick)
                tick.deleteLater()
            self.ticks = {}
            for option in wanted:
                tick = Tick(option.words, self)
                tick.setObjectName(f"edit-{self._name}-{option.code}")
                tick.setAccessibleName(f"{self._words}: {option.words}")
                on_switch(tick, lambda _on: self._on_switch())
                self._box.addWidget(tick)
                self.ticks[option.code] = tick
            if self.ticks:
                self.setFocusProxy(next(iter(self.ticks.values())))
        self.set_value(list(self._value))

    def set_value(self, value: JsonValue) -> None:
        self._value = [str(entry) for entry in value] if isinstance(value, list) else []
        for code, tick in self.ticks.items():
            set_quietly(tick, code in self._value)
        if self.all is not None:
            set_quietly(self.all, not self._value)

    def _on_switch(self) -> None:
        self._value = [code for code, tick in self.ticks.items() if tick.isChecked()]
        if self.all is not None:
            set_quietly(self.all, not self._value)
        self.edited.emit(list(self._value) or None)

    def _on_all(self, on: bool) -> None:
        """All of them: no single one stays ticked. Taken away, the first is ticked, as none would mean all again."""
        self.set_value([] if on else [*self.ticks][:1])
        self.edited.emit(list(self._value) or None)


class ConceptsField(Field):
    """DPV terms by label: those chosen as chips with a cross, more from a list that is searched by typing."""

    def __init__(
        self, name: str, words: str, options: Options, label_of: Callable[[str], str], parent: QWidget | None = None
    ) -> None:
        super().__init__(name, words, parent)
        self._name, self._options, self._label_of = name, options, label_of
        self._value: list[str] = []
        self._chips = QVBoxLayout()
        self._chips.setSpacing(space(1))
        self.box = _Combo(self)
        self.box.setObjectName(f"edit-{name}")
        self.box.setAccessibleName(_("Add to: {what}", what=words))
        self.box.setEditable(True)
        self.box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.box.addItem("", "")
        for option in self._options():
            add_named(self.box, option.words, option.code, option.others)
        self.box.setCompleter(NamesCompleter(self.box))
        line = self.box.lineEdit()
        assert line is not None
        line.setPlaceholderText(_("Type to search, Enter to add"))
        line.setAccessibleName(_("Add to: {what}", what=words))
        self.box.activated.connect(self._on_activated)
        line.returnPressed.connect(self._on_return)
        line.editingFinished.connect(self._on_left)
        self.setFocusProxy(self.box)
        column = self._column()
        column.addLayout(self._chips)
        column.addWidget(self.box)
        column.addWidget(self._problem)

    def set_value(self, value: JsonValue) -> None:
        wanted = [str(entry) for entry in value] if isinstance(value, list) else []
        if wanted == self._value and self._chips.count() == len(wanted):
            return
        self._value = wanted
        while (item := self._chips.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.deleteLater()
        for iri in wanted:
            self._chips.addWidget(self._chip(iri))

    def _chip(self, iri: str) -> QWidget:
        words = self._label_of(iri)
        chip = QFrame(self)
        line = QHBoxLayout(chip)
        line.setContentsMargins(space(1), 0, 0, 0)
        line.setSpacing(space(1))
        label = Words(words, parent=chip)
        label.setToolTip(iri)
        line.addWidget(label, 1)
        button = QToolButton(chip)
        button.setObjectName(f"remove-{self._name}-{iri.rsplit('#', 1)[-1]}")
        button.setIcon(icon("close"))
        button.setAutoRaise(True)
        button.setAccessibleName(_("Remove {what}", what=words))
        button.setToolTip(_("Remove {what}", what=words))
        button.clicked.connect(lambda _on=False, iri=iri: self._drop(iri))
        line.addWidget(button)
        return chip

    def _on_activated(self, index: int) -> None:
        iri = self.box.itemData(index)
        self.box.setCurrentIndex(0)
        QTimer.singleShot(0, self, self._clear)  # Qt puts the chosen words into the line after this
        if iri and iri not in self._value:
            self.edited.emit([*self._value, iri])

    def _clear(self) -> None:
        line = self.box.lineEdit()
        assert line is not None
        line.clear()
        self.show_problem("")

    def _on_return(self) -> None:
        """On Enter, add the term with these words, or the only one that contains the typed text; other names only offer theirs."""
        text = self.box.currentText().strip().casefold()
        found = [n for n in range(1, self.box.count()) if text in self.box.itemText(n).casefold()]
        same = [n for n in found if self.box.itemText(n).casefold() == text]
        if text and len(same or found) == 1:
            self._on_activated((same or found)[0])
        elif found and text:
            self.show_problem(_("{n} fit. Choose one from the list.", n=str(len(found))))
            QTimer.singleShot(0, self, self._show_hits)  # Return has closed it
        elif text and any(text in name for n in range(1, self.box.count()) for name in names_at(self.box, n)):
            self.show_problem(_("“{text}” is called otherwise here. Choose from the list.", text=text[:60]))
            QTimer.singleShot(0, self, self._show_hits)
        elif text:
            self.show_problem(_("Nothing has that name. Choose one from the list."))

    def _show_hits(self) -> None:
        """List the terms that contain the typed text."""
        completer = self.box.completer()
        if completer is not None and self.box.hasFocus():
            completer.setCompletionPrefix(self.box.currentText())
            completer.complete()

    def _on_left(self) -> None:
        """On leaving, report text that was typed but not added."""
        text = self.box.currentText().strip()
        if text and not self.box.hasFocus():
            self.show_problem(_("“{text}” was not added. Choose one from the list, or press Enter.", text=text[:60]))

    def _drop(self, iri: str) -> None:
        self.edited.emit([entry for entry in self._value if entry != iri] or None)
