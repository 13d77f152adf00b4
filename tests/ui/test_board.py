"""The status board in a real window: rows, words about a party, a reminder that a person sends."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from datapact.agreements.steps import negotiation
from datapact.exchange.receive.receive import receive_bundle
from datapact.exchange.send.outgoing import send_out
from datapact.exchange.send.send import mark_sent
from datapact_ui.exchange.reminder_dialog import ReminderDialog
from datapact_ui.exchange.send_dialog import SendDialog
from tests.agreements.negotiated import Table
from tests.ui.exchanged import dialog_of, settled


def cells(view) -> list[list[str]]:
    model = view.board.table.model()
    return [
        [
            str(model.index(row, column).data(Qt.ItemDataRole.AccessibleTextRole))
            for column in range(model.columnCount())
        ]
        for row in range(model.rowCount())
    ]


def test_a_board_from_offer_to_refusal(table: Table, at_desk, qtbot) -> None:
    table.draft()
    negotiation.offer_draft(table.anna, table.history)
    view = at_desk()
    desk = view.desk
    view.show_tab("board")
    settled(desk, qtbot)
    board = view.board
    assert "send it first" in " ".join(cells(view)[1])
    assert not board.remind.isEnabled()
    qtbot.mouseClick(board.send, Qt.MouseButton.LeftButton)
    settled(desk, qtbot)
    dialog_of(view, SendDialog).reject()

    sent = send_out(table.anna, table.history, [table.sofia.organisation])
    mark_sent(table.anna, table.history, [table.sofia.organisation])
    view.refresh(frozenset({table.history}))
    settled(desk, qtbot)
    assert "file written, not confirmed" in " ".join(cells(view)[1])
    assert "received" not in " ".join(cells(view)[1])
    assert "No step of this party shows that the file has arrived." in board.words.toPlainText()
    qtbot.mouseClick(board.remind, Qt.MouseButton.LeftButton)
    settled(desk, qtbot)
    dialog = dialog_of(board, ReminderDialog)
    assert "whether it has arrived" in dialog.text.toPlainText() or "angekommen" in dialog.text.toPlainText()
    qtbot.mouseClick(dialog.findChild(QPushButton, "reminder-mail"), Qt.MouseButton.LeftButton)
    settled(desk, qtbot)
    asked = [arguments for method, arguments in desk.dialogs.asked if method == "open_mail"]
    assert len(asked) == 1
    assert dialog.advice.isVisible()
    dialog.reject()
    settled(desk, qtbot)
    assert "A reminder was written on" in board.words.toPlainText()

    receive_bundle(table.sofia, sent.data)
    negotiation.decline(table.sofia, table.history, "Kein Budget.")
    back = send_out(table.sofia, table.history, [table.anna.organisation])
    receive_bundle(table.anna, back.data)
    view.refresh(frozenset({table.history}))
    settled(desk, qtbot)
    board.table.choose(lambda line: not line.row.is_own)
    assert "Reason: Kein Budget." in board.words.toPlainText()
    assert not board.remind.isEnabled()
    qtbot.mouseClick(board.group, Qt.MouseButton.LeftButton)
    settled(desk, qtbot)
    assert board.head.text() == "1 agreement among these parties"
    assert view.page.overview.number in cells(view)[0][0]
