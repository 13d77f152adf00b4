"""A field for a text of the parties' own, in each language of the agreement; its boxes grow with their text."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QGridLayout, QPlainTextEdit, QWidget

from datapact.base.strictjson import JsonValue
from datapact.base.texts import Language, _
from datapact_ui.kit.fields.text_fields import TypedField
from datapact_ui.kit.theme.measures import space
from datapact_ui.kit.widgets.cards import Words

GOES_ON = "enter-goes-on"
"""Property of a widget within which Enter is left to it; Shift+Enter begins a line there."""


def _begins_line(event: QKeyEvent) -> bool:
    return bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)


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
        if not self.toPlainText() and self.placeholderText():  # an example is read whole
            width = round(self.viewport().width() - 2 * self.document().documentMargin())
            flags = int(Qt.TextFlag.TextWordWrap)
            room = self.fontMetrics().boundingRect(QRect(0, 0, max(width, 1), 10_000), flags, self.placeholderText())
            lines = max(lines, min(-(-room.height() // self.fontMetrics().lineSpacing()), 3))
        margin = self.contentsMargins().top() + self.contentsMargins().bottom()
        height = round(lines * self.fontMetrics().lineSpacing() + 2 * self.document().documentMargin() + margin) + 2
        if height != self.height() or self.minimumHeight() != height:
            self.setFixedHeight(height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._grow()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not _begins_line(event) and self._goes_on():
            event.ignore()  # for what lies around it
            return
        super().keyPressEvent(event)

    def _goes_on(self) -> bool:
        around: QWidget | None = self
        while around is not None and not around.property(GOES_ON):
            around = around.parentWidget()
        return around is not None

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.verticalScrollBar().maximum() > 0:
            super().wheelEvent(event)
        else:
            event.ignore()


class LocalisedField(TypedField):
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

    def _emit_edited(self) -> None:
        value = self.value()
        self._value = dict(value) if isinstance(value, dict) else {}
        super()._emit_edited()

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
