"""A page of three columns in a narrow window: the list gives way to the panel while that is wanted."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

from datapact_ui.kit.theme.measures import characters


class SideRoom(QObject):
    """Shows the list of a page, the panel beside it, or both where ``width`` characters of room are there (large text)."""

    def __init__(self, page: QWidget, listed: QWidget, side: QWidget, width: int) -> None:
        super().__init__(page)
        self._page, self._list, self._side, self._width = page, listed, side, width
        self.wanted = False
        """Whether the panel was asked for."""
        page.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.share()
        return super().eventFilter(watched, event)

    def want(self, side: bool) -> None:
        """Ask for the panel, or for the list again."""
        self.wanted = side
        self.share()

    def share(self) -> None:
        """Share the width as it is now."""
        enough = self._page.width() >= characters(self._width)
        self._list.setVisible(enough or not self.wanted)
        self._side.setVisible(enough or self.wanted)
