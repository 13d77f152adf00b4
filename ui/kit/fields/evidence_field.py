"""A field for a file as evidence: choose, name, remove. It is read when the form is accepted, and kept in the vault."""

from __future__ import annotations

import mimetypes
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from datapact.base.texts import _
from datapact_ui.kit.layout.path_line import PathLine
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import characters, icon_size, space
from datapact_ui.kit.widgets.disabled_controls import bar_control

if TYPE_CHECKING:
    from datapact_ui.kit.background.dialogs import Dialogs


class EvidenceField(QWidget):
    """A field for one file as evidence. ``path`` is the chosen file, or None."""

    def __init__(self, dialogs: Dialogs, name: str, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._dialogs, self._words = dialogs, words
        self._path: Path | None = None
        self.shown: QLineEdit = PathLine("", self)
        self.shown.setObjectName(f"{name}-path")
        self.shown.setAccessibleName(words)
        self.shown.setReadOnly(True)
        self.shown.setPlaceholderText(_("no file"))
        self.shown.setMinimumWidth(characters(16))
        self.choose = QPushButton(icon("attachment"), _("Choose …"), self)
        self.choose.setObjectName(f"{name}-choose")
        self.choose.setAccessibleName(_("Choose a file: {what}", what=words))
        self.choose.setIconSize(icon_size())
        self.choose.clicked.connect(lambda _checked=False: self._choose())
        self.none = QPushButton(_("Remove"), self)
        self.none.setObjectName(f"{name}-none")
        self.none.setAccessibleName(_("No file: {what}", what=words))
        self.none.clicked.connect(lambda _checked=False: self.set_path(None))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space(2))
        row.addWidget(self.shown, 1)
        row.addWidget(self.choose)
        row.addWidget(self.none)
        self.setFocusProxy(self.choose)
        self.set_path(None)

    @property
    def path(self) -> Path | None:
        """The chosen file."""
        return self._path

    def set_path(self, path: Path | None) -> None:
        """Choose a file, or none."""
        self._path = path
        self.shown.setText(str(path) if path is not None else "")
        bar_control(self.none, "" if path is not None else _("No file is chosen."))

    def _choose(self) -> None:
        path = self._dialogs.ask_open_file(self._words)
        if path is not None:
            self.set_path(path)


def media_of(path: Path) -> str:
    """The media type by a file's name."""
    return mimetypes.guess_type(path.name)[0] or "application/octet-stream"
