"""A field for a day, typed as people write it here or chosen from a calendar."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import cache

from babel.dates import format_date, get_month_names
from PySide6.QtCore import QDate
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from datapact.base.strictjson import JsonValue
from datapact.base.texts import _, current_language
from datapact_ui.kit.fields.calendar_button import CalendarButton
from datapact_ui.kit.fields.text_fields import TypedField
from datapact_ui.kit.theme.measures import characters, space

_WITH_NAME = re.compile(r"(?P<day>\d{1,2})\.?\s*(?P<month>[^\W\d_]{3,9}\.?),?\s*(?P<year>\d{4})")


class DayField(TypedField):
    """A day, typed as people write it here or chosen from a calendar."""

    def __init__(self, name: str, words: str, parent: QWidget | None = None) -> None:
        super().__init__(name, words, parent)
        self.line = QLineEdit(self)
        self.line.setObjectName(f"edit-{name}")
        self.line.setAccessibleName(words)
        self.line.setPlaceholderText(_("DD/MM/YYYY"))
        self.line.setFixedWidth(characters(18))
        self.line.textEdited.connect(self._typed)
        self.line.editingFinished.connect(self.commit)
        self.setFocusProxy(self.line)
        self._calendar = CalendarButton(f"calendar-{name}", words, self)
        self._calendar.chosen.connect(self._choose)
        line = QHBoxLayout()
        line.setSpacing(space(1))
        line.addWidget(self.line)
        line.addWidget(self._calendar)
        line.addStretch()
        column = self._column()
        column.addLayout(line)
        column.addWidget(self._problem)

    def value(self) -> JsonValue:
        day = read_day(self.line.text())
        return None if day is None else day.isoformat()

    def _tell(self) -> None:
        if self.line.text().strip() and read_day(self.line.text()) is None:
            self._soon.stop()
            if not self.line.hasFocus():
                self.show_problem(_("This is not a day. Write it like 31/12/2027."))
            return
        self.show_problem("")
        super()._tell()

    def set_value(self, value: JsonValue) -> None:
        if self._soon.isActive() or (self.line.hasFocus() and read_day(self.line.text()) == _day(value)):
            return
        day = _day(value)
        self.line.setText("" if day is None else show_day(day))
        if day is not None:
            self._calendar.point(day)

    def _choose(self, chosen: QDate) -> None:
        self.line.setText(show_day(date(chosen.year(), chosen.month(), chosen.day())))
        self._tell()


def _day(value: JsonValue) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) and value else None


def show_day(day: date) -> str:
    """A day in figures, as it is typed."""
    return format_date(day, "dd.MM.y" if current_language() == "de" else "dd/MM/y", locale=current_language())


@cache
def _months() -> dict[str, int]:
    """The number of each month by its name, whole or short, in both languages."""
    return {
        name.rstrip(".").casefold(): number
        for language in ("de", "en")
        for width in ("wide", "abbreviated")
        for number, name in get_month_names(width, locale=language).items()
    }


def read_day(text: str) -> date | None:
    """A day as people type it: 31.12.2027, 31/12/2027, 2027-12-31, 31. Dezember 2027; None where it is none."""
    written = _WITH_NAME.fullmatch(text.strip())
    if written is not None:
        month = _months().get(written["month"].rstrip(".").casefold())
        text = f"{written['day']}.{month}.{written['year']}" if month is not None else ""
    for pattern in ("%d.%m.%Y", "%d/%m/%Y", "%Y-%m-%d", "%d.%m.%y"):
        try:
            return datetime.strptime(text.strip(), pattern).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None
