"""Print a PDF from memory, without writing it to the disk: its pages as they are, painted beside the window."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtPdf import QPdfDocument, QPdfDocumentRenderOptions
from PySide6.QtPrintSupport import QPrinter

from datapact.base.texts import Message, _, counted
from datapact.organisation.acting.records import record_export

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext


def page_count(pdf: bytes) -> int:
    """The number of pages; 0 for bytes that are no PDF."""
    document, buffer = _opened(pdf)
    count: int = document.pageCount()
    document.close()
    buffer.close()
    return count


def print_in_background(context: AppContext, title: str, what: Message, draw: Callable[[Acting], bytes]) -> None:
    """Draw a PDF, ask for the printer, and print its pages, all without holding up the window.

    What is printed leaves the vault: it is recorded as ``what`` among the exports, and only then painted.
    """

    def ask(pdf: bytes) -> None:
        pages = page_count(pdf)
        printer = context.dialogs.ask_printer(title, pages)
        if printer is None:
            return

        def paint(progress: Progress) -> int:
            return paint_pages(pdf, printer, progress)

        def report(count: int) -> None:
            context.notify(counted("{n} page sent to the printer.", "{n} pages sent to the printer.", count))

        context.worker.change(
            context,
            _("Printing"),
            lambda acting, _progress: record_export(acting, what, pdf),
            lambda _entry: context.worker.run_apart(context, _("Printing"), paint, report),
            touches=frozenset({"exports"}),
        )

    context.worker.read(context, draw, ask, key="print")


def paint_pages(pdf: bytes, printer: QPrinter, progress: Progress | None = None) -> int:
    """Paint the chosen pages of a PDF onto a printer, as often as it was asked for; returns how many sheets.

    When ``progress`` raises, no page more is painted, and what was painted is given up.
    """
    document, buffer = _opened(pdf)
    sheet = printer.pageLayout().fullRectPixels(printer.resolution())
    printer.setFullPage(True)
    count: int = document.pageCount()
    first, last = (printer.fromPage() or 1) - 1, min(printer.toPage() or count, count)
    copies = 1 if printer.supportsMultipleCopies() else max(1, printer.copyCount())
    pages = [page for _copy in range(copies) for page in range(first, last)]
    options = QPdfDocumentRenderOptions()
    options.setRenderFlags(QPdfDocumentRenderOptions.RenderFlag.Annotations)  # signatures are annotations
    painter = QPainter()
    try:
        for done, page in enumerate(pages):
            if progress is not None:
                progress(_("Printing page {n} of {total}", n=done + 1, total=len(pages)), done, len(pages))
            if not painter.isActive():
                painter.begin(printer)
            else:
                printer.newPage()
            points = document.pagePointSize(page)
            scale = min(sheet.width() / points.width(), sheet.height() / points.height())
            size = QSize(round(points.width() * scale), round(points.height() * scale))
            painter.drawImage(QRectF(0, 0, size.width(), size.height()), document.render(page, size, options))
    except BaseException:
        printer.abort()
        raise
    finally:
        if painter.isActive():
            painter.end()
        document.close()
        buffer.close()
    return len(pages)


def _opened(pdf: bytes) -> tuple[QPdfDocument, QBuffer]:
    buffer = QBuffer()
    buffer.setData(QByteArray(pdf))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument()
    document.load(buffer)
    return document, buffer
