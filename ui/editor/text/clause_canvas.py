"""The canvas for reading and writing an agreement's text: rows painted as needed, one of them under an editor.

Only the rows in sight are laid out and painted, and typing lays out the one row that it changes. So a key press in an
agreement of sixty pages costs the same as in one of two.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QMoveEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextCursor,
    QTextLayout,
)
from PySide6.QtWidgets import QApplication, QWidget

from datapact.base.texts import Language, _
from datapact.contract.spelling.words import Spelt
from datapact.contract.text.document import AgreementDocument
from datapact.contract.text.numbering import clause_number, preamble_word
from datapact_ui.editor.text.accessible_rows import announce_current_row, make_rows_accessible
from datapact_ui.editor.text.commented import Commented, commented_look, misspelt_look
from datapact_ui.editor.text.paragraph_edit import ParagraphEdit
from datapact_ui.editor.text.row_canvas import RowCanvas
from datapact_ui.editor.text.row_layout import is_cell
from datapact_ui.editor.text.row_painter import paint_cell, paint_row
from datapact_ui.editor.text.run_text import run_at
from datapact_ui.editor.text.selecting import Selecting, selected_look
from datapact_ui.editor.text.text_rows import TextRow
from datapact_ui.editor.text.tracked import Tracked
from datapact_ui.kit.text.marked_words import marks_words, words_that_stand_out
from datapact_ui.kit.theme.colours import Colours, colours_of
from datapact_ui.kit.theme.measures import line_height


class ClauseCanvas(RowCanvas):
    """The canvas in one language or two side by side; ``editable`` puts an editor on the current row."""

    reworded = Signal(str, str, object)
    """Place, language, runs."""
    split_wanted = Signal(str, str, int)
    join_wanted = Signal(str)
    chip_opened = Signal(str)
    """The path of a term."""
    chip_entered = Signal(str)
    """The path of a term whose value is typed next."""
    current_changed = Signal(str)
    """The place in hand is another one."""
    escaped = Signal()
    words_wanted = Signal(int, object)
    """The menu of the words at a character of the text in hand is wanted, at a QPoint of the screen."""

    def __init__(self, parent: QWidget | None = None, *, editable: bool = False) -> None:
        super().__init__(parent)
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor if editable else Qt.CursorShape.ArrowCursor)
        self._found: tuple[str, Language, int, int] | None = None
        self._commented: Mapping[tuple[str, Language], Sequence[Commented]] = {}
        self._whole: Mapping[str, bool] = {}
        self._misspelt: dict[tuple[str, Language], Sequence[Spelt]] = {}
        self._editor: ParagraphEdit | None = None
        self._loading = False
        self.is_edited = editable
        if editable:
            self._editor = ParagraphEdit(self.viewport())
            self._editor.hide()
            self._editor.reworded.connect(self._on_reworded)
            self._editor.split_wanted.connect(lambda at: self.split_wanted.emit(self._current, self._language, at))
            self._editor.join_wanted.connect(lambda: self.join_wanted.emit(self._current))
            self._editor.left_up.connect(lambda: self.step(-1))
            self._editor.left_down.connect(lambda: self.step(1))
            self._editor.chip_opened.connect(self.chip_opened)
            self._editor.chip_entered.connect(self.chip_entered)
            self._editor.reference_opened.connect(self.show_place)
            self._editor.escaped.connect(self.escaped)
            self._editor.words_wanted.connect(self.words_wanted)
            self.setFocusProxy(self._editor)
        else:
            make_rows_accessible()
        self.selecting = Selecting(self, self._editor)
        self.verticalScrollBar().valueChanged.connect(self._on_scroll)

    # ---- what it shows ----

    def show_document(self, document: AgreementDocument, languages: Sequence[Language]) -> None:
        """Show a document in these languages; unchanged rows keep their layout, the current place stays."""
        self.selecting.clear()
        position = self._stack.index.get(self._current, 0)
        anchor = self._stack.anchor(self.verticalScrollBar().value())
        others = self._stack.layout.tracked.follow(document) if self._stack.layout.tracked is not None else set()
        self._stack.show(document, languages)
        self.agreement = document.agreement
        for place in others:
            self._stack.lay_anew(place)
        if self._language not in self.languages and self.languages:
            self._language = self.languages[0]
        self._measure()
        self._hold(anchor)
        rows = self._stack.rows
        if self._current not in self._stack.index and rows:
            self._current = rows[min(position, len(rows) - 1)].row.place
            self.current_changed.emit(self._current)
        self.place_editor()
        self.viewport().update()

    def reword(self, place: str, language: Language, row: TextRow) -> None:
        """Change the words of one text and lay out only its row."""
        index = self._stack.index.get(place)
        if index is None:
            return
        if self._stack.reword(index, language, row):
            self._measure()
            self.viewport().update()
        elif place != self._current or language != self._language:
            self.viewport().update()
        if place == self._current:
            self.place_editor()

    @property
    def editor(self) -> ParagraphEdit | None:
        """The editor of the current place."""
        return self._editor

    # ---- going places ----

    def show_place(self, place: str, language: Language | None = None, position: int = 0) -> bool:
        """Make a place current and visible; False when it does not exist."""
        index = self._stack.index.get(place)
        if index is None:
            return False
        self._set_current(place, language or self._language)
        self._bring_into_sight(index)
        if self._editor is not None:
            self._editor.go_to(position)
        return True

    def go_to(self, place: str, position: int) -> None:
        self.show_place(place, position=position)

    def step(self, by: int) -> None:
        """Go to the previous or next row."""
        index = self._stack.index.get(self._current, 0)
        here = self._stack.rows[index].row if self._stack.rows else None
        index += self._step_in_table(here, index, by) if here is not None and is_cell(here) else by
        if 0 <= index < len(self._stack.rows):
            self._set_current(self._stack.rows[index].row.place, self._language)
            self._bring_into_sight(index)
            if self._editor is not None:
                self._editor.go_to(0 if by > 0 else 1_000_000)

    def _step_in_table(self, here: TextRow, index: int, by: int) -> int:
        """From a cell to the one above or below it; from the first and the last row out of the table."""
        wanted = index + by * here.cell[2]
        rows = self._stack.rows
        if 0 <= wanted < len(rows) and rows[wanted].row.parent == here.parent and is_cell(rows[wanted].row):
            return by * here.cell[2]
        return -here.cell[1] - 1 if by < 0 else here.cell[2] - here.cell[1]

    def next_cell(self, by: int) -> bool:
        """Go to the next or previous cell of the table; False where there is none."""
        index = self._stack.index.get(self._current)
        if index is None or not is_cell(self._stack.rows[index].row):
            return False
        other = self._stack.rows[index + by].row if 0 <= index + by < len(self._stack.rows) else None
        if other is None or not is_cell(other) or other.parent != self._stack.rows[index].row.parent:
            return False
        return self.show_place(other.place)

    def switch_language(self) -> None:
        """Go to the same place in the other language."""
        if len(self._stack.layout.languages) > 1:
            other = next(language for language in self._stack.layout.languages if language != self._language)
            self._set_current(self._current, other)

    def mark_found(self, place: str, language: Language, start: int, length: int) -> None:
        """Show a search hit; a length of 0 shows none."""
        self._found = (place, language, start, length) if length else None
        if length:
            self.show_place(place, language, start + length)
        if self._editor is not None:
            self._editor.mark_found(start, length, self._colours())
        self.viewport().update()

    def select(self, start: int, end: int) -> None:
        """Select words of the current text, by characters."""
        if self._editor is not None:
            cursor = self._editor.textCursor()
            last = self._editor.document().characterCount() - 1
            cursor.setPosition(min(start, last))
            cursor.setPosition(min(end, last), QTextCursor.MoveMode.KeepAnchor)
            self._editor.setTextCursor(cursor)

    def show_changes(self, tracked: Tracked | None, document: AgreementDocument) -> None:
        """Show what has changed against another text; None: show the text alone."""
        layout = self._stack.layout
        layout.tracked = tracked
        if tracked is not None:
            tracked.follow(document)
        layout.edited = (self._current, self._language) if self._editor is not None else None
        self._lay_out_anew()

    @property
    def tracked(self) -> Tracked | None:
        """The text against which changes are shown."""
        return self._stack.layout.tracked

    def show_comments(
        self, commented: Mapping[tuple[str, Language], Sequence[Commented]], whole: Mapping[str, bool] | None = None
    ) -> None:
        """Mark the passages that comments are about, by place and language, and the numbers of whole places.

        ``whole`` says of each such place whether only this house has the comments.
        """
        self._commented, self._whole = commented, whole or {}
        self.viewport().update()

    def show_spelling(self, misspelt: Mapping[tuple[str, Language], Sequence[Spelt]]) -> None:
        """Mark misspelt words, by place and language."""
        self._misspelt = dict(misspelt)
        self._mark_spelling()
        self.viewport().update()

    def forget_spelling(self, place: str) -> None:
        """Mark no words of a place that has other words now; those under the editor keep their marks."""
        for language in self.languages:
            self._misspelt.pop((place, language), None)

    def _mark_spelling(self) -> None:
        if self._editor is not None:
            words = self._misspelt.get((self._current, self._language), ())
            self._editor.mark_misspelt([(one.start, len(one.word)) for one in words], self._colours())

    def _set_current(self, place: str, language: Language, *, still: bool = False) -> None:
        """Take another place in hand; ``still``: it stays where it is on the screen, whatever closes above it."""
        if (place, language) == (self._current, self._language) and (self._editor is None or self._editor.isVisible()):
            return
        changed = place != self._current
        before = self._current
        self._current, self._language = place, language
        if self._editor is not None and self.tracked is not None:
            self._stack.layout.edited = (place, language)
            value = self.verticalScrollBar().value()
            anchor = self._stack.anchor(value)
            if still and place in self._stack.index:  # under the mouse
                anchor = place, value - self._stack.tops[self._stack.index[place]]
            for one in {before, place}:
                self._stack.lay_anew(one)
            self._measure()
            self._hold(anchor)
        if self._editor is not None:
            self._editor.setExtraSelections([])
            self._load_editor()
            self.place_editor()
        self.viewport().update()
        if self._editor is None and place in self._stack.index:
            announce_current_row(self, self._stack.index[place])
        if changed:
            self.current_changed.emit(place)

    # ---- the editor ----

    def _on_reworded(self, runs: object) -> None:
        if not self._loading:
            self.reworded.emit(self._current, self._language, runs)

    def _load_editor(self) -> None:
        if self._editor is None or self._current not in self._stack.index:
            return
        row = self._stack.rows[self._stack.index[self._current]].row
        runs = row.texts.get(self._language, ())
        if self._editor.isVisible() and self._editor.runs() == runs and self._editor.property("place") == row.place:
            return
        self._loading = True
        try:
            self._editor.setProperty("place", row.place)
            self._editor.belongs_to = (self.agreement, self._language)
            self._editor.show_runs(runs, self._stack.layout.font(row), self._colours())
            self._mark_spelling()
        finally:
            self._loading = False

    def place_editor(self) -> None:
        if self._editor is None:
            return
        index = self._stack.index.get(self._current)
        if index is None or not self._stack.layout.languages:
            self._editor.hide()
            return
        self._load_editor()
        entry = self._stack.rows[index]
        self._stack.layout.lay_out(entry)
        if entry.height != entry.placed:  # else the rows below would be painted over it
            anchor = self._stack.anchor(self.verticalScrollBar().value())
            self._measure()
            self._hold(anchor)
        left, width = self._stack.layout.column(entry.row, self._stack.layout.languages.index(self._language))
        top = self._stack.tops[index] + self._stack.layout.padding(entry.row) - self.verticalScrollBar().value()
        height = max(
            entry.height - self._stack.layout.padding(entry.row) - self._stack.layout.below(entry.row), line_height()
        )
        laid = entry.laid.get(self._language)
        if laid is not None and laid.edited:
            height = laid.edited
        box = QRect(round(left), round(top), round(width), round(height) + 1)
        if self._editor.geometry() != box:
            self._editor.setGeometry(box)
        self._editor.setAccessibleName(self._name_of(entry.row))
        self._editor.setAccessibleDescription(
            "" if laid is None else marks_words(laid.pieces) if laid.pieces else words_that_stand_out(laid.runs)
        )
        if not self._editor.isVisible():
            self._editor.show()

    def _name_of(self, row: TextRow) -> str:
        clause = self._stack.rows[self._stack.index[row.clause]].row
        spoken = {"de": _("German"), "en": _("English")}[self._language]
        kind = {
            "heading": _("Heading"),
            "paragraph": _("Paragraph {n}", n=row.mark),
            "item": _("Point {n}", n=row.mark),
        }
        if is_cell(row):
            kind["item"] = _("Row {row}, column {column}", row=str(row.cell[0] + 1), column=str(row.cell[1] + 1))
        mark = clause.mark.rpartition(" ")[2]
        number = clause_number(mark, self._language) if mark else preamble_word(self._language)
        return f"{number}, {kind[row.kind]}, {spoken}"

    # ---- events ----

    def _on_scroll(self) -> None:
        self._lay_out_in_sight()
        self.place_editor()
        self.viewport().update()

    def moveEvent(self, event: QMoveEvent) -> None:
        """A bar above the text opened or closed: scroll as far, so that the words stay where they are on the screen.

        Somebody who has only opened the text sees its head.
        """
        super().moveEvent(event)
        bar, by = self.verticalScrollBar(), event.pos().y() - event.oldPos().y()
        if self.isVisible() and by and (bar.value() or self._stack.index.get(self._current)):
            bar.setValue(bar.value() + by)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._stack.layout.whole = float(self.viewport().width())
        self._lay_out_anew()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.ApplicationFontChange):
            self._stack.layout.read_fonts()
            if self._editor is not None:
                self._editor.setProperty("place", "")
            self._lay_out_anew()

    def _lay_out_anew(self) -> None:
        anchor = self._stack.anchor(self.verticalScrollBar().value())
        self._stack.forget()
        self._measure()
        self._hold(anchor)
        self._lay_out_in_sight()
        self.place_editor()
        self.viewport().update()

    def _colours(self) -> Colours:
        return colours_of(QApplication.palette())

    def paintEvent(self, event: QPaintEvent) -> None:
        self._lay_out_in_sight()
        colours = self._colours()
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), QColor(colours.surface))
        value = self.verticalScrollBar().value()
        if self._stack.rows:
            index = self._stack.first_in_line(self._stack.at(event.rect().top() + value))
            while index < len(self._stack.rows) and self._stack.tops[index] - value <= event.rect().bottom():
                self._paint_row(painter, index, self._stack.tops[index] - value, colours)
                index += 1
        painter.end()

    def _paint_row(self, painter: QPainter, index: int, top: float, colours: Colours) -> None:
        entry = self._stack.rows[index]
        if not entry.exact:
            self._stack.layout.lay_out(entry)
        place = entry.row.place
        in_hand = place == self._current
        if is_cell(entry.row):
            paint_cell(painter, self._stack.layout, entry, top, self._stack.height_of(index), colours)
        paint_row(
            painter,
            self._stack.layout,
            entry,
            top,
            colours,
            in_hand=in_hand,
            under_editor=self._language if in_hand and self._editor is not None else None,
            marks=lambda language: self._marks(place, language, colours),
            internal=self._whole.get(place),
        )

    def _marks(self, place: str, language: Language, colours: Colours) -> list[QTextLayout.FormatRange]:
        marks = [commented_look(one, colours) for one in self._commented.get((place, language), ())]
        marks += [misspelt_look(one.start, len(one.word), colours) for one in self._misspelt.get((place, language), ())]
        if self._found is not None and self._found[:2] == (place, language):
            found = QTextLayout.FormatRange()
            found.start, found.length = self._found[2], self._found[3]
            found.format.setBackground(QColor(colours.found))
            marks.append(found)
        if (part := self.selecting.part_of(place, language)) is not None:
            selected = QTextLayout.FormatRange()
            (selected.start, selected.length), selected.format = part, selected_look()
            marks.append(selected)
        return marks

    def mousePressEvent(self, event: QMouseEvent) -> None:
        hit = self.hit(event.position())
        if hit is None:
            return
        place, language, position = hit
        entry = self._stack.rows[self._stack.index[place]]
        runs = entry.row.texts.get(language, ())
        self._set_current(place, language, still=True)
        if self._editor is not None:
            self._editor.go_to(position)
            self._editor.setFocus(Qt.FocusReason.MouseFocusReason)
        run = run_at(runs, position)
        if run is not None and run.term is not None:
            self.chip_opened.emit(run.term)
        elif run is not None and run.ref is not None and self._editor is None:
            self.show_place(run.ref)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """After a click in a paragraph that was not in hand: a chip under the mouse is entered, as in one that was."""
        super().mouseReleaseEvent(event)
        editor = self._editor
        if editor is None or event.button() != Qt.MouseButton.LeftButton or editor.textCursor().hasSelection():
            return
        at = editor.viewport().mapFrom(self.viewport(), event.position().toPoint())
        if editor.viewport().rect().contains(at) and (term := editor.term_under(at)):
            self.chip_entered.emit(term)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._editor is None and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.step(-1 if event.key() == Qt.Key.Key_Up else 1)
            return
        super().keyPressEvent(event)
