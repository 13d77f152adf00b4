"""The button beside a day that opens a calendar to choose it from."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import QCalendarWidget, QMenu, QToolButton, QWidget, QWidgetAction

from datapact.base.texts import _
from datapact_ui.kit.theme.icons import icon


class CalendarButton(QToolButton):
    """Opens a calendar; ``chosen`` has the day."""

    chosen = Signal(QDate)

    def __init__(self, name: str, words: str, parent: QWidget) -> None:
        """``words`` name the day, for a screen reader."""
        super().__init__(parent)
        self._calendar = QCalendarWidget(parent)
        self._calendar.setAccessibleName(words)
        self._calendar.setGridVisible(False)
        self._calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self._calendar.setMinimumWidth(7 * self.fontMetrics().horizontalAdvance("MMMM"))  # of "Mo." it left three dots
        self._calendar.activated.connect(self._choose)
        self._calendar.clicked.connect(self._choose)
        menu = QMenu(parent)
        action = QWidgetAction(menu)
        action.setDefaultWidget(self._calendar)
        menu.addAction(action)
        self.setObjectName(name)
        self.setIcon(icon("calendar"))
        self.setAccessibleName(_("Choose a day: {what}", what=words))
        self.setToolTip(_("Choose a day"))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setMenu(menu)

    def point(self, day: date) -> None:
        """Show this day as chosen."""
        self._calendar.setSelectedDate(QDate(day.year, day.month, day.day))

    def set_latest(self, day: QDate) -> None:
        """Set the latest day that can be chosen."""
        self._calendar.setMaximumDate(day)

    def _choose(self, chosen: QDate) -> None:
        self.menu().close()
        self.chosen.emit(chosen)
