"""The window that verifies: drop a PDF, a bundle or a card on it, or choose one; nothing is taken in."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPushButton, QVBoxLayout, QWidget

from datapact.audit.engagements.sealed_copy import ENDING, SealedCopy
from datapact.audit.own_vault.verify import CheckedHere, OpenedCopy, open_sealed, verify_here
from datapact.base.errors import DataPactError
from datapact.base.files import read_whole
from datapact.base.texts import _
from datapact.organisation.acting.acting_member import Acting
from datapact_ui.exchange.bundle_page import scrolling
from datapact_ui.exchange.looked_at import LARGEST
from datapact_ui.exchange.verdict_page import VerdictPage
from datapact_ui.kit.context.desk import Desk
from datapact_ui.kit.dialogs.help_key import help_key
from datapact_ui.kit.layout.fitting import fit
from datapact_ui.kit.layout.tab_order import go_on
from datapact_ui.kit.text.attachments_tab import save_bytes
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import margins, space
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.empty_state import EmptyState
from datapact_ui.kit.widgets.warning_line import WarningLine

ENDINGS = (".pdf", ".zip", ".json", ".dpact", ".dpcard", ENDING)


class VerifyDialog(QDialog):
    """Verifies one file after the other; not modal, so that it can stay open beside the main window."""

    def __init__(self, desk: Desk, path: Path | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setObjectName("verify")
        self.setWindowTitle(_("Verify a file"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        help_key(self, "verify")
        self.setAcceptDrops(True)
        self.page: QWidget = EmptyState(
            "audit",
            _("Drop a file here"),
            _(
                "A signed PDF, a dossier, an answer on sharing, an export of agreements (.zip), a sealed file or copy"
                " (.dpact, .dpseal), a proof (.json) or a partner card (.dpcard). It is only looked at, never changed."
            ),
            parent=self,
        )
        self._column = QVBoxLayout(self)
        margins(self._column, 5, 3)
        self._column.addWidget(self.page, 1)
        self.choose = QPushButton(icon("open"), _("Choose file …"), self)
        self.choose.setObjectName("choose-file")
        self.choose.clicked.connect(self._choose)
        self._copy: SealedCopy | None = None
        self.saving = QPushButton(icon("save"), _("Save the content …"), self)
        self.saving.setObjectName("save-content")
        self.saving.clicked.connect(self._save)
        self.saving.hide()
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.addButton(self.choose, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(self.saving, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        self._column.addWidget(buttons)
        fit(self, 104, 36)
        self.choose.setFocus()
        if path is not None:
            self.verify(path)

    def focusNextPrevChild(self, forward: bool) -> bool:
        return go_on([self], forward)

    def verify(self, path: Path) -> None:
        """Verify a file, off the UI thread."""
        self.setWindowTitle(_("Verified: {name}", name=path.name))
        self._turn(Words(_("Verifying {name} …", name=path.name), parent=self))

        self.saving.hide()
        self._copy = None

        def look(acting: Acting) -> CheckedHere | OpenedCopy:
            data = read_whole(path, limit=LARGEST)
            if path.suffix.lower() == ENDING:
                return open_sealed(acting, data)
            return verify_here(acting, data, path.name)

        self._desk.worker.change(
            self, _("Verifying"), lambda acting, _progress: look(acting), self._show, failed=self._failed
        )

    def _show(self, found: CheckedHere | OpenedCopy) -> None:
        copy = found.copy if isinstance(found, OpenedCopy) else None
        checked = found.checked if isinstance(found, OpenedCopy) else found
        page = VerdictPage(checked, self, copy=copy)
        self._copy = copy
        self.saving.setVisible(copy is not None)
        page.setContentsMargins(0, 0, space(3), 0)
        self._turn(scrolling(page, "verdict-scroll", _("Result of the verification")))

    def _failed(self, error: DataPactError) -> bool:
        line = WarningLine(str(error), "bad", self)
        line.words.setObjectName("verify-error")
        self._turn(line)
        return True

    def _turn(self, page: QWidget) -> None:
        self._column.replaceWidget(self.page, page)
        page.show()
        self.page.deleteLater()
        self.page = page

    def _save(self) -> None:
        """Write what was in the sealed copy."""
        copy = self._copy
        if copy is None:
            return
        path = self._desk.dialogs.ask_save_file(_("Save the content"), copy.name)
        if path is not None:
            save_bytes(self._desk, self, path, lambda _acting: copy.data)

    def _choose(self) -> None:
        path = self._desk.dialogs.ask_open_file(
            _("Verify a file"), _("Files to verify ({patterns})", patterns=" ".join(f"*{ending}" for ending in ENDINGS))
        )
        if path is not None:
            self.verify(path)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.verify(paths[0])
