"""Selecting over several paragraphs: by mouse and by keys, copied, deleted and replaced in one step."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from datapact.base.texts import Language
from datapact_ui.editor.page.editor_view import EditorView
from datapact_ui.editor.text.clause_canvas import ClauseCanvas
from tests.ui.editor_open import CONTROL, SHIFT, editor_at, view, words

__all__ = ["view"]

FIRST = "preamble-background"


def after(canvas: ClauseCanvas, place: str, by: int = 1) -> str:
    order = list(canvas.row_numbers)
    return order[order.index(place) + by]


def point_of(canvas: ClauseCanvas, place: str, language: Language, position: int) -> QPoint:
    """A point of the viewport whose character is this one, searched for as a pointer would."""
    for y in range(0, canvas.viewport().height(), 4):
        for x in range(0, canvas.viewport().width(), 3):
            if canvas.hit(QPoint(x, y).toPointF()) == (place, language, position):
                return QPoint(x, y)
    raise AssertionError("not in sight")


def drag(canvas: ClauseCanvas, start: QPoint, end: QPoint) -> None:
    port = canvas.viewport()
    QTest.mousePress(port, Qt.MouseButton.LeftButton, pos=start)
    for step in (0.3, 0.7, 1.0):
        QTest.mouseMove(port, start + (end - start) * step)
    QTest.mouseRelease(port, Qt.MouseButton.LeftButton, pos=end)


def test_a_drag_over_paragraphs_is_copied(view: EditorView) -> None:
    canvas = view.canvas
    editor_at(view, FIRST)
    last = after(canvas, FIRST)
    other = after(canvas, last)
    canvas.show_place(other)
    canvas.verticalScrollBar().setValue(0)  # the editor is elsewhere, so that the press meets the canvas
    drag(canvas, point_of(canvas, FIRST, "de", 4), point_of(canvas, last, "de", 6))
    chosen = canvas.selecting.range()
    assert chosen is not None
    assert (chosen.first, chosen.start, chosen.last, chosen.end) == (FIRST, 4, last, 6)
    assert canvas.editor is not None
    QTest.keyClick(canvas.editor, Qt.Key.Key_C, CONTROL)
    assert QApplication.clipboard().text() == f"{words(view, FIRST)[4:]}\n{words(view, last)[:6]}"
    assert view.session.stack.count() == 0


def test_a_drag_within_a_paragraph_selects_there(view: EditorView) -> None:
    canvas = view.canvas
    editor = editor_at(view, after(canvas, FIRST))
    drag(canvas, point_of(canvas, FIRST, "de", 2), point_of(canvas, FIRST, "de", 8))
    assert canvas.selecting.range() is None
    assert editor.textCursor().selectedText() == words(view, FIRST)[2:8]


def test_what_is_selected_by_keys_is_replaced_in_one_step(view: EditorView) -> None:
    canvas = view.canvas
    last = after(canvas, FIRST)
    before, english = {place: words(view, place) for place in (FIRST, last)}, words(view, last, "en")
    document = view.session.document
    editor = editor_at(view, FIRST, len(before[FIRST]))
    QTest.keyClick(editor, Qt.Key.Key_Down, SHIFT)
    assert canvas.selecting.range() is not None
    QTest.keyClick(editor, "N")
    assert words(view, FIRST) == f"{before[FIRST]}N"
    assert words(view, last) == ""
    assert words(view, last, "en") == english
    assert view.session.stack.count() == 1
    assert (canvas.current, editor.textCursor().position()) == (FIRST, len(before[FIRST]) + 1)
    QTest.keyClicks(editor, "eu")
    assert words(view, FIRST) == f"{before[FIRST]}Neu"
    view.session.undo()
    view.session.undo()
    assert view.session.document == document


def test_deleting_cutting_and_pasting(view: EditorView) -> None:
    canvas = view.canvas
    last = after(canvas, FIRST)
    document = view.session.document
    start, tail = words(view, FIRST)[:3], words(view, last)
    editor = editor_at(view, FIRST, 3)
    canvas.editor.moveCursor(canvas.editor.textCursor().MoveOperation.End)  # type: ignore[union-attr]
    editor.go_to(len(words(view, FIRST)))
    QTest.keyClick(editor, Qt.Key.Key_Down, SHIFT)
    QTest.keyClick(editor, Qt.Key.Key_X, CONTROL)
    assert QApplication.clipboard().text() == f"\n{tail}"
    assert words(view, last) == ""
    view.session.undo()
    assert view.session.document == document
    editor_at(view, last, 0)
    QTest.keyClick(editor, Qt.Key.Key_Up, SHIFT)
    QApplication.clipboard().setText("Neu\u202e\nund mehr")
    QTest.keyClick(editor, Qt.Key.Key_V, CONTROL)
    assert words(view, FIRST) == "Neu"
    assert words(view, after(canvas, FIRST)) == "und mehr"
    assert (after(canvas, FIRST, 2), words(view, last)) == (last, tail)
    assert not words(view, FIRST).startswith(start)
    view.session.undo()
    assert view.session.document == document


def test_escape_arrows_and_going_back_leave_the_selection(view: EditorView) -> None:
    canvas = view.canvas
    editor = editor_at(view, FIRST, 10_000)
    for key, modifier in ((Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier), (Qt.Key.Key_Up, SHIFT), (Qt.Key.Key_Left, Qt.KeyboardModifier.NoModifier)):  # fmt: skip
        QTest.keyClick(editor, Qt.Key.Key_Down, SHIFT)
        assert canvas.selecting.range() is not None
        QTest.keyClick(editor, key, modifier)
        assert canvas.selecting.range() is None
        editor.go_to(10_000)
    assert canvas.current == FIRST
    assert view.session.stack.count() == 0


def test_all_of_it(view: EditorView) -> None:
    canvas = view.canvas
    editor = editor_at(view, FIRST)
    QTest.keyClick(editor, Qt.Key.Key_A, CONTROL)
    chosen = canvas.selecting.range()
    assert chosen is not None
    assert (chosen.first, chosen.last) == (next(iter(canvas.row_numbers)), list(canvas.row_numbers)[-1])
    QTest.keyClick(editor, Qt.Key.Key_C, CONTROL)
    assert QApplication.clipboard().text().count("\n") == len(canvas.row_numbers) - 1
    html = QApplication.clipboard().mimeData().html()
    assert (html.count("<ol"), html.count("<li>")) == (html.count("</ol>"), html.count("</li>"))
    assert html.count("<h3>") == len(view.session.document.clauses)
    assert "<h3>§ 1 " in html
    canvas.viewport().grab()  # every row paints what is selected of it


def test_keys_take_the_selection_to_the_end_and_back(view: EditorView) -> None:
    canvas = view.canvas
    order = list(canvas.row_numbers)
    place = order[2]
    editor = editor_at(view, place, 3)
    QTest.keyClick(editor, Qt.Key.Key_End, CONTROL | SHIFT)
    chosen = canvas.selecting.range()
    assert chosen is not None
    assert (chosen.first, chosen.start, chosen.last, chosen.end) == (place, 3, order[-1], len(words(view, order[-1])))
    QTest.keyClick(editor, Qt.Key.Key_Left, SHIFT)
    chosen = canvas.selecting.range()
    assert chosen is not None
    assert chosen.end == len(words(view, order[-1])) - 1
    QTest.keyClick(editor, Qt.Key.Key_Home, CONTROL | SHIFT)
    chosen = canvas.selecting.range()
    assert chosen is not None
    assert (chosen.first, chosen.start, chosen.last, chosen.end) == (order[0], 0, place, 3)
    for _row in order[:2]:
        QTest.keyClick(editor, Qt.Key.Key_Down, SHIFT)
    assert canvas.selecting.range() is None
    editor.go_to(3)
    QTest.keyClick(editor, Qt.Key.Key_PageDown, SHIFT)
    chosen = canvas.selecting.range()
    assert chosen is not None
    assert canvas.row_numbers[chosen.last] > canvas.row_numbers[place] + 1
    QTest.keyClick(editor, Qt.Key.Key_PageUp, SHIFT)
    chosen = canvas.selecting.range()
    assert chosen is None or canvas.row_numbers[chosen.last] <= canvas.row_numbers[place] + 1
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    editor.go_to(len(words(view, place)))
    QTest.keyClick(editor, Qt.Key.Key_Right, SHIFT)
    QTest.keyClick(editor, Qt.Key.Key_Right, SHIFT | CONTROL)
    chosen = canvas.selecting.range()
    assert chosen is not None
    assert words(view, chosen.last)[: chosen.end].strip()
    assert " " not in words(view, chosen.last)[: chosen.end].strip()


def test_pages_and_ends_of_the_text_by_key(view: EditorView) -> None:
    canvas = view.canvas
    order = list(canvas.row_numbers)
    editor = editor_at(view, order[0])
    QTest.keyClick(editor, Qt.Key.Key_PageDown)
    one = canvas.row_numbers[canvas.current]
    assert one > 2
    assert canvas.verticalScrollBar().value() > 0
    QTest.keyClick(editor, Qt.Key.Key_PageUp)
    assert canvas.row_numbers[canvas.current] < one
    QTest.keyClick(editor, Qt.Key.Key_End, CONTROL)
    assert canvas.current == order[-1]
    assert editor.textCursor().position() == len(words(view, order[-1]))
    QTest.keyClick(editor, Qt.Key.Key_PageDown)
    assert canvas.current == order[-1]
    QTest.keyClick(editor, Qt.Key.Key_Home, CONTROL)
    assert (canvas.current, editor.textCursor().position()) == (order[0], 0)


def test_redo_by_both_keys(view: EditorView, qtbot: QtBot) -> None:
    editor = editor_at(view, FIRST)
    before = words(view, FIRST)
    QTest.keyClicks(editor, "Neu ")
    for key, modifiers in ((Qt.Key.Key_Y, CONTROL), (Qt.Key.Key_Z, CONTROL | SHIFT)):
        QTest.keyClick(editor, Qt.Key.Key_Z, CONTROL)
        assert words(view, FIRST) == before
        QTest.keyClick(editor, key, modifiers)
        assert words(view, FIRST) == f"Neu {before}"


def test_a_text_for_reading_is_copied_and_nothing_else(view: EditorView, qtbot: QtBot) -> None:
    canvas = ClauseCanvas()
    qtbot.addWidget(canvas)
    canvas.resize(900, 700)
    canvas.show_document(view.session.document, ("de",))
    canvas.show()
    canvas.show_place(FIRST)
    last = after(canvas, FIRST)
    drag(canvas, point_of(canvas, FIRST, "de", 4), point_of(canvas, last, "de", 6))
    QTest.keyClick(canvas, Qt.Key.Key_C, CONTROL)
    assert QApplication.clipboard().text() == f"{words(view, FIRST)[4:]}\n{words(view, last)[:6]}"
    QTest.keyClick(canvas, Qt.Key.Key_Delete)
    assert canvas.selecting.range() is not None
