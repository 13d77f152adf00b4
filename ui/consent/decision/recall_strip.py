"""The strip of open recalls: overdue ones in red with icon and word, shown before anything else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from datapact.base.texts import _, counted
from datapact_ui.kit.context.names import NAMES
from datapact_ui.kit.layout.one_line import OneLine
from datapact_ui.kit.tables.days import short_day
from datapact_ui.kit.theme.colours import Tone, colours_of
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import margins, space
from datapact_ui.kit.theme.tint import tint
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.state_badge import StateBadge

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.context.app_context import AppContext

_SHOWN = 2
_SILENT = frozenset({"settings", "obligations", NAMES})


@dataclass(frozen=True, slots=True)
class Line:
    """A recall in words, with its last day."""

    text: str
    """What is to be done."""
    due: str
    """Last local day in ISO form."""
    overdue: bool
    """``due`` lies before today."""
    obligation: str
    """The key of the step, by which the list of recalls finds its row."""


def open_lines(acting: Acting) -> tuple[Line, ...]:
    """Open recalls, those for partners before our own steps, the most urgent first."""
    from datapact.consent.recalls.pending import open_recalls  # not before a window is there
    from datapact.organisation.partners.references import reference_names

    with acting.vault.read() as session:
        tasks = open_recalls(session, acting.clock())
        names = reference_names(session)
    ordered = sorted(tasks, key=lambda task: (not task.overdue, task.stage in ("own", "confirm"), task.due))
    return tuple(
        Line(
            str(task.sentence(names)),
            task.due.isoformat(),
            task.overdue,
            task.key,
        )
        for task in ordered
    )


class RecallStrip(QFrame):
    """Hidden where nothing is open."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._tone: Tone = "warn"
        self._found: tuple[Line, ...] = ()
        self._most = _SHOWN
        self._aside = False
        self.setObjectName("recall-strip")
        self.setAccessibleName(_("What has to reach partners"))
        row = QHBoxLayout(self)
        margins(row, 3, 3)
        row.setContentsMargins(space(3), space(2), space(3), space(2))
        self.badge = StateBadge(self)
        row.addWidget(self.badge, 0, Qt.AlignmentFlag.AlignTop)
        lines = QVBoxLayout()
        lines.setSpacing(space(0.5))
        self.lines = [Words("", "body", self) for _number in range(_SHOWN)]
        self.more = Words("", "small", self)
        self.brief = OneLine(self)
        self.brief.setObjectName("recall-brief")
        lines.addWidget(self.brief)
        for words in (*self.lines, self.more):
            lines.addWidget(words)
        row.addLayout(lines, 1)
        self.button = QPushButton(icon("forward"), _("Open recalls"), self)
        self.button.setObjectName("open-recalls")
        self.button.clicked.connect(lambda _checked=False: self._open())
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()
        self._read()

    def text(self) -> str:
        """The words of the strip, for tests and screen readers."""
        return "\n".join(words.text() for words in (*self.lines, self.more) if words.text())

    def set_compact(self, compact: bool) -> None:
        """Show only the most urgent line, where there is little room; the tool tip has the rest."""
        most = 1 if compact else _SHOWN
        if most != self._most:
            self._most = most
            self._show(self._found)

    def set_aside(self, aside: bool) -> None:
        """Hide it where the recalls themselves are shown."""
        self._aside = aside
        self.setVisible(bool(self._found) and not aside)

    def refresh(self, what: frozenset[str]) -> None:
        """Read again what a change can show here."""
        if what - _SILENT:
            self._read()

    def _read(self) -> None:
        self._context.worker.read(self, open_lines, self._show, key="recalls")

    def _open(self) -> None:
        """Go to the recalls with the row of the first line chosen: what is done there is about what stood here."""
        first = self._found[0].obligation if self._found else ""
        self._context.show_view("consent", tab="recalls", obligation=first)

    def _show(self, found: tuple[Line, ...]) -> None:
        self._found = found
        late = sum(line.overdue for line in found)
        self._tone = "bad" if late else "warn"
        words = str(counted("{n} overdue", "{n} overdue", late)) if late else _("To pass on")
        self.badge.set_badge("warning" if late else "time", words, self._tone)
        for place, label in enumerate(self.lines):
            label.setText(_line(found[place]) if place < min(len(found), self._most) else "")
            label.setVisible(bool(label.text()) and self._most > 1)
        rest = len(found) - self._most
        self.more.setText(str(counted("{n} more is open.", "{n} more are open.", rest)) if rest > 0 else "")
        self.more.setVisible(rest > 0 and self._most > 1)
        self.brief.set_words(self.lines[0].text())
        self.brief.setToolTip(self.text())
        self.brief.setVisible(self._most == 1)
        self._tint()
        self.setVisible(bool(found) and not self._aside)
        self.updateGeometry()
        self.update()

    def _tint(self) -> None:
        for words in (*self.lines, self.more, self.brief):
            tint(words, lambda colours: {"WindowText": colours.tone(self._tone).ink})

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = colours_of(QApplication.palette())
        toned = colours.tone(self._tone)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(toned.ink))
        painter.setBrush(QColor(toned.soft))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), space(1), space(1))
        painter.end()


def _line(line: Line) -> str:
    if line.overdue:
        return _("{what} Overdue since {day}.", what=line.text, day=short_day(line.due))
    return _("{what} By {day}.", what=line.text, day=short_day(line.due))
