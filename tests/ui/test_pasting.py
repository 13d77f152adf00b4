"""Pasting into the text by Ctrl+V: paragraphs, points and clauses arrive as such, in one step that undo takes back."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from datapact.contract.text.clauses import Paragraph, places, plain_text
from datapact_ui.editor.page.editor_view import EditorView
from datapact_ui.kit.context.app_context import AppContext
from tests.ui.editor_open import CONTROL, SHIFT, editor_at, view, words

__all__ = ["view"]

PLACE = "subject-2"
WORD = (
    "<html><head><style>p {color:red}</style></head><body><p class=MsoNormal>Die Parteien vereinbaren <b>zwingend</b>:</p>"
    "<p style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>1.&nbsp;</span>den Zweck;</p>"
    "<p style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>2.&nbsp;</span>die Dauer.</p>"
    "<p>(4) Danach endet alles.</p><script src='http://localhost/x.js'>throw 1</script></body></html>"
)


def put(html: str, text: str = "") -> None:
    data = QMimeData()
    data.setHtml(html)
    data.setText(text)
    QApplication.clipboard().setMimeData(data)


def test_a_passage_of_word_arrives_with_its_structure(view: EditorView, context: AppContext) -> None:
    document = view.session.document
    told: list[str] = []
    context.said.connect(told.append)
    editor = editor_at(view, PLACE, 10_000)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    put(WORD)
    QTest.keyClick(editor, Qt.Key.Key_V, CONTROL)
    clause = next(one for one in view.session.document.clauses if one.id == "subject")
    at = next(
        n for n, one in enumerate(clause.paragraphs) if plain_text(one.text["de"]).startswith("Die Parteien verein")
    )
    first, second = clause.paragraphs[at : at + 2]
    assert plain_text(first.text["de"]) == "Die Parteien vereinbaren zwingend:"
    assert [plain_text(one.text["de"]) for one in first.items] == ["den Zweck;", "die Dauer."]
    assert plain_text(second.text["de"]) == "Danach endet alles."
    assert view.canvas.current == second.id
    assert editor.textCursor().position() == len("Danach endet alles.")
    assert [run.text for run in first.text["de"] if run.is_bold] == ["zwingend"]
    assert "not kept" not in told[-1]
    QTest.keyClicks(editor, " Punkt")
    assert words(view, second.id) == "Danach endet alles. Punkt"
    for _step in range(3):
        QTest.keyClick(editor, Qt.Key.Key_Z, CONTROL)
    assert view.session.document == document


def test_a_selection_over_clauses_copied_and_pasted_has_its_clauses_again(view: EditorView) -> None:
    before = view.session.document.clauses
    order = list(view.canvas.row_numbers)
    editor = editor_at(view, before[1].id)
    for _row in range(order.index(before[3].id) - order.index(before[1].id) - 1):
        QTest.keyClick(editor, Qt.Key.Key_Down, SHIFT)
    QTest.keyClick(editor, Qt.Key.Key_C, CONTROL)
    QTest.keyClick(editor, Qt.Key.Key_End, CONTROL)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QTest.keyClick(editor, Qt.Key.Key_V, CONTROL)
    after = view.session.document.clauses
    assert len(after) == len(before) + 2
    for copied, original in zip(after[-2:], before[1:3], strict=True):
        assert plain_text(copied.heading["de"]) == plain_text(original.heading["de"])
        assert [_said(one) for one in copied.paragraphs] == [_said(one) for one in original.paragraphs]


def test_terms_survive_within_the_agreement(view: EditorView) -> None:
    def terms(place: str) -> list[str]:
        return [run.term for run in dict(places(view.session.document.clauses))[place]["de"] if run.term]

    had = terms("subject-1")
    assert had
    editor = editor_at(view, "subject-1", 0)
    QTest.keyClick(editor, Qt.Key.Key_End, SHIFT)
    while editor.textCursor().position() < len(words(view, "subject-1")):
        QTest.keyClick(editor, Qt.Key.Key_Down, SHIFT)
        QTest.keyClick(editor, Qt.Key.Key_End, SHIFT)
    QTest.keyClick(editor, Qt.Key.Key_X, CONTROL)
    assert terms("subject-1") == []
    editor_at(view, PLACE, 10_000)
    QTest.keyClick(editor, Qt.Key.Key_V, CONTROL)
    assert terms(PLACE)[-len(had) :] == had
    whole = words(view, PLACE)
    QTest.keyClick(editor, Qt.Key.Key_A, CONTROL)
    QTest.keyClick(editor, Qt.Key.Key_C, CONTROL)
    QTest.keyClick(editor, Qt.Key.Key_V, CONTROL)
    assert whole in [words(view, place) for place in view.canvas.row_numbers]
    assert sum(terms(place) == terms(PLACE) for place in view.canvas.row_numbers) >= 1


def test_a_double_click_takes_a_number_whole(view: EditorView) -> None:
    editor = editor_at(view, PLACE, 0)
    QTest.keyClicks(editor, "10.000 Euro ")
    editor.go_to(4)
    at = editor.cursorRect(editor.textCursor()).center()
    QTest.mouseDClick(editor.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert editor.textCursor().selectedText() == "10.000"
    editor.go_to(9)
    at = editor.cursorRect(editor.textCursor()).center()
    QTest.mouseDClick(editor.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert editor.textCursor().selectedText() == "Euro"


def test_words_dragged_within_a_paragraph_move(view: EditorView) -> None:
    before = words(view, PLACE)
    editor = editor_at(view, PLACE, 0)
    data = QMimeData()
    data.setText("Vorab\x07 ")
    at = editor.cursorRect(editor.textCursor()).center().toPointF()
    drop = QDropEvent(at, Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    editor.dropEvent(drop)
    assert words(view, PLACE) == f"Vorab {before}"


def _said(paragraph: Paragraph) -> list[str]:
    return [plain_text(one.text["de"]) for one in (paragraph, *paragraph.items)]


def test_words_only_stay_in_the_paragraph(view: EditorView) -> None:
    before = words(view, PLACE)
    editor = editor_at(view, PLACE, 0)
    put(WORD, "1. eins\r\n2. zwei ")
    QTest.keyClick(editor, Qt.Key.Key_V, CONTROL | SHIFT)
    assert words(view, PLACE) == f"1. eins\n2. zwei {before}"


def test_words_amid_a_sentence_keep_their_spaces_and_chips_stay_whole(view: EditorView) -> None:
    before = words(view, PLACE)
    editor = editor_at(view, PLACE, 3)
    put("<span>und</span>", " und ")
    QTest.keyClick(editor, Qt.Key.Key_V, CONTROL)
    assert words(view, PLACE) == f"{before[:3]} und {before[3:]}"
    assert editor.textCursor().position() == 8


def test_a_long_document_is_read_beside_the_window(view: EditorView, context: AppContext, qtbot: QtBot) -> None:
    editor = editor_at(view, PLACE, 10_000)
    put(f"<style>{'x' * 120_000}</style><h2>§ 1 Neu</h2><p>Wort</p>")
    count = len(view.session.document.clauses)
    QTest.keyClick(editor, Qt.Key.Key_V, CONTROL)
    assert len(view.session.document.clauses) == count, "not yet"
    qtbot.waitUntil(lambda: len(view.session.document.clauses) == count + 1)
    assert words(view, view.canvas.current) == "Wort"


def test_typed_numbers_of_parts_are_offered_as_references(view: EditorView, context: AppContext, dialogs) -> None:
    """Asked before, with what they would lead to; a number that is not here is said, and stays a word."""
    told: list[str] = []
    context.said.connect(told.append)
    dialogs.confirmed = True
    editor = editor_at(view, PLACE, 10_000)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    put("", "Es gilt § 2 entsprechend, nicht § 97 und nicht § 154 Abs. 2 BGB.")
    QTest.keyClick(editor, Qt.Key.Key_V, CONTROL)
    runs = next(
        texts["de"]
        for _place, texts in places(view.session.document.clauses)
        if plain_text(texts["de"]).startswith("Es gilt § 2 entsprechend")
    )
    assert [run.text for run in runs if run.ref] == ["§ 2"]
    assert "§ 97" in told[-1]
    assert "154" not in told[-1]


def test_lines_with_tabs_arrive_as_a_table(view: EditorView) -> None:
    editor = editor_at(view, PLACE, 10_000)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    put("", "Messwert\tEinheit\nSchwingung\tmm/s\nTemperatur\t°C")
    QTest.keyClick(editor, Qt.Key.Key_V, CONTROL)
    (table,) = [one for clause in view.session.document.clauses for one in clause.paragraphs if one.columns == 2]
    assert [plain_text(one.text["de"]) for one in table.items] == [
        "Messwert",
        "Einheit",
        "Schwingung",
        "mm/s",
        "Temperatur",
        "°C",
    ]
