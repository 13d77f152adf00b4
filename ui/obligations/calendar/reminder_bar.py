"""Reminders, shown from the start in every room until marked as seen; once a day as a desktop notification."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from datapact.base.texts import _, counted
from datapact_ui.kit.context.overdue import OBLIGATIONS
from datapact_ui.kit.layout.one_line import OneLine
from datapact_ui.kit.theme.colours import Tone, colours_of
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import characters, icon_size, space
from datapact_ui.kit.theme.switches import on_switch
from datapact_ui.kit.theme.tint import tint, tone_roles
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.picture_button import picture_button

if TYPE_CHECKING:
    from datapact.obligations.agenda.reminders import Reminder
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext

IN_WINDOW = "reminders.bar"
ON_DESKTOP = "reminders.desktop"
_NOTICED = "reminders.noticed"
_MOST_LINES = 8
_LEAST = 18
"""Characters of a reminder below which a few letters of it would say nothing."""
_CONCERNS = frozenset({OBLIGATIONS, "settings", "consent", "deliveries", "recalls"})
"""Changes after which there may be other reminders: what a withdrawal leaves to be done is one, too."""
_SAID_BY = {"consent": "recall"}
"""Kinds of duties that a room says itself, above all its parts: the bar does not say them a second time there."""


class _Heading(Words):
    """Wants one line, and wraps only where the window is too narrow for it."""

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + 1, super().minimumSizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Few words stay in one line, however much the line beside them has to say."""
        wanted = super().minimumSizeHint()
        return QSize(max(wanted.width(), min(self.sizeHint().width(), characters(24))), wanted.height())


class ReminderBar(QFrame):
    """One line that unfolds into a list; hidden where there are no reminders."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.given: tuple[Reminder, ...] = ()
        self._room = ""
        self.setObjectName("reminder-bar")
        self.setAccessibleName(_("Reminders"))
        self.setAutoFillBackground(True)
        self._picture = QLabel(self)
        self.heading = _Heading("", "strong", self)
        self.heading.setObjectName("reminder-heading")
        self.first = OneLine(self, least=_LEAST)
        self.first.setObjectName("reminder-first")
        self.unfold = QToolButton(self)
        self.unfold.setObjectName("reminders-unfold")
        self.unfold.setCheckable(True)
        self.unfold.setAutoRaise(True)
        self.unfold.setIcon(icon("chevron-down"))
        self.unfold.setIconSize(icon_size())
        self.unfold.setAccessibleName(_("All reminders"))
        self.unfold.setToolTip(_("All reminders"))
        on_switch(self.unfold, self._switch)
        show = picture_button(self, "reminders-show", "calendar", _("Show them"), self._to_calendar)
        seen = picture_button(self, "reminders-seen", "check", _("Seen"), self.mark_seen)
        row = QHBoxLayout()
        row.setSpacing(space(3))
        row.addWidget(self._picture)
        row.addWidget(self.heading)
        row.addWidget(self.first, 1)
        for button in (self.unfold, show, seen):
            row.addWidget(button)
        self.list = QWidget(self)
        self._lines = QVBoxLayout(self.list)
        self._lines.setContentsMargins(icon_size(1.2).width() + space(3), 0, 0, 0)
        self._lines.setSpacing(space(0.5))
        self.list.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(space(4), space(1), space(4), space(1))
        column.setSpacing(space(1))
        column.addLayout(row)
        column.addWidget(self.list)
        self.hide()
        context.changed.connect(self._on_change)
        self.ask()

    def _switch(self, unfolded: bool) -> None:
        self.unfold.setIcon(icon("chevron-up" if unfolded else "chevron-down"))
        self.list.setVisible(unfolded)
        self.first.setVisible(not unfolded)

    def ask(self) -> None:
        """Read the reminders, off the UI thread."""
        if self._context.identity.narrowed:
            return
        self._context.worker.read(self, _mine, self._show_given, key="reminders", unhurried=True)

    def _on_change(self, what: frozenset[str]) -> None:
        if what & _CONCERNS:
            self.ask()

    def show_room(self, name: str) -> None:
        """Leave out what the view of this name, now in front, says itself."""
        if name != self._room:
            self._room = name
            self._show()

    def shown(self) -> tuple[Reminder, ...]:
        """The reminders that the bar says above the room in front."""
        said = _SAID_BY.get(self._room, "")
        return tuple(one for one in self.given if one.obligation.kind != said)

    def _show(self) -> None:
        told = self.shown()
        shown = bool(told) and self._context.recall(IN_WINDOW, True) is not False
        if shown:
            self._show_words(told)
        newly = shown and self.isHidden()
        self.setVisible(shown)
        if newly:
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def _show_given(self, given: tuple[Reminder, ...]) -> None:
        self.given = given
        self._show()
        if given and self._context.recall(ON_DESKTOP, True) is not False:
            self._notice(given, self._context.today())

    def _show_words(self, given: tuple[Reminder, ...]) -> None:
        late = sum(one.obligation.overdue for one in given)
        tone: Tone = "bad" if late else "warn"
        tint(self, tone_roles(tone))
        ink = colours_of(QApplication.palette()).tone(tone).ink
        self._picture.setPixmap(icon("warning" if late else "bell", ink).pixmap(icon_size(1.2)))
        words = str(counted("{n} reminder", "{n} reminders", len(given)))
        if late:
            words = _("{reminders}, {n} of them overdue", reminders=words, n=late)
        here = len(self.given) - len(given)
        if here:  # the room in front says them itself, so that the number does not change unsaid
            words = _("{reminders}, {n} more on this page", reminders=words, n=here)
        self.heading.setText(words)
        lines = [_line(one) for one in given]
        self.first.set_words(lines[0])
        self.unfold.setVisible(len(lines) > 1)
        while (item := self._lines.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        shown = lines[:_MOST_LINES]
        if len(lines) > _MOST_LINES:
            shown.append(str(counted("and {n} more", "and {n} more", len(lines) - _MOST_LINES)))
        for line in shown:
            self._lines.addWidget(Words(line, "body", self.list))
        self.setAccessibleName(f"{words}: {lines[0]}")

    def _notice(self, given: tuple[Reminder, ...], today: date) -> None:
        """Notify once a day, with numbers and no names: notifications appear on locked screens."""
        from datapact.obligations.agenda.reminders import discreet_words

        if self._context.recall(_NOTICED) == today.isoformat():
            return
        words = "; ".join(str(one) for one in discreet_words(given))
        if self._context.dialogs.show_notice(_("DataPact: reminders"), f"{words}."):
            self._context.remember(_NOTICED, today.isoformat())

    def _to_calendar(self) -> None:
        told = self.shown()
        self._context.show_view("calendar", obligation=told[0].obligation.key if told else "")

    def mark_seen(self) -> None:
        """Record that the acting member has seen all, also what the room in front says; each comes again at its next stage."""
        given = self.given

        def write(acting: Acting, _progress: Progress) -> None:
            from datapact.obligations.agenda.reminders import acknowledge

            acknowledge(acting, given)

        def written(_nothing: None) -> None:
            self.hide()
            self._context.notify(
                _("Seen. This bar reminds you of them again 30 and 7 days before, and once they are overdue.")
            )
            self.ask()

        self._context.worker.change(self, _("Remembering what was seen"), write, written)


def _line(reminder: Reminder) -> str:
    from datapact_ui.obligations.due.obligation_appearance import agreement_words, away_words

    obligation = reminder.obligation
    state = f"{_('overdue')}, " if obligation.overdue else ""
    what = " · ".join(part for part in (str(obligation.title), agreement_words(obligation)) if part)
    return f"{what} ({state}{away_words(reminder.days_left)})"


def _mine(acting: Acting) -> tuple[Reminder, ...]:
    from datapact.obligations.agenda.reminders import reminders_as_derived  # not before the window is there

    return reminders_as_derived(acting, mine=True)
