"""The recovery sheet: every character of the code is on it, in both languages, on one page."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pikepdf
import pytest

from datapact.pdf.reports.recovery_sheet import RecoverySheet, recovery_sheet

CODE = "ABCD-EFGH-JKMN-PQRS-TVWX-YZ01-2345-6789-U"
SHEET = RecoverySheet(
    "Maschinenbau Müller & Söhne GmbH", "/home/anna/" + "sehr-langer-ordner/" * 8, "Anna", date(2026, 11, 25), CODE
)


@pytest.mark.parametrize("language", ["de", "en"])
def test_one_page_that_repeats_byte_for_byte(language: str) -> None:
    data = recovery_sheet(SHEET, language)  # type: ignore[arg-type]
    assert data == recovery_sheet(SHEET, language)  # type: ignore[arg-type]
    with pikepdf.open(BytesIO(data)) as pdf:
        assert len(pdf.pages) == 1
        assert str(pdf.Root.Lang) == language


def test_the_code_is_not_in_what_is_logged() -> None:
    assert CODE not in repr(SHEET)


def test_every_group_can_be_read_back(tmp_path: object) -> None:
    import os

    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice
    from PySide6.QtPdf import QPdfDocument
    from PySide6.QtWidgets import QApplication

    application = QApplication.instance() or QApplication([])
    assert application is not None
    buffer = QBuffer()
    buffer.setData(QByteArray(recovery_sheet(SHEET, "de")))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument()
    document.load(buffer)
    text = "".join(document.getAllText(0).text().split())
    document.close()
    for group in CODE.split("-"):
        assert group in text
