"""Fields for answers: one kind of field for each shape of a term. A field gives JSON and takes JSON.

None means that nothing is answered. Fields know nothing of paths or commands; forms bind them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from babel.dates import format_date
from PySide6.QtCore import QDate, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QIntValidator, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import (
    QCalendarWidget,
    QCheckBox,
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
    QWidgetAction,
)

from datapact.strictjson import JsonValue
from datapact.texts import Language, _, current_language
from datapact_ui.looks.cards import Words
from datapact_ui.looks.icons import icon
from datapact_ui.looks.measures import characters, space

TYPED_AFTER_MSECS = 350


@dataclass(frozen=True, slots=True)
class Option:
    """One of several answers: its code and what it is called."""

    code: str
    words: str


type Options = Callable[[], Sequence[Option]]


class Field(QWidget):
    """Base of all fields."""

    edited = Signal(object)
    """The answer as JSON, after the user changed it."""

    def __init__(self, name: str, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"field-{name}")
        self.setAccessibleName(words)
        self._words = words
        self._problem = Words("", "small", self)
        self._problem.setObjectName(f"problem-{name}")
        self._problem.hide()

    def set_value(self, value: JsonValue) -> None:
        """Show an answer without telling of it."""
        raise NotImplementedError

    def refresh_options(self) -> None:
        """What can be chosen may be different now."""

    def commit(self) -> None:
        """Tell of what was typed and not told of yet."""

    def show_problem(self, words: str) -> None:
        """Say under the field why the answer was not taken; nothing where it was."""
        self._problem.setText(words)
        self._problem.setVisible(bool(words))

    def _column(self) -> QVBoxLayout:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(1))
        return column


class _Typed(Field):
    """A field that is typed into: tells a moment after the last key, or when it loses the focus."""

    def __init__(self, name: str, words: str, parent: QWidget | None = None) -> None:
        super().__init__(name, words, parent)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(TYPED_AFTER_MSECS)
        self._soon.timeout.connect(self._tell)

    def _typed(self) -> None:
        self._soon.start()

    def commit(self) -> None:
        if self._soon.isActive():
            self._tell()

    def _tell(self) -> None:
        self._soon.stop()
        self.edited.emit(self.value())

    def value(self) -> JsonValue:
        raise NotImplementedError


class TextField(_Typed):
    """A line of text."""

    def __init__(self, name: str, words: str, parent: QWidget | None = None, *, example: str = "") -> None:
        super().__init__(name, words, parent)
        self.line = QLineEdit(self)
        self.line.setObjectName(f"edit-{name}")
        self.line.setAccessibleName(words)
        self.line.setPlaceholderText(example)
        self.line.textEdited.connect(self._typed)
        self.line.editingFinished.connect(self.commit)
        self.setFocusProxy(self.line)
        column = self._column()
        column.addWidget(self.line)
        column.addWidget(self._problem)

    def value(self) -> JsonValue:
        return self.line.text().strip() or None

    def set_value(self, value: JsonValue) -> None:
        text = "" if value is None else str(value)
        if self.line.text().strip() != text and not self._soon.isActive():
            self.line.setText(text)
            self.line.setCursorPosition(0)


class NumberField(TextField):
    """A whole number with its unit beside it."""

    def __init__(
        self, name: str, words: str, parent: QWidget | None = None, *, unit: str = "", example: str = ""
    ) -> None:
        super().__init__(name, words, parent, example=example)
        self.line.setValidator(QIntValidator(0, 100_000, self.line))
        self.line.setFixedWidth(characters(12))
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        line = QHBoxLayout()
        line.setSpacing(space(2))
        line.addWidget(self.line)
        line.addWidget(Words(unit, parent=self, quiet=True), 1)
        layout.insertLayout(0, line)

    def value(self) -> JsonValue:
        text = self.line.text().strip()
        return int(text) if text.isdecimal() else None


class DayField(_Typed):
    """A day, typed as people write it here or chosen from a calendar."""

    def __init__(self, name: str, words: str, parent: QWidget | None = None) -> None:
        super().__init__(name, words, parent)
        self.line = QLineEdit(self)
        self.line.setObjectName(f"edit-{name}")
        self.line.setAccessibleName(words)
        self.line.setPlaceholderText(_("DD/MM/YYYY"))
        self.line.setFixedWidth(characters(18))
        self.line.textEdited.connect(self._typed)
        self.line.editingFinished.connect(self.commit)
        self.setFocusProxy(self.line)
        self._calendar = QCalendarWidget(self)
        self._calendar.setAccessibleName(words)
        self._calendar.setGridVisible(False)
        self._calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self._calendar.activated.connect(self._choose)
        self._calendar.clicked.connect(self._choose)
        self._menu = QMenu(self)
        action = QWidgetAction(self._menu)
        action.setDefaultWidget(self._calendar)
        self._menu.addAction(action)
        button = QToolButton(self)
        button.setObjectName(f"calendar-{name}")
        button.setIcon(icon("calendar"))
        button.setAccessibleName(_("Choose a day: {what}", what=words))
        button.setToolTip(_("Choose a day"))
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setMenu(self._menu)
        line = QHBoxLayout()
        line.setSpacing(space(1))
        line.addWidget(self.line)
        line.addWidget(button)
        line.addStretch()
        column = self._column()
        column.addLayout(line)
        column.addWidget(self._problem)

    def value(self) -> JsonValue:
        day = read_day(self.line.text())
        return None if day is None else day.isoformat()

    def _tell(self) -> None:
        if self.line.text().strip() and read_day(self.line.text()) is None:
            self._soon.stop()
            if not self.line.hasFocus():
                self.show_problem(_("This is not a day. Write it like 31/12/2027."))
            return
        self.show_problem("")
        super()._tell()

    def set_value(self, value: JsonValue) -> None:
        if self._soon.isActive() or (self.line.hasFocus() and read_day(self.line.text()) == _day(value)):
            return
        day = _day(value)
        self.line.setText("" if day is None else show_day(day))
        if day is not None:
            self._calendar.setSelectedDate(QDate(day.year, day.month, day.day))

    def _choose(self, chosen: QDate) -> None:
        self._menu.close()
        self.line.setText(show_day(date(chosen.year(), chosen.month(), chosen.day())))
        self._tell()


def _day(value: JsonValue) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) and value else None


def show_day(day: date) -> str:
    """A day in figures, as it is typed."""
    return format_date(day, "dd.MM.y" if current_language() == "de" else "dd/MM/y", locale=current_language())


def read_day(text: str) -> date | None:
    """A day as people type it: 31.12.2027, 31/12/2027, 2027-12-31; None where it is none."""
    for pattern in ("%d.%m.%Y", "%d/%m/%Y", "%Y-%m-%d", "%d.%m.%y"):
        try:
            return datetime.strptime(text.strip(), pattern).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None


class Prose(QPlainTextEdit):
    """A box that grows with its text; Tab leaves it."""

    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.document().documentLayout().documentSizeChanged.connect(lambda _size: self._grow())
        self._grow()

    def _grow(self) -> None:
        lines = max(1, min(round(self.document().size().height()), 9))
        margin = self.contentsMargins().top() + self.contentsMargins().bottom()
        height = round(lines * self.fontMetrics().lineSpacing() + 2 * self.document().documentMargin() + margin) + 2
        if height != self.height() or self.minimumHeight() != height:
            self.setFixedHeight(height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._grow()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.verticalScrollBar().maximum() > 0:
            super().wheelEvent(event)
        else:
            event.ignore()


class LocalisedField(_Typed):
    """A text of the parties' own, in each language of the agreement."""

    def __init__(
        self, name: str, words: str, languages: Sequence[Language], parent: QWidget | None = None, *, example: str = ""
    ) -> None:
        super().__init__(name, words, parent)
        self._value: dict[str, JsonValue] = {}
        self.boxes: dict[Language, Prose] = {}
        spoken = {"de": _("German"), "en": _("English")}
        grid = QGridLayout()
        grid.setHorizontalSpacing(space(2))
        grid.setVerticalSpacing(space(1))
        for row, language in enumerate(languages):
            box = Prose(self)
            box.setObjectName(f"edit-{name}-{language}")
            box.setAccessibleName(f"{words} – {spoken[language]}" if len(languages) > 1 else words)
            box.setPlaceholderText(example if row == 0 else "")
            box.textChanged.connect(self._on_text)
            box.left.connect(self.commit)
            self.boxes[language] = box
            if len(languages) > 1:
                tag = Words(language.upper(), "small", self, quiet=True)
                tag.setToolTip(spoken[language])
                grid.addWidget(tag, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(box, row, 1)
        grid.setColumnStretch(1, 1)
        if self.boxes:
            self.setFocusProxy(next(iter(self.boxes.values())))
        column = self._column()
        column.addLayout(grid)
        column.addWidget(self._problem)

    def _on_text(self) -> None:
        if self.value() != (self._value or None):
            self._typed()

    def value(self) -> JsonValue:
        texts: dict[str, JsonValue] = {name: text for name, text in self._value.items() if name not in self.boxes}
        for language, box in self.boxes.items():
            if text := box.toPlainText().strip():
                texts[language] = text
        return texts or None

    def _tell(self) -> None:
        value = self.value()
        self._value = dict(value) if isinstance(value, dict) else {}
        super()._tell()

    def set_value(self, value: JsonValue) -> None:
        if self._soon.isActive():
            return
        self._value = dict(value) if isinstance(value, dict) else {}
        for language, box in self.boxes.items():
            text = str(self._value.get(language, ""))
            if box.toPlainText().strip() != text:
                box.blockSignals(True)
                box.setPlainText(text)
                box.blockSignals(False)


class _Combo(QComboBox):
    """A box that the wheel does not change in passing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class ChoiceField(Field):
    """One of several answers."""

    def __init__(
        self, name: str, words: str, options: Options, parent: QWidget | None = None, *, required: bool = False
    ) -> None:
        super().__init__(name, words, parent)
        self._options, self._required = options, required
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

    def refresh_options(self) -> None:
        wanted = [*([] if self._required else [Option("", _("– not answered –"))]), *self._options()]
        shown = [(self.box.itemData(n), self.box.itemText(n)) for n in range(self.box.count())]
        if shown != [(option.code, option.words) for option in wanted]:
            self.box.clear()
            for option in wanted:
                self.box.addItem(option.words, option.code)
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
    """Yes or no: a tick with the question as its words."""

    def __init__(self, name: str, words: str, parent: QWidget | None = None, *, label: str = "") -> None:
        super().__init__(name, words, parent)
        self.tick = QCheckBox(label or _("Yes"), self)
        self.tick.setObjectName(f"edit-{name}")
        self.tick.setAccessibleName(words)
        self.tick.clicked.connect(lambda on: self.edited.emit(bool(on)))
        self.setFocusProxy(self.tick)
        column = self._column()
        column.addWidget(self.tick)
        column.addWidget(self._problem)

    def set_value(self, value: JsonValue) -> None:
        self.tick.setChecked(value is True)


class TicksField(Field):
    """Any of several: parties, datasets."""

    def __init__(self, name: str, words: str, options: Options, parent: QWidget | None = None) -> None:
        super().__init__(name, words, parent)
        self._options = options
        self._name = name
        self._value: list[str] = []
        self.ticks: dict[str, QCheckBox] = {}
        self._box = QVBoxLayout()
        self._box.setSpacing(space(1))
        column = self._column()
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
                tick = QCheckBox(option.words, self)
                tick.setObjectName(f"edit-{self._name}-{option.code}")
                tick.setAccessibleName(f"{self._words}: {option.words}")
                tick.clicked.connect(self._on_clicked)
                self._box.addWidget(tick)
                self.ticks[option.code] = tick
            if self.ticks:
                self.setFocusProxy(next(iter(self.ticks.values())))
        self.set_value(list(self._value))

    def set_value(self, value: JsonValue) -> None:
        self._value = [str(entry) for entry in value] if isinstance(value, list) else []
        for code, tick in self.ticks.items():
            tick.setChecked(code in self._value)

    def _on_clicked(self) -> None:
        self._value = [code for code, tick in self.ticks.items() if tick.isChecked()]
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
            self.box.addItem(option.words, option.code)
        completer = self.box.completer()
        assert completer is not None
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCompletionMode(completer.CompletionMode.PopupCompletion)
        line = self.box.lineEdit()
        assert line is not None
        line.setPlaceholderText(_("Type to search, Enter to add"))
        line.setAccessibleName(_("Add to: {what}", what=words))
        self.box.activated.connect(self._on_activated)
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
        if iri and iri not in self._value:
            self.edited.emit([*self._value, iri])

    def _drop(self, iri: str) -> None:
        self.edited.emit([entry for entry in self._value if entry != iri] or None)
