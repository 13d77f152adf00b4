"""A day, or a day and an hour, that is always there: typed as people write it, chosen from a calendar, stepped by keys.

Qt's own edit keeps a part of the old day when a whole new one is typed over it ("14.03.2023" over the 26th became the
26th of March), without a word. Here what was typed is read whole or not at all: what cannot be read is said, and the day
that stood there before stands there again.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from datapact.base.clock import days_later
from datapact.base.texts import _
from datapact_ui.kit.fields.calendar_button import CalendarButton
from datapact_ui.kit.fields.day_field import read_day, show_day
from datapact_ui.kit.theme.measures import characters, space
from datapact_ui.kit.widgets.cards import Words

_WHOLE_DAY = re.compile(r"\d{4}$|^\d{4}-\d\d?-\d\d$")
_WHOLE_TIME = re.compile(r"^\d\d?[:.]\d\d$")
Day = date  # a name of its own beside ``DayEdit.date``
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class TypedLine[Value](QLineEdit):
    """A line that always stands for a value; ``settled`` when one was typed, ``problem`` with words or none."""

    settled = Signal()
    problem = Signal(str)

    def __init__(
        self,
        value: Value,
        read: Callable[[str], Value | None],
        whole: re.Pattern[str],
        show: Callable[[Value], str],
        step: Callable[[Value, int], Value],
        wrong: str,
        parent: QWidget | None = None,
    ) -> None:
        """``whole`` is how a text looks that is taken while it is typed: 14.03.20 may go on as 14.03.2023."""
        super().__init__(parent)
        self.value = value
        self._read, self._whole, self._show, self._step, self._wrong = read, whole, show, step, wrong
        self.textEdited.connect(self._typed)
        self.editingFinished.connect(self.tidy)
        self.set_value(value)

    def set_value(self, value: Value) -> None:
        """Show a value without telling of it."""
        self.value = value
        self.setText(self._show(value))
        self.problem.emit("")

    def tidy(self) -> None:
        """Show the value as it is written; say so where what was typed is none."""
        found = self._read(self.text())
        self._take(found)
        self.setText(self._show(self.value))
        self.problem.emit("" if found is not None else self._wrong)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()))
        if steps is not None:
            self.set_value(self._step(self.value, steps))
            self.settled.emit()
        elif event.key() in _ENTER and self._read(self.text()) is None:
            self.tidy()
            self.selectAll()
        else:
            super().keyPressEvent(event)

    def _typed(self, text: str) -> None:
        if self._whole.search(text.strip()):
            found = self._read(text)
            self._take(found)
            if found is not None:
                self.problem.emit("")

    def _take(self, found: Value | None) -> None:
        if found is not None and found != self.value:
            self.value = found
            self.settled.emit()


class DayEdit(QWidget):
    """A day; ``date`` and ``setDate`` as with Qt's own edit."""

    dateChanged = Signal(QDate)  # noqa: N815 - as Qt's

    def __init__(self, name: str, words: str, day: Day, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(words)
        self._latest: Day | None = None
        wrong = _("This is not a day. Write it like 31/12/2027.")
        self.line: TypedLine[Day] = TypedLine(day, self._read, _WHOLE_DAY, show_day, _step_day, wrong, self)
        self.line.setObjectName(f"{name}-line")
        self.line.setAccessibleName(words)
        self.line.setFixedWidth(characters(18))
        self.line.settled.connect(self._settled)
        self._problem = Words("", "small", self)
        self._problem.setObjectName(f"{name}-problem")
        self._problem.hide()
        self.line.problem.connect(self._say)
        self._calendar = CalendarButton(f"{name}-calendar", words, self)
        self._calendar.chosen.connect(self.setDate)
        self.setFocusProxy(self.line)
        row = QHBoxLayout()
        row.setSpacing(space(1))
        row.addWidget(self.line)
        row.addWidget(self._calendar)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(1))
        column.addLayout(row)
        column.addWidget(self._problem)
        self._calendar.point(day)

    def day(self) -> Day:
        """The day that stands there."""
        return self.line.value

    def date(self) -> QDate:
        """The day that stands there."""
        day = self.line.value
        return QDate(day.year, day.month, day.day)

    def setDate(self, day: QDate) -> None:
        """Show another day, and tell of it."""
        chosen = Day(day.year(), day.month(), day.day())
        if chosen != self.line.value:
            self.line.set_value(chosen)
            self._settled()

    def setMaximumDate(self, day: QDate) -> None:
        """No later day can be typed or chosen."""
        self._latest = Day(day.year(), day.month(), day.day())
        self._calendar.set_latest(day)

    def _read(self, text: str) -> Day | None:
        found = read_day(text)
        return None if found is None or (self._latest is not None and found > self._latest) else found

    def _settled(self) -> None:
        if self._latest is not None and self.line.value > self._latest:
            self.line.set_value(self._latest)
        self._calendar.point(self.line.value)
        self.dateChanged.emit(self.date())

    def _say(self, words: str) -> None:
        self._problem.setText(words)
        self._problem.setVisible(bool(words))


def time_line(name: str, words: str, at: time, parent: QWidget | None = None) -> TypedLine[time]:
    """A line for a time of day, to the minute."""
    made: TypedLine[time] = TypedLine(
        at,
        read_time_of_day,
        _WHOLE_TIME,
        lambda value: f"{value:%H:%M}",
        _step_hour,
        _("This is not a time. Write it like 16:30."),
        parent,
    )
    made.setObjectName(f"{name}-time")
    made.setAccessibleName(_("Time: {what}", what=words))
    made.setFixedWidth(characters(9))
    return made


def read_time_of_day(text: str) -> time | None:
    """A time as people type it: 16:30, 16.30, 1630, 16 Uhr; None where it is none."""
    plain = text.strip().removesuffix("Uhr").removesuffix("h").strip()
    for pattern in ("%H:%M", "%H.%M", "%H%M", "%H"):
        if pattern == "%H%M" and len(plain) != len("1630"):
            continue
        try:
            return datetime.strptime(plain, pattern).time()  # noqa: DTZ007 - a time of day has no zone
        except ValueError:
            continue
    return None


def _step_day(day: date, steps: int) -> date:
    return days_later(day, steps)


def _step_hour(at: time, steps: int) -> time:
    return at.replace(hour=(at.hour + steps) % 24)
