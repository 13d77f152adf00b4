"""The text of each page of a PDF that somebody chose, as its text layer has it."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtPdf import QPdfDocument

from datapact.base.errors import Malformed
from datapact.base.texts import N_

MOST_PAGES = 400


def pages_of_pdf(data: bytes) -> tuple[str, ...]:
    """The text layer of each page; raises Malformed for what is no PDF, or one with a password."""
    document = QPdfDocument()
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document.load(buffer)
    if document.status() != QPdfDocument.Status.Ready:
        raise Malformed(N_("This PDF cannot be read: it is damaged, or protected by a password. Ask for another one."))
    pages = min(document.pageCount(), MOST_PAGES)
    found = tuple(document.getAllText(page).text().replace("\r\n", "\n").replace("\r", "\n") for page in range(pages))
    document.close()
    return found
