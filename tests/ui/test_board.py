"""The status board in a real window: rows, words about a party, a reminder that a person sends."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from datapact.agreements.steps import negotiation
from datapact.exchange.receive.receive import receive_bundle
from datapact.exchange.send.outgoing import send_out
from datapact.exchange.send.send import mark_written
from datapact_ui.agreement_page.page.agreement_view import AgreementView
from datapact_ui.exchange.sending.reminder_dialog import ReminderDialog
from datapact_ui.exchange.sending.send_dialog import SendDialog
from datapact_ui.exchange.sending.sent_dialog import SentDialog
from datapact_ui.kit.context.app_context import AppContext, read_opened
from datapact_ui.kit.theme.measures import characters
from tests.agreements.negotiated import Table
from tests.conftest import SteppingClock
from tests.exchange.houses import HISTORY, build, exchange, meet, offer, opened, write
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


def test_a_board_from_offer_to_refusal(table: Table, at_context, qtbot, monkeypatch) -> None:
    table.draft()
    negotiation.offer_draft(table.anna, table.history)
    view = at_context()
    context = view.context
    view.show_tab("board")
    settled(context, qtbot)
    board = view.board
    assert "send first" in " ".join(cells(view)[1])
    assert not board.remind.isEnabled()
    qtbot.mouseClick(board.send, Qt.MouseButton.LeftButton)
    settled(context, qtbot)
    dialog_of(view, SendDialog).reject()

    sent = send_out(table.anna, table.history, [table.sofia.organisation])
    mark_written(table.anna, table.history, [table.sofia.organisation])
    view.refresh(frozenset({table.history}))
    settled(context, qtbot)
    assert "file written, not recorded as sent" in " ".join(cells(view)[1])
    assert not board.remind.isEnabled()  # nobody is waited for before a person says that it was sent
    view.show_tab("summary")
    settled(context, qtbot)
    assert "record that it was sent" in view.summary.findChild(QLabel, "next_words").text()
    view.do("say_sent")
    settled(context, qtbot)
    word = dialog_of(view, SentDialog)
    qtbot.mouseClick(word.findChild(QPushButton, "was-sent-do"), Qt.MouseButton.LeftButton)
    settled(context, qtbot)
    view.show_tab("board")
    settled(context, qtbot)
    assert "sent, as recorded here" in " ".join(cells(view)[1])
    assert "received" not in " ".join(cells(view)[1])
    assert "No step of this party shows that the file has arrived." in board.words.toPlainText()
    qtbot.mouseClick(board.remind, Qt.MouseButton.LeftButton)
    settled(context, qtbot)
    dialog = dialog_of(board, ReminderDialog)
    assert "whether it has arrived" in dialog.text.toPlainText() or "angekommen" in dialog.text.toPlainText()
    with monkeypatch.context() as without_program:
        without_program.setattr(context.dialogs, "open_mail", lambda *_arguments: False)
        qtbot.mouseClick(dialog.findChild(QPushButton, "reminder-mail"), Qt.MouseButton.LeftButton)
        settled(context, qtbot)
    assert "No mail program answered" in dialog.advice.words.text()
    assert "reminder" not in board.words.toPlainText()  # nothing was handed over, so nothing is noted
    qtbot.mouseClick(dialog.findChild(QPushButton, "reminder-copy"), Qt.MouseButton.LeftButton)
    settled(context, qtbot)
    assert "The text of a reminder was copied on" in board.words.toPlainText()
    qtbot.mouseClick(dialog.findChild(QPushButton, "reminder-mail"), Qt.MouseButton.LeftButton)
    settled(context, qtbot)
    asked = [arguments for method, arguments in context.dialogs.asked if method == "open_mail"]
    assert len(asked) == 1
    assert dialog.advice.isVisible()
    dialog.reject()
    settled(context, qtbot)
    assert "A reminder was written on" in board.words.toPlainText()

    receive_bundle(table.sofia, sent.data)
    negotiation.decline(table.sofia, table.history, "Kein Budget.")
    back = send_out(table.sofia, table.history, [table.anna.organisation])
    receive_bundle(table.anna, back.data)
    view.refresh(frozenset({table.history}))
    settled(context, qtbot)
    board.table.choose(lambda line: not line.row.is_own)
    assert "Reason: Kein Budget." in board.words.toPlainText()
    assert not board.remind.isEnabled()
    assert not board.go_on.isVisible()  # nobody would be left
    qtbot.mouseClick(board.group, Qt.MouseButton.LeftButton)
    settled(context, qtbot)
    assert board.head.text() == "1 agreement among these parties"
    assert view.page.overview.number in cells(view)[0][0]
    seen_widths = []
    for width in range(150, 360, 10):  # beside the table the words take nothing that its columns need
        view.resize(characters(width), 800)
        settled(context, qtbot)
        if board.table.parentWidget().orientation() is Qt.Orientation.Horizontal:
            header, names = board.table.horizontalHeader(), [one.name for one in board.table.lines.columns()]
            assert not header.hiddenSectionCount()
            assert header.sectionSize(names.index("party")) > characters(34)
            seen_widths.append(width)
    assert seen_widths


@pytest.mark.parametrize("answers", [True, False])
def test_going_on_without_who_declined_or_never_replied(answers: bool, dialogs, styled, tmp_path, qtbot) -> None:
    clock = SteppingClock()
    build(tmp_path / "template", clock)
    houses = opened(tmp_path / "template", tmp_path, clock)
    keller, institute, third = houses.keller, houses.institute, houses.third
    meet(institute, third)
    meet(third, institute)
    offer(keller, institute, third)
    exchange(keller, third)
    if answers:
        write(third, "declined", {"reason": "Kein Budget."})
        exchange(third, keller)
    institute.close()
    third.close()
    context = AppContext(read_opened(keller), dialogs)
    went: list[object] = []
    context.went.connect(went.append)
    context.worker.failed.connect(lambda error: pytest.fail(str(error)))
    view = AgreementView(context, HISTORY)
    qtbot.addWidget(view)
    view.show()
    view.show_tab("board")
    settled(context, qtbot)
    assert view.board.table.choose(lambda line: line.row.name.startswith("Werkzeugbau"))
    assert view.board.go_on.isVisible()
    context.dialogs.confirmed = False  # type: ignore[attr-defined]
    qtbot.mouseClick(view.board.go_on, Qt.MouseButton.LeftButton)
    settled(context, qtbot)
    assert went == []
    assert "without Werkzeugbau Lindner KG" in dialogs.asked[-1][1][1]
    assert ("The open text is declined" in dialogs.asked[-1][1][1]) != answers
    context.dialogs.confirmed = True  # type: ignore[attr-defined]
    qtbot.mouseClick(view.board.go_on, Qt.MouseButton.LeftButton)
    settled(context, qtbot)
    assert len(went) == 1
    view.close()
    context.worker.close()
