"""One line of a person's story: the sign on the timeline, the sentence, time, details, and files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMenu, QToolButton, QVBoxLayout, QWidget

from datapact.base.local_time import exact_time, relative_time
from datapact.base.texts import _, current_language
from datapact.consent.views.person_story import TimelineEntry, What
from datapact_ui.consent.parts.record_appearance import STATE_LOOKS
from datapact_ui.kit.theme.colours import Tone, colours_of
from datapact_ui.kit.theme.icons import icon, paint_icon
from datapact_ui.kit.theme.measures import icon_size, line_height, space
from datapact_ui.kit.widgets.cards import Words

_PICTURES: Mapping[What, tuple[str, Tone]] = {
    "ran_out": ("expired", "warn"),
    "left": ("send", "info"),
    "told": ("mail", "warn"),
    "answered": ("check", "good"),
}

type Files = Callable[[TimelineEntry, QMenu], None]
"""Adds to a menu what can be done with the files of an event."""


class TimelineRow(QWidget):
    """A line; ``files`` fills its menu where it is an event."""

    def __init__(
        self,
        happening: TimelineEntry,
        now: datetime,
        files: Files,
        *,
        number: int,
        last: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.happening = happening
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space(2))
        row.addWidget(_Mark(happening, last=last, parent=self))
        column = QVBoxLayout()
        column.setSpacing(space(0.5))
        column.setContentsMargins(0, 0, 0, space(4))
        self.sentence = Words(str(happening.sentence), "strong", self)
        column.addWidget(self.sentence)
        when = f"{exact_time(happening.at, None, current_language())} · {relative_time(happening.at, now)}"
        column.addWidget(Words(when, "small", self, quiet=True))
        for detail in happening.details:
            column.addWidget(Words(str(detail), "small", self))
        row.addLayout(column, 1)
        self.files: QToolButton | None = None
        if happening.event is not None:
            self.files = self._files_button(files, number)
            row.addWidget(self.files, 0, Qt.AlignmentFlag.AlignTop)

    def _files_button(self, files: Files, number: int) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(f"files-of-{number}")
        button.setIcon(icon("more"))
        button.setIconSize(icon_size())
        button.setAutoRaise(True)
        words = _("Receipt, proof and form: {what}", what=str(self.happening.sentence))
        button.setAccessibleName(words)
        button.setToolTip(_("Receipt, proof and form"))

        def show() -> None:
            menu = QMenu(button)
            menu.setObjectName("files-menu")
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            files(self.happening, menu)
            menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

        button.clicked.connect(lambda _checked=False: show())
        return button


class _Mark(QWidget):
    """The timeline with the sign of the line."""

    def __init__(self, happening: TimelineEntry, *, last: bool, parent: QWidget) -> None:
        super().__init__(parent)
        known = STATE_LOOKS.get(happening.state, ("info", "neutral"))
        self._picture, self._tone = known if happening.what == "event" else _PICTURES[happening.what]
        self._last = last

    def sizeHint(self) -> QSize:
        return QSize(round(line_height() * 1.7), round(line_height() * 1.7))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = colours_of(QApplication.palette())
        tone = colours.tone(self._tone)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = line_height() * 1.5
        middle = self.width() / 2
        if not self._last:
            painter.setPen(QPen(QColor(colours.line), max(1.0, space(0.5))))
            painter.drawLine(int(middle), int(side), int(middle), self.height())
        circle = QRectF(middle - side / 2, 0, side, side)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tone.soft))
        painter.drawEllipse(circle)
        paint_icon(painter, self._picture, circle.adjusted(side / 5, side / 5, -side / 5, -side / 5), tone.ink)
        painter.end()
