"""Keys on the text: where they lead, and what they do with a selection over several rows."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, auto

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

_WITH_TEXT = Qt.KeyboardModifier.NoModifier | Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
_MODIFIERS = (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Meta)
_KEYS = QKeySequence.StandardKey


class Wish(Enum):
    """The meaning of a key while a range is selected."""

    NOTHING = auto()
    COPY = auto()
    CUT = auto()
    PASTE = auto()
    DELETE = auto()
    TYPE = auto()
    ALL = auto()
    WIDEN = auto()
    LEAVE = auto()


class Way(Enum):
    """The way that the end of a selection goes."""

    BEFORE = auto()
    BEHIND = auto()
    WORD_BEFORE = auto()
    WORD_BEHIND = auto()
    ROW_START = auto()
    ROW_END = auto()
    UP = auto()
    DOWN = auto()
    PAGE_UP = auto()
    PAGE_DOWN = auto()
    START = auto()
    END = auto()

    @property
    def back(self) -> bool:
        """Whether the key leads towards the beginning of the text."""
        return self in (
            Way.BEFORE, Way.WORD_BEFORE, Way.ROW_START, Way.UP, Way.PAGE_UP, Way.START
        )  # fmt: skip


_WAYS: Mapping[QKeySequence.StandardKey, Way] = {
    _KEYS.SelectPreviousChar: Way.BEFORE,
    _KEYS.SelectNextChar: Way.BEHIND,
    _KEYS.SelectPreviousWord: Way.WORD_BEFORE,
    _KEYS.SelectNextWord: Way.WORD_BEHIND,
    _KEYS.SelectStartOfLine: Way.ROW_START,
    _KEYS.SelectEndOfLine: Way.ROW_END,
    _KEYS.SelectPreviousLine: Way.UP,
    _KEYS.SelectNextLine: Way.DOWN,
    _KEYS.SelectPreviousPage: Way.PAGE_UP,
    _KEYS.SelectNextPage: Way.PAGE_DOWN,
    _KEYS.SelectStartOfDocument: Way.START,
    _KEYS.SelectEndOfDocument: Way.END,
}
_MOVES: Mapping[QKeySequence.StandardKey, Way] = {
    _KEYS.MoveToPreviousPage: Way.PAGE_UP,
    _KEYS.MoveToNextPage: Way.PAGE_DOWN,
    _KEYS.MoveToStartOfDocument: Way.START,
    _KEYS.MoveToEndOfDocument: Way.END,
}


def wish_of(event: QKeyEvent) -> Wish:
    """The wish behind a key; LEAVE drops the selection and lets the key act as usual."""
    key = event.key()
    for sequence, wish in (
        (_KEYS.Copy, Wish.COPY), (_KEYS.Cut, Wish.CUT), (_KEYS.Paste, Wish.PASTE), (_KEYS.SelectAll, Wish.ALL)
    ):  # fmt: skip
        if event.matches(sequence):
            return wish
    if key in _MODIFIERS:
        return Wish.NOTHING
    if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_Return, Qt.Key.Key_Enter):
        return Wish.DELETE
    if widening(event) is not None:
        return Wish.WIDEN
    if event.text().isprintable() and event.text() and not event.modifiers() & ~_WITH_TEXT:
        return Wish.TYPE
    return Wish.LEAVE


def widening(event: QKeyEvent) -> Way | None:
    """The move by which the key takes the end of a selection on; None for any other key."""
    return next((way for keys, way in _WAYS.items() if event.matches(keys)), None)


def far_move(event: QKeyEvent) -> Way | None:
    """The move by which the key takes the cursor beyond its row: a page on, or to an end of the text; None for any other key."""
    return next((way for keys, way in _MOVES.items() if event.matches(keys)), None)
