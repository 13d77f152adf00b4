"""A line for a day or a time of day: the typed text is read whole or not at all, and arrow keys step the value.

Qt's own edit silently keeps a part of the old day when a whole new one is typed over it ("14.03.2023" over the 26th
became the 26th of March). Here unreadable text is reported; a line that always has a value shows it again.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import time

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from datapact.base.date_formats import read_time_of_day
from datapact.base.texts import _
from datapact_ui.kit.theme.measures import characters

_WHOLE_TIME = re.compile(r"^\d\d?[:.]\d\d$")
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class TypedLine[Value](QLineEdit):
    """A line for a day or a time of day.

    ``value`` is None where none is entered; ``settled`` is emitted for a new one, ``problem`` with words or none.
    """

    settled = Signal()
    problem = Signal(str)

    def __init__(
        self,
        value: Value | None,
        read: Callable[[str], Value | None],
        whole: re.Pattern[str],
        show: Callable[[Value], str],
        step: Callable[[Value, int], Value],
        wrong: str,
        parent: QWidget | None = None,
        *,
        may_be_empty: bool = False,
    ) -> None:
        """``whole`` is the form of a text accepted while typing: 14.03.20 may continue as 14.03.2023."""
        super().__init__(parent)
        self.value = value
        self._read, self._whole, self._show, self._step, self._wrong = read, whole, show, step, wrong
        self._may_be_empty = may_be_empty
        self.textEdited.connect(self._typed)
        self.editingFinished.connect(self.tidy)
        self.set_value(value)

    def set_value(self, value: Value | None) -> None:
        """Show a value without a signal."""
        self.value = value
        self.setText("" if value is None else self._show(value))
        self.problem.emit("")

    def tidy(self) -> None:
        """Show the value in its usual form; report typed text that is none."""
        found, nothing = self._read(self.text()), self._may_be_empty and not self.text().strip()
        if found is not None or self._may_be_empty:
            self._take(found)
        shown = found if self._may_be_empty else self.value
        if shown is not None:
            self.setText(self._show(shown))
        self.problem.emit("" if found is not None or nothing else self._wrong)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()))
        nothing = self._may_be_empty and not self.text().strip()
        if steps is not None and self.value is not None:
            self.set_value(self._step(self.value, steps))
            self.settled.emit()
        elif event.key() in _ENTER and not nothing and self._read(self.text()) is None:
            self.tidy()
            self.selectAll()
        else:
            super().keyPressEvent(event)

    def _typed(self, text: str) -> None:
        if self._may_be_empty and not text.strip():
            self._take(None)
            self.problem.emit("")
        elif self._whole.search(text.strip()):
            found = self._read(text)
            if found is not None:
                self._take(found)
                self.problem.emit("")

    def _take(self, found: Value | None) -> None:
        if found != self.value:
            self.value = found
            self.settled.emit()


def time_line(
    name: str, words: str, at: time | None, parent: QWidget | None = None, *, may_be_empty: bool = False
) -> TypedLine[time]:
    """A line for a time of day, to the minute; None where it may be empty and is."""
    made: TypedLine[time] = TypedLine(
        at,
        read_time_of_day,
        _WHOLE_TIME,
        lambda value: f"{value:%H:%M}",
        lambda value, hours: value.replace(hour=(value.hour + hours) % 24),
        _("This is not a time. Write it like 16:30."),
        parent,
        may_be_empty=may_be_empty,
    )
    made.setObjectName(f"{name}-time")
    made.setAccessibleName(_("Time: {what}", what=words))
    made.setFixedWidth(characters(9))
    return made
