"""Qt's values by their names: ``Qt.FocusPolicy.NoFocus`` has Python build all 96 enumerations of ``Qt`` first.

That is a sixth of what a bare window takes to start, so what the unlock screen needs is set without. Everything that
happens after the first paint names ``Qt`` as usual, within the function.
"""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QBrush, QColor, QPalette

VERTICAL_MIDDLE, WITH_MNEMONIC = 0x80, 0x800
"""``Qt.AlignVCenter`` and ``Qt.TextShowMnemonic``, for Qt's functions that take a plain number."""


def set_by_name(thing: QObject, **values: str) -> None:
    """Set properties that Qt has to values by their names: ``set_by_name(field, focusPolicy="NoFocus")``.

    Several flags are joined with ``|``. Raises ValueError where Qt knows no such property or no such value.
    """
    for name, value in values.items():
        if not thing.setProperty(name, value):
            raise ValueError(f"{type(thing).__name__} has no {name} {value}")


def brush_of(colour: str) -> QBrush:
    """A brush of a colour of the table: a painter's own functions ask for a colour of ``Qt`` first."""
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Window, QColor(colour))
    return palette.window()
