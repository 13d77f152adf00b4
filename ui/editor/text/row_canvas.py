"""Rows of a text, laid out and painted as needed: their list, their positions, and scrolling to one."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QAccessibleInterface
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from datapact.base.texts import Language
from datapact_ui.editor.text.row_layout import is_cell
from datapact_ui.editor.text.row_stack import Anchor, RowStack
from datapact_ui.editor.text.text_rows import TextRow
from datapact_ui.kit.theme.measures import line_height


class RowCanvas(QAbstractScrollArea):
    """A stack of rows that scrolls; one place and one language are current. Base for painting and editing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._stack = RowStack()
        self._current = ""
        self._language: Language = "de"
        self.agreement = ""
        """Id of the agreement whose text is shown."""
        self.is_edited = False
        """Whether an editor stands on the row in hand."""
        self.spoken: QAccessibleInterface | None = None
        """The document for screen readers; held here until Qt deletes it."""

    def row_of(self, place: str) -> TextRow | None:
        """The row that shows a place."""
        index = self._stack.index.get(place)
        return None if index is None else self._stack.rows[index].row

    @property
    def row_numbers(self) -> Mapping[str, int]:
        """The number of each place's row, in reading order."""
        return self._stack.index

    @property
    def current(self) -> str:
        """The current place."""
        return self._current

    @property
    def language(self) -> Language:
        """The current language."""
        return self._language

    @property
    def languages(self) -> tuple[Language, ...]:
        """The languages that are shown."""
        return self._stack.layout.languages

    def texts(self) -> Mapping[str, TextRow]:
        """Every row by its place, in reading order."""
        return {entry.row.place: entry.row for entry in self._stack.rows}

    def hit(self, point: QPointF, language: Language | None = None) -> tuple[str, Language, int] | None:
        """Place, language and character at a point of the viewport; only in ``language``, if given."""
        return self._stack.hit(point.x(), point.y() + self.verticalScrollBar().value(), language)

    def bring_into_sight(self, place: str) -> None:
        """Scroll to a place without making it current."""
        if place in self._stack.index:
            self._bring_into_sight(self._stack.index[place])

    def scroll_towards(self, point: QPointF) -> None:
        """Scroll a little when a drag has left the viewport above or below."""
        bar, beyond = self.verticalScrollBar(), point.y() - self.viewport().height()
        if point.y() < 0 or beyond > 0:
            bar.setValue(bar.value() + (-bar.singleStep() if point.y() < 0 else bar.singleStep()))

    def page_from(self, place: str, by: int) -> str:
        """The place a viewport further up or down than ``place``, another one if there is one."""
        number = self._stack.index[place]
        target = self._stack.at(self._stack.tops[number] + by * self.viewport().height() * 0.9)
        if target == number:
            target = max(0, min(number + by, len(self._stack.rows) - 1))
        return self._stack.rows[target].row.place

    def turn_page(self, by: int) -> bool:
        """Scroll by a page and take the cursor along; False where the text ends."""
        bar = self.verticalScrollBar()
        before = bar.value()
        number = self._stack.index[self._current]
        inside = min(max(self._stack.tops[number] - before, 0.0), self.viewport().height() * 0.75)
        bar.setValue(before + by * round(self.viewport().height() * 0.9))
        if bar.value() == before:
            return False
        self._lay_out_in_sight()
        self.go_to(self._stack.rows[self._stack.at(bar.value() + inside)].row.place, 0)
        return True

    def go_to(self, place: str, position: int) -> None:
        """Make a place current and put the cursor there."""

    def next_cell(self, by: int) -> bool:
        """Go to another cell of the table at hand, if there is one."""
        return False

    def place_editor(self) -> None:
        """Move the editor, if any, with its row; called when rows moved."""

    def _measure(self) -> None:
        self._stack.measure()
        bar = self.verticalScrollBar()
        bar.setPageStep(self.viewport().height())
        bar.setSingleStep(round(line_height() * 2))
        bar.setRange(0, max(0, round(self._stack.height) - self.viewport().height()))

    def _hold(self, anchor: Anchor | None) -> None:
        if (at := self._stack.where(anchor)) is not None:
            self.verticalScrollBar().setValue(round(at))

    def row_rect(self, number: int) -> QRect:
        """The rectangle of a row on the screen, visible or not; empty for a row that no longer exists."""
        if not 0 <= number < len(self._stack.rows):
            return QRect()
        top = round(self._stack.tops[number] - self.verticalScrollBar().value())
        box = QRect(0, top, self.viewport().width(), round(self._stack.rows[number].height))
        if is_cell(row := self._stack.rows[number].row) and self.languages:
            left, width = self._stack.layout.column(row, 0)
            box.setLeft(round(left))
            box.setWidth(round(width))
        return box.translated(self.viewport().mapToGlobal(QPoint(0, 0)))

    def _lay_out_in_sight(self) -> None:
        """Lay out the visible rows; where an estimate was wrong, the rows below move, not those above."""
        for _round in range(4):
            value = self.verticalScrollBar().value()
            anchor = self._stack.anchor(value)
            if anchor is None or not self._stack.lay_out(value, value + self.viewport().height()):
                return
            self._measure()
            self._hold(anchor)

    def _bring_into_sight(self, index: int) -> None:
        for _round in range(3):
            self._stack.layout.lay_out(self._stack.rows[index])
            self._measure()
            bar = self.verticalScrollBar()
            top, bottom = self._stack.tops[index], self._stack.tops[index] + self._stack.rows[index].height
            if top < bar.value() or bottom > bar.value() + self.viewport().height():
                bar.setValue(round(max(0.0, top - self.viewport().height() * 0.25)))
            self._lay_out_in_sight()
        self.place_editor()
        self.viewport().update()
