"""Printing: the pages of the PDF, beside the window, with what is on the screen, recorded among the exports."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPageRanges
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from datapact.agreements.steps.negotiation import new_agreement
from datapact.base.errors import WrongUse
from datapact.contract.templates.template import example_answers
from datapact.pdf.engine.page_choice import some_pages
from datapact_ui.agreement_page.page.agreement_view import AgreementView
from datapact_ui.editor.page.editor_view import EditorView
from datapact_ui.kit.background.runner import Cancelled
from datapact_ui.kit.context.app_context import AppContext
from datapact_ui.kit.text.print_pdf import paint_pages, print_pages
from datapact_ui.kit.text.print_preview import PrintPreview
from tests.signing.samples import signed_contract
from tests.ui.conftest import AnsweredDialogs
from tests.ui.editor_open import CONTROL, editor_at


def to_file(path: Path, *, first: int = 0, last: int = 0) -> QPrinter:
    """A printer that writes a PDF, coarse so that painting costs little."""
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    printer.setResolution(36)
    printer.setFromTo(first, last)
    return printer


def test_what_is_on_the_screen_is_printed_beside_the_window(
    qtbot: QtBot, context: AppContext, dialogs: AnsweredDialogs, tmp_path: Path
) -> None:
    told: list[str] = []
    context.said.connect(told.append)
    history = new_agreement(context.worker.acting, "ai-pilot", example_answers("ai-pilot"))
    view = EditorView(context, history)
    qtbot.addWidget(view)
    view.show()
    assert context.worker.wait_until_idle()
    view.addActions(view.actions())  # as the menu of the window has them
    view.activateWindow()
    editor = editor_at(view, "subject-2")
    QTest.keyClicks(editor, "Xylophon ")
    dialogs.printer = to_file(tmp_path / "some.pdf", first=2, last=3)
    QTest.keyClick(editor, Qt.Key.Key_P, CONTROL)
    assert context.worker.wait_until_idle()
    preview = view.findChild(PrintPreview)
    assert preview.isVisible()
    assert "Xylophon" in preview.panel.document.getAllText(preview.panel.document.pageCount() // 2).text() or any(
        "Xylophon" in preview.panel.document.getAllText(n).text() for n in range(preview.panel.document.pageCount())
    ), "what is on the screen, saved or not"
    QTest.keyClick(preview, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: any("2 pages written as a PDF." in one for one in told), timeout=20_000)
    ((_title, pages),) = (arguments for method, arguments in dialogs.asked if method == "ask_printer")
    assert pages > 5
    with pikepdf.open(tmp_path / "some.pdf") as pdf:
        assert len(pdf.pages) == 2
        assert "/StructTreeRoot" not in pdf.Root, "two of many pages claim nothing that is true of the whole only"
    some = QPdfDocument()
    some.load(str(tmp_path / "some.pdf"))
    assert "§" in some.getAllText(1).text(), "words, no pictures of them"
    assert (tmp_path / "some.pdf").stat().st_size < 200_000

    page = AgreementView(context, history)
    qtbot.addWidget(page)
    assert context.worker.wait_until_idle()
    dialogs.printer = to_file(tmp_path / "page.pdf", first=1, last=1)
    page.do("print")
    assert context.worker.wait_until_idle()
    page.findChild(PrintPreview).print_button.click()
    qtbot.waitUntil(lambda: any("1 page written as a PDF." in one for one in told), timeout=20_000)
    with context.worker.acting.vault.read() as session:
        assert session is not None
    assert dark(tmp_path / "page.pdf")


def test_a_print_that_is_stopped_leaves_no_file(context: AppContext, tmp_path: Path) -> None:
    from datapact.signing.ceremony.export import export_pdf

    history = new_agreement(context.worker.acting, "ai-pilot", example_answers("ai-pilot"))

    pdf, done = export_pdf(context.worker.acting, history), []

    def stop(_what: str, page: int, _total: int) -> None:
        done.append(page)
        if page == 1:
            raise Cancelled

    with pytest.raises(Cancelled):
        paint_pages(pdf, to_file(tmp_path / "none.pdf"), stop)
    assert done == [0, 1]
    assert paint_pages(pdf, to_file(tmp_path / "painted.pdf", first=1, last=1)) == 1
    assert dark(tmp_path / "painted.pdf")


def test_the_chosen_pages_are_written_and_no_others(context: AppContext, tmp_path: Path) -> None:
    from datapact.signing.ceremony.export import export_pdf

    pdf = export_pdf(
        context.worker.acting, new_agreement(context.worker.acting, "ai-pilot", example_answers("ai-pilot"))
    )
    printer = to_file(tmp_path / "two.pdf")
    printer.setPageRanges(QPageRanges.fromString("5,1"))
    assert print_pages(pdf, printer) == 2
    with pikepdf.open(tmp_path / "two.pdf") as two, pikepdf.open(BytesIO(pdf)) as whole:
        assert [page.Contents.read_bytes() for page in two.pages] == [
            whole.pages[number].Contents.read_bytes() for number in (0, 4)
        ]
    printer = to_file(tmp_path / "none.pdf", first=900, last=901)
    for way in (print_pages, paint_pages):
        with pytest.raises(WrongUse):
            way(pdf, printer)
    assert not (tmp_path / "none.pdf").exists()


def dark(path: Path) -> bool:
    document = QPdfDocument()
    document.load(str(path))
    image = document.render(0, document.pagePointSize(0).toSize())
    return any(
        image.pixelColor(x, y).lightness() < 128
        for x in range(0, image.width(), 3)
        for y in range(0, image.height(), 3)
    )


def test_some_pages_keep_how_signatures_look() -> None:
    pdf = signed_contract().pdf
    with pikepdf.open(BytesIO(pdf)) as whole:
        numbers = [
            n for n, page in enumerate(whole.pages) if any(one.get("/FT") == "/Sig" for one in page.get("/Annots", ()))
        ]
        assert numbers
    with pikepdf.open(BytesIO(some_pages(pdf, numbers[:1]))) as part:
        (page,) = part.pages
        assert {str(one.Subtype) for one in page.Annots} == {"/Stamp"}
        assert "/AcroForm" not in part.Root, "a part is not signed"
        assert "/Names" not in part.Root
