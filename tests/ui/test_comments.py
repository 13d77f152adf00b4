"""Comments beside the text: in the editor and on the agreement page, by mouse and by keys."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from datapact.agreements.steps.comments import comment_on
from datapact.agreements.steps.negotiation import new_agreement
from datapact.agreements.views.comments import comments
from datapact.contract.changes.anchor import anchor_at
from datapact.contract.templates.template import example_answers
from datapact_ui.editor.comments.comment_dialog import CommentDialog
from datapact_ui.editor.comments.comments_panel import CommentsPanel
from datapact_ui.editor.page.editor_view import EditorView
from datapact_ui.kit.context.app_context import AppContext
from tests.agreements.negotiated import Table
from tests.ui.exchanged import settled

PLACE = "subject-2"


def press(parent: QWidget, name: str, context: AppContext, qtbot: QtBot) -> None:
    button = parent.findChild(QPushButton, name)
    assert button is not None, name
    assert button.isEnabled(), name
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    settled(context, qtbot)


def write(panel: CommentsPanel, words: str, context: AppContext, qtbot: QtBot, *, shared: bool = False) -> str:
    """Fill the dialog that is open and press its button; returns what it is about."""
    dialog = panel.findChild(CommentDialog)
    assert dialog is not None
    about = dialog.findChild(QWidget, "comment_about").text()
    dialog.text.setPlainText(words)
    if shared:
        dialog.shared.setChecked(True)
    press(dialog, "comment_dialog-do", context, qtbot)
    return str(about)


def test_a_comment_on_selected_words_follows_them_in_the_editor(context: AppContext, qtbot: QtBot) -> None:
    history = new_agreement(context.worker.acting, "ai-pilot", example_answers("ai-pilot"))
    view = EditorView(context, history)
    qtbot.addWidget(view)
    view.resize(1400, 900)
    view.show()
    settled(context, qtbot)
    assert view.canvas.show_place(PLACE, "de", 0)
    editor = view.canvas.editor
    assert editor is not None
    cursor = editor.textCursor()
    cursor.setPosition(4)
    cursor.setPosition(20, QTextCursor.MoveMode.KeepAnchor)
    editor.setTextCursor(cursor)
    passage = cursor.selectedText()
    view.new_comment()
    panel = view.comments
    assert passage in write(panel, "Warum so?", context, qtbot)
    thread = panel.chosen()
    assert thread is not None
    assert (thread.anchor.words, thread.audience, thread.found.whereabouts) == (passage, "house", "here")
    assert panel.list.item(0).data(Qt.ItemDataRole.AccessibleTextRole).startswith(str(thread.where))
    assert view.side.tabText(view.side.indexOf(panel)) == "Comments (1)"

    cursor = editor.textCursor()
    cursor.setPosition(0)
    editor.setTextCursor(cursor)
    qtbot.keyClicks(editor, "Vorab ")
    qtbot.waitUntil(lambda: view.comments.threads[0].found.start == 10)
    assert view.comments.threads[0].found.whereabouts == "changed"

    view.show_comments()
    qtbot.keyClick(panel.list, Qt.Key.Key_Return)
    assert view.canvas.current == PLACE
    press(panel, "comments-answer", context, qtbot)
    write(panel, "Weil das Gesetz es so will.", context, qtbot)
    assert "Weil das Gesetz" in panel.whole.toPlainText()
    press(panel, "comments-settle", context, qtbot)
    assert panel.list.count() == 0
    panel.state.setCurrentIndex(2)
    panel.state.activated.emit(2)
    assert panel.list.count() == 1


def test_comments_beside_the_text_of_the_agreement(table: Table, at_context, qtbot: QtBot) -> None:
    table.offer()
    from datapact.agreements.projection.append import load_state
    from datapact.agreements.views.comments import document_of

    with table.sofia.vault.read() as session:
        document = document_of(load_state(session, table.history))
    assert document is not None
    comment_on(table.sofia, table.history, "Bitte kürzer.", anchor_at(document, PLACE, "de", 4, 20), "partners")
    table.carry(table.sofia, table.anna)
    view = at_context()
    view.do("comments")
    settled(view.context, qtbot)
    panel = view.text.comments
    thread = panel.chosen()
    assert thread is not None
    assert (thread.first.author, thread.audience) == ("Prof. Dr. Sofia Brandt", "partners")
    qtbot.mouseClick(panel.bar, Qt.MouseButton.LeftButton)
    settled(view.context, qtbot)
    press(panel, "comments-answer", view.context, qtbot)
    write(panel, "Intern: 40 Seiten sind genug.", view.context, qtbot, shared=False)
    view.text.go_to(PLACE)
    view.do("new_comment")
    settled(view.context, qtbot)
    write(panel, "Einverstanden?", view.context, qtbot, shared=True)
    settled(view.context, qtbot)
    assert panel.chosen().first.text == "Einverstanden?", "else the next reply would go to another thread"
    found = comments(table.anna, table.history)
    assert found.bar
    assert sorted((one.first.text, one.anchor.place) for one in found.threads) == [
        ("Bitte kürzer.", PLACE),
        ("Einverstanden?", PLACE),
    ]
    assert len(next(one for one in found.threads if one.first.text == "Bitte kürzer.").said) == 2
