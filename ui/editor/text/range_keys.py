"""Keys on a selection over several rows: copy it, replace it, widen it, or leave it."""

from __future__ import annotations

from enum import Enum, auto

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

_WITH_TEXT = Qt.KeyboardModifier.NoModifier | Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
_MODIFIERS = (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Meta)


class Wish(Enum):
    """The meaning of a key while a range is selected."""

    NOTHING = auto()
    COPY = auto()
    CUT = auto()
    PASTE = auto()
    DELETE = auto()
    TYPE = auto()
    UP = auto()
    DOWN = auto()
    LEAVE = auto()


def wish_of(event: QKeyEvent) -> Wish:
    """The wish behind a key; LEAVE drops the selection and lets the key act as usual."""
    keys, key = QKeySequence.StandardKey, event.key()
    for sequence, wish in ((keys.Copy, Wish.COPY), (keys.Cut, Wish.CUT), (keys.Paste, Wish.PASTE)):
        if event.matches(sequence):
            return wish
    if key in _MODIFIERS:
        return Wish.NOTHING
    if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_Return, Qt.Key.Key_Enter):
        return Wish.DELETE
    if widens(event):
        return Wish.UP if key == Qt.Key.Key_Up else Wish.DOWN
    if event.text().isprintable() and event.text() and not event.modifiers() & ~_WITH_TEXT:
        return Wish.TYPE
    return Wish.LEAVE


def widens(event: QKeyEvent) -> bool:
    """Whether the key is Shift with the arrow up or down."""
    return (
        event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down)
        and event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == Qt.KeyboardModifier.ShiftModifier
    )
