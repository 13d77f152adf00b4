"""Tables by keyboard: inserted, filled cell by cell, rows and columns added and removed, all taken back by undo."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from datapact.contract.text.clauses import Paragraph, plain_text
from datapact.contract.text.document import read_state, write_state
from datapact_ui.editor.page.editor_view import EditorView
from datapact_ui.kit.context.app_context import AppContext
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


def test_a_table_is_made_and_filled_by_keys(view: EditorView, desk: AppContext) -> None:
    before = view.session.document
    told: list[str] = []
    desk.said.connect(told.append)
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
