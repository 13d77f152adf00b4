"""Reminders, seen at the start and from every room until they are marked as seen; once a day a notice on the desktop."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from datapact.texts import _, counted
from datapact_ui.looks.cards import Words
from datapact_ui.looks.colours import colours_of
from datapact_ui.looks.icons import icon
from datapact_ui.looks.measures import icon_size, space
from datapact_ui.looks.palette import coloured
from datapact_ui.overdue import DUTIES

if TYPE_CHECKING:
    from datapact.parties.acting import Acting
    from datapact.tracking.reminders import Reminder
    from datapact_ui.desk import Desk
    from datapact_ui.work.runner import Progress

IN_WINDOW = "reminders.bar"
ON_DESKTOP = "reminders.desktop"
_NOTICED = "reminders.noticed"
_SHOWN = 3


class ReminderBar(QFrame):
    """Hidden where there is nothing to be reminded of."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.given: tuple[Reminder, ...] = ()
        self.setObjectName("reminder-bar")
        self.setAccessibleName(_("Reminders"))
        self.setAutoFillBackground(True)
        self._picture = QLabel(self)
        self.heading = Words("", "strong", self)
        self.heading.setObjectName("reminder-heading")
        self.lines = [Words("", "body", self) for _number in range(_SHOWN)]
        words = QVBoxLayout()
        words.setSpacing(space(0.5))
        words.addWidget(self.heading)
        for line in self.lines:
            words.addWidget(line)
        self._show = self._button("reminders-show", "calendar", _("Show them"), self._to_calendar)
        self._seen = self._button("reminders-seen", "check", _("Seen"), self.mark_seen)
        row = QHBoxLayout(self)
        row.setContentsMargins(space(4), space(2), space(4), space(2))
        row.setSpacing(space(3))
        row.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        row.addWidget(self._show, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._seen, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()
        desk.changed.connect(self._on_change)
        self.ask()

    def _button(self, name: str, picture: str, words: str, do: object) -> QPushButton:
        button = QPushButton(icon(picture), words, self)
        button.setObjectName(name)
        button.setIconSize(icon_size())
        button.clicked.connect(do)
        return button

    def ask(self) -> None:
        """Read what there is to be reminded of, off the UI thread."""
        self._desk.worker.read(self, _mine, self._tell, key="reminders")

    def _on_change(self, what: frozenset[str]) -> None:
        if what & {DUTIES, "settings"}:
            self.ask()

    def _tell(self, given: tuple[Reminder, ...]) -> None:
        self.given = given
        shown = bool(given) and self._desk.recall(IN_WINDOW, True) is not False
        if shown:
            self._say(given)
        newly = shown and self.isHidden()
        self.setVisible(shown)
        if newly:
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))
        if given and self._desk.recall(ON_DESKTOP, True) is not False:
            self._notice(given, self._desk.today())

    def _say(self, given: tuple[Reminder, ...]) -> None:
        from datapact_ui.calendar.duty_looks import agreement_words, away_words

        late = any(one.duty.overdue for one in given)
        tone = colours_of(QApplication.palette()).tone("bad" if late else "warn")
        self.setPalette(coloured(QApplication.palette(), Window=tone.soft, WindowText=tone.ink))
        self._picture.setPixmap(icon("warning" if late else "bell", tone.ink).pixmap(icon_size(1.2)))
        self.heading.setText(str(counted("{n} reminder", "{n} reminders", len(given))))
        for place, line in enumerate(self.lines):
            line.setVisible(place < len(given))
            if place < len(given):
                duty = given[place].duty
                state = f"{_('overdue')}, " if duty.overdue else ""
                what = " · ".join(part for part in (str(duty.title), agreement_words(duty)) if part)
                line.setText(f"{what} ({state}{away_words(given[place].days_left)})")
        if len(given) > _SHOWN:
            more = counted("and {n} more", "and {n} more", len(given) - _SHOWN)
            self.lines[-1].setText(f"{self.lines[-1].text()} {more}")
        self.setAccessibleName(f"{self.heading.text()}: {self.lines[0].text()}")

    def _notice(self, given: tuple[Reminder, ...], today: date) -> None:
        """Once a day; it says how many, and nothing of whom: notices stand on locked screens."""
        from datapact.tracking.reminders import discreet_words

        if self._desk.recall(_NOTICED) == today.isoformat():
            return
        words = "; ".join(str(one) for one in discreet_words(given))
        if self._desk.dialogs.show_notice(_("DataPact: reminders"), f"{words}."):
            self._desk.remember(_NOTICED, today.isoformat())

    def _to_calendar(self) -> None:
        self._desk.show_view("calendar", duty=self.given[0].duty.key if self.given else "")

    def mark_seen(self) -> None:
        """Remember that the member at work has seen these; each comes again at its next stage."""
        given = self.given

        def write(acting: Acting, _progress: Progress) -> None:
            from datapact.tracking.reminders import acknowledge

            acknowledge(acting, given)

        def written(_nothing: None) -> None:
            self.hide()
            self._desk.notify(_("They come again at the next stage, 30 or 7 days before, and once overdue."))
            self.ask()

        self._desk.worker.change(self, _("Remembering what was seen"), write, written)


def _mine(acting: Acting) -> tuple[Reminder, ...]:
    from datapact.tracking.reminders import reminders_as_derived  # not before the window is there

    return reminders_as_derived(acting, mine=True)
