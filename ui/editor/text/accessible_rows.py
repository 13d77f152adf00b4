"""The rows of a text for screen readers: a document of headings and paragraphs, one by one.

The canvas paints its rows itself, so there are no widgets for them. Qt deletes objects registered here with the canvas;
until then they are held, so that Python does not delete them first. PySide holds objects from the factory as long as
the process lives: so they have only a weak reference to the canvas, or each text read aloud would stay in memory.
"""

from __future__ import annotations

from functools import cache
from weakref import ref

from PySide6.QtCore import QObject, QRect
from PySide6.QtGui import QAccessible, QAccessibleEvent, QAccessibleInterface, QWindow
from PySide6.QtWidgets import QAccessibleWidget
from shiboken6 import isValid

from datapact.base.texts import _
from datapact.contract.text.clauses import plain_text
from datapact_ui.editor.text.row_canvas import RowCanvas
from datapact_ui.editor.text.row_layout import is_cell
from datapact_ui.editor.text.text_rows import TextRow
from datapact_ui.kit.text.marked_words import words_that_stand_out


def _living(weakly: ref[RowCanvas]) -> RowCanvas:
    canvas = weakly()
    assert canvas is not None, "Qt asks no interface whose object is gone"
    return canvas


class AccessibleRow(QAccessibleInterface):
    """The row with a number, whatever it shows now."""

    def __init__(self, canvas: RowCanvas, number: int) -> None:
        super().__init__()
        self._weakly, self.number = ref(canvas), number

    @property
    def _canvas(self) -> RowCanvas:
        return _living(self._weakly)

    def _row(self) -> TextRow | None:
        rows = self._canvas.texts()
        return list(rows.values())[self.number] if self.number < len(rows) else None

    def isValid(self) -> bool:
        canvas = self._weakly()
        return canvas is not None and isValid(canvas) and self.number < len(canvas.row_numbers)

    def object(self) -> QObject:
        return None  # type: ignore[return-value]  # a row is no object of its own

    def window(self) -> QWindow:
        return self._canvas.window().windowHandle()

    def parent(self) -> QAccessibleInterface:
        return QAccessible.queryAccessibleInterface(self._canvas)

    def child(self, index: int) -> QAccessibleInterface:
        return None  # type: ignore[return-value]

    def childAt(self, x: int, y: int) -> QAccessibleInterface:
        return None  # type: ignore[return-value]

    def childCount(self) -> int:
        return 0

    def indexOfChild(self, _child: QAccessibleInterface) -> int:
        return -1

    def focusChild(self) -> QAccessibleInterface:
        return None  # type: ignore[return-value]

    def text(self, kind: QAccessible.Text) -> str:
        row = self._row()
        if row is not None and kind == QAccessible.Text.Description:
            looks = (words_that_stand_out(row.texts.get(language, ())) for language in self._canvas.languages)
            return "\n".join(filter(None, looks))
        if row is None or kind != QAccessible.Text.Name:
            return ""
        words = (plain_text(row.texts.get(language, ())) for language in self._canvas.languages)
        mark = row.mark
        if is_cell(row):
            mark = _("Row {row}, column {column}", row=str(row.cell[0] + 1), column=str(row.cell[1] + 1)) + ":"
        return "\n".join((f"{mark} {next(words, '')}".strip(), *words))

    def setText(self, _kind: QAccessible.Text, _text: str) -> None:
        """Do nothing: a text for reading cannot be changed."""

    def role(self) -> QAccessible.Role:
        row = self._row()
        return QAccessible.Role.Heading if row is not None and row.kind == "heading" else QAccessible.Role.Paragraph

    def rect(self) -> QRect:
        return self._canvas.row_rect(self.number)

    def state(self) -> QAccessible.State:
        state, row = QAccessible.State(), self._row()
        state.readOnly = state.multiLine = state.focusable = state.selectableText = True
        state.focused = row is not None and row.place == self._canvas.current and self._canvas.hasFocus()
        state.offscreen = not self.rect().intersects(
            QRect(self._canvas.mapToGlobal(self._canvas.viewport().pos()), self._canvas.viewport().size())
        )
        return state


class AccessibleCanvas(QAccessibleWidget):
    """The document that holds the rows."""

    def __init__(self, canvas: RowCanvas) -> None:
        super().__init__(canvas, QAccessible.Role.Document)
        self._weakly = ref(canvas)
        self._rows: list[AccessibleRow] = []
        self._ids: list[int] = []
        canvas.destroyed.connect(self._forget)

    def _forget(self) -> None:
        for number in self._ids:
            QAccessible.deleteAccessibleInterface(number)
        self._ids.clear()
        self._rows.clear()

    @property
    def _canvas(self) -> RowCanvas:
        return _living(self._weakly)

    def childCount(self) -> int:
        return len(self._canvas.row_numbers)

    def child(self, index: int) -> QAccessibleInterface:
        if not 0 <= index < self.childCount():
            return None  # type: ignore[return-value]
        while len(self._rows) <= index:
            row = AccessibleRow(self._canvas, len(self._rows))
            self._ids.append(QAccessible.registerAccessibleInterface(row))
            self._rows.append(row)
        return self._rows[index]

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return child.number if isinstance(child, AccessibleRow) else -1

    def childAt(self, x: int, y: int) -> QAccessibleInterface:
        number = next((n for n in range(self.childCount()) if self._canvas.row_rect(n).contains(x, y)), -1)
        return self.child(number)

    def focusChild(self) -> QAccessibleInterface:
        return self.child(self._canvas.row_numbers.get(self._canvas.current, -1))


@cache
def make_rows_accessible() -> None:
    """Make a canvas without an editor report its rows to screen readers."""

    def make(_name: str, widget: QObject) -> QAccessibleInterface | None:
        if not isinstance(widget, RowCanvas) or widget.is_edited:
            return None
        widget.spoken = AccessibleCanvas(widget)
        return widget.spoken

    QAccessible.installFactory(make)


def announce_current_row(canvas: RowCanvas, number: int) -> None:
    """Tell screen readers that another row is current."""
    if QAccessible.isActive():
        event = QAccessibleEvent(canvas, QAccessible.Event.Focus)
        event.setChild(number)
        QAccessible.updateAccessibility(event)
