"""Tables by keyboard: inserted, filled cell by cell, rows and columns added and removed, all taken back by undo."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor, QTextDocument, QTextTable, QTextTableCell
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from datapact.contract.changes.comparison import compared
from datapact.contract.editing.commands import Reword, SetTable
from datapact.contract.text.clauses import Paragraph, Run, plain_text
from datapact.contract.text.document import AgreementDocument, read_state, write_state
from datapact.contract.text.marked import marked_text
from datapact.pdf.reports.parts import Marked
from datapact.pdf.reports.redline import redline_report
from datapact_ui.editor.page.editor_view import EditorView
from datapact_ui.kit.context.app_context import AppContext
from datapact_ui.kit.text.text_document import written_text
from datapact_ui.kit.theme.colours import colours_of
from tests.ui.editor_open import CONTROL, SHIFT, editor_at, view

__all__ = ["view"]

PLACE = "subject-2"
ALT = Qt.KeyboardModifier.AltModifier


def table(view: EditorView, place: str = PLACE) -> Paragraph:
    return next(one for clause in view.session.document.clauses for one in clause.paragraphs if one.id == place)


def rows(view: EditorView) -> list[list[str]]:
    found = table(view)
    words = [plain_text(cell.text["de"]) for cell in found.items]
    return [words[at : at + found.columns] for at in range(0, len(words), found.columns)]


def test_a_table_is_made_and_filled_by_keys(view: EditorView, context: AppContext) -> None:
    before = view.session.document
    told: list[str] = []
    context.said.connect(told.append)
    editor = editor_at(view, PLACE, 5)
    QTest.keyClick(editor, Qt.Key.Key_T, CONTROL | ALT)
    cells = [one.id for one in table(view).items]
    assert (table(view).columns, len(cells)) == (3, 9)
    assert view.canvas.current == cells[0]
    for word in ("Sensor", "Einheit", "Takt", "Druck"):
        QTest.keyClicks(editor, word)
        QTest.keyClick(editor, Qt.Key.Key_Tab)
    QTest.keyClicks(editor, "bar")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QTest.keyClicks(editor, "absolut")
    assert rows(view) == [["Sensor", "Einheit", "Takt"], ["Druck", "bar\nabsolut", ""], ["", "", ""]]
    assert "Row 2, column 2" in editor.accessibleName()
    QTest.keyClick(editor, Qt.Key.Key_Tab, SHIFT)
    assert view.canvas.current == cells[3]
    editor.go_to(0)
    QTest.keyClick(editor, Qt.Key.Key_Backspace)
    QTest.keyClick(editor, Qt.Key.Key_Up)
    assert view.canvas.current == cells[0]
    QTest.keyClick(editor, Qt.Key.Key_Down)
    QTest.keyClick(editor, Qt.Key.Key_Down)
    assert view.canvas.current == cells[6]
    QTest.keyClick(editor, Qt.Key.Key_Backspace, CONTROL | SHIFT)
    assert rows(view) == [["Sensor", "Einheit", "Takt"], ["Druck", "bar\nabsolut", ""]]
    QTest.keyClick(editor, Qt.Key.Key_R, CONTROL | ALT)
    QTest.keyClick(editor, Qt.Key.Key_C, CONTROL | ALT)
    assert table(view).columns == 4
    assert len(rows(view)) == 3
    QTest.keyClicks(editor, "neu")
    QTest.keyClick(editor, Qt.Key.Key_Up, SHIFT | ALT)
    assert "neu" in rows(view)[1]
    QTest.keyClick(editor, Qt.Key.Key_C, CONTROL | ALT | SHIFT)
    QTest.keyClick(editor, Qt.Key.Key_R, CONTROL | ALT | SHIFT)
    assert rows(view) == [["Sensor", "Einheit", "Takt"], ["Druck", "bar\nabsolut", ""]]
    assert read_state(write_state(view.session.document)) == view.session.document
    editor_at(view, before.clauses[0].id)
    QTest.keyClick(editor, Qt.Key.Key_R, CONTROL | ALT)
    assert told[-1] == "The cursor is in no table."
    while view.session.stack.canUndo():
        view.session.undo()
    assert view.session.document == before


def test_cells_stand_beside_each_other(view: EditorView) -> None:
    editor = editor_at(view, PLACE, 5)
    QTest.keyClick(editor, Qt.Key.Key_T, CONTROL | ALT)
    cells = [one.id for one in table(view).items]
    QTest.keyClicks(editor, "Sensor")
    view.canvas.bring_into_sight(cells[0])
    boxes = [view.canvas.row_rect(view.canvas.row_numbers[one]) for one in cells]
    assert len({box.top() for box in boxes[:3]}) == 1
    assert boxes[0].left() < boxes[1].left() < boxes[2].left()
    assert boxes[3].top() > boxes[0].top()
    for n in (0, 1, 4):
        point = view.canvas.viewport().mapFromGlobal(boxes[n].center())
        hit = view.canvas.hit(point.toPointF(), "de")
        assert hit is not None
        assert hit[0] == cells[n]
    order = list(view.canvas.row_numbers)
    following = view.canvas.row_rect(view.canvas.row_numbers[order[order.index(cells[-1]) + 1]])
    assert following.top() > boxes[-1].top()


def laid_out(old: AgreementDocument, new: AgreementDocument) -> list[list[str]]:
    """The rows of tables in the window's text against an older one: deleted words in brackets, inserted in braces."""
    document = QTextDocument()
    list(written_text(document, {"de": marked_text(old, new, "de")}, {}, colours_of(QApplication.palette())))
    outer = next(one for one in document.rootFrame().childFrames() if isinstance(one, QTextTable))
    inner = sorted((one for one in outer.childFrames() if isinstance(one, QTextTable)), key=QTextTable.firstPosition)
    return [[_seen(each.cellAt(0, n)) for n in range(each.columns())] for each in inner]


def _seen(cell: QTextTableCell) -> str:
    cursor = cell.firstCursorPosition()
    words = cursor.block().text()
    cursor.movePosition(QTextCursor.MoveOperation.NextCharacter)
    look = cursor.charFormat()
    return f"[{words}]" if look.fontStrikeOut() else f"{{{words}}}" if look.fontUnderline() else words


def printed(old: AgreementDocument, new: AgreementDocument) -> list[list[str]]:
    """The same rows in the comparison as its PDF has them."""
    comparison = replace(compared(old, new), places={"de": marked_text(old, new, "de")})
    report = redline_report(comparison, "alt", "neu", "de")
    signs = {"": "{}", "deleted": "[{}]", "inserted": "{{{}}}"}
    rows = [one for one in report.blocks if isinstance(one, Marked) and any(words == " | " for words, *_ in one.pieces)]
    return [[signs[change].format(words) for words, change, _look in one.pieces if words != " | "] for one in rows]


def test_a_removed_row_does_not_run_into_its_neighbours(view: EditorView) -> None:
    editor = editor_at(view, PLACE, 5)
    QTest.keyClick(editor, Qt.Key.Key_T, CONTROL | ALT)
    for n, cell in enumerate(table(view).items):
        view.session.do(Reword(cell.id, "de", (Run(f"c{n}"),)))
    old = view.session.document
    ids = [one.id for one in table(view).items]

    def changed(*cells: str, columns: int = 3) -> list[list[str]]:
        """Both readings of the table with these cells; new ones say their own name."""
        assert view.session.do(SetTable(PLACE, columns, cells))
        for cell in cells:
            if cell not in ids:
                view.session.do(Reword(cell, "de", (Run(cell),)))
        new = view.session.document
        while view.session.document != old:
            view.session.undo()
        assert laid_out(old, new) == printed(old, new)
        return printed(old, new)

    gone, kept = ["[c3]", "[c4]", "[c5]"], [["c0", "c1", "c2"], ["c6", "c7", "c8"]]
    assert changed(*ids[:3], *ids[6:]) == [kept[0], gone, kept[1]]
    replaced = changed(*ids[:3], "n0", "n1", "n2", *ids[6:])
    assert replaced == [kept[0], gone, ["{n0}", "{n1}", "{n2}"], kept[1]]
    before = changed("n0", "n1", "n2", *ids[:3], *ids[6:])  # the row that is gone has the number of the one before it
    assert before == [["{n0}", "{n1}", "{n2}"], kept[0], gone, kept[1]]
    narrower = changed(*(one for n, one in enumerate(ids) if n % 3 != 1), columns=2)
    assert narrower == [["c0", "[c1]", "c2"], ["c3", "[c4]", "c5"], ["c6", "[c7]", "c8"]]
    assert changed(*(one for n, one in enumerate(ids) if n % 3 != 2), columns=2)[1] == ["c3", "c4", "[c5]"]
    assert changed(*(one for n, one in enumerate(ids) if n % 3 != 0), columns=2)[1] == ["[c3]", "c4", "c5"]
