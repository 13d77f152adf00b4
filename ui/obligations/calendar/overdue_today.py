"""What is overdue or waits for a step of ours after a withdrawal, first on the first screen, each leading to its room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from datapact.base.texts import _
from datapact.obligations.due.obligation import Obligation
from datapact_ui.kit.layout.flow_layout import FlowLayout
from datapact_ui.kit.tables.rows_list import RowsList
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import icon_size, space
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.state_badge import StateBadge
from datapact_ui.obligations.due.obligation_appearance import away_words, due_words

if TYPE_CHECKING:
    from datapact.obligations.agenda.dashboard import Red
    from datapact_ui.kit.context.app_context import AppContext

_MOST_ROWS = 6


class OverdueToday(QWidget):
    """Hidden where nothing is overdue, due today, or to be passed on after a withdrawal."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("red-today")
        self._context = context
        self._obligations: dict[str, Obligation] = {}
        self._figures = QWidget(self)
        self._flow = FlowLayout(self._figures)
        headings = (_("What is due"), _("Due"))
        self.rows = RowsList("red-rows", headings[0], headings, (0.74, 0.26), self, wraps=True)
        self.rows.opened.connect(self._go)
        self.more = Words("", "small", self, quiet=True)
        self.button = QPushButton(icon("calendar"), _("To the calendar"), self)
        self.button.setObjectName("red-to-calendar")
        self.button.setIconSize(icon_size())
        self._filters: dict[str, str] = {}
        self.button.clicked.connect(lambda _checked=False: context.show_view("calendar", **self._filters))
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
        column.addStretch()  # room that is left goes below
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
        late = sum(one.overdue for one in red.first)  # what is overdue is never folded into “more”
        shown = red.first[: max(_MOST_ROWS, late)]
        self._obligations = {obligation.key: obligation for obligation in shown}
        self.rows.show_rows([self._row(obligation) for obligation in shown], "bad" if red.words else "warn")
        left = red.overdue + red.recalls + red.open_recalls + red.breaches + red.today - len(shown)
        # what “more” counts is seen behind the button; it is not overdue, for that stands here
        self._filters = {"state": "overdue"} if red.late and left <= 0 else {}
        self.more.setText(_("{n} more in the calendar.", n=left) if left > 0 else "")
        self.setVisible(red.anything)

    def _row(self, obligation: Obligation) -> tuple[str, str, tuple[str, ...], bool]:
        days = (obligation.due - self._context.today()).days
        state = _("overdue") if obligation.overdue else _("open")
        when = f"{due_words(obligation)} ({away_words(days)})"
        return (
            obligation.key,
            "breach" if obligation.kind == "breach" else "warning" if days <= 0 else "time",
            (" · ".join(part for part in (f"{state}: {obligation.title}", obligation.number) if part), when),
            days <= 0 or obligation.kind == "breach",
        )

    def _go(self, key: str) -> None:
        obligation = self._obligations.get(key)
        if obligation is None:
            return
        if obligation.kind == "breach":
            self._context.show_view("calendar", breach=obligation.place)
        elif obligation.kind == "recall":
            self._context.show_view("consent", tab="recalls", obligation=key)
        else:
            self._context.show_view("calendar", obligation=key)
