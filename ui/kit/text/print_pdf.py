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

from datapact.base.errors import WrongUse
from datapact.base.files import write_whole
from datapact.base.texts import N_, _
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

    Raises WrongUse where the PDF has none of the chosen pages.
    When ``progress`` raises, no page more is painted, and what was painted is given up.
    """
    document, buffer = _opened(pdf)
    sheet = printer.pageLayout().fullRectPixels(printer.resolution())
    printer.setFullPage(True)
    count: int = document.pageCount()
    copies = 1 if printer.supportsMultipleCopies() else max(1, printer.copyCount())
    pages = _chosen(printer, count) * copies
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
    pages = _chosen(printer, count)
    if progress is not None:
        progress(_("Writing the PDF"), 0, len(pages))
    written = pdf if pages == list(range(count)) else some_pages(pdf, pages)
    write_whole(Path(printer.outputFileName()), written, private=True)
    return len(pages)


def _chosen(printer: QPrinter, count: int) -> list[int]:
    """The pages that were chosen, counted from 0, each once; raises WrongUse where the PDF has none of them."""
    ranges = [(one.from_, one.to) for one in printer.pageRanges().toRangeList()] or [(1, count)]
    pages = sorted({page - 1 for first, last in ranges for page in range(max(1, first), min(last, count) + 1)})
    if not pages:
        raise WrongUse(N_("The document has {n} pages, and none of those that were chosen. Choose others."), n=count)
    return pages


def _opened(pdf: bytes) -> tuple[QPdfDocument, QBuffer]:
    buffer = QBuffer()
    buffer.setData(QByteArray(pdf))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument()
    document.load(buffer)
    return document, buffer
