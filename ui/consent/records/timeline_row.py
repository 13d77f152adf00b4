"""One line of a person's story: the sign on the timeline, the sentence, time, details, and files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QVBoxLayout, QWidget

from datapact.base.local_time import relative_time
from datapact.base.texts import _
from datapact.consent.views.person_story import TimelineEntry, What
from datapact_ui.consent.parts.record_appearance import STATE_LOOKS, whole_time
from datapact_ui.kit.pictures.timeline_mark import TimelineMark
from datapact_ui.kit.theme.colours import Tone
from datapact_ui.kit.theme.measures import space
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.flat_button import flat_button

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
        known = STATE_LOOKS.get(happening.state, ("info", "neutral"))
        look = known if happening.what == "event" else _PICTURES[happening.what]
        row.addWidget(TimelineMark(look, last=last, across=1.5, parent=self))
        column = QVBoxLayout()
        column.setSpacing(space(0.5))
        column.setContentsMargins(0, 0, 0, space(4))
        self.sentence = Words(str(happening.sentence), "strong", self)
        column.addWidget(self.sentence)
        when = f"{whole_time(happening.at)} · {relative_time(happening.at, now)}"
        column.addWidget(Words(when, "small", self, quiet=True))
        for detail in happening.details:
            column.addWidget(Words(str(detail), "small", self))
        row.addLayout(column, 1)
        self.files: QToolButton | None = None
        if happening.event is not None:
            self.files = self._files_button(files, number)
            row.addWidget(self.files, 0, Qt.AlignmentFlag.AlignTop)

    def _files_button(self, files: Files, number: int) -> QToolButton:
        words = _("Receipt, proof and form: {what}", what=str(self.happening.sentence))
        button = flat_button(self, f"files-of-{number}", "more", words, tip=_("Receipt, proof and form"))

        def show() -> None:
            menu = QMenu(button)
            menu.setObjectName("files-menu")
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            files(self.happening, menu)
            menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

        button.clicked.connect(lambda _checked=False: show())
        return button
