"""Attachments: the present PDF and every signed revision, opened in the window from memory."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from datapact.agreements.views.agreement import AgreementPage
from datapact.base.local_time import exact_time
from datapact.base.texts import Message, _, current_language
from datapact.consent.proof.run import prove_contract
from datapact.organisation.acting.exported import agreement_file, write_exported
from datapact.signing.ceremony.export import export_pdf
from datapact.signing.ceremony.pdf_files import RevisionFile, for_screen, revision_files, revision_pdf
from datapact_ui.kit.layout.front_page import FrontStack
from datapact_ui.kit.text.pdf_panel import PdfPanel
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import characters, margins, space
from datapact_ui.kit.widgets.empty_state import EmptyState
from datapact_ui.kit.widgets.list_lines import add_line

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext

_DIGEST = Qt.ItemDataRole.UserRole
PDF_FILTER = "PDF (*.pdf)"


class AttachmentsTab(QWidget):
    """The files of one agreement."""

    def __init__(self, context: AppContext, history: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._history = history
        self._number = ""
        self._page: AgreementPage | None = None
        self.files = QListWidget(self)
        self.files.setObjectName("attachments_files")
        self.files.setAccessibleName(_("Files"))
        self.files.setWordWrap(True)
        self.files.setFrameShape(QListWidget.Shape.NoFrame)
        self.files.setMinimumWidth(characters(26))
        self.files.setSpacing(space(1))
        self.files.itemActivated.connect(lambda _item: self.open_file())
        self.files.itemClicked.connect(lambda _item: self.open_file())
        self.opening = QPushButton(icon("eye"), _("Open"), self)
        self.opening.setObjectName("attachments_open")
        self.opening.clicked.connect(lambda _checked=False: self.open_file())
        self.saving = QPushButton(icon("save"), _("Save as …"), self)
        self.saving.setObjectName("attachments_save")
        self.saving.clicked.connect(lambda _checked=False: self.save_file())
        self.panel = PdfPanel("attachment", self)
        self.empty = EmptyState(
            "attachment",
            _("No file is open"),
            _("Choose a file on the left. It is shown from memory; nothing is written to the disk."),
            parent=self,
        )
        self.stack = FrontStack(self)
        self.stack.addWidget(self.empty)
        self.stack.addWidget(self.panel)
        left = QWidget(self)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(2))
        column.addWidget(self.files, 1)
        buttons = QHBoxLayout()
        buttons.addWidget(self.opening)
        buttons.addWidget(self.saving)
        buttons.addStretch(1)
        column.addLayout(buttons)
        split = QSplitter(Qt.Orientation.Horizontal, self)
        split.setChildrenCollapsible(False)
        split.addWidget(left)
        split.addWidget(self.stack)
        split.setStretchFactor(1, 1)
        split.setSizes([characters(40), characters(110)])
        layout = QVBoxLayout(self)
        margins(layout, 3, 2)
        layout.addWidget(split)
        self.setFocusProxy(self.files)

    def show_page(self, page: AgreementPage) -> None:
        """List the files of the page."""
        self._number = page.overview.number
        self._page = page
        history = self._history

        def job(acting: Acting) -> tuple[RevisionFile, ...]:
            return revision_files(acting, history)

        self._context.worker.read(self, job, self._list, key="files")

    def _list(self, found: tuple[RevisionFile, ...]) -> None:
        chosen = self.files.currentRow()
        self.files.clear()
        if not found or self._page is None or self._page.stage not in ("signing", "signed", "terminated"):
            binding = _("Text as it stands (not binding)")
            entry = add_line(self.files, binding, icon("text"))
            entry.setData(_DIGEST, "")
        for file in reversed(found):
            size = _("{n} KB", n=max(1, file.size // 1024)) if file.size else _("has not arrived yet")
            words = _(
                "Signed PDF {place} of {places}: {person} ({party})",
                place=file.place,
                places=file.places,
                person=file.person,
                party=file.party,
            )
            time = exact_time(file.time, None, current_language())
            entry = add_line(self.files, f"{words}\n{time} · {size}", icon("signed"))
            entry.setToolTip(_("Digest (SHA-256): {digest}", digest=file.digest))
            entry.setData(_DIGEST, file.digest)
            if not file.size:
                entry.setFlags(entry.flags() & ~Qt.ItemFlag.ItemIsEnabled)
        self.files.setCurrentRow(max(0, chosen))

    def _bytes(self) -> Callable[[Acting], bytes] | None:
        """The job that reads the chosen file."""
        entry = self.files.currentItem()
        if entry is None:
            return None
        digest, history = str(entry.data(_DIGEST)), self._history
        return lambda acting: revision_pdf(acting, digest) if digest else export_pdf(acting, history)

    def open_file(self) -> None:
        """Show the chosen file in the window."""
        job = self._bytes()
        if job is not None:
            self._context.worker.read(self, lambda acting: for_screen(job(acting)), self._show, key="pdf")

    def _show(self, pdf: bytes) -> None:
        self.panel.show_pdf(pdf)
        self.stack.setCurrentWidget(self.panel)

    def open_find(self) -> None:
        """Find in the open file."""
        self.panel.open_find()

    def save_file(self) -> None:
        """Write the chosen file to a chosen path."""
        job = self._bytes()
        if job is None:
            return
        path = self._context.dialogs.ask_save_file(_("Save the PDF"), f"{self._number}.pdf", PDF_FILTER)
        if path is not None:
            save_bytes(self._context, self, path, job, agreement_file(self._number), self._history)


def save_bytes(
    context: AppContext, owner: QWidget, path: Path, job: Callable[[Acting], bytes], what: Message, contract: str
) -> None:
    """Write the result of ``job`` to a chosen file, and say so; the export is recorded as ``what``.

    ``contract`` is the history id of the agreement that the file is about, which is first held against what was signed; empty
    for a file as it came.
    """

    def write(acting: Acting, _progress: Progress) -> None:
        if contract:
            prove_contract(acting, contract, records=True)
        write_exported(acting, path, job(acting), what, private=False)

    context.worker.change(
        owner,
        _("Saving {name}", name=path.name),
        write,
        lambda _none: context.notify(_("Saved: {name}", name=path.name)),
        touches=frozenset({"exports"}),
    )
