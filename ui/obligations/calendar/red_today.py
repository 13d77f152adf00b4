"""The overdue figures, first on the first screen: in red with icon and word, each leading to its room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from datapact.base.texts import _
from datapact.obligations.due.obligation import Duty
from datapact_ui.kit.layout.flow_layout import FlowLayout
from datapact_ui.kit.tables.rows_list import RowsList
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import icon_size, space
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.state_badge import StateBadge
from datapact_ui.obligations.duties.duty_looks import away_words, due_words

if TYPE_CHECKING:
    from datapact.obligations.agenda.dashboard import Red
    from datapact_ui.kit.context.app_context import AppContext

_MOST_ROWS = 6


class RedToday(QWidget):
    """Hidden where nothing is overdue or due today."""

    def __init__(self, desk: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("red-today")
        self._desk = desk
        self._duties: dict[str, Duty] = {}
        self._figures = QWidget(self)
        self._flow = FlowLayout(self._figures)
        headings = (_("What is due"), _("Due"))
        self.rows = RowsList("red-rows", _("Overdue and due today"), headings, (0.74, 0.26), self)
        self.rows.opened.connect(self._go)
        self.more = Words("", "small", self, quiet=True)
        self.button = QPushButton(icon("calendar"), _("To the calendar"), self)
        self.button.setObjectName("red-to-calendar")
        self.button.setIconSize(icon_size())
        self.button.clicked.connect(lambda _checked=False: desk.show_view("calendar", state="overdue"))
        foot = QHBoxLayout()
        foot.setSpacing(space(2))
        foot.addWidget(self.more, 1)
        foot.addWidget(self.button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, space(2))
        column.setSpacing(space(2))
        column.addWidget(self._figures)
        column.addWidget(self.rows)
        column.addLayout(foot)
        self.hide()

    def show_red(self, red: Red) -> None:
        """Show the present red figures."""
        while (item := self._flow.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for words in red.words:
            badge = StateBadge(self._figures)
            badge.set_badge("warning", str(words), "bad")
            self._flow.addWidget(badge)
            badge.show()
        self._figures.updateGeometry()
        shown = red.first[:_MOST_ROWS]
        self._duties = {duty.key: duty for duty in shown}
        self.rows.show_rows([self._row(duty) for duty in shown], "bad")
        left = red.overdue + red.recalls + red.breaches + red.today - len(shown)
        self.more.setText(_("{n} more in the calendar.", n=left) if left > 0 else "")
        self.setVisible(red.anything)

    def _row(self, duty: Duty) -> tuple[str, str, tuple[str, ...], bool]:
        days = (duty.due - self._desk.today()).days
        state = _("overdue") if duty.overdue else _("open")
        when = f"{due_words(duty)} ({away_words(days)})"
        return (
            duty.key,
            "breach" if duty.kind == "breach" else "warning",
            (" · ".join(part for part in (f"{state}: {duty.title}", duty.number) if part), when),
            True,
        )

    def _go(self, key: str) -> None:
        duty = self._duties.get(key)
        if duty is None:
            return
        if duty.kind == "breach":
            self._desk.show_view("calendar", breach=duty.place)
        elif duty.kind == "recall":
            self._desk.show_view("consent", tab="recalls")
        else:
            self._desk.show_view("calendar", duty=key)
