"""A day and an hour, local; one that need not be known has a tick for it."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import QDateTime, QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QDateTimeEdit, QHBoxLayout, QWidget

from datapact.texts import _
from datapact_ui.looks.measures import space


class MomentField(QWidget):
    """``moment`` is UTC-aware, or None where it is not known."""

    edited = Signal()

    def __init__(
        self, name: str, words: str, moment: datetime, parent: QWidget | None = None, *, optional: bool = False
    ) -> None:
        super().__init__(parent)
        self.edit = QDateTimeEdit(self)
        self.edit.setObjectName(name)
        self.edit.setAccessibleName(words)
        self.edit.setCalendarPopup(True)
        self.edit.setDisplayFormat("d. MMMM yyyy, HH:mm")
        self.edit.dateTimeChanged.connect(lambda _moment: self.edited.emit())
        self.known: QCheckBox | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space(2))
        if optional:
            self.known = QCheckBox(_("known:"), self)
            self.known.setObjectName(f"{name}-known")
            self.known.setAccessibleName(_("Known: {what}", what=words))
            self.known.toggled.connect(self._switch)
            row.addWidget(self.known)
            self.edit.setEnabled(False)
        row.addWidget(self.edit)
        row.addStretch(1)
        self.setFocusProxy(self.known or self.edit)
        self._show(moment)

    def moment(self) -> datetime | None:
        """The moment, to the minute."""
        if self.known is not None and not self.known.isChecked():
            return None
        day, time = self.edit.date(), self.edit.time()
        return datetime(day.year(), day.month(), day.day(), time.hour(), time.minute()).astimezone().astimezone(UTC)

    def set_moment(self, moment: datetime | None) -> None:
        """Show a moment without telling of it."""
        if self.known is not None:
            with QSignalBlocker(self.known):
                self.known.setChecked(moment is not None)
            self.edit.setEnabled(moment is not None)
        if moment is not None:
            self._show(moment)

    def _show(self, moment: datetime) -> None:
        with QSignalBlocker(self.edit):
            self.edit.setDateTime(QDateTime.fromSecsSinceEpoch(int(moment.timestamp()) // 60 * 60))

    def _switch(self, known: bool) -> None:
        self.edit.setEnabled(known)
        self.edited.emit()
