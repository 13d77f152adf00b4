"""A list with a panel beside it, or below it where there is little room; the position of the border is remembered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

from datapact_ui.kit.theme.measures import characters, line_height

if TYPE_CHECKING:
    from datapact_ui.kit.context.app_context import AppContext

_NARROW = 106
"""Characters of width below which what is beside the list stands below it."""
_LIST_LINES, _BELOW_LINES = 11, 18
"""Lines of height that list and panel have at least where one is below the other; the view scrolls then."""


class SidePanel(QSplitter):
    """A list with a panel beside it, or below it where there is little room.

    ``key`` is the name under which the sizes are remembered.
    """

    def __init__(
        self, context: AppContext, name: str, key: str, lines: QWidget, panel: QWidget, parent: QWidget
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._context, self._key = context, key
        self._lines, self._panel = lines, panel
        self.setObjectName(name)
        self.setChildrenCollapsible(False)
        self.addWidget(lines)
        self.addWidget(panel)
        self.setStretchFactor(0, 3)
        self.setStretchFactor(1, 2)
        self._restore()
        self.splitterMoved.connect(lambda *_moved: self._remember())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= characters(_NARROW)
        wanted = Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical
        if self.orientation() == wanted:
            return
        self.setOrientation(wanted)
        line = line_height()
        self._lines.setMinimumHeight(0 if wide else round(line * _LIST_LINES))
        self._panel.setMinimumHeight(0 if wide else round(line * _BELOW_LINES))
        if wide:
            self._restore()

    def _restore(self) -> None:
        sizes = self._context.recall(self._key)
        if isinstance(sizes, list) and len(sizes) == 2 and all(isinstance(size, int) for size in sizes):
            self.setSizes([int(str(size)) for size in sizes])
        else:
            self.setSizes([characters(120), characters(64)])

    def _remember(self) -> None:
        if self.orientation() == Qt.Orientation.Horizontal:
            self._context.remember(self._key, [int(size) for size in self.sizes()])
