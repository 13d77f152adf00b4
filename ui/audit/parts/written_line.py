"""The line on a written file: its name, its digest for later comparison, and a button for its folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from datapact.base.strictjson import hexadecimal
from datapact.base.texts import _
from datapact_ui.kit.layout.flow_layout import FlowLayout
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import figures, space
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.warning_line import WarningLine
from datapact_ui.kit.widgets.written_file import WrittenFile

if TYPE_CHECKING:
    from datapact_ui.kit.context.app_context import AppContext


class WrittenLine(QWidget):
    """Hidden until something was written."""

    def __init__(self, context: AppContext, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._path: Path | None = None
        self._sha256 = ""
        self.setObjectName(name)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(1))
        self.sentence = WarningLine("", "good", self)
        self.sentence.words.setObjectName(f"{name}-sentence")
        column.addWidget(self.sentence)
        self.digest = Words("", "small", self)
        self.digest.setObjectName(f"{name}-digest")
        self.digest.setFont(figures(self.digest.font()))
        self.digest.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(self.digest)
        buttons = QWidget(self)
        row = FlowLayout(buttons)
        self._file = WrittenFile(parent=buttons)
        row.addWidget(self._file)
        for button_name, picture, words, do in (
            ("folder", "folder", _("Show the file"), self._show),
            ("copy", "copy", _("Copy the digest"), self._copy),
        ):
            button = QPushButton(icon(picture), words, buttons)
            button.setObjectName(f"{name}-{button_name}")
            button.clicked.connect(lambda _checked=False, do=do: do())
            row.addWidget(button)
        column.addWidget(buttons)
        self.hide()

    def show_file(self, path: Path, sha256: str, sentence: str) -> None:
        """Show a written file; ``sha256`` is in base64url, and shown as the digits that sha256sum prints."""
        self._path, self._sha256 = path, hexadecimal(sha256)
        self._file.hold(path)
        self.sentence.words.setText(f"{sentence} {path.name}")
        self.digest.setText(_("SHA-256 of the file: {digest}", digest=_broken(self._sha256)))
        self.show()

    def clear(self) -> None:
        """Hide the line."""
        self._path = None
        self.hide()

    def _show(self) -> None:
        if self._path is not None:
            self._context.dialogs.show_in_folder(self._path)

    def _copy(self) -> None:
        self._context.dialogs.copy(self._sha256)
        self._context.notify(_("Copied."))


def _broken(digest: str) -> str:
    """The digest in two parts, so that a narrow column can break it."""
    return f"{digest[:32]} {digest[32:]}"
