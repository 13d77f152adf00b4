"""Version and licence, and the log of this computer for helpers."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QPushButton, QWidget

from datapact import __version__
from datapact.base.fault_report import versions
from datapact.base.local_log import last_lines, log_file
from datapact.base.texts import _
from datapact_ui.kit.background.dialogs import Dialogs
from datapact_ui.kit.background.fault_report import qt
from datapact_ui.kit.dialogs.dialog import Dialog
from datapact_ui.kit.layout.path_line import PathLine
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import icon_size, line_height, space
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.disabled_controls import bar_control

SHOWN = 200
"""The number of last lines that are shown and copied; a line is about 100 bytes."""


class AboutDialog(Dialog):
    """Versions and log: the path of the log, its last lines, a button to copy them."""

    help_page = "index"

    def __init__(self, dialogs: Dialogs, parent: QWidget | None = None) -> None:
        super().__init__("about", _("About DataPact"), parent, leave="close")
        self._dialogs, self._file = dialogs, log_file()
        column = self.column
        column.addWidget(Words(_("DataPact {version}", version=__version__), "title", self))
        column.addWidget(
            Words(
                _(
                    "Draft, sign and track data-sharing agreements between organisations, without a platform in the"
                    " middle. Licence: EUPL-1.2. The templates are not reviewed by a lawyer until a person records a"
                    " review."
                ),
                parent=self,
            )
        )
        column.addSpacing(space(2))
        column.addWidget(Words(_("Log of this computer"), "heading", self))
        column.addWidget(
            Words(
                _(
                    "What went wrong on this computer, for somebody who helps you: when, in which part of DataPact, and"
                    " what kind of error. It never holds names, pseudonyms, passphrases, titles or texts of agreements,"
                    " or names of files and folders. DataPact sends it to nobody."
                ),
                parent=self,
                quiet=True,
            )
        )
        column.addLayout(self._place())
        self._lines = last_lines(SHOWN)
        self.log = QPlainTextEdit("\n".join(self._lines), self)
        self.log.setObjectName("log-lines")
        self.log.setAccessibleName(_("Last lines of the log"))
        self.log.setReadOnly(True)
        self.log.setTabChangesFocus(True)
        self.log.setPlaceholderText(_("Nothing has gone wrong on this computer yet: the log is empty."))
        self.log.setMinimumHeight(round(line_height() * 4))
        self.log.moveCursor(QTextCursor.MoveOperation.End)
        column.addWidget(self.log, 1)
        copy = self.add_button("log-copy", _("Copy log"), "copy", lambda: dialogs.copy(self.text()))
        copy.setIconSize(icon_size())
        self.finish(96, 30)

    def text(self) -> str:
        """The text to copy: the versions and the lines shown."""
        return "\n".join((versions(qt()), *self._lines))

    def _place(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(space(2))
        place = PathLine(str(self._file), self)
        place.setObjectName("log-file")
        place.setAccessibleName(_("Where the log lies"))
        place.setReadOnly(True)
        self._open = QPushButton(icon("open"), _("Open folder"), self)
        self._open.setObjectName("log-folder")
        self._open.setIconSize(icon_size())
        self._open.clicked.connect(lambda: self._dialogs.show_in_folder(self._file))
        bar_control(self._open, "" if _is_there(self._file) else _("The folder is made with the first line."))
        line.addWidget(place, 1)
        line.addWidget(self._open)
        return line


def show_about(dialogs: Dialogs, parent: QWidget) -> None:
    """A dialog that does not block."""
    AboutDialog(dialogs, parent).open()


def _is_there(file: Path) -> bool:
    try:
        return file.parent.is_dir()
    except OSError:
        return False
