"""Changes in the text while one types: against the last offer, by a key, and beside it what the other side changed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from datapact.agreements.steps.negotiation import new_agreement
from datapact.contract.templates.template import example_answers
from datapact.contract.text.marked import Piece
from datapact.exchange.receive.receive import receive_bundle
from datapact_ui.editor.page.editor_view import EditorView
from datapact_ui.editor.text.tracked import position_at, shown_at
from datapact_ui.kit.context.app_context import AppContext
from tests.depth import examples
from tests.sample_vaults import Sample
from tests.ui.editor_open import CONTROL, SHIFT, editor_at, words
from tests.ui.exchanged import exchanged
from tests.ui.test_selecting import after

PLACE = "subject-2"
NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def view(qtbot: QtBot, sample: Sample, context: AppContext) -> EditorView:
    """Keller's answer to the institute's counter-proposal."""
    context.save_remembered()
    context.worker.close()
    files = exchanged(sample)
    acting = sample.unlocked(sample.keller, "anna-keller")
    receive_bundle(acting, files.counter.read_bytes())
    context.worker.work_as(acting)
    made = EditorView(context, files.history)
    qtbot.addWidget(made)
    made.resize(1400, 900)
    made.show()
    assert context.worker.wait_until_idle()
    made.addActions(made.actions())  # as the menu of the window has them
    made.activateWindow()
    return made


def laid(view: EditorView, place: str) -> list[tuple[str, str]]:
    entry = view.canvas._stack.rows[view.canvas.row_numbers[place]]
    view.canvas._stack.layout.lay_out(entry)
    return [(piece.mark, piece.text.strip()) for piece in entry.laid["de"].pieces if piece.mark != "same"]


def test_changes_stand_in_the_text_while_one_types(view: EditorView) -> None:
    bar, canvas = view.track_bar, view.canvas
    editor = editor_at(view, PLACE)
    before = words(view, PLACE)
    assert bar.isVisible(), "a counter shows its changes without being asked"
    assert view.context.worker.wait_until_idle()
    assert "None yet." in bar.said.text()
    assert "Institut" in bar.said.text(), "against the newest offer, that of the other side"
    QTest.keyClicks(editor, "Vorab ")
    assert laid(view, PLACE) == [("inserted", "Vorab")]
    box = editor.geometry()
    entry = canvas._stack.rows[canvas.row_numbers[PLACE]]
    assert box.height() < entry.height / 1.7, "the changes stand below the words in hand"
    assert "[inserted: Vorab]" in editor.accessibleDescription()
    for _letter in range(3):
        QTest.keyClick(editor, Qt.Key.Key_Delete, CONTROL)
    gone = before[: len(before) - len(words(view, PLACE)[6:])].strip()
    assert gone
    marked = laid(view, PLACE)
    assert ("inserted", "Vorab") in marked
    assert any(mark == "deleted" and gone.split()[0] in text for mark, text in marked)
    canvas.viewport().grab()

    view.session.propose = lambda _note, _done: None  # type: ignore[method-assign]
    view.context.dialogs.text = ""  # type: ignore[attr-defined]
    view.countering.propose()
    assert view.context.worker.wait_until_idle()
    asked = view.context.dialogs.asked[-1][1][1]  # type: ignore[attr-defined]
    assert "You change against the last offer:" in asked
    assert "Like this it cannot be frozen for signature:\n– The translation at" in asked, "said before it is proposed"

    other = after(canvas, PLACE)
    canvas.show_place(other)
    entry = canvas._stack.rows[canvas.row_numbers[PLACE]]
    assert entry.laid["de"].pieces
    assert not entry.laid["de"].edited, "inline, once the cursor is elsewhere"
    canvas.viewport().grab()
    index = canvas.row_numbers[PLACE]
    left, _width = canvas._stack.layout.column(entry.row, 0)
    top = canvas._stack.tops[index] + canvas._stack.layout.padding(entry.row) - canvas.verticalScrollBar().value()
    hit = canvas.hit(QPointF(left + 1, top + 3))
    assert hit is not None
    assert (hit[0], hit[2]) == (PLACE, 0)

    QTest.keyClick(editor, Qt.Key.Key_E, CONTROL | SHIFT)
    assert not bar.isVisible()
    assert laid(view, PLACE) == []
    bar.load(view.session.opened.history, countering=True)
    assert view.context.worker.wait_until_idle()
    assert not bar.isVisible(), "whoever switched it off is not asked again"


def test_a_part_that_is_gone_stands_on_with_its_number(view: EditorView, qtbot: QtBot) -> None:
    canvas, bar = view.canvas, view.track_bar
    editor = editor_at(view, PLACE)
    gone = words(view, PLACE)
    QTest.keyClick(editor, Qt.Key.Key_Backspace, CONTROL | SHIFT)
    assert words(view, PLACE) == "(entfallen)"
    entry = canvas._stack.rows[canvas.row_numbers[PLACE]]
    canvas._stack.layout.lay_out(entry)
    assert "".join(piece.text for piece in entry.laid["de"].pieces if piece.mark != "inserted") == gone
    assert any(piece.mark == "deleted" for piece in entry.laid["de"].pieces)
    assert bar.changed_places() == [PLACE]
    qtbot.waitUntil(lambda: "1 change." in bar.said.text())
    far = list(canvas.row_numbers)[-1]
    canvas.show_place(far)
    QTest.keyClick(editor, Qt.Key.Key_F7, NONE)
    assert canvas.current == PLACE
    QTest.keyClick(editor, Qt.Key.Key_Z, CONTROL)
    assert bar.changed_places() == []
    assert laid(view, PLACE) == []


def test_beside_the_text_stands_what_the_other_side_changed(view: EditorView) -> None:
    editor = editor_at(view, PLACE)
    QTest.keyClick(editor, Qt.Key.Key_F9, NONE)
    panel = view.theirs
    assert panel.isVisible()
    assert set(panel.readers) == {"de", "en"}
    assert "zwölf Monate" in panel.readers["de"].page.toPlainText()
    assert "twelve months" in panel.readers["en"].page.toPlainText()
    assert "§ 20" in panel.readers["de"].page.toPlainText(), "under the heading of its clause"
    assert "Institut" in panel.said.text()
    assert view.theirs.tabs.tabText(0) == "German"


_PIECES = st.lists(
    st.builds(Piece, st.text("ab", min_size=1, max_size=4), st.sampled_from(["same", "inserted", "deleted"])),
    min_size=1,
)


@given(_PIECES, st.data())
@settings(max_examples=examples(150))
def test_positions_lead_to_the_same_letter_and_back(pieces: list[Piece], data: st.DataObject) -> None:
    present = "".join(piece.text for piece in pieces if piece.mark != "deleted")
    shown = "".join(piece.text for piece in pieces)
    at = data.draw(st.integers(0, len(present)))
    if at < len(present):
        assert shown[shown_at(pieces, at)] == present[at]
        assert position_at(pieces, shown_at(pieces, at), len(present)) == at
    assert 0 <= shown_at(pieces, at) <= len(shown)
    somewhere = data.draw(st.integers(0, len(shown)))
    assert 0 <= position_at(pieces, somewhere, len(present)) <= len(present)


def test_a_double_click_takes_the_word_that_the_first_click_hit(view: EditorView) -> None:
    """Changes of the row in hand close as another one is taken, and what stands below moves up under the mouse."""
    canvas = view.canvas
    QTest.keyClicks(editor_at(view, PLACE), "Vorab sehr viel mehr " * 12)
    other = after(canvas, PLACE)
    index = canvas.row_numbers[other]
    canvas.bring_into_sight(other)
    canvas.viewport().grab()
    entry = canvas._stack.rows[index]
    canvas._stack.layout.lay_out(entry)
    at = len(words(view, other)) // 2
    line = entry.laid["de"].layout.lineForTextPosition(at)
    left, _width = canvas._stack.layout.column(entry.row, 0)
    value = canvas.verticalScrollBar().value()
    y = canvas._stack.tops[index] + canvas._stack.layout.padding(entry.row) + line.y() + line.height() / 2 - value
    point = QPointF(left + line.cursorToX(at)[0] + 1, y)  # type: ignore[index]
    hit = canvas.hit(point)
    assert hit is not None
    assert hit[0] == other
    top = canvas._stack.tops[index] - value
    QTest.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, NONE, point.toPoint())
    QTest.mouseDClick(canvas.viewport(), Qt.MouseButton.LeftButton, NONE, point.toPoint())
    assert canvas.current == other
    editor = canvas.editor
    assert editor is not None
    chosen = editor.textCursor().selectedText()
    assert chosen
    assert chosen == words(view, other)[editor.textCursor().selectionStart() : editor.textCursor().selectionEnd()]
    assert editor.textCursor().selectionStart() <= hit[2] <= editor.textCursor().selectionEnd()
    now = canvas._stack.tops[index] - canvas.verticalScrollBar().value()
    assert abs(now - top) <= 1 or canvas.verticalScrollBar().value() == 0, "it stays under the mouse"


def test_a_bar_above_the_text_does_not_push_the_words(view: EditorView) -> None:
    """Whoever writes aims with the mouse at words, whatever arrives from the partner meanwhile."""
    canvas, newer = view.canvas, view.countering.newer
    editor_at(view, PLACE)

    def height() -> int:
        QApplication.processEvents()
        return canvas.row_rect(canvas.row_numbers[PLACE]).y()

    before, at = height(), canvas.mapToGlobal(QPoint()).y()
    newer.words.setText("This came after your text was begun.\n" * 4)
    newer.show()
    assert height() == before
    assert canvas.mapToGlobal(QPoint()).y() > at + 40, "the bar is there"
    newer.hide()
    assert height() == before
    assert canvas.mapToGlobal(QPoint()).y() == at


def test_before_the_first_offer_changes_show_against_the_own_draft(qtbot: QtBot, context: AppContext) -> None:
    history = new_agreement(context.worker.acting, "ai-pilot", example_answers("ai-pilot"))
    view = EditorView(context, history)
    qtbot.addWidget(view)
    view.show()
    assert context.worker.wait_until_idle()
    view.addActions(view.actions())
    view.activateWindow()
    editor = editor_at(view, PLACE)
    QTest.keyClicks(editor, "Vorab ")
    QTest.keyClick(editor, Qt.Key.Key_E, CONTROL | SHIFT)
    assert laid(view, PLACE) == [("inserted", "Vorab")]
    qtbot.waitUntil(lambda: "1 change." in view.track_bar.said.text())
    assert "Changes against: Draft 1 of Maschinenbau Keller GmbH, not sent" in view.track_bar.said.text()
    view.save()
    assert context.worker.wait_until_idle()
    assert laid(view, PLACE) == [("inserted", "Vorab")], "saving takes no mark away"
    again = EditorView(context, history)
    qtbot.addWidget(again)
    assert context.worker.wait_until_idle()
    again.track_bar.toggle()
    assert laid(again, PLACE) == [("inserted", "Vorab")], "against the draft before"
