"""Print a PDF from memory, without writing it to the disk."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QWidget

_RESOLUTION = 300  # dots an inch; sharp enough for text, and small enough for memory


def print_pdf(data: bytes, title: str, parent: QWidget) -> bool:
    """Ask for the printer and print every page; False when the user changed their mind."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    printer.setResolution(_RESOLUTION)
    if QPrintDialog(printer, parent).exec() != QPrintDialog.DialogCode.Accepted:
        return False
    paint_pages(data, printer)
    return True


def paint_pages(data: bytes, printer: QPrinter) -> int:
    """Paint the pages of a PDF onto a printer; returns how many."""
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument()
    document.load(buffer)
    sheet = printer.pageLayout().fullRectPixels(printer.resolution())
    printer.setFullPage(True)
    painter = QPainter(printer)
    pages: int = document.pageCount()
    for page in range(pages):
        if page:
            printer.newPage()
        points = document.pagePointSize(page)
        scale = min(sheet.width() / points.width(), sheet.height() / points.height())
        size = QSize(round(points.width() * scale), round(points.height() * scale))
        painter.drawImage(QRectF(0, 0, size.width(), size.height()), document.render(page, size))
    painter.end()
    document.close()
    return pages
