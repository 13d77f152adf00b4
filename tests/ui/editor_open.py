"""An editor open on the AI pilot, with the cursor where a test wants it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from datapact.agreements.steps.negotiation import new_agreement
from datapact.base.texts import Language
from datapact.contract.templates.template import example_answers
from datapact.contract.text.clauses import places, plain_text
from datapact.contract.text.document import read_state, write_state
from datapact_ui.editor.page.editor_view import EditorView
from datapact_ui.editor.text.paragraph_edit import ParagraphEdit
from datapact_ui.kit.context.app_context import AppContext

SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def view(qtbot: QtBot, context: AppContext) -> Iterator[EditorView]:
    made = EditorView(context, new_agreement(context.worker.acting, "ai-pilot", example_answers("ai-pilot")))
    qtbot.addWidget(made)
    made.resize(1400, 900)
    made.show()
    assert context.worker.wait_until_idle()
    made.addActions(made.actions())  # as the menu of the window has them
    made.activateWindow()
    yield made
    read_state(write_state(made.session.document))


def editor_at(view: EditorView, place: str, position: int = 0) -> ParagraphEdit:
    assert view.canvas.show_place(place, "de", position)
    editor = view.canvas.editor
    assert editor is not None
    editor.setFocus()
    return editor


def words(view: EditorView, place: str, language: Language = "de") -> str:
    return plain_text(dict(places(view.session.document.clauses))[place][language])
