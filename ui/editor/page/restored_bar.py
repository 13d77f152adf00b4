"""The bar above a draft on unsaved changes restored from the journal."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from datapact.agreements.steps.drafting import Opened
from datapact.base.clock import in_zone, read_time
from datapact.base.texts import _, counted, current_language
from datapact_ui.kit.theme.colours import colours_of
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import icon_size, space
from datapact_ui.kit.widgets.cards import Words


class RestoredBar(QWidget):
    """Hidden unless something was restored or could not be."""

    discard_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("restored-bar")
        self._words = Words("", parent=self)
        self._words.setObjectName("restored-words")
        self._picture = QLabel(self)
        self._discard = QPushButton(_("Throw away"), self)
        self._discard.setObjectName("restored-discard")
        self._discard.clicked.connect(self.discard_wanted)
        close = QPushButton(_("Keep"), self)
        close.setObjectName("restored-keep")
        close.clicked.connect(self.hide)
        line = QHBoxLayout(self)
        line.setContentsMargins(space(4), space(2), space(4), space(2))
        line.setSpacing(space(3))
        line.addWidget(self._picture)
        line.addWidget(self._words, 1)
        line.addWidget(close)
        line.addWidget(self._discard)
        self.hide()

    def show_opened(self, opened: Opened) -> None:
        """Show what was restored with this draft."""
        if not opened.restored and not opened.lost:
            self.hide()
            return
        parts = []
        if opened.restored:
            said = counted(
                "{n} change that was not saved as a draft was restored, made from {time} on.",
                "{n} changes that were not saved as a draft were restored, made from {time} on.",
                opened.restored,
                time=_moment(opened.since),
            )
            parts.append(str(said))
        if opened.lost:
            parts.append(
                str(counted("{n} change could not be restored.", "{n} changes could not be restored.", opened.lost))
            )
        self._words.setText(" ".join(parts))
        self._picture.setPixmap(icon("restore", colours_of(self.palette()).info.ink).pixmap(icon_size()))
        self.show()

    def words(self) -> str:
        """The words of the bar."""
        return self._words.text()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(colours_of(self.palette()).info.soft))
        painter.end()


def _moment(text: str) -> str:
    from babel.dates import format_datetime

    moment: datetime = in_zone(read_time(text))
    return format_datetime(moment, "short", locale="de" if current_language() == "de" else "en_GB")
