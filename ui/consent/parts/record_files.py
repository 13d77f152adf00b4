"""Saving and showing the files of one event: receipt, proof, signed form."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu, QWidget

from datapact.audit.exports.receipt import RECEIPT, ROW_PROOF, SIGNED_FORM, Form, about, receipt_file, row_proof
from datapact.base.file_names import stem
from datapact.base.files import write_whole
from datapact.base.texts import Message, _, current_language
from datapact.consent.proof.run import Rests, prove_whole
from datapact.consent.records.event import Event
from datapact.consent.records.files import signed_form
from datapact.consent.views.person_story import TimelineEntry
from datapact.organisation.acting.exported import THE_PERSON, write_exported
from datapact_ui.kit.dialogs.dialog import Dialog
from datapact_ui.kit.text.pdf_panel import PdfPanel
from datapact_ui.kit.theme.icons import icon

if TYPE_CHECKING:
    from datapact.base.errors import DataPactError
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext


class RecordFiles(QObject):
    """Actions on the files of records: save one at a path that is asked for, or show it from memory."""

    def __init__(self, context: AppContext, parent: QWidget) -> None:
        super().__init__(parent)
        self._context, self._window = context, parent

    def fill(self, happening: TimelineEntry, menu: QMenu) -> None:
        """Fill a menu with the actions on the files of an event."""
        event = happening.event
        if event is None:
            return
        menu.addAction(icon("text"), _("Receipt as PDF …")).triggered.connect(
            lambda _checked=False: self.save_receipt(event, "pdf")
        )
        menu.addAction(icon("export"), _("Receipt as JSON …")).triggered.connect(
            lambda _checked=False: self.save_receipt(event, "json")
        )
        menu.addAction(icon("fingerprint"), _("Proof …")).triggered.connect(
            lambda _checked=False: self.save_proof(event)
        )
        if happening.form:
            menu.addSeparator()
            menu.addAction(icon("attachment"), _("Show the signed form")).triggered.connect(
                lambda _checked=False: self.show_form(happening.form)
            )
            menu.addAction(icon("save"), _("Save the signed form …")).triggered.connect(
                lambda _checked=False: self.save_form(event, happening.form)
            )

    def save_receipt(self, event: Event, form: Form) -> None:
        """Write the receipt of an event for the person."""
        language = current_language()
        self.save(
            _("Save the receipt"),
            file_name("receipt", event.subject, form),
            "PDF (*.pdf)" if form == "pdf" else "JSON (*.json)",
            lambda acting: receipt_file(acting, event.event_id, form, language).data,
            about(RECEIPT, event.dataset),
            THE_PERSON,
        )

    def save_proof(self, event: Event) -> None:
        """Write the proof that the event stands under a signed entry."""
        self.save(
            _("Save the proof"),
            file_name("proof", event.subject, "json"),
            "JSON (*.json)",
            lambda acting: row_proof(acting, event.event_id).data,
            about(ROW_PROOF, event.dataset),
        )

    def save_form(self, event: Event, digest: str) -> None:
        """Write the signed form, unchanged."""
        name = file_name("form", event.subject, "pdf")
        what = about(SIGNED_FORM, event.dataset)

        def proven_form(acting: Acting) -> bytes:
            prove_whole(acting, Rests(consents=frozenset({event.dataset})))
            return signed_form(acting, digest)

        self.save(_("Save the signed form"), name, "PDF (*.pdf)", proven_form, what)

    def show_form(self, digest: str) -> None:
        """Show the signed form in a window, from memory."""
        self._context.worker.read(
            self,
            lambda acting: signed_form(acting, digest),
            lambda pdf: self.show_pdf(_("Signed form"), pdf),
            key="form",
        )

    def show_pdf(self, title: str, pdf: bytes) -> None:
        """Show a PDF in a window of its own."""
        PdfDialog(title, pdf, self._window.window()).open()

    def save(
        self,
        title: str,
        name: str,
        kinds: str,
        job: Callable[[Acting], bytes],
        what: Message | None = None,
        recipient: Message | str = "",
        *,
        beside: Callable[[Acting], DataPactError | None] | None = None,
    ) -> None:
        """Ask for a path, write the result of ``job``, and say so. Only the user may read it: it may name a person.

        The export is recorded as ``what``, in words that name nobody; None where ``job`` has recorded it. ``beside``: what is
        to be said beside a file that is not held back for it.
        """
        path = self._context.dialogs.ask_save_file(title, name, kinds)
        if path is None:
            return

        def write(acting: Acting, _progress: Progress) -> DataPactError | None:
            data = job(acting)
            if what is None:
                write_whole(path, data)
            else:
                write_exported(acting, path, data, what, recipient=recipient)
            return None if beside is None else beside(acting)

        def saved(said: DataPactError | None) -> None:
            self._context.notify(_("Saved: {name}", name=path.name))
            if said is not None:
                self._context.worker.failed.emit(said)

        self._context.worker.change(
            self,
            _("Saving {name}", name=path.name),
            write,
            saved,
            touches=frozenset({"exports"}),
        )


class PdfDialog(Dialog):
    """A PDF in a window of its own."""

    help_page = "records"

    def __init__(self, title: str, pdf: bytes, parent: QWidget | None = None) -> None:
        super().__init__("pdf-dialog", title, parent, leave="close")
        self.panel = PdfPanel("record_form", self)
        self.panel.show_pdf(pdf)
        column = self.column
        column.addWidget(self.panel, 1)
        self.finish(110, 40)


def file_name(what: str, about: str, ending: str) -> str:
    """A proposed file name: its kind, and the pseudonym or number in plain characters."""
    return f"{what}-{stem(about, between='-', most=60)}.{ending}"
