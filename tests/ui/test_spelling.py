"""Spelling in the editor: lines under words, suggestions by key and mouse, words of the house, a dictionary that went."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt, qInstallMessageHandler
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from datapact.agreements.steps.negotiation import new_agreement
from datapact.contract.editing.commands import Reword
from datapact.contract.templates.template import example_answers
from datapact.contract.text.clauses import Run, places, plain_text
from datapact_ui.editor.page.editor_view import EditorView
from datapact_ui.kit.context.app_context import AppContext
from tests.agreements.test_spelling import a_dictionary

PLACE = "subject-2"


def text_of(view: EditorView) -> str:
    return plain_text(dict(places(view.session.document.clauses))[PLACE]["de"])


def test_misspelt_words_are_marked_corrected_and_learned(
    context: AppContext, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DICPATH", str(a_dictionary(tmp_path / "dictionary").parent))
    told: list[str] = []
    monkeypatch.setattr(context, "notify", told.append)
    view = EditorView(context, new_agreement(context.worker.acting, "ai-pilot", example_answers("ai-pilot")))
    qtbot.addWidget(view)
    view.resize(1400, 900)
    view.show()
    assert context.worker.wait_until_idle()
    spelling = view.spelling

    def looked() -> None:
        spelling.look_now()
        assert context.worker.wait_until_idle(60_000)

    words = (Run("Der Vertrg", emphasis="bold"), Run(" gilt. Die Xyzzwort auch. "))
    assert view.session.do(Reword(PLACE, "de", words))
    looked()
    assert [one.word for one in view.canvas._misspelt[PLACE, "de"]][:2] == ["Vertrg", "Xyzzwort"]
    assert view.canvas._marks(PLACE, "de", view.canvas._colours())
    assert view._spelling_state.text() == ""

    # Alt+F7 goes to the first one; Enter takes the suggestion, in the look of the word; undo takes it back.
    view.canvas.show_place(PLACE, "de", 0)
    spelling.next_word()
    menu = view.canvas.editor.findChild(QMenu, "spelling-menu")
    assert menu is not None
    assert context.worker.wait_until_idle(60_000)
    assert menu.activeAction().text() == "Vertrag"
    qtbot.keyClick(menu, Qt.Key.Key_Return)
    assert text_of(view).startswith("Der Vertrag gilt.")
    assert dict(places(view.session.document.clauses))[PLACE]["de"][0] == Run("Der Vertrag", emphasis="bold")
    view.session.undo()
    assert text_of(view).startswith("Der Vertrg gilt.")

    # A word of the house is right from then on, in every agreement of the vault.
    looked()
    at = text_of(view).index("Xyzzwort")
    menu = spelling.open_menu(at + 2, None)
    assert menu is not None
    menu.findChild(QAction, "spelling-add").trigger()
    menu.close()
    assert "Xyzzwort" in spelling.own_words("de")
    assert [one.word for one in view.canvas._misspelt[PLACE, "de"]][:1] == ["Vertrg"]
    looked()
    assert "Xyzzwort" not in [one.word for one in view.canvas._misspelt[PLACE, "de"]]

    # What is made of it is right at once, too: nobody has to write before its lines go.
    assert view.session.do(Reword(PLACE, "de", (Run("Der Qwrtz gilt, die Qwrtz-Partner und der Qwrtz."),)))
    looked()
    assert [one.word for one in view.canvas._misspelt[PLACE, "de"]][:3] == ["Qwrtz", "Qwrtz-Partner", "Qwrtz"]
    spelling.add_word("de", "Qwrtz")
    qtbot.waitUntil(lambda: (PLACE, "de") not in view.canvas._misspelt, timeout=60_000)
    assert context.worker.wait_until_idle(60_000)

    # Without a dictionary the window says so, and marks nothing in that language.
    context.remember("spelling.dictionary.de", str(tmp_path / "gone.dic"))
    looked()
    assert "dictionary that you chose is not there" in view._spelling_state.text()
    assert (PLACE, "de") not in view.canvas._misspelt
    spelling.toggle()
    assert not view._spelling_state.text()
    assert told[-1] == "Spelling is not checked."
    assert context.worker.wait_until_idle(60_000)


def test_lines_under_words_that_are_gone_are_left_out(context: AppContext, qtbot: QtBot) -> None:
    view = EditorView(context, new_agreement(context.worker.acting, "ai-pilot", example_answers("ai-pilot")))
    qtbot.addWidget(view)
    view.show()
    assert context.worker.wait_until_idle()
    assert view.canvas.show_place(PLACE, "de", 0)
    editor = view.canvas.editor
    assert editor is not None
    end = len(editor.toPlainText())
    told: list[str] = []
    before = qInstallMessageHandler(lambda _kind, _context, words: told.append(words))
    try:
        editor.mark_misspelt([(0, 3), (end - 3, 3), (end - 2, 3), (end + 5, 2)], view.canvas._colours())
    finally:
        qInstallMessageHandler(before)
    assert told == [], "Qt says where a cursor cannot go"
    assert [one.cursor.selectionStart() for one in editor.extraSelections()] == [0, end - 3]


def test_keys_that_desktops_take_have_a_second_one(context: AppContext, qtbot: QtBot) -> None:
    view = EditorView(context, new_agreement(context.worker.acting, "ai-pilot", example_answers("ai-pilot")))
    qtbot.addWidget(view)
    assert context.worker.wait_until_idle()
    keys = {one.objectName(): [key.toString() for key in one.shortcuts()] for one in view.actions()}
    assert keys["misspelt-next"] == ["Alt+F7", "Ctrl+F7"]
    assert keys["insert-table"] == ["Ctrl+Alt+T", "Ctrl+Shift+T"]
    used = [key for listed in keys.values() for key in listed]
    assert len(used) == len(set(used))
