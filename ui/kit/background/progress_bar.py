"""Progress of the change underway, in the status line, with a button to cancel; hidden in the first second."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from datapact.base.texts import _
from datapact_ui.kit.background.runner import Runner
from datapact_ui.kit.theme.measures import characters, space

SHOWN_AFTER_MSECS = 1000


class ProgressBar(QWidget):
    """Follows a runner."""

    def __init__(self, runner: Runner, parent: QWidget | None = None, in_place_of: QWidget | None = None) -> None:
        """``in_place_of`` gives way while the progress is shown: a narrow line has no room for both."""
        super().__init__(parent)
        self._other = in_place_of
        self.setObjectName("progress")
        self._runner = runner
        self._number = 0
        self._words = QLabel(self)
        self._bar = QProgressBar(self)
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(characters(24))
        self._bar.setAccessibleName(_("Progress"))
        self._cancel = QPushButton(_("Cancel"), self)
        self._cancel.setObjectName("progress-cancel")
        self._cancel.clicked.connect(self._stop)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, space(2), 0)
        line.setSpacing(space(2))
        for widget in (self._words, self._bar, self._cancel):
            line.addWidget(widget)
        self._appear = QTimer(self)
        self._appear.setSingleShot(True)
        self._appear.setInterval(SHOWN_AFTER_MSECS)
        self._appear.timeout.connect(self.show)
        runner.started.connect(self._begin)
        runner.progressed.connect(self._go_on)
        runner.ended.connect(self._end)
        self.hide()

    def _begin(self, number: int, words: str, can_stop: bool) -> None:
        if not words:  # nobody asked for it, and nobody waits for it; the bar stays with what somebody waits for
            return
        self._number = number
        self._words.setText(words)
        self._bar.setRange(0, 0)
        self._cancel.setEnabled(True)
        self._cancel.setVisible(can_stop)
        self._appear.start()

    def _go_on(self, number: int, what: str, done: int, total: int) -> None:
        if number != self._number:
            return
        if what:
            self._words.setText(what)
        self._bar.setRange(0, total)
        self._bar.setValue(min(done, total))

    def _end(self, number: int) -> None:
        if number == self._number:
            self._appear.stop()
            self.hide()

    def showEvent(self, event: QShowEvent) -> None:
        if self._other is not None:
            self._other.hide()
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        if self._other is not None and self.isHidden():  # not when only the window is hidden
            self._other.show()
        super().hideEvent(event)

    def _stop(self) -> None:
        self._cancel.setEnabled(False)
        self._words.setText(_("Stopping …"))
        self._runner.cancel(self._number)
