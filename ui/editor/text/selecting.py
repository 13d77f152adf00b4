"""Selection over several rows of the text, by mouse or by keys, with copying and replacing.

Within one row the editor of that row selects. As soon as a selection leaves it, this tool handles it; it gets mouse and
keys before canvas and editor.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QPalette, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QApplication, QTextEdit

from datapact.base.texts import Language
from datapact.contract.clipboard.clip import Clip
from datapact.contract.clipboard.copied import CopiedPart, as_html
from datapact.contract.clipboard.own import OWN_TYPE, write_own
from datapact.contract.editing.clause_edits import TextRange, runs_between, words_in
from datapact.contract.text.clauses import Run, plain_text
from datapact_ui.editor.text.paragraph_edit import clip_of
from datapact_ui.editor.text.range_keys import Way, Wish, far_move, widening, wish_of
from datapact_ui.editor.text.range_moves import moved, words_of
from datapact_ui.editor.text.range_selection import RangeSelection, Spot, part_of_row

if TYPE_CHECKING:
    from datapact_ui.editor.text.paragraph_edit import ParagraphEdit
    from datapact_ui.editor.text.row_canvas import RowCanvas
    from datapact_ui.editor.text.text_rows import TextRow


class Selecting(QObject):
    """The selection of a canvas over more than one row, if any."""

    replaced = Signal(object, str)
    """A TextRange, and the words that are to stand in its place."""
    pasted = Signal(object, object)
    """A TextRange, and the Clip that is to stand in its place."""

    def __init__(self, canvas: RowCanvas, editor: ParagraphEdit | None) -> None:
        super().__init__(canvas)
        self._canvas, self._editor = canvas, editor
        if editor is not None:
            editor.paste_wanted.connect(self.paste)
        self._chosen: RangeSelection | None = None
        self._pressed: tuple[Language, Spot] | None = None
        self._clicked: tuple[Language, Spot] | None = None
        self._pressed_at, self._took_row = QPointF(), False
        for watched in (
            (canvas, canvas.viewport()) if editor is None else (canvas.viewport(), editor, editor.viewport())
        ):
            watched.installEventFilter(self)

    # ---- what is selected ----

    def range(self) -> TextRange | None:
        """The range in reading order; None where the selection is within one row, or nothing is selected."""
        return self._chosen.in_order(self._canvas.row_numbers) if self._chosen is not None else None

    def part_of(self, place: str, language: Language) -> tuple[int, int] | None:
        """Start and length of what is selected in a row."""
        chosen = self.range()
        row = self._canvas.row_of(place)
        if chosen is None or row is None or language != chosen.language:
            return None
        return part_of_row(chosen, self._canvas.row_numbers, place, len(plain_text(row.texts.get(language, ()))))

    def words(self) -> TextRange | None:
        """The selected words, within one row or over several; None for nothing."""
        if (chosen := self.range()) is not None or self._editor is None or not self._canvas.current:
            return chosen
        start, end = self._editor.whole_selection()
        place = self._canvas.current
        return TextRange(self._canvas.language, place, start, place, end) if end > start else None

    def choose(self, chosen: TextRange) -> None:
        """Select a range."""
        if chosen.first == chosen.last:
            self._canvas.go_to(chosen.first, chosen.start)
            self._within(Spot(chosen.first, chosen.start), Spot(chosen.last, chosen.end))
        else:
            self._choose(chosen.language, Spot(chosen.first, chosen.start), Spot(chosen.last, chosen.end))

    def clear(self) -> None:
        """Drop the selection over several rows."""
        if self._chosen is not None:
            self._chosen = None
            self._show()

    def _choose(self, language: Language, anchor: Spot, caret: Spot) -> None:
        self._chosen = RangeSelection(language, anchor, caret)
        self._show()

    def _show(self) -> None:
        if self._editor is not None:
            marks = []
            part = self.part_of(self._canvas.current, self._canvas.language)
            cursor = self._editor.textCursor()
            if self._chosen is not None and cursor.hasSelection():
                cursor.setPosition(cursor.anchor())
                self._editor.setTextCursor(cursor)
            if part is not None:
                mark = QTextEdit.ExtraSelection()
                mark.cursor = QTextCursor(self._editor.document())
                mark.cursor.setPosition(part[0])
                mark.cursor.setPosition(part[0] + part[1], QTextCursor.MoveMode.KeepAnchor)
                mark.format = selected_look()
                marks.append(mark)
            self._editor.setExtraSelections(marks)
        self._canvas.viewport().update()

    # ---- mouse and keys ----

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QMouseEvent) and watched in (self._canvas.viewport(), self._editor_viewport()):
            return self._on_mouse(watched, event)
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._on_key(event)
        return False

    def _editor_viewport(self) -> QObject | None:
        return self._editor.viewport() if self._editor is not None else None

    def _on_mouse(self, watched: QObject, event: QMouseEvent) -> bool:
        at = event.position()
        if watched is not self._canvas.viewport() and self._editor is not None:
            at = QPointF(self._editor.viewport().mapTo(self._canvas.viewport(), at.toPoint()))
        if event.type() == QEvent.Type.MouseButtonDblClick and event.button() == Qt.MouseButton.LeftButton:
            return self._on_double_click()
        if event.type() == QEvent.Type.MouseButtonPress and event.button() == Qt.MouseButton.LeftButton:
            self._pressed_at, self._took_row = at, watched is self._canvas.viewport()
            return self._on_press(at, wide=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        if event.type() == QEvent.Type.MouseMove and event.buttons() & Qt.MouseButton.LeftButton and self._pressed:
            return self._on_drag(at, outside=watched is self._canvas.viewport())
        if event.type() == QEvent.Type.MouseButtonRelease:
            self._pressed = None
            return self._chosen is not None
        return False

    def _on_press(self, at: QPointF, *, wide: bool) -> bool:
        start = self._start()
        hit = self._canvas.hit(at, start[0] if wide and start else None)
        if wide and start is not None and hit is not None and hit[0] != start[1].place:
            self._pressed = start
            self._choose(start[0], start[1], Spot(hit[0], hit[2]))
            return True
        self.clear()
        self._pressed = self._clicked = (hit[1], Spot(hit[0], hit[2])) if hit is not None else None
        return False

    def _on_double_click(self) -> bool:
        """Select the word that the first click hit: rows may have moved under the mouse since, as changes close above it."""
        if not self._took_row or self._editor is None or self._clicked is None:
            return False
        language, spot = self._clicked
        if (self._canvas.current, self._canvas.language) != (spot.place, language):
            return False
        self._editor.select_word(spot.position)
        return True

    def _on_drag(self, at: QPointF, *, outside: bool) -> bool:
        assert self._pressed is not None
        if self._took_row and (at - self._pressed_at).manhattanLength() < QApplication.startDragDistance():
            return True  # a hand that trembles selects nothing
        self._took_row = False
        language, anchor = self._pressed
        self._canvas.scroll_towards(at)
        hit = self._canvas.hit(at, language)
        if hit is None:
            return False
        if hit[0] != anchor.place:
            self._choose(language, anchor, Spot(hit[0], hit[2]))
            return True
        self.clear()
        if outside and self._editor is not None:  # the press went to the canvas, so the moves do, too
            cursor = self._editor.textCursor()
            cursor.setPosition(min(anchor.position, self._editor.document().characterCount() - 1))
            cursor.setPosition(
                min(hit[2], self._editor.document().characterCount() - 1), QTextCursor.MoveMode.KeepAnchor
            )
            self._editor.setTextCursor(cursor)
        return outside

    def _start(self) -> tuple[Language, Spot] | None:
        """The start of a widened selection: its anchor, or the cursor."""
        if self._chosen is not None:
            return self._chosen.language, self._chosen.anchor
        if not self._canvas.current:
            return None
        position = self._editor.textCursor().anchor() if self._editor is not None else 0
        return self._canvas.language, Spot(self._canvas.current, position)

    def _on_key(self, event: QKeyEvent) -> bool:
        if event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab) and self._editor is not None:
            self.clear()
            back = event.key() == Qt.Key.Key_Backtab or bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            return self._canvas.next_cell(-1 if back else 1)
        chosen = self.range()
        if chosen is None:
            return self._begins(event)
        match wish_of(event):
            case Wish.NOTHING:
                return False
            case Wish.COPY:
                self._copy(chosen)
            case Wish.CUT:
                self._copy(chosen)
                self._replace(chosen, "")
            case Wish.PASTE:
                self.paste()
            case Wish.DELETE:
                self._replace(chosen, "")
            case Wish.TYPE:
                self._replace(chosen, event.text())
            case Wish.ALL:
                self._choose_all()
            case Wish.WIDEN:
                way = widening(event)
                assert way is not None
                self._widen(way)
            case _:
                self.clear()
                if (far := far_move(event)) is not None:
                    return self._go(far)
                return event.key() == Qt.Key.Key_Escape
        return True

    def _begins(self, event: QKeyEvent) -> bool:
        """Whether the key extends a selection beyond its row, or takes the cursor far beyond it."""
        if event.matches(QKeySequence.StandardKey.SelectAll):
            return self._choose_all()
        if (far := far_move(event)) is not None and self._canvas.current:
            return self._go(far)
        way = widening(event)
        if way is None or self._start() is None:
            return False
        if way in (Way.PAGE_UP, Way.PAGE_DOWN, Way.START, Way.END):
            return self._widen(way)
        if self._editor is None:
            return way in (Way.UP, Way.DOWN) and self._widen(way)
        if way in (Way.UP, Way.DOWN):
            return self._editor.on_edge(first=way is Way.UP) and self._widen(way)
        if way in (Way.ROW_START, Way.ROW_END):
            return False
        at, end = self._editor.textCursor().position(), self._editor.document().characterCount() - 1
        return (at == 0 if way.back else at == end) and self._widen(way)

    def _go(self, way: Way) -> bool:
        """Take the cursor to an end of the text, or a page on."""
        canvas = self._canvas
        if way in (Way.PAGE_UP, Way.PAGE_DOWN) and canvas.turn_page(-1 if way.back else 1):
            return True
        spot = moved(canvas, canvas.language, Spot(canvas.current, 0), Way.START if way.back else Way.END)
        canvas.go_to(spot.place, spot.position)
        return True

    def _choose_all(self) -> bool:
        """Select the whole text in the language of the cursor."""
        places = list(self._canvas.row_numbers)
        if len(places) < 2:
            return False
        language = self._canvas.language
        self._choose(language, Spot(places[0], 0), Spot(places[-1], len(words_of(self._canvas, places[-1], language))))
        return True

    def _widen(self, way: Way) -> bool:
        start = self._start()
        if start is None or start[1].place not in self._canvas.row_numbers:
            return False
        language, anchor = start
        if self._chosen is not None:
            caret = self._chosen.caret
        else:
            caret = Spot(anchor.place, self._editor.textCursor().position() if self._editor is not None else 0)
        if caret.place not in self._canvas.row_numbers:
            return False
        spot = moved(self._canvas, language, caret, way)
        if spot.place == anchor.place:
            if way in (Way.UP, Way.DOWN):
                self.clear()
                return True
            return self._within(anchor, spot)
        self._choose(language, anchor, spot)
        self._canvas.bring_into_sight(spot.place)
        return True

    def _within(self, anchor: Spot, caret: Spot) -> bool:
        """The selection has come back into its own row, where the editor selects."""
        self.clear()
        if self._editor is not None:
            last = self._editor.document().characterCount() - 1
            cursor = self._editor.textCursor()
            cursor.setPosition(min(anchor.position, last))
            cursor.setPosition(min(caret.position, last), QTextCursor.MoveMode.KeepAnchor)
            self._editor.setTextCursor(cursor)
        self._canvas.bring_into_sight(anchor.place)
        return True

    def _copy(self, chosen: TextRange) -> None:
        rows = self._canvas.texts()
        data = QMimeData()
        data.setText(words_in([(place, row.texts) for place, row in rows.items()], chosen))
        copied = list(self._copied(rows.values(), chosen))
        data.setHtml(as_html(part for part, _runs in copied))
        if not any(part.cell[2] for part, _runs in copied):  # our own form knows no tables, HTML does
            data.setData(OWN_TYPE, write_own(self._canvas.agreement, chosen.language, copied))
        QApplication.clipboard().setMimeData(data)

    def _copied(self, rows: Iterable[TextRow], chosen: TextRange) -> Iterator[tuple[CopiedPart, tuple[Run, ...]]]:
        numbers = self._canvas.row_numbers
        for row in rows:
            part = self.part_of(row.place, chosen.language)
            if part is None and row.cell[2] and numbers[chosen.first] <= numbers[row.place] <= numbers[chosen.last]:
                part = (0, 0)  # an empty cell keeps its place
            if part is not None:
                runs = runs_between(row.texts.get(chosen.language, ()), part[0], part[0] + part[1])
                mark = row.mark if part[0] == 0 else ""
                yield CopiedPart(row.kind, mark, row.index, plain_text(runs), runs, row.cell), runs

    def paste(self, clip: Clip | None = None, *, words_only: bool = False) -> None:
        """Put the clipboard, or ``clip``, in place of what is selected."""
        if self._editor is None or not self._canvas.current:
            return
        if clip is None:
            clip = clip_of(QApplication.clipboard().mimeData(), words_only=words_only)
        chosen = self.range()
        if chosen is None:
            start, end = self._editor.whole_selection()
            place = self._canvas.current
            chosen = TextRange(self._canvas.language, place, start, place, end)
        self.clear()
        self.pasted.emit(chosen, clip)

    def _replace(self, chosen: TextRange, words: str) -> None:
        if self._editor is not None:
            self.clear()
            self.replaced.emit(chosen, words)


def selected_look() -> QTextCharFormat:
    """The format of selected words, in the colours of the palette."""
    palette, look = QApplication.palette(), QTextCharFormat()
    look.setBackground(palette.color(QPalette.ColorRole.Highlight))
    look.setForeground(palette.color(QPalette.ColorRole.HighlightedText))
    return look
