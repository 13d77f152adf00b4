"""A field for a day: typed as people write it here, chosen from a calendar, stepped by arrow keys."""

from __future__ import annotations

import re
from datetime import date

from babel.dates import format_date
from PySide6.QtCore import QDate
from PySide6.QtWidgets import QHBoxLayout, QWidget

from datapact.base import date_formats
from datapact.base.clock import days_later
from datapact.base.strictjson import JsonValue
from datapact.base.texts import _, current_language
from datapact_ui.kit.fields.calendar_button import CalendarButton
from datapact_ui.kit.fields.text_fields import TypedField
from datapact_ui.kit.fields.typed_line import TypedLine
from datapact_ui.kit.theme.measures import characters, space
from datapact_ui.kit.widgets.check_boxes import Tick
from datapact_ui.kit.widgets.disabled_controls import bar_control

_WHOLE_DAY = re.compile(r"\d{4}$|^\d{4}-\d\d?-\d\d$")


class DayField(TypedField):
    """A day, or none; ``edited`` emits it as an ISO day."""

    may_be_empty = True

    def __init__(self, name: str, words: str, parent: QWidget | None = None, day: date | None = None) -> None:
        super().__init__(name, words, parent)
        self._latest: date | None = None
        self._emitted = day
        self.line: TypedLine[date] = TypedLine(
            day,
            self._read,
            _WHOLE_DAY,
            show_day,
            days_later,
            _("This is not a day. Write it like 31/12/2027."),
            self,
            may_be_empty=self.may_be_empty,
        )
        self.line.setObjectName(f"edit-{name}")
        self.line.setAccessibleName(words)
        self.line.setPlaceholderText(_("DD/MM/YYYY"))
        self.line.setFixedWidth(characters(18))
        self.line.settled.connect(self._settled)
        self.line.problem.connect(self.show_problem)
        if self.may_be_empty:
            self.line.textEdited.connect(self._typed)
        self.setFocusProxy(self.line)
        self._calendar = CalendarButton(f"calendar-{name}", words, self)
        self._calendar.chosen.connect(lambda day: self.choose(date(day.year(), day.month(), day.day())))
        line = QHBoxLayout()
        line.setSpacing(space(1))
        line.addWidget(self.line)
        line.addWidget(self._calendar)
        line.addStretch()
        column = self._column()
        column.addLayout(line)
        column.addWidget(self._problem)
        if day is not None:
            self._calendar.point(day)

    def invite(self, words: str) -> None:
        """What stands in the empty field, whole."""
        self.line.setPlaceholderText(words)
        around = self.line.fontMetrics().horizontalAdvance(words) + characters(3)
        self.line.setFixedWidth(max(self.line.minimumWidth(), around))

    def day(self) -> date | None:
        """The day typed; None for none, and for text that is no day."""
        return self._read(self.line.text())

    def set_day(self, day: date | None) -> None:
        """Show a day without a signal."""
        self._soon.stop()
        self._emitted = day
        self.line.set_value(day)
        if day is not None:
            self._calendar.point(day)

    def why_wrong(self) -> str:
        """The problem with the typed text; empty for none."""
        if self.line.text().strip() and self.day() is None:
            return _("This is not a day. Write it like 31/12/2027.")
        return ""

    def set_latest(self, latest: date) -> None:
        """Set the latest day that can be typed or chosen."""
        self._latest = latest
        self._calendar.set_latest(QDate(latest.year, latest.month, latest.day))

    def choose(self, day: date) -> None:
        """Choose a day, and emit the signal."""
        self.line.set_value(day)
        self._settled()

    # ---- as JSON ----

    def value(self) -> JsonValue:
        day = self.day()
        return None if day is None else day.isoformat()

    def set_value(self, value: JsonValue) -> None:
        day = date.fromisoformat(value) if isinstance(value, str) and value else None
        if not self._soon.isActive() and not (self.line.hasFocus() and self.day() == day):
            self.set_day(day)

    # ---- what was entered ----

    def _read(self, text: str) -> date | None:
        found = read_day(text) or _relative_day(text)
        return None if found is None or (self._latest is not None and found > self._latest) else found

    def _settled(self) -> None:
        if self._latest is not None and self.line.value is not None and self.line.value > self._latest:
            self.line.set_value(self._latest)
        if self.line.value is not None:
            self._calendar.point(self.line.value)
        self._emit_day()

    def _emit_day(self) -> None:
        self._soon.stop()
        day = self.day()
        if day is None and self.line.text().strip():
            if not self.line.hasFocus():
                self.show_problem(self.why_wrong())
        elif day != self._emitted:
            self._emitted = day
            self.edited.emit(self.value())


class SetDayField(DayField):
    """A field that always has a day: text that is no day is reported, and the former day is shown again."""

    may_be_empty = False

    def __init__(self, name: str, words: str, day: date, parent: QWidget | None = None) -> None:
        super().__init__(name, words, parent, day)

    def day(self) -> date:
        """The day that stands there."""
        assert self.line.value is not None
        return self.line.value


class TickedDay(QWidget):
    """An optional day: a tick, and the day beside it. ``given`` names the tick for screen readers."""

    def __init__(self, name: str, tick: str, given: str, words: str, day: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.given = Tick(tick, self)
        self.given.setObjectName(f"{name}-given")
        self.given.setAccessibleName(given)
        self.field = SetDayField(name, words, day, self)
        self._enable(False)
        self.given.toggled.connect(self._enable)
        self.given.clicked.connect(self._write_at_once)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space(2))
        row.addWidget(self.given)
        row.addWidget(self.field)
        row.addStretch(1)
        self.setFocusProxy(self.given)

    def _enable(self, on: bool) -> None:
        bar_control(self.field, "" if on else _("Tick first that there is a day."))

    def _write_at_once(self, on: bool) -> None:
        if on:  # whoever ticks it types the day next
            self.field.line.setFocus()
            self.field.line.selectAll()

    def day(self) -> date | None:
        """The day, or None."""
        return self.field.day() if self.given.isChecked() else None

    def set_day(self, day: date | None) -> None:
        """Give a day, or none."""
        self.given.setChecked(day is not None)
        if day is not None:
            self.field.set_day(day)


def show_day(day: date) -> str:
    """A day in figures, in the form for typing."""
    return format_date(day, "dd.MM.y" if current_language() == "de" else "dd/MM/y", locale=current_language())


_SPOKEN = {"gestern": -1, "yesterday": -1, "heute": 0, "today": 0, "morgen": 1, "tomorrow": 1}


def _relative_day(text: str) -> date | None:
    """The day of a word such as “morgen”, by the calendar of this computer, as the one that opens beside it."""
    distance = _SPOKEN.get(text.strip().casefold())
    if distance is None:
        return None
    day = QDate.currentDate().addDays(distance)
    return date(day.year(), day.month(), day.day())


def read_day(text: str) -> date | None:
    """A day as people type it: 31.12.2027, 31/12/2027, 2027-12-31, 31. Dezember 2027; None where it is none."""
    try:
        return date_formats.read_day(text, "dmy", century=date_formats.SINCE_1969)
    except ValueError:
        return None
