"""The runner: results come back in the UI thread, in order, and never for somebody who is gone."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest
from PySide6.QtCore import QObject, QThread
from pytestqt.qtbot import QtBot

from datapact.base.errors import WrongUse
from datapact.base.texts import use_language
from datapact_ui.kit.background.runner import Runner
from datapact_ui.kit.context.app_context import AppContext
from tests.ui.conftest import objects_of_qt


def test_a_read_is_done_elsewhere_and_delivered_here(context: AppContext) -> None:
    seen: list[object] = []
    ui = threading.get_ident()
    context.worker.read(context, lambda acting: (acting.member.id, threading.get_ident()), seen.append)
    assert context.worker.wait_until_idle()
    ((member, thread),) = seen
    assert member == "anna-keller"
    assert thread != ui


class Marked:
    """Notes in which thread it is destroyed."""

    def __init__(self, ends: list[int]) -> None:
        self.ends = ends

    def __del__(self) -> None:
        self.ends.append(threading.get_ident())


@pytest.mark.parametrize("raises", [False, True])
def test_outcomes_end_in_the_ui_thread(qtbot: QtBot, raises: bool) -> None:
    """Also where it has delivered them before the thread of the lane goes on: a value, and what the frames of an error hold."""
    runner = Runner()
    ends: list[int] = []
    arrived = threading.Event()

    def job(_progress: object) -> Marked:
        made = Marked(ends)
        if raises:
            raise ZeroDivisionError
        return made

    class Slow:
        """In place of the signal: its thread goes on once the UI thread is through with the result."""

        def __init__(self, signal: Any) -> None:
            self.signal = signal

        def emit(self, *arguments: Any) -> None:
            self.signal.emit(*arguments)
            arguments = ()
            arrived.wait(5)

    runner._came_back = Slow(runner._came_back)  # type: ignore[assignment]
    runner.run(None, "", job)
    qtbot.waitUntil(runner.idle)
    assert ends == [threading.get_ident()]
    arrived.set()


def test_objects_of_qt_are_found_in_what_a_job_returns() -> None:
    made = QObject()
    assert [*objects_of_qt({"rows": [(1, made)]})] == [made]
    assert [*objects_of_qt((1, "two", [3]))] == []


def test_a_newer_read_with_the_same_key_replaces_an_older_one(context: AppContext) -> None:
    seen: list[int] = []
    hold = threading.Event()
    context.worker.read(context, lambda _acting: hold.wait(5) and 1, seen.append, key="list")
    context.worker.read(context, lambda _acting: 2, seen.append, key="list")
    context.worker.read(context, lambda _acting: 3, seen.append, key="list")
    context.worker.read(context, lambda _acting: 4, seen.append)
    context.worker.read(context, lambda _acting: 5, seen.append)
    hold.set()
    assert context.worker.wait_until_idle()
    assert seen == [3, 4, 5]


def test_nothing_is_delivered_to_an_owner_that_is_gone(context: AppContext) -> None:
    seen: list[int] = []
    owner = QObject()
    hold = threading.Event()
    context.worker.read(owner, lambda _acting: hold.wait(5) and 1, seen.append)
    owner.deleteLater()
    QThread.msleep(1)
    from PySide6.QtCore import QCoreApplication, QEvent

    QCoreApplication.sendPostedEvents(owner, QEvent.Type.DeferredDelete)
    hold.set()
    assert context.worker.wait_until_idle()
    assert seen == []


def test_what_has_not_begun_is_dropped_when_a_vault_closes(context: AppContext) -> None:
    seen: list[int] = []
    assert context.worker.wait_until_idle()
    context.worker.read(context, lambda _acting: 1, seen.append, unhurried=True)
    context.worker.forget_reads()
    assert context.worker.idle()
    assert context.worker.wait_until_idle()
    assert seen == []


def test_nothing_begins_once_the_vault_is_closed(context: AppContext) -> None:
    """Qt waits for a thread of a lane that it destroys, and that thread for Python: the window would stand still for ever."""
    ran: list[str] = []
    context.worker.close()
    context.worker.read(context, lambda _acting: ran.append("read"), lambda _nothing: None)
    context.worker.read(context, lambda _acting: ran.append("later"), lambda _nothing: None, unhurried=True)
    context.worker.change(context, "", lambda _acting, _progress: ran.append("change"))
    assert context.worker.idle()
    time.sleep(0.1)
    assert ran == []


def test_changes_run_in_order_and_say_what_they_touched(context: AppContext, qtbot: QtBot) -> None:
    order: list[str] = []
    told: list[frozenset[str]] = []
    assert context.worker.wait_until_idle()  # names of datasets are read first
    context.changed.connect(told.append)
    for name in "abc":
        context.worker.change(
            context,
            name,
            lambda _acting, _progress, name=name: time.sleep(0.01) or name,
            order.append,
            touches=lambda value: frozenset({value}),
        )
    assert context.worker.wait_until_idle()
    assert order == ["a", "b", "c"]
    assert told == [frozenset("a"), frozenset("b"), frozenset("c")]


def test_an_error_goes_to_the_one_place_unless_it_was_shown(context: AppContext) -> None:
    shown: list[object] = []
    context.worker.failed.connect(shown.append)

    def refuse(_acting: object, _progress: object) -> None:
        raise WrongUse("There is nothing to do.")

    context.worker.change(context, "x", refuse, failed=lambda _error: True)
    assert context.worker.wait_until_idle()
    assert shown == []
    context.worker.change(context, "x", refuse, failed=lambda _error: False)
    context.worker.change(context, "x", refuse)
    assert context.worker.wait_until_idle()
    assert [str(error) for error in shown] == ["There is nothing to do."] * 2


def test_a_bug_goes_to_the_fault_dialog(qtbot: QtBot) -> None:
    runner = Runner()
    broken: list[BaseException] = []
    runner.broke.connect(broken.append)
    runner.run(None, "x", lambda _progress: 1 // 0)
    assert runner.wait_until_idle()
    assert isinstance(broken[0], ZeroDivisionError)


def test_a_cancelled_change_ends_at_its_next_report_and_says_nothing(qtbot: QtBot) -> None:
    runner = Runner()
    begun, ended = threading.Event(), []
    problems: list[object] = []
    runner.failed.connect(problems.append)
    runner.broke.connect(problems.append)

    def count(progress: object) -> None:
        for number in range(10_000):
            progress("counting", number, 10_000)  # type: ignore[operator]
            begun.set()
            time.sleep(0.001)
        ended.append(True)

    started: list[int] = []
    runner.started.connect(lambda number, _words, _can_stop: started.append(number))
    runner.run(None, "counting", count)
    assert begun.wait(5)
    qtbot.waitUntil(lambda: bool(started))
    runner.cancel(started[0])
    assert runner.wait_until_idle()
    assert not ended
    assert not problems


@pytest.mark.parametrize("language", ["de", "en"])
def test_jobs_speak_the_language_of_the_window(qtbot: QtBot, language: str) -> None:
    from datapact.base.texts import current_language

    use_language(language)  # type: ignore[arg-type]
    seen: list[str] = []
    runner = Runner()
    runner.run(None, "x", lambda _progress: current_language(), seen.append)
    assert runner.wait_until_idle()
    assert seen == [language]
