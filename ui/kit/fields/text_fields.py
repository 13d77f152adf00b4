"""The base of fields for answers, and fields for a line of text or a number. A field gives JSON and takes JSON.

None means no answer. Fields know nothing of paths or commands; forms bind them.
"""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from datapact.base.strictjson import JsonValue
from datapact_ui.kit.theme.measures import characters, space
from datapact_ui.kit.widgets.cards import Words

TYPED_AFTER_MSECS = 350


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
        """Show an answer without a signal."""
        raise NotImplementedError

    def refresh_options(self) -> None:
        """Read the choices again, which may have changed."""

    def commit(self) -> None:
        """Emit a typed value that was not emitted yet."""

    def show_problem(self, words: str) -> None:
        """Show under the field why the answer was refused; empty where it was not."""
        self._problem.setText(words)
        self._problem.setVisible(bool(words))

    def _column(self) -> QVBoxLayout:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(1))
        return column


class TypedField(Field):
    """A field for typing: emits a moment after the last key, or when it loses the focus."""

    def __init__(self, name: str, words: str, parent: QWidget | None = None) -> None:
        super().__init__(name, words, parent)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(TYPED_AFTER_MSECS)
        self._soon.timeout.connect(self._emit_edited)

    def _typed(self) -> None:
        self._soon.start()

    def commit(self) -> None:
        if self._soon.isActive():
            self._emit_edited()

    def _emit_edited(self) -> None:
        self._soon.stop()
        self.edited.emit(self.value())

    def value(self) -> JsonValue:
        raise NotImplementedError


class TextField(TypedField):
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

    def put_under(self, widget: QWidget) -> None:
        """Show a widget between the line and what is wrong with it."""
        layout = self.layout()
        if isinstance(layout, QVBoxLayout):
            layout.insertWidget(1, widget)

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
