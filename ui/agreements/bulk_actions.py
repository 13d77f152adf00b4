"""Actions on several agreements at once: PDFs into a folder, sealed files for partners, the archive."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from datapact.agreements.views.list import set_archived
from datapact.base.texts import _, counted

if TYPE_CHECKING:
    from datapact.exchange.send.many import Written
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext

_MOST_REFUSALS = 10


class BulkActions(QObject):
    """Steps for many agreements at once: each asks for a folder, acts as one change, and reports the result."""

    def __init__(self, context: AppContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context

    def export(self, ids: Sequence[str]) -> None:
        """Write the PDF of each agreement into a folder."""
        folder = self._folder(_("Export PDFs into a folder"))
        if folder is not None:
            from datapact.exchange.send.many import export_many  # imports all of PDF and signatures

            self._context.worker.change(
                self,
                _("Exporting PDFs"),
                lambda acting, progress: export_many(acting, ids, folder, progress),
                lambda written: self._show_written(written, folder),
            )

    def send(self, ids: Sequence[str], drafts: int) -> None:
        """Ask for a folder, and write a sealed file for the partners of each agreement; this offers the ``drafts``."""
        from datapact_ui.exchange.sending.bulk_send_dialog import BulkSendDialog

        BulkSendDialog(self._context, ids, QApplication.activeWindow(), drafts=drafts).open()

    def archive(self, ids: Sequence[str], archived: bool) -> None:
        """Move agreements to the archive or back."""

        def move(acting: Acting, _progress: Progress) -> None:
            with acting.vault.write() as session:
                set_archived(session, ids, archived)

        words = (
            counted("{n} agreement was moved to the archive.", "{n} agreements were moved to the archive.", len(ids))
            if archived
            else counted("{n} agreement is in the list again.", "{n} agreements are in the list again.", len(ids))
        )
        self._context.worker.change(
            self,
            _("Updating the archive"),
            move,
            lambda _done: self._context.notify(words),
            touches=frozenset({"list"}),
        )

    def add_texts(self) -> None:
        """Read the texts of contracts that were registered before texts were kept, so that the search finds them."""
        from datapact.signing.elsewhere.add_texts import add_texts, texts_lines  # imports what reads PDFs

        self._context.worker.change(
            self,
            _("Reading the texts of registered contracts"),
            add_texts,
            lambda found: self._context.notify(" ".join(map(str, texts_lines(found)))),
            touches=frozenset({"list"}),
        )

    def _folder(self, title: str) -> Path | None:
        return self._context.dialogs.ask_folder(title)

    def _show_written(self, written: Written, folder: Path) -> None:
        if written.files:
            self._context.notify(
                counted(
                    "{n} file was written to {folder}.",
                    "{n} files were written to {folder}.",
                    len(written.files),
                    folder=str(folder),
                )
            )
            self._context.dialogs.show_in_folder(written.files[0])
        if written.refused:
            lines = [f"{number}: {reason}" for number, reason in written.refused[:_MOST_REFUSALS]]
            if len(written.refused) > _MOST_REFUSALS:
                lines.append("…")
            first = counted(
                "{n} agreement could not be written:", "{n} agreements could not be written:", len(written.refused)
            )
            self._context.dialogs.show_error("\n".join([str(first), "", *lines]))
