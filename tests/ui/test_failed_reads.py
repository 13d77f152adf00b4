"""What waited for a read that failed says the error, never that something is still being read."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QProgressBar, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from datapact.agreements.steps.drafting import open_draft
from datapact.base.errors import DataPactError, Surroundings
from datapact_ui.agreement_page.page.machines_dialog import MachinesDialog
from datapact_ui.agreement_page.tabs.board_tab import BoardTab
from datapact_ui.agreements.from_policy_dialog import FromPolicyDialog
from datapact_ui.editor.page.own_facts_dialog import OwnFactsDialog
from datapact_ui.editor.writing.terms_dialog import TermsDialog
from datapact_ui.exchange.sending.reminder_dialog import ReminderDialog
from datapact_ui.kit.context.app_context import AppContext, read_opened
from datapact_ui.kit.dialogs.dialog import Dialog
from datapact_ui.kit.widgets.disabled_controls import being_read, why_barred
from datapact_ui.negotiation.carry_dialog import CarryDialog
from datapact_ui.negotiation.compare_dialog import CompareDialog
from datapact_ui.negotiation.reply_dialog import ReplyDialog
from datapact_ui.negotiation.rounds_dialog import RoundsDialog
from datapact_ui.negotiation.word_dialog import WordDialog
from tests.agreements.negotiated import Table
from tests.ui.conftest import AnsweredDialogs
from tests.ui.exchanged import settled

NO_DISK = "The disk cannot be read. Look whether it is connected."


def board(context: AppContext, history: str) -> BoardTab:
    made = BoardTab(context, history)
    made._read()
    return made


def terms(context: AppContext, history: str) -> TermsDialog:
    return TermsDialog(context, open_draft(context.worker.acting, history).document, "de")


WAITING: dict[str, Callable[[AppContext, str], QWidget]] = {
    "agreement_page/page/machines_dialog.py": lambda context, history: MachinesDialog(context, history, "DP-1"),
    "agreement_page/tabs/board_tab.py": board,
    "agreements/from_policy_dialog.py": lambda context, _history: FromPolicyDialog(context, Path("policy.json")),
    "editor/page/own_facts_dialog.py": OwnFactsDialog,
    "editor/writing/terms_dialog.py": terms,
    "exchange/sending/reminder_dialog.py": lambda context, history: ReminderDialog(context, history, (), ""),
    "negotiation/carry_dialog.py": CarryDialog,
    "negotiation/compare_dialog.py": CompareDialog,
    "negotiation/reply_dialog.py": ReplyDialog,
    "negotiation/rounds_dialog.py": RoundsDialog,
    "negotiation/word_dialog.py": lambda context, history: WordDialog(context, b"", "vertrag.docx", history),
}
"""Each module that bars something until it is read, and what it shows."""


@pytest.fixture
def room(table: Table, dialogs: AnsweredDialogs, styled: QApplication, qtbot: QtBot) -> Iterator[AppContext]:
    made = AppContext(read_opened(table.anna), dialogs)  # type: ignore[arg-type]
    made.worker.broke.connect(lambda error: pytest.fail(repr(error)))
    yield made
    made.worker.wait_until_idle()


def reads_that_fail(context: AppContext, monkeypatch: pytest.MonkeyPatch) -> None:
    read = context.worker.read

    def refuse(_acting: object) -> None:
        raise Surroundings(NO_DISK)

    def failing(owner: QWidget, _job: object, done: Any, **more: Any) -> None:
        read(owner, refuse, done, **more)

    monkeypatch.setattr(context.worker, "read", failing)


def test_every_window_that_waits_for_a_read_is_tried() -> None:
    ui = Path(__file__).parents[2] / "ui"
    found = {
        file.relative_to(ui).as_posix()
        for file in ui.rglob("*.py")
        for call in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "being_read"
    }
    assert found - {"kit/widgets/disabled_controls.py"} == WAITING.keys()


@pytest.mark.parametrize("name", list(WAITING))
def test_a_read_that_fails_is_the_reason_of_what_waited_for_it(
    room: AppContext, table: Table, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    table.offer()
    told: list[DataPactError] = []
    room.worker.failed.connect(told.append)
    reads_that_fail(room, monkeypatch)
    window = WAITING[name](room, table.history)
    qtbot.addWidget(window)
    window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    window.show()
    assert being_read() in {why_barred(one) for one in window.findChildren(QWidget)}
    settled(room, qtbot)
    reasons = {why_barred(one) for one in window.findChildren(QWidget)}
    assert NO_DISK in reasons
    assert being_read() not in reasons
    assert not [one for one in window.findChildren(QProgressBar) if one.isVisibleTo(window)]
    if not isinstance(window, Dialog):
        assert [str(one) for one in told] == [NO_DISK]
        return
    assert told == []
    assert window.problem.words.text() == NO_DISK
    if any(one.isDefault() and why_barred(one) for one in window.findChildren(QPushButton)):
        QTest.keyClick(window, Qt.Key.Key_Return)
        assert window.problem.words.text() == NO_DISK
