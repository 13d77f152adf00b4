"""The red bar: a changed row is said, repaired, or its rest released; off the UI thread, and no longer than the vault."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from datapact.consent.proof.unproven import Proof
from datapact.registers.registers import register
from datapact_ui.kit.context.app_context import AppContext
from datapact_ui.shell.main_window import MainWindow
from datapact_ui.shell.proof_watch import ProofWatch

from .conftest import AnsweredDialogs

CHANGE = "UPDATE agreement SET title = 'Another'"


@pytest.fixture
def window(context: AppContext, qtbot: QtBot) -> Iterator[MainWindow]:
    made = MainWindow(context)
    made.show()
    context.worker.wait_until_idle()
    yield made
    context.worker.wait_until_idle()
    made.hide()
    made.deleteLater()


def change(context: AppContext, statement: str = CHANGE) -> None:
    with context.worker.acting.vault.write() as session:
        session.connection().exec_driver_sql(statement)


def test_a_changed_row_is_said_and_repaired(window: MainWindow, qtbot: QtBot) -> None:
    bar, context = window.proof, window.context
    bar.watch.prove_whole()
    context.worker.wait_until_idle()
    qtbot.waitUntil(lambda: "20" in bar.state.text())
    assert bar.isHidden()
    change(context)
    bar.watch.prove_whole()
    qtbot.waitUntil(bar.isVisible)
    assert bar.proof is not None
    assert bar.words.text().count("agreement") or bar.words.text().count("Vereinbarung")
    bar.repair.click()
    qtbot.waitUntil(bar.isHidden)


def test_the_rest_of_a_refused_export_is_released(window: MainWindow, dialogs: AnsweredDialogs, qtbot: QtBot) -> None:
    context = window.context
    change(context)
    context.worker.read(window, lambda acting: register(acting, "agreements", leaves=True), lambda _made: None, key="x")
    qtbot.waitUntil(window.proof.isVisible)
    assert window.errors.text() == ""
    dialogs.confirmed = True
    window.proof.release.click()
    context.worker.wait_until_idle()
    made = register(context.worker.acting, "agreements", leaves=True)
    assert made.proof is not None
    assert made.proof.released_by
    assert made.rows == ()
    bar = window.proof
    assert bar.isVisible(), "the rows do not fit all the same"
    assert "You released the rest" in bar.words.text()
    assert not bar.release.isVisible()
    bar.watch.prove_quickly()  # it holds, and says nothing of these rows
    context.worker.wait_until_idle()
    assert "You released the rest" in bar.words.text()
    again = MainWindow(context)  # as after another language was chosen
    again.show()
    context.worker.wait_until_idle()
    assert again.proof.isVisible()
    assert "You released the rest" in again.proof.words.text()
    again.hide()
    again.deleteLater()


def test_a_failure_outlives_the_lock_until_every_row_fits(window: MainWindow, qtbot: QtBot) -> None:
    context = window.context
    change(context)
    context.worker.read(window, lambda acting: register(acting, "agreements", leaves=True), lambda _made: None, key="x")
    qtbot.waitUntil(window.proof.isVisible)
    context.worker.wait_until_idle()
    window.proof.watch.failed = None  # as of a watch after the next unlocking
    again = MainWindow(context)
    again.show()
    bar = again.proof
    qtbot.waitUntil(bar.isVisible)
    assert "not every row has been checked since" in bar.words.text()
    bar.watch.prove_quickly()
    context.worker.wait_until_idle()
    assert bar.isVisible()
    bar.check.click()
    qtbot.waitUntil(lambda: "Until this is settled" in bar.words.text())
    bar.repair.click()
    qtbot.waitUntil(bar.isHidden)
    context.worker.wait_until_idle()
    assert "20" in bar.state.text()
    again.hide()
    again.deleteLater()


def test_input_stops_the_whole_proof_and_a_new_window_keeps_the_watch(window: MainWindow) -> None:
    context, watch = window.context, window.proof.watch
    ended: list[Proof] = []
    watch.proven.connect(lambda proof, _whole: ended.append(proof))
    watch.prove_whole()
    watch.stop()  # as input does, and the lock
    context.worker.wait_until_idle()
    assert ended == []
    again = MainWindow(context)
    assert context.findChildren(ProofWatch) == [watch]
    again.deleteLater()
