"""Find and replace by keys: hits of both languages with their places, terms kept, replacing all undone in one step."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from datapact.contract.editing.find_words import Wanted, find_words, replaced
from datapact.contract.text.clauses import Run, places, plain_text
from datapact_ui.editor.page.editor_view import EditorView
from datapact_ui.kit.context.app_context import AppContext
from tests.depth import examples
from tests.ui.editor_open import CONTROL, editor_at, view

__all__ = ["view"]

NONE = Qt.KeyboardModifier.NoModifier


def said(view: EditorView) -> str:
    return "\n".join(
        plain_text(runs) for _place, texts in places(view.session.document.clauses) for runs in texts.values()
    )


def rows(view: EditorView) -> list[str]:
    model = view.find_bar.list.model()
    return [str(model.index(n, 0).data()) for n in range(model.rowCount())]


def test_all_hits_of_both_languages_are_replaced_in_one_step(view: EditorView, context: AppContext) -> None:
    told: list[str] = []
    context.said.connect(told.append)
    bar, document, text = view.find_bar, view.session.document, said(view)
    editor = editor_at(view, "subject-2")
    QTest.keyClick(editor, Qt.Key.Key_H, CONTROL)
    assert bar.replacing.isVisible()
    QTest.keyClicks(bar.line, "model")
    listed = rows(view)
    assert len(listed) == text.lower().count("model")
    assert any(row.startswith("§ ") and ", German" in row for row in listed)
    assert any(row.startswith("Section ") and ", English" in row for row in listed)
    kept = [row for row in listed if " (value of a term): " in row]
    assert kept
    assert len(kept) < len(listed)
    QTest.keyClicks(bar.words, "Muster")
    assert any("[deleted: model] [inserted: Muster]" in row for row in rows(view))
    bar.list.viewport().grab()
    QTest.mouseClick(bar.all, Qt.MouseButton.LeftButton)
    assert said(view).count("Muster") == len(listed) - len(kept)
    assert said(view).lower().count("model") == len(kept)
    assert view.session.document.terms == document.terms
    assert f"{len(kept)} stay: they show values of terms or numbers." in told[-1]
    bar.put_away()
    editor.setFocus()
    QTest.keyClick(editor, Qt.Key.Key_Z, CONTROL)
    assert view.session.document == document
    QTest.keyClick(editor, Qt.Key.Key_Y, CONTROL)
    assert said(view).count("Muster") == len(listed) - len(kept)


def test_what_was_replaced_by_words_that_hold_it_is_not_offered_again(view: EditorView) -> None:
    bar = view.find_bar
    view.canvas.show_place(next(iter(view.canvas.row_numbers)))
    bar.open(replacing=True)
    QTest.keyClicks(bar.line, "Daten")
    QTest.keyClicks(bar.words, "Qwertdaten")
    assert bar.all.isEnabled()
    QTest.mouseClick(bar.all, Qt.MouseButton.LeftButton)
    after = said(view)
    assert "Qwertdaten" in after
    assert not bar.all.isEnabled()
    bar.replace_all()
    assert said(view) == after


def test_one_after_the_other_and_a_term_says_why_it_stays(view: EditorView, context: AppContext) -> None:
    told: list[str] = []
    context.said.connect(told.append)
    bar, before = view.find_bar, said(view)
    view.canvas.show_place(next(iter(view.canvas.row_numbers)))
    bar.open(replacing=True)
    QTest.keyClicks(bar.line, "Daten")
    QTest.keyClicks(bar.words, "Qwert")
    for _step in range(bar.list.hits.rowCount()):
        QTest.keyClick(bar.words, Qt.Key.Key_Return)
    assert "Qwert" in said(view)
    assert any("value of a term" in one for one in told) == any(" (value of a term): " in row for row in rows(view))
    for _step in range(view.session.stack.count()):
        view.session.undo()
    assert said(view) == before


def test_whole_words_and_case(view: EditorView) -> None:
    bar = view.find_bar
    bar.open()
    QTest.keyClicks(bar.line, "die")
    everything = len(rows(view))
    QTest.keyClick(bar.whole_words, Qt.Key.Key_Space)
    whole = len(rows(view))
    QTest.keyClick(bar.same_case, Qt.Key.Key_Space)
    assert everything > whole > len(rows(view)) > 0
    assert not bar.replacing.isVisible()


def test_a_hit_in_the_hidden_language_brings_it_up(view: EditorView) -> None:
    view.next_columns()
    assert view.canvas.languages == ("de",)
    bar = view.find_bar
    bar.open()
    QTest.keyClicks(bar.line, "whereas the parties" if "whereas the parties" in said(view) else "the parties")
    assert "en" in view.canvas.languages
    assert view.canvas.language == "en"
    QTest.keyClick(bar.line, Qt.Key.Key_Return)
    QTest.keyClick(bar.line, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(bar.line, Qt.Key.Key_Down)
    assert bar.list.hasFocus()
    first = bar.list.currentIndex().row()
    QTest.keyClick(bar.list, Qt.Key.Key_Down)
    assert bar.list.currentIndex().row() == first + 1
    QTest.keyClick(bar.list, Qt.Key.Key_Escape)
    assert not bar.isVisible()
    bar.open()
    QTest.keyClick(bar.line, Qt.Key.Key_Escape)
    assert not bar.isVisible()


def test_the_search_stays_where_it_began_and_leaves_the_hit_selected(view: EditorView) -> None:
    bar = view.find_bar
    editor = editor_at(view, "subject-2")
    QTest.keyClick(editor, Qt.Key.Key_F, CONTROL)
    QTest.keyClicks(bar.line, plain_text(view.canvas.row_of("subject-2").texts["de"])[5:22])
    assert view.canvas.current == "subject-2", "each letter is looked for from the place on where the search began"
    QTest.keyClick(bar.line, Qt.Key.Key_Escape, NONE)
    assert view.canvas.editor is not None
    assert view.canvas.editor.textCursor().selectedText() == bar.line.text()
    QTest.keyClick(view.canvas.editor, Qt.Key.Key_F, CONTROL)
    QTest.keyClicks(bar.line, "30. Juni 2028")
    QTest.keyClick(bar.line, Qt.Key.Key_Escape, NONE)
    QTest.keyClick(view.canvas.editor, Qt.Key.Key_F2, NONE)
    QApplication.processEvents()
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    assert field.selectedText() == field.text() != "", "what is typed takes the place of the value"
    QTest.keyClicks(field, "31.12.2029")
    QTest.keyClick(field, Qt.Key.Key_Return, NONE)
    stack = view.canvas._stack
    at = stack.index[view.canvas.current]
    assert "2029" in said(view)
    assert stack.tops[at + 1] - stack.tops[at] == stack.rows[at].height, "no row is painted over another"


def test_hits_follow_what_is_typed(view: EditorView, qtbot: QtBot) -> None:
    bar = view.find_bar
    editor = editor_at(view, "subject-2")
    bar.open()
    QTest.keyClicks(bar.line, "Qwert")
    assert rows(view) == []
    editor_at(view, "subject-2")
    QTest.keyClicks(editor, "Qwert ")
    qtbot.waitUntil(lambda: len(rows(view)) == 1)
    QTest.keyClick(editor, Qt.Key.Key_F3, NONE)
    QApplication.processEvents()
    assert (view.canvas.current, editor.textCursor().position()) == ("subject-2", 5)


_RUNS = st.lists(
    st.builds(Run, st.text("abß İ", min_size=1, max_size=5))
    | st.builds(Run, st.text("abß", min_size=1, max_size=4), st.just("title"))
    | st.builds(Run, st.just("§ 1"), st.none(), st.just("subject")),
    max_size=5,
)


@given(_RUNS, st.text("abß İ", min_size=1, max_size=3), st.text("xy", max_size=3), st.booleans())
@settings(max_examples=examples(150))
def test_only_own_words_are_replaced(runs: list[Run], wanted: str, new: str, same_case: bool) -> None:
    hits = list(find_words([("here", {"de": tuple(runs)})], ("de",), Wanted(wanted, same_case)))
    after = replaced(runs, hits, new)
    assert [run for run in after if run.term or run.ref] == [run for run in runs if run.term or run.ref]
    words = plain_text(runs)
    expected, at = "", 0
    for hit in hits:
        if hit.replaceable:
            expected += words[at : hit.start] + new
            at = hit.end
    assert plain_text(after) == expected + words[at:]
    if same_case and all(hit.replaceable for hit in hits):
        assert plain_text(after) == words.replace(wanted, new)
