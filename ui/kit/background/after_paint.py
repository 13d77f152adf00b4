"""Work that waits until a window has been painted once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer

from datapact_ui.kit.background.garbage import later

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_AT_THE_LATEST_MSECS = 1000
"""A window that is covered or minimised is not painted."""


class AfterPaint(QObject):
    """Calls once, after the first painting of a window, whose child it is."""

    def __init__(self, window: QWidget, call: Callable[[], object]) -> None:
        super().__init__(window)
        self._call: Callable[[], object] | None = call
        window.installEventFilter(self)
        later(self, _AT_THE_LATEST_MSECS, self._do).start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self, self._do)
        return False

    def _do(self) -> None:
        call, self._call = self._call, None
        if call is not None:
            call()
            self.deleteLater()
