"""Parts beside each other, or below each other where the line has no room for all of them."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QTableView, QWidget

from datapact_ui.kit.theme.measures import characters, line_height, space

_OF_A_LIST = 34
"""Characters in a line of a list below which its columns say nothing."""


def _readable(part: QWidget) -> int:
    """The width at which a part can be read: a list could be made narrower than that."""
    least = max(part.minimumSizeHint().width(), part.minimumWidth())
    is_list = isinstance(part, QTableView) or part.findChild(QTableView) is not None
    return max(least, characters(_OF_A_LIST)) if is_list else least


class WrappingSplitter(QSplitter):
    """Parts beside each other or, where it is narrow, below each other.

    ``parts`` with their least lines of height for the arrangement below each other, in which the view scrolls.
    """

    def __init__(self, name: str, parts: tuple[tuple[QWidget, int], ...], parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setObjectName(name)
        self._lines = dict(parts)
        for part, _lines in parts:
            self.addWidget(part)
        self.setChildrenCollapsible(False)
        self._usual: list[int] = []

    def setSizes(self, sizes: list[int]) -> None:  # type: ignore[override]
        """The usual widths of the parts."""
        self._usual = list(sizes)
        super().setSizes(self._usual)

    def minimumSizeHint(self) -> QSize:
        least = [part.minimumSizeHint().expandedTo(part.minimumSize()) for part in self._lines]
        width = max(size.width() for size in least)
        if self.orientation() == Qt.Orientation.Horizontal:
            return QSize(width, max(size.height() for size in least))
        return QSize(width, sum(size.height() for size in least) + self.handleWidth() * (len(least) - 1))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        needed = sum(map(_readable, self._lines))
        wide = self.width() >= needed + space(2) * len(self._lines)
        wanted = Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical
        if self.orientation() == wanted:
            return
        self.setOrientation(wanted)
        for part, lines in self._lines.items():
            part.setMinimumHeight(0 if wide else round(line_height() * lines))
        if wide and self._usual:
            super().setSizes(self._usual)
        self.updateGeometry()
