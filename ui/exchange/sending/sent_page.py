"""The page after a file was written: its place, the e-mail that goes with it, and the user's remaining steps."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from datapact.base.files import read_whole, write_numbered
from datapact.base.texts import _
from datapact.exchange.send.letters import Letter
from datapact.exchange.send.word_letter import mail_draft
from datapact_ui.kit.background.runner import Cancelled
from datapact_ui.kit.layout.flow_layout import FlowLayout
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import line_height, margins
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.warning_line import WarningLine
from datapact_ui.kit.widgets.written_file import WrittenFile

if TYPE_CHECKING:
    from datapact.base.errors import DataPactError
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext

LARGEST_ATTACHED = 100_000_000
"""Bytes of one file; mail servers take less."""


class SentPage(QWidget):
    """The page after sending. With ``mail`` it opens the file manager and the mail program at once; both can be opened again."""

    mailed = Signal()
    """The mail program was opened."""

    def __init__(
        self,
        path: Path,
        letter: Letter,
        context: AppContext,
        parent: QWidget | None = None,
        *,
        mail: bool,
        beside: Sequence[Path] = (),
    ) -> None:
        """``beside``: further files of the same sending, in the same folder."""
        super().__init__(parent)
        self._path, self._letter, self._context = path, letter, context
        self._drafting = False
        dialogs = context.dialogs
        self._files = (path, *beside)
        self.setObjectName("sent")
        column = self._column = QVBoxLayout(self)
        margins(column, 0, 3)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(Words(_("The files are written") if beside else _("The file is written"), "title", self))
        where = Words("\n".join(map(str, self._files)), parent=self)
        where.setObjectName("sent-file")
        column.addWidget(where)
        out = FlowLayout()
        for one in self._files:
            out.addWidget(WrittenFile(one, self))
        column.addLayout(out)
        self.advice = WarningLine(
            _("Give the file to the partner: by e-mail, on a stick or over a share."), "info", self
        )
        self.advice.words.setObjectName("sent-advice")
        column.addWidget(self.advice)
        column.addWidget(Words(_("Text for the e-mail"), "heading", self))
        text = QPlainTextEdit(f"{letter.subject}\n\n{letter.body}", self)
        text.setObjectName("letter")
        text.setAccessibleName(_("Text for the e-mail"))
        text.setReadOnly(True)
        text.setTabChangesFocus(True)
        text.setMinimumHeight(round(line_height() * 6))
        column.addWidget(text, 1)
        line = FlowLayout()
        for name, words, picture, do in (
            (
                "mail-draft",
                _("E-mail draft with attachment") if not beside else _("E-mail draft with attachments"),
                "attachment",
                self._draft,
            ),
            ("mail-again", _("Open e-mail"), "mail", self._mail),
            ("show-file", _("Show file"), "folder", lambda: dialogs.show_in_folder(path)),
            ("copy-letter", _("Copy text"), "copy", lambda: dialogs.copy(letter.body)),
        ):
            button = QPushButton(icon(picture), words, self)
            button.setObjectName(name)
            button.clicked.connect(lambda _checked=False, do=do: do())
            line.addWidget(button)
        column.addLayout(line)
        self.opened = False
        if mail:
            dialogs.show_in_folder(path)
            self._mail()

    def insert_above(self, widget: QWidget) -> None:
        """Show something below the title, above the files."""
        self._column.insertWidget(1, widget)

    def _draft(self) -> None:
        """Write the e-mail as a file with everything attached, beside what it carries, and open it."""
        if self._drafting:  # a second press writes no second file
            return
        self._drafting = True
        files, letter, name = self._files, self._letter, self._path.with_suffix(".eml").name
        words = _("Saving {name}", name=name)

        def write(progress: Progress) -> Path | None:
            try:
                read = []
                for number, one in enumerate(files):
                    progress(words, number, len(files) + 1)
                    read.append((one.name, read_whole(one, limit=LARGEST_ATTACHED)))
                progress(words, len(files), len(files) + 1)
                return write_numbered(files[0].parent, name, mail_draft(letter, read))
            except Cancelled:
                return None

        self._context.worker.run_apart(self, words, write, self._open_draft, failed=self._show_failed)

    def _show_failed(self, error: DataPactError) -> bool:
        self._drafting = False
        self.advice.words.setText(str(error))
        return True

    def _open_draft(self, draft: Path | None) -> None:
        """Open the file that was written; None where the user stopped it."""
        self._drafting = False
        if draft is None:
            return
        if self._context.dialogs.open_draft(draft) is False:
            words = _("No mail program answered. The draft is here: {file}", file=str(draft))
        else:
            self.opened = True
            self.mailed.emit()
            words = _(
                "{file} was opened in the mail program, with everything attached. If it shows a received e-mail, choose there"
                " to edit it as new.",
                file=draft.name,
            )
        self.advice.words.setText(words)

    def _mail(self) -> None:
        letter = self._letter
        if self._context.dialogs.open_mail(letter.to, letter.subject, letter.body) is False:
            words = _("No mail program answered. Copy the text, and attach the file yourself.")
        else:
            self.opened = True
            self.mailed.emit()
            words = _(
                "Attach {file} to the e-mail that was opened: drag it there from this window, or copy it here and paste it there.",
                file=self._path.name,
            )
        self.advice.words.setText(words)
