"""The window that verifies: drop a PDF, a bundle or a card on it, or choose one; nothing is taken in."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QPushButton, QWidget

from datapact.audit.engagements.sealed_copy import ENDING, SealedCopy
from datapact.audit.own_vault.verify import CheckedHere, OpenedCopy, open_sealed, verify_here
from datapact.audit.verify.in_worker import sealed_file_of
from datapact.base.errors import DataPactError
from datapact.base.files import read_whole
from datapact.base.texts import N_, Message, _, counted
from datapact.organisation.acting.acting_member import Acting
from datapact.signing.trusted_lists.in_worker import import_lists_apart, read_lists
from datapact.signing.trusted_lists.listed import Imported
from datapact_ui.exchange.receiving.endings import OWN_ENDINGS
from datapact_ui.exchange.receiving.not_ours_page import OrdinaryPage, path_words
from datapact_ui.exchange.receiving.received_file import LARGEST, Ordinary, ordinary_kind
from datapact_ui.exchange.receiving.verdict_page import VerdictPage
from datapact_ui.kit.context.app_context import AppContext
from datapact_ui.kit.dialogs.dialog import Dialog
from datapact_ui.kit.fields.dropped_files import dropped_files
from datapact_ui.kit.layout.scroll_page import scrolling
from datapact_ui.kit.text.attachments_tab import save_bytes
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import space
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.empty_state import EmptyState
from datapact_ui.kit.widgets.warning_line import WarningLine


class VerifyDialog(Dialog):
    """Verifies one file after the other; not modal, so that it can stay open beside the main window."""

    help_page = "verify"

    def __init__(self, context: AppContext, path: Path | None = None, parent: QWidget | None = None) -> None:
        super().__init__("verify", _("Verify a file"), parent, leave="close")
        self._context = context
        self.setAcceptDrops(True)
        first = EmptyState(
            "audit",
            _("Drop a file here"),
            _(
                "A signed PDF, a dossier, an answer on sharing, an export of agreements (.zip), a sealed file or copy"
                " (.dpact, .dpseal), a proof (.json) or a partner card (.dpcard). It is only looked at, never changed."
            ),
            parent=self,
        )
        self.turn(first)
        self.choose = self.add_button("choose-file", _("Choose file …"), "open", self._choose)
        self._copy: SealedCopy | None = None
        self._path: Path | None = None
        self.saving = self.add_button("save-content", _("Save the content …"), "save", self._save)
        self.saving.hide()
        self.registering = self.add_button(
            "register-verified", _("Register as a signed contract …"), "check", self._register
        )
        self.registering.hide()
        self.lists = QPushButton(icon("open"), _("Import trusted lists …"), self)
        self.lists.setObjectName("import-lists")
        self.lists.setAutoDefault(False)
        self.lists.clicked.connect(lambda _checked=False: self._import_lists())
        self.lists.hide()
        self.column.addWidget(
            self.lists, 0, Qt.AlignmentFlag.AlignLeft
        )  # beside the others it would not fit in large letters
        self.finish(104, 36)
        self.choose.setFocus()
        if path is not None:
            self.verify(path)

    def verify(self, path: Path) -> None:
        """Verify a file, off the UI thread."""
        self.setWindowTitle(_("Verified: {name}", name=path.name))
        self.turn(Words(_("Verifying {name} …", name=path.name), parent=self))

        self.saving.hide()
        self.registering.hide()
        self.lists.hide()
        self._copy = None
        self._path = path

        def look(acting: Acting) -> CheckedHere | OpenedCopy | Ordinary:
            data = read_whole(path, limit=LARGEST)
            ordinary = ordinary_kind(data, path.suffix.lower())
            if ordinary is not None and ordinary != "pdf":
                return ordinary
            if path.suffix.lower() == ENDING:
                return open_sealed(acting, data)
            return verify_here(acting, data, path.name, sealed=sealed_file_of(path, LARGEST))

        self._context.worker.change(
            self, _("Verifying"), lambda acting, _progress: look(acting), self._show, failed=self._failed
        )

    def _show(self, found: CheckedHere | OpenedCopy | Ordinary) -> None:
        if isinstance(found, str):
            self.setWindowTitle(path_words(found))
            self.turn(OrdinaryPage(found, _("There is nothing in it that DataPact could verify."), self))
            return
        copy = found.copy if isinstance(found, OpenedCopy) else None
        checked = found.checked if isinstance(found, OpenedCopy) else found
        page = VerdictPage(checked, self, copy=copy)
        self._copy = copy
        self.saving.setVisible(copy is not None)
        self.lists.setVisible(checked.verdict.other is not None and checked.verdict.other.signed)
        self.registering.setVisible(checked.verdict.other is not None and "legal" in self._context.identity.roles)
        page.setContentsMargins(0, 0, space(3), 0)
        self.turn(scrolling(page, "verdict-scroll", _("Result of the verification")))

    def _failed(self, error: DataPactError) -> bool:
        line = WarningLine(str(error), "bad", self)
        line.words.setObjectName("verify-error")
        self.turn(line)
        return True

    def _save(self) -> None:
        """Write the content of the sealed copy to a file."""
        copy = self._copy
        if copy is None:
            return
        path = self._context.dialogs.ask_save_file(_("Save the content"), copy.name)
        if path is not None:
            what = Message(N_("Content of a sealed copy"))
            save_bytes(self._context, self, path, lambda _acting: copy.data, what, "")

    def _register(self) -> None:
        """Open the form for contracts signed elsewhere with the verified file."""
        if self._path is not None:
            self.accept()
            self._context.register_file(self._path)

    def _import_lists(self) -> None:
        """Verify and keep the trusted lists of a folder, then judge the file anew by them."""
        folder = self._context.dialogs.ask_folder(_("Folder with trusted lists (XML)"))
        if folder is None:
            return

        def done(lists: tuple[Imported, ...]) -> None:
            taken = sum(one.taken for one in lists)
            self._context.notify(str(counted("{n} list was taken.", "{n} lists were taken.", taken)))
            if self._path is not None:
                self.verify(self._path)

        self._context.worker.change(
            self,
            _("Verifying trusted lists"),
            lambda _acting, _progress: import_lists_apart(read_lists([folder])),
            done,
            failed=self._lists_refused,
        )

    def _lists_refused(self, error: DataPactError) -> bool:
        self._context.notify(str(error))
        return True

    def _choose(self) -> None:
        path = self._context.dialogs.ask_open_file(
            _("Verify a file"),
            _("Files to verify ({patterns})", patterns=" ".join(f"*{ending}" for ending in OWN_ENDINGS)),
        )
        if path is not None:
            self.verify(path)
            self.activateWindow()  # the dialog of files gives the focus back to the main window

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = dropped_files(event)
        if paths:
            event.acceptProposedAction()
            self.verify(paths[0])
