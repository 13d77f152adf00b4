"""Watches a moment until which a window's content holds, and asks for it anew when it has passed: also after a night, or a sleep."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

if TYPE_CHECKING:
    from datapact_ui.kit.context.app_context import AppContext

_LOOK_MSECS = 20_000  # by the clock, not by one long timer, which stands still while the computer sleeps


class MomentWatch(QObject):
    """Calls ``ask`` once, when the context's clock has reached the moment of the last ``wait_for``."""

    def __init__(self, context: AppContext, ask: Callable[[], object], parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._ask = context, ask
        self._moment: datetime | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MSECS)
        self._timer.timeout.connect(self.look)

    def wait_for(self, moment: datetime) -> None:
        """Wait for ``moment``, UTC, instead of the one before."""
        self._moment = moment
        self._timer.start()

    def look(self) -> None:
        """Compare the clock with the moment."""
        if self._moment is not None and self._context.now() >= self._moment:
            self._moment = None
            self._timer.stop()
            self._ask()
