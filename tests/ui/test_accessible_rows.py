"""A text for reading, row by row, as a screen reader meets it."""

from __future__ import annotations

import gc
from dataclasses import replace
from weakref import ref

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from datapact.contract.text.clauses import plain_text
from datapact.contract.text.document import AgreementDocument, read_state
from datapact.contract.text.numbering import settled
from datapact_ui.editor.fields.term_fields import member_words
from datapact_ui.editor.text.clause_canvas import ClauseCanvas
from tests.agreements.drafts import example


@pytest.fixture
def document() -> AgreementDocument:
    return read_state(example("ai-pilot"))


@pytest.fixture
def canvas(qtbot: QtBot, document: AgreementDocument) -> ClauseCanvas:
    QAccessible.setActive(True)
    made = ClauseCanvas()
    qtbot.addWidget(made)
    made.setAccessibleName("Text")
    made.resize(700, 500)
    made.show_document(document, ("en",))
    made.show()
    return made


def test_each_row_is_a_heading_or_paragraph_with_its_words(canvas: ClauseCanvas, document: AgreementDocument) -> None:
    spoken = QAccessible.queryAccessibleInterface(canvas)
    assert (spoken.role(), spoken.text(QAccessible.Text.Name)) == (QAccessible.Role.Document, "Text")
    rows = list(canvas.texts().values())
    assert spoken.childCount() == len(rows)
    for number, row in enumerate(rows):
        child = spoken.child(number)
        assert child.text(QAccessible.Text.Name) == f"{row.mark} {plain_text(row.texts['en'])}".strip()
        assert (child.role() == QAccessible.Role.Heading) == (row.kind == "heading")
        assert spoken.indexOfChild(child) == number
        assert child.parent().object() is canvas
    assert spoken.child(0).state().readOnly
    assert not spoken.child(0).state().offscreen
    assert spoken.child(len(rows) - 1).state().offscreen
    box = spoken.child(1).rect()
    assert spoken.indexOfChild(spoken.childAt(box.center().x(), box.center().y())) == 1
    canvas.show_document(document, ("de", "en"))
    assert spoken.child(1).text(QAccessible.Text.Name).count("\n") == 1


def test_the_row_in_hand_has_the_focus(canvas: ClauseCanvas, qtbot: QtBot) -> None:
    canvas.activateWindow()
    canvas.setFocus()
    qtbot.waitUntil(canvas.hasFocus)
    canvas.show_place(next(iter(canvas.row_numbers)))
    QTest.keyClick(canvas, Qt.Key.Key_Down)
    spoken = QAccessible.queryAccessibleInterface(canvas)
    assert spoken.indexOfChild(spoken.focusChild()) == 1
    assert [spoken.child(number).state().focused for number in range(3)] == [0, 1, 0]


def test_rows_go_with_their_text_and_their_canvas(canvas: ClauseCanvas, document: AgreementDocument) -> None:
    spoken = QAccessible.queryAccessibleInterface(canvas)
    last = spoken.child(spoken.childCount() - 1)
    short = document.clauses[:1]
    canvas.show_document(replace(document, clauses=settled(short, document.terms, document.languages)), ("en",))
    assert not last.isValid()
    assert last.text(QAccessible.Text.Name) == ""
    assert last.rect().isEmpty()
    assert spoken.child(spoken.childCount()) is None


def test_rows_die_with_their_canvas(qtbot: QtBot, document: AgreementDocument) -> None:
    made = ClauseCanvas()
    made.show_document(document, ("de",))
    row = QAccessible.queryAccessibleInterface(made).child(0)
    weakly = ref(made)
    shiboken6.delete(made)
    del made
    gc.collect()
    assert not shiboken6.isValid(row)
    assert weakly() is None, "nothing of a text stays in memory once it was read aloud"


def test_an_editable_text_has_its_editor(qtbot: QtBot, document: AgreementDocument) -> None:
    made = ClauseCanvas(editable=True)
    qtbot.addWidget(made)
    made.show_document(document, ("de",))
    made.show()
    assert made.editor is not None
    assert QAccessible.queryAccessibleInterface(made).role() != QAccessible.Role.Document
    assert made.spoken is None


def test_a_prohibited_purpose_never_reads_as_an_agreed_one(document: AgreementDocument) -> None:
    first = document.terms.purposes[0]
    path = f"purposes.{first.key}"
    agreed = member_words(document, path, 1)
    assert "Prohibited" not in agreed
    purposes = (first.model_copy(update={"prohibited": True}), *document.terms.purposes[1:])
    changed = replace(document, terms=document.terms.model_copy(update={"purposes": purposes}))
    assert member_words(changed, path, 1) == f"Prohibited: {agreed}"
