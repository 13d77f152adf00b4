"""A field for a local day and hour; an optional one has a tick for "not known", and the hour may be left open."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from datapact.base.clock import in_zone
from datapact.base.local_time import day_meant
from datapact.base.texts import _
from datapact_ui.kit.fields.day_field import SetDayField
from datapact_ui.kit.fields.typed_line import time_line
from datapact_ui.kit.theme.measures import space
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.check_boxes import Tick
from datapact_ui.kit.widgets.disabled_controls import bar_control


class MomentField(QWidget):
    """A field for a local day and hour. ``moment`` is UTC-aware, or None where it is not known.

    With ``day_alone`` no hour is proposed, and none is needed: nobody shall sign an hour that nobody entered.
    """

    edited = Signal()

    def __init__(
        self,
        name: str,
        words: str,
        moment: datetime,
        parent: QWidget | None = None,
        *,
        optional: bool = False,
        day_alone: bool = False,
    ) -> None:
        super().__init__(parent)
        local = in_zone(moment)
        self.day = SetDayField(name, words, local.date(), self)
        self.day.edited.connect(lambda _day: self.edited.emit())
        self.time = time_line(name, words, None if day_alone else local.time(), self, may_be_empty=day_alone)
        if day_alone:
            self.time.setPlaceholderText(_("hour"))
            self.time.setToolTip(_("Leave it empty where only the day is known."))
        self.time.settled.connect(self.edited)
        self._problem = Words("", "small", self)
        self._problem.hide()
        self.time.problem.connect(self._show_problem)
        self.known: QCheckBox | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space(2))
        if optional:
            self.known = Tick(_("known:"), self)
            self.known.setObjectName(f"{name}-known")
            self.known.setAccessibleName(_("Known: {what}", what=words))
            self.known.toggled.connect(self._switch)
            row.addWidget(self.known)
            self._enable(False)
        for widget in (self.day, self.time, self._problem):
            row.addWidget(widget, 0, Qt.AlignmentFlag.AlignTop)
        row.addStretch(1)
        self.setFocusProxy(self.known or self.day)
        self._show(moment, by_day=day_alone)

    def moment(self) -> datetime | None:
        """The moment, to the minute; the beginning of the day where no hour is known."""
        if self.known is not None and not self.known.isChecked():
            return None
        day, time = self.day.day(), self.time.value
        hour, minute = (0, 0) if time is None else (time.hour, time.minute)
        local = datetime(day.year, day.month, day.day, hour, minute)  # noqa: DTZ001 - its zone is this computer's
        return in_zone(local, UTC)

    def by_day(self) -> bool:
        """Whether only the day is known."""
        return self.moment() is not None and self.time.value is None

    def is_unread(self) -> bool:
        """Whether an hour was typed that is none: it is neither a moment nor a day alone."""
        return self.moment() is not None and self.time.value is None and bool(self.time.text().strip())

    def set_moment(self, moment: datetime | None, *, by_day: bool = False) -> None:
        """Show a moment, or its day alone, without a signal."""
        if self.known is not None:
            with QSignalBlocker(self.known):
                self.known.setChecked(moment is not None)
            self._enable(moment is not None)
        if moment is not None:
            self._show(moment, by_day=by_day)
            if by_day:
                self.day.set_day(day_meant(moment))  # the same day in whichever zone it was recorded

    def _show(self, moment: datetime, *, by_day: bool = False) -> None:
        local = in_zone(moment)
        self.day.set_day(local.date())
        self.time.set_value(None if by_day else local.time().replace(second=0, microsecond=0))

    def _switch(self, known: bool) -> None:
        self._enable(known)
        self.edited.emit()

    def _enable(self, on: bool) -> None:
        for part in (self.day, self.time):
            bar_control(part, "" if on else _("Tick first that this is known."))

    def _show_problem(self, words: str) -> None:
        self._problem.setText(words)
        self._problem.setVisible(bool(words))
