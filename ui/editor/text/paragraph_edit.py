"""The editor of one text: a heading, a paragraph or a point in one language. Chips are moved and deleted whole."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QMimeData, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QDropEvent,
    QFocusEvent,
    QFont,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from datapact.base.texts import Language
from datapact.contract.clipboard.clip import Clip
from datapact.contract.clipboard.copied import CopiedPart, as_html
from datapact.contract.clipboard.own import OWN_TYPE, write_own
from datapact.contract.editing.clause_edits import runs_between
from datapact.contract.text.clauses import Emphasis, Run, plain_text
from datapact_ui.editor.text.commented import misspelt_format
from datapact_ui.editor.text.run_text import (
    REF,
    SHOWN,
    TERM,
    emphasis_in,
    plain_format,
    runs_in,
    write_runs_into,
)
from datapact_ui.kit.theme.colours import Colours

_NUMBER = re.compile(r"\d+(?:[.,:/]\d+)+")
_LEAVE = QTextCursor.MoveMode.MoveAnchor
_KEEP = QTextCursor.MoveMode.KeepAnchor


class ParagraphEdit(QTextEdit):
    """Shows runs, and emits them after every change. The session, not the editor, has the undo stack."""

    reworded = Signal(object)
    """The runs as they are now."""
    split_wanted = Signal(int)
    """Enter was pressed: split at this character."""
    join_wanted = Signal()
    """Backspace at the beginning."""
    left_up = Signal()
    left_down = Signal()
    chip_opened = Signal(str)
    """The term of a chip is to be shown."""
    chip_entered = Signal(str)
    """A chip was clicked, itself and not beside it: what is typed next is the value of its term."""
    reference_opened = Signal(str)
    paste_wanted = Signal(object)
    """A Clip is to be put in place of the selection."""
    escaped = Signal()
    words_wanted = Signal(int, object)
    """The menu at a character is wanted, at a QPoint of the screen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("paragraph-edit")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAcceptRichText(False)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setViewportMargins(0, 0, 0, 0)
        self.setLineWrapMode(QTextEdit.LineWrapMode.WidgetWidth)
        self.document().setDocumentMargin(0)
        self._showing = self._dropping = False
        self._misspelt: list[QTextEdit.ExtraSelection] = []
        self._chosen: list[QTextEdit.ExtraSelection] = []
        self._wished: tuple[int, Emphasis] | None = None
        """Position and look of what is to be typed there, where it is not that of the words around it."""
        self.belongs_to: tuple[str, Language] = ("", "de")
        """Id of the agreement, and language of the text: so that terms survive copying within one text."""
        self.document().contentsChanged.connect(self._retranslate)

    # ---- what it shows ----

    def show_runs(self, runs: Sequence[Run], font: QFont, colours: Colours) -> None:
        """Show a text; the cursor stays in place if possible."""
        position = self.textCursor().position()
        self._showing = True
        try:
            write_runs_into(self.document(), runs, font, colours)
        finally:
            self._showing = False
        self.go_to(position)

    def runs(self) -> tuple[Run, ...]:
        """The present text as runs."""
        return runs_in(self.document())

    def go_to(self, position: int) -> None:
        """Put the cursor before a character."""
        cursor = self.textCursor()
        cursor.setPosition(max(0, min(position, self.document().characterCount() - 1)))
        self.setTextCursor(cursor)

    def _retranslate(self) -> None:
        if not self._showing:
            self.reworded.emit(self.runs())

    # ---- chips are whole ----

    def _chip(self, position: int) -> tuple[int, int, QTextCharFormat] | None:
        """Start, end and format of the chip that holds the character before ``position``."""
        cursor = QTextCursor(self.document())
        cursor.setPosition(position)
        look = cursor.charFormat()
        if position == 0 or look.property(SHOWN) is None:
            return None
        block = cursor.block()
        piece = block.begin()
        while not piece.atEnd():
            fragment = piece.fragment()
            if fragment.position() < position <= fragment.position() + fragment.length():
                return fragment.position(), fragment.position() + fragment.length(), fragment.charFormat()
            piece += 1
        return None

    def _inside(self, position: int) -> tuple[int, int] | None:
        """The chip that a position cuts in two."""
        chip = self._chip(position)
        if chip is not None and chip[0] < position < chip[1]:
            return chip[0], chip[1]
        return None

    def _make_whole(self) -> None:
        """Widen to whole chips; what is typed then is no chip, and chips that are selected are words from now on."""
        self._widen_to_chips()
        self.setCurrentCharFormat(plain_format(self.typed_emphasis()))

    def typed_emphasis(self) -> Emphasis:
        """The emphasis of words typed now: as was wished, else as those before the cursor or the first that are selected."""
        cursor = self.textCursor()
        if self._wished is not None and self._wished[0] == cursor.position():
            return self._wished[1]
        self._wished = None
        at = QTextCursor(self.document())
        start = cursor.selectionStart()
        at.setPosition(min(start + 1, cursor.selectionEnd()) if cursor.hasSelection() else start)
        return emphasis_in(at.charFormat())

    def insert_line(self) -> None:
        """Begin a new line at the cursor."""
        self._make_whole()
        self.textCursor().insertText("\u2028", plain_format(self.typed_emphasis()))

    def wish(self, emphasis: Emphasis) -> None:
        """Make the words that are typed next stand out like this."""
        self._wished = (self.textCursor().position(), emphasis)

    def _widen_to_chips(self) -> None:
        """Widen the selection to whole chips, or leave the chip around the cursor."""
        cursor = self.textCursor()
        start, end = cursor.selectionStart(), cursor.selectionEnd()
        if start != end:
            first, last = self._inside(start), self._inside(end)
            cursor.setPosition(first[0] if first else start)
            cursor.setPosition(last[1] if last else end, _KEEP)
            self.setTextCursor(cursor)
        elif (inside := self._inside(start)) is not None:
            self.go_to(inside[1])

    def chip_term(self) -> str:
        """The term of the chip at the cursor, before or behind it; empty where there is none."""
        position = self.textCursor().position()
        for chip in (self._chip(position), self._chip(position + 1)):
            if chip is not None and chip[2].property(TERM):
                return str(chip[2].property(TERM))
        return ""

    def term_under(self, point: QPoint) -> str:
        """The term of the chip at a point of the viewport; empty beside it, where one types words of the text."""
        position = self.cursorForPosition(point).position()
        for chip in (self._chip(position), self._chip(position + 1)):
            if chip is not None and chip[2].property(TERM):
                left, right = self._caret(chip[0]), self._caret(chip[1])
                within = left.top() == right.top() and left.left() < point.x() < right.left()
                if chip[0] < position < chip[1] or within:
                    return str(chip[2].property(TERM))
        return ""

    def _caret(self, position: int) -> QRect:
        cursor = QTextCursor(self.document())
        cursor.setPosition(position)
        return self.cursorRect(cursor)

    # ---- events ----

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            keys = QKeySequence.StandardKey
            if event.matches(keys.Undo) or event.matches(keys.Redo):
                event.ignore()
                return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, modifiers = event.key(), event.modifiers()
        keys = QKeySequence.StandardKey
        if event.matches(keys.Undo) or event.matches(keys.Redo):
            event.ignore()
            return
        plain = modifiers in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        cursor = self.textCursor()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if modifiers & Qt.KeyboardModifier.ShiftModifier:
                self.insert_line()
            elif plain:
                self._make_whole()
                self.split_wanted.emit(self.textCursor().position())
            else:
                event.ignore()
            return
        if key == Qt.Key.Key_Escape:
            self.escaped.emit()
            return
        if plain and key == Qt.Key.Key_Up and self.on_edge(first=True):
            self.left_up.emit()
            return
        if plain and key == Qt.Key.Key_Down and self.on_edge(first=False):
            self.left_down.emit()
            return
        if key == Qt.Key.Key_Backspace and not cursor.hasSelection():
            if cursor.position() == 0:
                self.join_wanted.emit()
                return
            if (chip := self._chip(cursor.position())) is not None:
                self._select(chip[0], chip[1])
                return
        if key == Qt.Key.Key_Delete and not cursor.hasSelection():
            chip = self._chip(cursor.position() + 1)
            if chip is not None:
                self._select(chip[0], chip[1])
                return
        if event.matches(keys.Cut):
            self._widen_to_chips()
        elif event.text() or key in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self._make_whole()
        wished = self._wished
        super().keyPressEvent(event)
        if wished is not None and event.text():
            self._wished = (self.textCursor().position(), wished[1])
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and not modifiers & Qt.KeyboardModifier.ShiftModifier:
            self._step_over(key == Qt.Key.Key_Right)

    def _select(self, start: int, end: int) -> None:
        cursor = self.textCursor()
        cursor.setPosition(start)
        cursor.setPosition(end, _KEEP)
        self.setTextCursor(cursor)

    def _step_over(self, forward: bool) -> None:
        inside = self._inside(self.textCursor().position())
        if inside is not None:
            self.go_to(inside[1] if forward else inside[0])

    def on_edge(self, *, first: bool) -> bool:
        """Whether the cursor is in the first line, or in the last one."""
        cursor = self.textCursor()
        moved = QTextCursor(cursor)
        way = QTextCursor.MoveOperation.Up if first else QTextCursor.MoveOperation.Down
        return not moved.movePosition(way, _LEAVE)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        if event.commitString() or event.preeditString():
            self._make_whole()
        super().inputMethodEvent(event)

    def createMimeDataFromSelection(self) -> QMimeData:
        data = QMimeData()
        words = self.textCursor().selectedText().replace("\u2028", "\n").replace("\u2029", "\n")
        data.setText(words)
        cursor = self.textCursor()
        runs = runs_between(self.runs(), cursor.selectionStart(), cursor.selectionEnd())
        part = CopiedPart("paragraph", "", 0, words, runs)
        data.setHtml(as_html([part]))
        agreement, language = self.belongs_to
        data.setData(OWN_TYPE, write_own(agreement, language, [(part, runs)]))
        return data

    def insertFromMimeData(self, source: QMimeData) -> None:
        if self._dropping:  # a drag within the text takes its words away in the same stroke
            self._make_whole()
            words = "\n".join(block.words for block in Clip(source.text(), words_only=True).read().blocks)
            self.textCursor().insertText(words.replace("\n", "\u2028"), plain_format(self.typed_emphasis()))
            return
        self.paste_wanted.emit(clip_of(source))

    def dropEvent(self, event: QDropEvent) -> None:
        self._dropping = True
        try:
            super().dropEvent(event)
        finally:
            self._dropping = False

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return source.hasText() or source.hasHtml()

    def whole_selection(self) -> tuple[int, int]:
        """Start and end of the selection, or twice the cursor, widened so that no chip is cut."""
        self._widen_to_chips()
        return self.textCursor().selectionStart(), self.textCursor().selectionEnd()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.button() != Qt.MouseButton.LeftButton or self.textCursor().hasSelection():
            return
        position = self.cursorForPosition(event.position().toPoint()).position()
        chip = self._chip(position) or self._chip(position + 1)
        if chip is None:
            return
        if chip[2].property(TERM):
            self.chip_opened.emit(str(chip[2].property(TERM)))
            if entered := self.term_under(event.position().toPoint()):
                self.chip_entered.emit(entered)
        elif chip[2].property(REF) and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.reference_opened.emit(str(chip[2].property(REF)))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Select a word as a reader takes it: a whole number with its stops and commas, "10.000"."""
        super().mouseDoubleClickEvent(event)
        self._take_whole_number()

    def select_word(self, position: int) -> None:
        """Select the word at a character, as a double click on it does."""
        self.go_to(position)
        cursor = self.textCursor()
        cursor.select(QTextCursor.SelectionType.WordUnderCursor)
        self.setTextCursor(cursor)
        self._take_whole_number()

    def _take_whole_number(self) -> None:
        cursor = self.textCursor()
        if not cursor.hasSelection():
            return
        start, end = cursor.selectionStart(), cursor.selectionEnd()
        words = plain_text(self.runs())
        for number in _NUMBER.finditer(words):
            if number.start() <= start and end <= number.end():
                self._select(number.start(), number.end())
                return

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def setExtraSelections(self, selections: Sequence[QTextEdit.ExtraSelection]) -> None:
        """Show hits or selected words; the lines under misspelt words stay."""
        self._chosen = list(selections)
        super().setExtraSelections([*self._misspelt, *self._chosen])

    def mark_misspelt(self, words: Sequence[tuple[int, int]], colours: Colours) -> None:
        """Put lines under words, each by its start and length; they move along while one types."""
        self._misspelt = []
        end = self.document().characterCount() - 1
        for start, length in words:
            if start + length > end:  # the words were looked at before some of them were taken out
                continue
            mark = QTextEdit.ExtraSelection()
            mark.cursor = QTextCursor(self.document())
            mark.cursor.setPosition(start)
            mark.cursor.setPosition(start + length, _KEEP)
            mark.format = misspelt_format(colours)
            self._misspelt.append(mark)
        super().setExtraSelections([*self._misspelt, *self._chosen])

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        cursor = self.cursorForPosition(event.pos()) if by_mouse else self.textCursor()
        self.words_wanted.emit(cursor.position(), event.globalPos())

    def mark_found(self, start: int, length: int, colours: Colours) -> None:
        """Show a search hit; a length of 0 shows none."""
        if not length:
            self.setExtraSelections([])
            return
        hit = QTextEdit.ExtraSelection()
        cursor = QTextCursor(self.document())
        cursor.setPosition(start)
        cursor.setPosition(start + length, _KEEP)
        hit.cursor = cursor
        hit.format.setBackground(QColor(colours.found))
        self.setExtraSelections([hit])


def clip_of(source: QMimeData, *, words_only: bool = False) -> Clip:
    """The content of the clipboard, in all the forms that we read."""
    if words_only:
        return Clip(source.text(), words_only=True)
    own = bytes(source.data(OWN_TYPE).data()) if source.hasFormat(OWN_TYPE) else b""
    return Clip(source.text(), source.html() if source.hasHtml() else "", own)
