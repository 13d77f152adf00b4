"""Bold and italics by keys: on what is selected, on what is typed next, over several rows, taken back by undo."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from datapact.contract.text.clauses import Run, places
from datapact_ui.editor.page.editor_view import EditorView
from datapact_ui.kit.context.app_context import AppContext
from tests.ui.editor_open import CONTROL, SHIFT, editor_at, view, words

__all__ = ["view"]

PLACE = "subject-2"


def runs(view: EditorView, place: str = PLACE) -> tuple[Run, ...]:
    return dict(places(view.session.document.clauses))[place]["de"]


def select(view: EditorView, start: int, end: int) -> None:
    editor = editor_at(view, PLACE, start)
    cursor = editor.textCursor()
    cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
    editor.setTextCursor(cursor)


def test_keys_make_words_stand_out_and_take_it_back(view: EditorView, context: AppContext) -> None:
    before = view.session.document
    select(view, 0, 12)
    editor = view.canvas.editor
    assert editor is not None
    QTest.keyClick(editor, Qt.Key.Key_B, CONTROL)
    assert runs(view)[0].is_bold
    assert "".join(run.text for run in runs(view) if run.is_bold) == words(view, PLACE)[:12].strip()
    cursor = editor.textCursor()
    assert (cursor.selectionStart(), cursor.selectionEnd()) == (0, 12)
    QTest.keyClick(editor, Qt.Key.Key_I, CONTROL)
    assert runs(view)[0].emphasis == "bold-italic"
    assert editor.runs() == runs(view)
    assert editor.accessibleDescription() == f"bold and italic: {words(view, PLACE)[:12].strip()}"
    QTest.keyClick(editor, Qt.Key.Key_B, CONTROL)
    assert runs(view)[0].emphasis == "italic"
    for _step in range(3):
        QTest.keyClick(editor, Qt.Key.Key_Z, CONTROL)
    assert view.session.document == before


def test_what_is_typed_stands_out_as_wished_and_as_the_words_before_it(view: EditorView, context: AppContext) -> None:
    told: list[str] = []
    context.said.connect(told.append)
    editor = editor_at(view, PLACE, 10_000)
    QTest.keyClick(editor, Qt.Key.Key_B, CONTROL)
    assert told[-1] == "Bold on"
    QTest.keyClicks(editor, "Neu")
    QTest.keyClick(editor, Qt.Key.Key_B, CONTROL)
    QTest.keyClicks(editor, " und")
    assert [(run.text, run.emphasis) for run in runs(view)[-2:]] == [("Neu", "bold"), (" und", "")]
    editor.go_to(editor.textCursor().position() - 5)
    QTest.keyClicks(editor, "er")
    assert runs(view)[-2].text.startswith("Ne")
    assert "".join(run.text for run in runs(view) if run.is_bold) == "Neeru"
    heading = view.session.document.clauses[1].id
    editor_at(view, heading, 0)
    QTest.keyClick(editor, Qt.Key.Key_I, CONTROL)
    assert told[-1] == "A heading stands out as a whole."


def test_a_selection_over_rows_and_the_clipboard_keep_it(view: EditorView) -> None:
    clause = next(one for one in view.session.document.clauses if one.id == "subject")
    editor = editor_at(view, clause.id, 0)
    for _row in range(3):
        QTest.keyClick(editor, Qt.Key.Key_Down, SHIFT)
    chosen = view.canvas.selecting.range()
    assert chosen is not None
    QTest.keyClick(editor, Qt.Key.Key_B, CONTROL)
    assert view.canvas.selecting.range() == chosen
    now = next(one for one in view.session.document.clauses if one.id == "subject")
    assert now.heading == clause.heading
    assert all(run.is_bold for run in now.paragraphs[0].text["de"])
    QTest.keyClick(editor, Qt.Key.Key_C, CONTROL)
    assert "<b>" in QApplication.clipboard().mimeData().html()
    QTest.keyClick(editor, Qt.Key.Key_End, CONTROL)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QTest.keyClick(editor, Qt.Key.Key_V, CONTROL)
    known = {one.id for one in view.session.document.clauses if plain(one.heading["de"]) == plain(clause.heading["de"])}
    added = next(one for one in view.session.document.clauses if one.id in known - {clause.id})
    assert any(run.is_bold for run in added.paragraphs[0].text["de"])
    assert not any(run.emphasis for run in added.heading["de"])


def plain(listed: tuple[Run, ...]) -> str:
    return "".join(run.text for run in listed)
