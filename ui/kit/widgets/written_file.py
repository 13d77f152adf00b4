"""A file that was written, to take out of the window: by dragging it, or by copying it and pasting it elsewhere."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDrag, QMouseEvent
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from datapact.base.texts import _
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import icon_size

LONGEST = 28
"""Characters of a file name that the button shows; the whole name stands in its tooltip."""


class WrittenFile(QPushButton):
    """Dragged into a mail or a folder, it leaves a copy there. A click, Enter or Space puts the file on the clipboard.

    Hidden until it holds a file.
    """

    def __init__(self, path: Path | None = None, parent: QWidget | None = None) -> None:
        super().__init__(icon("drag"), "", parent)
        self._path = Path()
        self._from = QPoint()
        self.setObjectName("written-file")
        self.setIconSize(icon_size())
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.clicked.connect(self._copy)
        self.hide()
        if path is not None:
            self.hold(path)

    def hold(self, path: Path) -> None:
        """Take this file from now on, and be seen."""
        self._path = path
        self.setText(_("Drag or copy: {file}", file=_short(path.name)).replace("&", "&&"))
        hint = _("Drag this into an e-mail or a folder. Or press it to copy the file, and paste it there.")
        self.setToolTip(f"{path.name}\n{hint}")
        self.setAccessibleName(_("Copy the file {file}", file=path.name))
        self.show()

    def taken_out(self) -> QMimeData:
        """The file as other programs take it."""
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(self._path))])
        return data

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._from = event.position().toPoint()
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        way = (event.position().toPoint() - self._from).manhattanLength()
        if not event.buttons() & Qt.MouseButton.LeftButton or way < QApplication.startDragDistance():
            super().mouseMoveEvent(event)
            return
        self.setDown(False)  # what is dragged away was not clicked
        drag = QDrag(self)
        drag.setMimeData(self.taken_out())
        drag.setPixmap(icon("attachment").pixmap(icon_size() * 2))
        drag.exec(Qt.DropAction.CopyAction)

    def _copy(self) -> None:
        QApplication.clipboard().setMimeData(self.taken_out())
        self.setText(_("Copied: {file}", file=_short(self._path.name)).replace("&", "&&"))


def _short(name: str) -> str:
    """The name with its beginning and its ending, which tells the kind of file."""
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 11]}…{name[-10:]}"
