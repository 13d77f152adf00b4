"""Print a PDF from memory, without writing it to the disk: its pages as they are, painted beside the window.

A printer gets them as pictures, for Qt has no other way from PDF to printer; "print to a file" gets the PDF itself, whose
words can be searched and copied.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtPdf import QPdfDocument, QPdfDocumentRenderOptions
from PySide6.QtPrintSupport import QPrinter

from datapact.base.files import write_whole
from datapact.base.texts import _
from datapact.pdf.engine.page_choice import some_pages

if TYPE_CHECKING:
    from datapact_ui.kit.background.runner import Progress


def print_pages(pdf: bytes, printer: QPrinter, progress: Progress | None = None) -> int:
    """Print the chosen pages, or write them to the file that was chosen in place of a printer; returns how many."""
    if printer.outputFileName() and printer.outputFormat() == QPrinter.OutputFormat.PdfFormat:
        return _write_pages(pdf, printer, progress)
    return paint_pages(pdf, printer, progress)


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


def _write_pages(pdf: bytes, printer: QPrinter, progress: Progress | None) -> int:
    """Write the chosen pages into the file that was chosen in place of a printer; the whole PDF as it is, once."""
    document, buffer = _opened(pdf)
    count: int = document.pageCount()
    document.close()
    buffer.close()
    first, last = (printer.fromPage() or 1) - 1, min(printer.toPage() or count, count)
    if progress is not None:
        progress(_("Writing the PDF"), 0, last - first)
    chosen = pdf if (first, last) == (0, count) else some_pages(pdf, first, last)
    write_whole(Path(printer.outputFileName()), chosen, private=False)
    return last - first


def _opened(pdf: bytes) -> tuple[QPdfDocument, QBuffer]:
    buffer = QBuffer()
    buffer.setData(QByteArray(pdf))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument()
    document.load(buffer)
    return document, buffer
