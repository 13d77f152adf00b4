"""The pages of a text before they are printed or saved: the PDF itself, so that the paper is what was seen."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from datapact.agreements.views.file_names import file_name
from datapact.base.files import write_whole
from datapact.base.texts import Message, _, counted
from datapact.organisation.acting.records import record_export
from datapact_ui.kit.dialogs.dialog import Dialog
from datapact_ui.kit.text.attachments_tab import PDF_FILTER
from datapact_ui.kit.text.pdf_panel import PdfPanel
from datapact_ui.kit.text.print_pdf import print_pages

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter
    from PySide6.QtWidgets import QWidget

    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext


def preview_in_background(
    context: AppContext, owner: QWidget, title: str, what: Message, draw: Callable[[Acting], bytes]
) -> None:
    """Draw a PDF without holding up the window, and show its pages.

    What is printed or saved leaves the vault: it is recorded as ``what`` among the exports, and only then painted.
    """
    context.worker.read(
        owner, draw, lambda pdf: PrintPreview(context, title, what, pdf, owner.window()).open(), key="print"
    )


class PrintPreview(Dialog):
    """The pages, and the ways out: a printer, or a file."""

    help_page = "editor"

    def __init__(self, context: AppContext, title: str, what: Message, pdf: bytes, parent: QWidget | None) -> None:
        super().__init__("print_preview", _("Print {title}", title=title), parent, leave="close")
        self._context, self._title, self._what, self._pdf = context, title, what, pdf
        self.panel = PdfPanel("preview", self)
        self.panel.show_pdf(pdf)
        self.column.addWidget(self.panel, 1)
        self.add_button("preview-save", _("Save as PDF …"), "export", self.save)
        self.print_button = self.add_button("preview-print", _("Print …"), "print", self.print, primary=True)
        self.finish(110, 44)
        self.print_button.setFocus()

    def print(self) -> None:
        """Ask for the printer, and print the chosen pages beside the windows."""
        printer = self._context.dialogs.ask_printer(self._title, self.panel.document.pageCount())
        if printer is None:
            return
        context, what, pdf = self._context, self._what, self._pdf
        self.accept()
        _print(context, what, pdf, printer)

    def save(self) -> None:
        """Write the PDF as it is: small, with its words, its tags and what it carries."""
        path = self._context.dialogs.ask_save_file(_("Save as PDF"), file_name("", self._title, "pdf"), PDF_FILTER)
        if path is None:
            return
        target = path if path.suffix.casefold() == ".pdf" else path.with_name(f"{path.name}.pdf")
        context, what, pdf = self._context, self._what, self._pdf

        def write(acting: Acting, _progress: Progress) -> None:
            record_export(acting, what, pdf)
            write_whole(target, pdf, private=False)

        self.accept()
        context.worker.change(
            context,
            _("Saving {name}", name=target.name),
            write,
            lambda _done: context.notify(_("Saved: {name}", name=target.name)),
            touches=frozenset({"exports"}),
        )


def _print(context: AppContext, what: Message, pdf: bytes, printer: QPrinter) -> None:
    def paint(progress: Progress) -> int:
        return print_pages(pdf, printer, progress)

    def report(count: int) -> None:
        if printer.outputFileName():
            context.notify(counted("{n} page written as a PDF.", "{n} pages written as a PDF.", count))
        else:
            context.notify(counted("{n} page sent to the printer.", "{n} pages sent to the printer.", count))

    context.worker.change(
        context,
        _("Printing"),
        lambda acting, _progress: record_export(acting, what, pdf),
        lambda _entry: context.worker.run_apart(context, _("Printing"), paint, report),
        touches=frozenset({"exports"}),
    )
