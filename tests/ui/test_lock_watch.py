"""When a vault locks itself: after a while without input, after sleep, and before the computer sleeps."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from datapact_ui.kit.background.input_watch import unwatch_input, watch_input
from datapact_ui.shell.lock_watch import LockWatch
from datapact_ui.shell.sleep_clock import slept_seconds

SLEEP_SIGNAL = Path(__file__).with_name("sleep_signal.py")
ROOT = SLEEP_SIGNAL.parents[2]


class Clock:
    now = 1_000.0
    slept = 77.0

    def __call__(self) -> float:
        return self.now

    def in_sleep(self) -> float:
        return self.slept


def test_input_and_time_decide(qtbot: QtBot) -> None:
    clock = Clock()
    watch = LockWatch(clock=clock, slept=clock.in_sleep)
    locked: list[float] = []
    watch.due.connect(lambda: locked.append(clock.now))
    watch.start(1)
    field = shown(qtbot)
    clock.now += 20
    watch.look()
    clock.now += 20
    QTest.keyClick(field.windowHandle(), Qt.Key.Key_A)
    assert field.text() == "a"
    watch.look()
    for _beat in range(2):
        clock.now += 25
        watch.look()
    assert locked == []
    clock.now += 25
    watch.look()
    assert locked == [clock.now]
    watch.set_minutes(0)
    locked.clear()
    clock.now += 3_600
    watch.look()
    assert locked == [], "a computer that is busy, or whose time was set anew, has not slept"
    clock.slept += 3_600
    watch.look()
    watch.look()
    assert locked == [clock.now], "once for one sleep"
    watch.stop()


def test_the_computers_clocks_count_no_sleep_while_it_is_awake() -> None:
    before = slept_seconds()
    time.sleep(0.05)
    assert abs(slept_seconds() - before) < 0.02


def shown(qtbot: QtBot) -> QLineEdit:
    """A field in a window of its own, with the focus."""
    field = QLineEdit()
    qtbot.addWidget(field)
    field.show()
    field.activateWindow()
    field.setFocus()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is field)
    return field


class Listener(QObject):
    heard = 0

    def hear(self) -> None:
        self.heard += 1


def test_every_window_and_every_input_is_heard(qtbot: QtBot) -> None:
    """As it comes from the system: to a window, or from an input method to the field with the focus."""
    before, listener = shown(qtbot), Listener()
    watch_input(listener, listener.hear)
    later = shown(qtbot)

    def compose(field: QLineEdit) -> None:
        event = QInputMethodEvent()
        event.setCommitString("é")
        QApplication.sendEvent(field, event)

    inputs: list[Callable[[QLineEdit], object]] = [
        lambda field: QTest.keyClick(field.windowHandle(), Qt.Key.Key_B),
        lambda field: QTest.mouseClick(field.windowHandle(), Qt.MouseButton.LeftButton),
        lambda field: QTest.mouseMove(field.windowHandle(), QPoint(3, 3)),
        compose,
    ]
    for field in (before, later, before):
        field.activateWindow()
        field.setFocus()
        qtbot.waitUntil(lambda field=field: QApplication.focusWidget() is field)
        for number, put in enumerate(inputs):
            heard = listener.heard
            put(field)
            qtbot.waitUntil(lambda heard=heard: listener.heard > heard, timeout=2_000)
            assert listener.heard > heard, number
    heard = listener.heard
    before.repaint()
    QApplication.processEvents()
    assert listener.heard == heard
    unwatch_input(listener, listener.hear)
    QTest.keyClick(before.windowHandle(), Qt.Key.Key_C)
    assert listener.heard == heard


def test_sleep_is_heard_of_while_a_vault_is_open_alone(qtbot: QtBot) -> None:
    watch = LockWatch()
    locked: list[bool] = []
    watch.due.connect(lambda: locked.append(True))
    watch.prepare_for_sleep(True)
    assert locked == []
    watch.start(0)
    watch.prepare_for_sleep(False)
    assert locked == []
    watch.prepare_for_sleep(True)
    assert locked == [True]
    watch.stop()


@pytest.mark.judge("dbus-run-session")
def test_logind_says_so_before_the_computer_sleeps() -> None:
    script = f'export DBUS_SYSTEM_BUS_ADDRESS="$DBUS_SESSION_BUS_ADDRESS"; exec "{sys.executable}" "{SLEEP_SIGNAL}"'
    done = subprocess.run(
        ["dbus-run-session", "--", "sh", "-c", script],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd=ROOT,
    )
    assert done.stdout.split() == ["said", "said", "locked"], done.stderr[-2000:]
